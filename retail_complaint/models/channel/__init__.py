from . import mail_thread
from . import retail_store
from . import complaint_web_entry
from . import complaint_inbound
from . import complaint_gateway
from . import complaint_gateway_api
