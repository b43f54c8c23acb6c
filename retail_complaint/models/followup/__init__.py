from . import complaint_followup
from . import complaint_contact_log
from . import complaint_followup_answer
