from . import complaint_contact_log
from . import mail_template
from . import mail_activity
from . import mail_mail
from . import mail_message
