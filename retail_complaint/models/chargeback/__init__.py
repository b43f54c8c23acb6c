from . import complaint_chargeback
from . import complaint_chargeback_claim
from . import complaint_compensation
from . import complaint_proposal
from . import account_move
