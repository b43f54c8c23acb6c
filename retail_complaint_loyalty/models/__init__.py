from . import complaint_compensation
from . import complaint_compensation_card
from . import complaint_proposal
