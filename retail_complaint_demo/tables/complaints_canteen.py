"""Complaints of the canteen, which belongs to the other company."""

from .case import Case, Told

CASES = (
    Case(
        key="hair_in_soup",
        area="counter",
        category="hygiene",
        channel="desk",
        received=(1, "12:20"),
        title="汤里有一根头发",
        text="中午打的番茄蛋汤里有一根头发，窗口换了一碗，但我已经喝了半碗。",
        demand="希望厨房的人戴好帽子，给个说法。",
        phase="investigation",
        phone="13800000301",
        registrar="intake",
        told=(Told("acknowledge", (1, "12:30"), "in_person", "马上查后厨，明天答复您。"),),
    ),
    Case(
        key="cold_rice",
        area="hall",
        category="quality",
        channel="phone",
        received=(9, "18:10"),
        title="晚餐的米饭是凉的",
        text="六点过后去，米饭已经凉了，菜也不热。",
        phase="archived",
        phone="13800000302",
        told=(Told("result", (7, "10:00"), "phone", "保温柜已修好，六点后的米饭分两锅现蒸。"),),
        finding=("justified", "standard", "保温柜温控坏了一格。", (8, "15:00")),
        passed=("顾客不要赔偿，只要求改进。", (7, "09:30")),
        resolved=(7, "10:00"),
        satisfaction=("4", "现在好多了。", (3, "18:30")),
        archived=(3, "18:40"),
    ),
    Case(
        key="vegetarian",
        area="counter",
        category="other",
        channel="wechat",
        received=(2, "08:15"),
        kind="suggestion",
        title="希望每天有一个素食窗口",
        text="现在只有周三有素食，能不能每天留一个窗口？",
        phase="intake",
        phone="13800000303",
    ),
)
