from . import res_users
from . import complaint_review
from . import complaint_review_decision
from . import complaint_paper
from . import complaint_review_figure
