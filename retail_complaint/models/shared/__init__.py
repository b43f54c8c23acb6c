from . import complaint_guarded_mixin
from . import complaint_link_mixin
from . import complaint_lock_mixin
from . import complaint_placed_mixin
from . import complaint_set_aside_mixin
from . import complaint_setting_mixin
