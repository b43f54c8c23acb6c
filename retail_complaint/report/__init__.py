from . import complaint_report_mixin
from . import complaint_report_case
from . import complaint_report_line
from . import complaint_report_party
from . import complaint_report_rate
