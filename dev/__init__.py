"""The project's tooling: ``python3 -m dev help`` lists what it does.

What runs before the virtual environment exists uses the standard library alone.
"""

import sys

# Before any module whose syntax an older Python cannot read.
if sys.version_info < (3, 11):  # noqa: UP036 this line is for those that do not fit
    sys.exit(
        "! Python 3.11 to 3.13 is needed, and this is {}.{}. If there is another one: "
        "make PYTHON=python3.12 serve".format(*sys.version_info)
    )
