"""The company and its stores. Names are in English, simplified and traditional Chinese."""

from typing import NamedTuple

COMPANY = "Jiahe Retail 嘉禾商业"
#: A small one beside it: who works for one of them sees nothing of the other.
SISTER = "Jiahe Catering 嘉禾餐饮"


class Area(NamedTuple):
    key: str
    names: tuple[str, str, str]


class Store(NamedTuple):
    key: str
    code: str
    names: tuple[str, str, str]
    street: str
    #: Of its staff; whoever serves the demo in one language sets it for all.
    lang: str
    areas: tuple[Area, ...]


STORES = (
    Store(
        key="market",
        code="MK",
        names=("Jiahe Supermarket", "嘉禾超市", "嘉禾超市"),
        street="平安路 88 号",
        lang="en_US",
        areas=(
            Area("fresh", ("Fresh food", "生鲜区", "生鮮區")),
            Area("bakery", ("Bakery", "烘焙区", "烘焙區")),
            Area("checkout", ("Checkout", "收银区", "收銀區")),
            Area("parking", ("Car park", "停车场", "停車場")),
        ),
    ),
    Store(
        key="salon",
        code="SL",
        names=("Jiayan Beauty Salon", "嘉颜美容院", "嘉顏美容院"),
        street="梧桐街 16 号",
        lang="zh_CN",
        areas=(
            Area("reception", ("Reception", "前台", "前台")),
            Area("treatment", ("Treatment rooms", "护理区", "護理區")),
            Area("counter", ("Product counter", "产品柜台", "產品櫃台")),
        ),
    ),
    Store(
        key="mall",
        code="ML",
        names=("Jiayue Mall", "嘉悦商场", "嘉悅商場"),
        street="江湾大道 200 号",
        lang="en_US",
        areas=(
            Area("electronics", ("Electronics, floor 1", "一楼电器", "一樓電器")),
            Area("cosmetics", ("Cosmetics, floor 2", "二楼化妆品", "二樓化妝品")),
            Area("fashion", ("Tenant shops, floor 3", "三楼商户", "三樓商戶")),
            Area("food_court", ("Food court, floor 4", "四楼美食广场", "四樓美食廣場")),
        ),
    ),
)

SISTER_STORES = (
    Store(
        key="canteen",
        code="CT",
        names=("Jiahe Canteen", "嘉禾食堂", "嘉禾食堂"),
        street="科技路 6 号",
        lang="zh_CN",
        areas=(
            Area("counter", ("Food counter", "打餐窗口", "打餐窗口")),
            Area("hall", ("Dining hall", "就餐区", "就餐區")),
        ),
    ),
)


class Region(NamedTuple):
    names: tuple[str, str, str]
    stores: tuple[str, ...]
    #: The login of its manager.
    manager: str = ""


REGIONS = (
    Region(("City", "市区", "市區"), ("market", "salon"), "region_manager"),
    Region(("Riverside", "江湾", "江灣"), ("mall",)),
)
