"""What a follow-up asks, and when it is still open."""

GRADES = [
    ("5", "Very satisfied"),
    ("4", "Satisfied"),
    ("3", "Neither"),
    ("2", "Dissatisfied"),
    ("1", "Very dissatisfied"),
]
#: In these the customer's answer is still taken: a late one by their link counts too.
OPEN_STATES = ("to_ask", "unreachable")
