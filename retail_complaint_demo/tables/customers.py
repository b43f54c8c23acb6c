"""Customers of the demo company. Their mail domains are reserved for examples."""

from typing import NamedTuple


class Customer(NamedTuple):
    key: str
    name: str
    phone: str
    email: str
    lang: str
    city: str
    is_company: bool = False
    #: Set for who is charged in another currency than the company's.
    currency: str = ""


CUSTOMERS = (
    Customer("wang", "王芳", "13800000101", "wangfang@example.com", "zh_CN", "上海"),
    Customer("li", "李强", "13800000102", "liqiang@example.com", "zh_CN", "上海"),
    Customer("zhang", "张伟", "13800000103", "zhangwei@example.com", "zh_CN", "苏州"),
    Customer("liu", "刘洋", "13800000104", "liuyang@example.net", "zh_CN", "上海"),
    Customer("chen", "陈静", "13800000105", "chenjing@example.com", "zh_CN", "杭州"),
    Customer("zhao", "赵敏", "13800000106", "zhaomin@example.net", "zh_CN", "上海"),
    Customer("sun", "孙丽", "13800000107", "sunli@example.com", "zh_CN", "无锡"),
    Customer("zhou", "周建国", "13800000108", "", "zh_CN", "上海"),
    Customer("wu", "吴晓梅", "13800000109", "wuxiaomei@example.org", "zh_CN", "上海"),
    Customer("zheng", "郑浩", "13800000110", "zhenghao@example.com", "zh_CN", "南京"),
    Customer("nursery", "晨光幼儿园", "02155500111", "canteen@example.org", "zh_CN", "上海", True),
    Customer("chan", "陳大文", "85255500112", "tmchan@example.com", "zh_TW", "香港", False, "HKD"),
    Customer("carter", "Emily Carter", "13800000113", "emily@example.com", "en_US", "上海"),
    Customer("miller", "James Miller", "13800000114", "james@example.net", "en_US", "上海"),
    Customer("johnson", "Sarah Johnson", "13800000115", "sarah@example.com", "en_US", "苏州"),
    Customer("becker", "Tom Becker", "13800000116", "tom@example.org", "en_US", "上海"),
)

#: Whoever logs in at the portal as ``customer``.
PORTAL_CUSTOMER = "wang"
