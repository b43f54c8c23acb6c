# The concerns, each using what stands before it (docs/architecture.md).
from . import shared
from . import case
from . import process
from . import people
from . import told
from . import clock
from . import investigation
from . import settlement
from . import goods
from . import followup
from . import channel
from . import law
from . import chargeback
from . import paper
from . import review

# The ticket, a file for each part of it. What is imported later is asked earlier: this order
# decides whose override runs first, and tests/test_process.py holds it. `create` and `write` are
# overridden once (helpdesk_ticket_crud), and the parts extend hooks; where an order matters all the
# same, it is this:
# - the file that defines a method comes before those that extend it (`_reopen` in
#   helpdesk_ticket_outcome, `_after_told` in helpdesk_ticket_told);
# - a new case has an owner before its clocks start and measures are taken
#   (helpdesk_ticket_roles, _clock, _food), and is reported at the end (_leading_group).
from .case import helpdesk_ticket_crud
from .case import helpdesk_ticket_case
from .clock import helpdesk_ticket_deadline
from .people import helpdesk_ticket_roles
from .people import helpdesk_ticket_task_force
from .process import helpdesk_ticket_process
from .investigation import helpdesk_ticket_investigation
from .process import helpdesk_ticket_outcome
from .told import helpdesk_ticket_told
from .clock import helpdesk_ticket_clock
from .people import helpdesk_ticket_owner
from .clock import helpdesk_ticket_escalation
from .channel import helpdesk_ticket_mail
from .channel import helpdesk_ticket_message
from .channel import helpdesk_ticket_gateway
from .told import helpdesk_ticket_reply
from .process import helpdesk_ticket_integrity
from .case import helpdesk_ticket_classification
from .investigation import helpdesk_ticket_food
from .case import helpdesk_ticket_readback
from .case import helpdesk_ticket_outside
from .case import helpdesk_ticket_duplicate
from .case import helpdesk_ticket_history
from .people import helpdesk_ticket_handover
from .settlement import helpdesk_ticket_settlement
from .goods import helpdesk_ticket_goods
from .people import helpdesk_ticket_reach
from .process import helpdesk_ticket_summing_up
from .people import helpdesk_ticket_leading_group
from .people import helpdesk_ticket_confidential
from .followup import helpdesk_ticket_followup
from .channel import helpdesk_ticket_public_form
from .channel import helpdesk_ticket_tracking
from .channel import helpdesk_ticket_portal
from .case import helpdesk_ticket_screen
from .law import helpdesk_ticket_law
from .chargeback import helpdesk_ticket_chargeback
from .case import helpdesk_ticket
