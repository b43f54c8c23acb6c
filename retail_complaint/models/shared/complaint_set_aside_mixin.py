import logging

from odoo import models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


class ComplaintSetAsideMixin(models.AbstractModel):
    """Work of a scheduled action: one record with which it fails does not stop the others."""

    _name = "complaint.set.aside.mixin"
    _inherit = ["complaint.lock.mixin"]
    _description = "Work that sets aside what fails"

    def _do_or_set_aside(self, work):
        """Do a piece of work with all of these records; where that fails, with each alone.

        A record with which it fails is set aside with the reason, before the leading group.
        """
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                work(self)
            return
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:  # whatever it is, the others go on
            if len(self) == 1:
                _logger.info("%s was set aside", self, exc_info=True)
                self._set_aside(str(error))
                return
        for record in self:
            record._do_or_set_aside(work)

    def _set_aside(self, problem):
        """Take one record out of the way of the others, and report it."""
        try:
            with self.env.cr.savepoint():
                self._report_set_aside(problem)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:  # whoever looks after the server reads it there
            _logger.info("%s could not be reported", self, exc_info=True)

    def _report_set_aside(self, problem):
        """Put before the leading group what went wrong."""
        self.ticket_id._report_to_leading_group(problem)
