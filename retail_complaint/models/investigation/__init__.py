from . import complaint_party
from . import complaint_statement
from . import complaint_evidence
from . import complaint_evidence_file
from . import complaint_measure
from . import complaint_root_cause
from . import ir_attachment
