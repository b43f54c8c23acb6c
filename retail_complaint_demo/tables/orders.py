"""What was sold in the last 60 days, oldest first."""

from typing import NamedTuple


class Order(NamedTuple):
    key: str
    customer: str
    store: str
    days: int
    clock: str
    lines: dict[str, int]
    discount: float = 0
    #: "all", "part" (one piece of each line) or "none"; services are not delivered.
    delivered: str = "all"
    #: "paid", "open" (invoiced, not paid) or "none" (not invoiced).
    money: str = "paid"
    #: Days that its batches lay in the shop before; 0 for fresh ones.
    shelved: int = 0


ORDERS = (
    Order("dinner", "zhang", "market", 58, "18:25", {"ribs": 2, "rice": 1, "eggs": 1}),
    Order("canteen_old", "nursery", "market", 55, "07:30", {"rice": 8, "oil": 4}, 5),
    Order("noisy_purifier", "liu", "mall", 52, "15:10", {"purifier": 1}),
    Order("night_cream", "carter", "salon", 50, "19:05", {"cream": 1, "masks": 2}, 10),
    Order("phone_gift", "miller", "mall", 47, "14:20", {"phone": 1, "earphones": 1}),
    Order("one_ear", "zhang", "mall", 44, "20:15", {"earphones": 1}),
    Order("berries", "wang", "market", 41, "17:40", {"berries": 2, "milk": 2, "bread": 1}),
    Order("hong_kong", "chan", "mall", 39, "11:50", {"kettle": 2, "dryer": 1}),
    Order("facials", "sun", "salon", 37, "13:30", {"course": 1}),
    Order("yoghurt", "li", "market", 33, "19:20", {"yoghurt": 3, "eggs": 1}, shelved=26),
    Order("picnic", "johnson", "market", 30, "10:35", {"bread": 3, "berries": 2, "milk": 1}),
    Order("hair", "zheng", "salon", 28, "16:00", {"dyeing": 1, "shampoo": 1}),
    Order("rice_offer", "zhao", "market", 26, "09:45", {"rice": 2, "oil": 1}),
    Order("hair_dryer", "becker", "mall", 23, "18:40", {"dryer": 1}),
    Order("canteen", "nursery", "market", 20, "07:20", {"ribs": 12, "eggs": 8}, 5, money="open"),
    Order("sunscreen", "johnson", "salon", 19, "15:25", {"sunscreen": 2}),
    Order("lipstick", "chen", "mall", 17, "20:05", {"lipstick": 2, "cream": 1}, 10),
    Order("cooker", "wu", "mall", 16, "12:10", {"cooker": 1}),
    Order("weevils", "sun", "market", 15, "17:55", {"rice": 3}),
    Order("masks", "li", "salon", 14, "14:45", {"masks": 3, "serum": 1}),
    Order("oil", "zhou", "market", 12, "08:50", {"oil": 2}),
    Order("hot_phone", "miller", "mall", 11, "19:30", {"phone": 1}),
    Order("purifiers", "becker", "mall", 10, "16:35", {"purifier": 2}, delivered="part"),
    Order("formula", "liu", "market", 9, "10:20", {"formula": 2}),
    Order("serum", "zhao", "salon", 8, "18:15", {"serum": 1, "facial": 1}),
    Order("present", "wang", "mall", 7, "13:05", {"lipstick": 1, "kettle": 1}),
    Order("breakfast", "carter", "market", 6, "08:15", {"eggs": 2, "milk": 4, "bread": 2}),
    Order("sour_milk", "wu", "market", 5, "18:50", {"milk": 3}),
    Order("new_phone", "zheng", "mall", 3, "20:40", {"phone": 1}, money="open"),
    Order("salmon", "chen", "market", 2, "17:15", {"salmon": 2, "berries": 1}),
    Order("to_deliver", "carter", "mall", 1, "12:30", {"purifier": 1}, delivered="none"),
    Order("today", "li", "market", 0, "08:05", {"rice": 1}, delivered="none", money="none"),
)
