from . import test_worked_examples
from . import test_rows
