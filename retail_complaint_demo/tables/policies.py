"""What is standard in the demo company, and who bears a case. Names in the three languages."""

from typing import NamedTuple


class Standard(NamedTuple):
    category: str
    names: tuple[str, str, str]
    basis: tuple[str, str, str]
    percent: float
    finding: str = ""
    severity: str = ""
    #: Rounded up to whole multiples of this, in CNY.
    step: float = 0


PROMISE = ("Fresh or your money back", "不新鲜就退款承诺", "不新鮮就退款承諾")
SALON = ("Service rules of the salon, section 4", "美容院服务规则第四条", "美容院服務規則第四條")
CANTEEN = ("Supply contract, section 7", "供货合同第七条", "供貨合約第七條")

STANDARDS = (
    Standard(
        "quality",
        ("Flawed goods: all back", "商品有瑕疵：全额退款", "商品有瑕疵：全額退款"),
        PROMISE,
        100,
        "justified",
    ),
    Standard(
        "safety",
        ("Unsafe goods: all back", "商品不安全：全额退款", "商品不安全：全額退款"),
        PROMISE,
        100,
        "justified",
    ),
    Standard(
        "treatment",
        ("Treatment went wrong: half back", "护理效果不佳：退一半", "護理效果不佳：退一半"),
        SALON,
        50,
    ),
    Standard(
        "delivery",
        ("Short delivery to a canteen: a tenth", "食堂供货短缺：退一成", "食堂供貨短缺：退一成"),
        CANTEEN,
        10,
        severity="serious",
        step=10,
    ),
)

#: The supplier of the leaking oil, and the case that they bear.
SUPPLIER = "丰源粮油有限公司"
SUPPLIED_CASE = "oil"
#: The case with a claim by law, and the rule.
CLAIMED_CASE = "salmon"
CLAIMED_RULE = "l10n_cn_retail_complaint.complaint_statute_unsafe_food_price"
