from . import account_move
from . import complaint_compensation
from . import complaint_compensation_card
from . import complaint_compensation_paid
from . import complaint_proposal
from . import sale_order
from . import sale_order_line
