from . import main
from . import api
from . import portal
from . import offer
from . import statement
from . import public_form
from . import tracking
