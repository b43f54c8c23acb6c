from . import complaint_followup
from . import helpdesk_ticket
from . import rating_rating
