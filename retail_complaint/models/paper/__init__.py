from . import complaint_paper
from . import retail_store
from . import complaint_proposal
