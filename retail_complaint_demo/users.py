"""Who works at the demo company. No Odoo here: ``make serve`` prints this table."""

from typing import NamedTuple


class User(NamedTuple):
    login: str
    password: str
    name: str
    role: str
    store: str


#: The last column names the stores of ``tables/stores.py``, separated by a space; "" is all.
USERS = (
    User("market_intake", "market_intake", "Lin Xiaoyu 林小雨", "intake", "market"),
    User("market_agent", "market_agent", "He Jun 何俊", "agent", "market"),
    User("market_duty", "market_duty", "Luo Yan 罗燕", "duty manager", "market"),
    User("market_manager", "market_manager", "Tang Wei 唐伟", "manager", "market"),
    User("salon_intake", "salon_intake", "Xu Lan 许兰", "intake", "salon"),
    User("salon_agent", "salon_agent", "Deng Qian 邓倩", "agent", "salon"),
    User("salon_duty", "salon_duty", "Cao Rui 曹睿", "duty manager", "salon"),
    User("mall_intake", "mall_intake", "Peng Fei 彭飞", "intake", "mall"),
    User("mall_agent", "mall_agent", "Grace Hughes", "agent", "mall"),
    User("mall_duty", "mall_duty", "Su Min 苏敏", "duty manager", "mall"),
    User("two_stores", "two_stores", "Xie Hong 谢红", "manager", "salon mall"),
    User("region_manager", "region_manager", "Guo Ning 郭宁", "region manager", ""),
    User("canteen_intake", "canteen_intake", "Fan Lei 范蕾", "intake", "canteen"),
    User("canteen_agent", "canteen_agent", "Shi Kai 石凯", "agent", "canteen"),
    User("canteen_manager", "canteen_manager", "Hu Yue 胡悦", "manager", "canteen"),
    User("two_companies", "two_companies", "Qin Fen 秦芬", "leading group", "mall canteen"),
    User("accountant", "accountant", "Jiang Li 蒋丽", "accountant", ""),
    User("auditor", "auditor", "Daniel Reed", "auditor", ""),
    User("salesman", "salesman", "Shen Tao 沈涛", "salesman", ""),
    User("warehouse", "warehouse", "Ma Chao 马超", "warehouse", ""),
    User("customer", "customer", "Wang Fang 王芳", "customer", ""),
)
