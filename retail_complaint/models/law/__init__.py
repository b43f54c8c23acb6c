from . import complaint_statute_input
from . import complaint_statute
from . import retail_store
from . import complaint_statutory_claim
from . import complaint_compensation
