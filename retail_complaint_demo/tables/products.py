"""What the demo company sells. Prices are in CNY with tax, as the shelf shows them."""

from typing import NamedTuple


class Product(NamedTuple):
    key: str
    kind: str
    price: float
    tax: int
    #: "lot" for a batch with a date, "serial" for a piece with a number, "" for neither.
    tracking: str = ""
    #: Of a batch, from its arrival to its end.
    shelf_days: int = 0


class Kind(NamedTuple):
    names: tuple[str, str, str]
    #: Where it lies on the shelf; nowhere if it is a service.
    stores: tuple[str, ...]


KINDS = {
    "food": Kind(("Food", "食品", "食品"), ("market",)),
    "cosmetics": Kind(("Cosmetics", "化妆品", "化妝品"), ("salon", "mall")),
    "electronics": Kind(("Electronics", "电器", "電器"), ("mall",)),
    "service": Kind(("Beauty services", "美容服务", "美容服務"), ()),
}

NAMES = {
    "milk": ("Fresh milk 950 ml", "鲜牛奶 950ml", "鮮牛奶 950ml"),
    "yoghurt": ("Yoghurt, 8 cups", "酸奶 8杯装", "優格 8杯裝"),
    "eggs": ("Fresh eggs, 30", "鲜鸡蛋 30枚", "鮮雞蛋 30枚"),
    "salmon": ("Salmon sashimi 300 g", "三文鱼刺身", "鮭魚刺身"),
    "ribs": ("Pork ribs 500 g", "猪小排 500g", "豬小排 500g"),
    "berries": ("Strawberries 500 g", "草莓 500g", "草莓 500g"),
    "bread": ("Wholemeal bread", "全麦面包", "全麥麵包"),
    "oil": ("Rapeseed oil 5 l", "菜籽油 5L", "菜籽油 5L"),
    "rice": ("Rice 10 kg", "东北大米 10kg", "東北大米 10kg"),
    "formula": ("Infant formula 900 g", "婴儿奶粉 900g", "嬰兒奶粉 900g"),
    "serum": ("Vitamin C serum 30 ml", "维C精华 30ml", "維C精華 30ml"),
    "masks": ("Face masks, 10", "面膜 10片", "面膜 10片"),
    "sunscreen": ("Sunscreen SPF 50", "防晒霜", "防曬霜"),
    "lipstick": ("Lipstick, red", "口红 正红色", "口紅 正紅色"),
    "cream": ("Night cream 50 ml", "晚霜 50ml", "晚霜 50ml"),
    "shampoo": ("Shampoo 500 ml", "洗发水 500ml", "洗髮精 500ml"),
    "cooker": ("Rice cooker 4 l", "电饭煲 4L", "電鍋 4L"),
    "kettle": ("Electric kettle", "电热水壶", "電熱水壺"),
    "dryer": ("Hair dryer", "吹风机", "吹風機"),
    "purifier": ("Air purifier", "空气净化器", "空氣清淨機"),
    "earphones": ("Wireless earphones", "无线耳机", "無線耳機"),
    "phone": ("Smartphone 256 GB", "智能手机", "智慧型手機"),
    "facial": ("Facial, 60 minutes", "补水护理 60分钟", "補水護理 60分鐘"),
    "course": ("Ten facials", "护理疗程 10次", "護理療程 10次"),
    "dyeing": ("Hair dyeing", "染发", "染髮"),
}

PRODUCTS = (
    Product("milk", "food", 22.8, 9, "lot", 21),
    Product("yoghurt", "food", 29.9, 13, "lot", 24),
    Product("eggs", "food", 26.8, 9, "lot", 40),
    Product("salmon", "food", 68, 9, "lot", 5),
    Product("ribs", "food", 39.8, 9, "lot", 7),
    Product("berries", "food", 35, 9, "lot", 6),
    Product("bread", "food", 12.5, 13, "lot", 5),
    Product("oil", "food", 89.9, 9, "lot", 540),
    Product("rice", "food", 79, 9, "lot", 365),
    Product("formula", "food", 298, 13, "lot", 540),
    Product("serum", "cosmetics", 268, 13, "lot", 900),
    Product("masks", "cosmetics", 99, 13, "lot", 900),
    Product("sunscreen", "cosmetics", 168, 13, "lot", 720),
    Product("lipstick", "cosmetics", 198, 13, "lot", 900),
    Product("cream", "cosmetics", 388, 13, "lot", 900),
    Product("shampoo", "cosmetics", 59, 13),
    Product("cooker", "electronics", 499, 13),
    Product("kettle", "electronics", 159, 13),
    Product("dryer", "electronics", 329, 13),
    Product("purifier", "electronics", 1599, 13, "serial"),
    Product("earphones", "electronics", 699, 13, "serial"),
    Product("phone", "electronics", 2999, 13, "serial"),
    Product("facial", "service", 398, 6),
    Product("course", "service", 2980, 6),
    Product("dyeing", "service", 580, 6),
)
