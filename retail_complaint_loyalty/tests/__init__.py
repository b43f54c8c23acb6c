from . import test_paid_by_card
from . import test_papers
from . import test_rewards
from . import test_voucher
