from odoo import api, models
from odoo.exceptions import AccessError

from ..shared.complaint_guarded_mixin import belongs_to_cases

#: Who wrote it and when; what is said of a case is read as evidence, clocks run on by it.
SIGNED = frozenset({"author_id", "author_guest_id", "email_from", "date"})
#: What it says, and to whom it is shown.
SAID = frozenset(
    {"body", "subject", "attachment_ids", "message_type", "subtype_id", "is_internal", "parent_id"}
)


class MailMessage(models.Model):
    """Messages of a case are signed by who writes them: nobody speaks in the customer's name.

    The gateway of mails and the pages of customers act as superuser, once they know who writes.
    """

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_signature(vals)
        messages = super().create(vals_list)
        if not self.env.su:
            messages._check_reach()
        return messages

    def write(self, vals):
        if not self.env.su and SIGNED.intersection(vals):
            for message in self.sudo():
                if self._is_of_case(message.model, message.res_id):
                    self._refuse_signature()
        if SAID.intersection(vals):
            self._check_own_words()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_own_words(self):
        self._check_own_words()

    def _check_own_words(self):
        """:raises AccessError: when somebody changes or deletes what another said in a case

        Odoo lets do so whoever may change the case.
        """
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        me = self.env.user.partner_id
        for message in self.sudo():
            if message.author_id != me and self._is_of_case(message.model, message.res_id):
                raise AccessError(
                    self.env._("What somebody else said in a case stays as they said it.")
                )

    def _check_reach(self):
        """:raises AccessError: for a message that names a case out of the user's reach

        Odoo lets everybody notify about whatever they name, and tells its name in the notification.
        """
        for message in self.sudo():
            if message.res_id and self._is_of_case(message.model, message.res_id):
                self.env[message.model].browse(message.res_id).check_access("read")

    def _check_signature(self, vals):
        """:raises AccessError: for a message of a case in the name of somebody else"""
        defaults = self.env.context
        me = self.env.user.partner_id.id
        if vals.get("author_id", defaults.get("default_author_id", me)) == me:
            return
        model = vals.get("model", defaults.get("default_model"))
        if self._is_of_case(model, vals.get("res_id", defaults.get("default_res_id"))):
            self._refuse_signature()

    @api.model
    def _is_of_case(self, model, res_id):
        if model == "helpdesk.ticket":
            # Whether it is a complaint is no secret of a case.
            return isinstance(res_id, int) and self.env[model].browse(res_id).sudo().is_complaint
        return bool(model) and belongs_to_cases(model)

    @api.model
    def _refuse_signature(self):
        raise AccessError(
            self.env._(
                "A message of a case is signed by whoever writes it. What a customer said goes on "
                "record in your own words, or as evidence."
            )
        )
