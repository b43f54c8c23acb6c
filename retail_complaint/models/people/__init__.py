from . import complaint_department
from . import complaint_level
from . import complaint_scope_mixin
from . import complaint_group
from . import complaint_duty_shift
from . import complaint_handover
from . import res_users
from . import mail_followers
