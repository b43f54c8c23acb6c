from . import complaint_voucher
from . import complaint_voucher_card
