from . import account_payment_register
from . import complaint_answer_wizards
from . import complaint_case_wizard
from . import complaint_clock_wizard
from . import complaint_purchase_finder
from . import complaint_readback
from . import complaint_handover_wizard
from . import complaint_reassign_wizard
