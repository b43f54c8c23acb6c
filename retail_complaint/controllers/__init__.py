from . import main
from . import portal
from . import offer
from . import statement
