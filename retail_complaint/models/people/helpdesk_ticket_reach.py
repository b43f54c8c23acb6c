from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class HelpdeskTicket(models.Model):
    """How the user stands to a case: what the rules of reach ask of it.

    Each is searched as a set that is found once: through the store, team or people of each row the
    rules of a long list would look all of them up again.
    """

    _inherit = "helpdesk.ticket"

    complaint_is_in_my_stores = fields.Boolean(
        string="Of my stores",
        compute="_compute_complaint_is_in_my_stores",
        search="_search_complaint_is_in_my_stores",
    )
    complaint_is_led_by_me = fields.Boolean(
        string="I lead it",
        compute="_compute_complaint_standing",
        search="_search_complaint_is_led_by_me",
        help="As store manager, as region manager or in the leading group.",
    )
    complaint_is_handled_by_my_group = fields.Boolean(
        string="Of my handling group",
        compute="_compute_complaint_standing",
        search="_search_complaint_is_handled_by_my_group",
    )
    complaint_is_known_to_my_group = fields.Boolean(
        string="Of my handling or support group",
        compute="_compute_complaint_standing",
        search="_search_complaint_is_known_to_my_group",
    )
    complaint_is_in_my_task_force = fields.Boolean(
        string="My task force",
        compute="_compute_complaint_standing",
        search="_search_complaint_is_in_my_task_force",
    )
    complaint_is_offered_to_me = fields.Boolean(
        string="Offered to me",
        compute="_compute_complaint_standing",
        search="_search_complaint_is_offered_to_me",
    )
    complaint_is_about_me = fields.Boolean(
        string="About me",
        compute="_compute_complaint_standing",
        search="_search_complaint_is_about_me",
    )

    @api.depends("complaint_store_id")
    @api.depends_context("uid")
    def _compute_complaint_is_in_my_stores(self):
        # Membership decides what is within reach, so it is asked beyond the user's own reach.
        mine = self.env.user.sudo().with_context(active_test=False).retail_store_ids
        for ticket in self:
            ticket.complaint_is_in_my_stores = ticket.complaint_store_id in mine

    @api.depends(
        "team_id.complaint_group_ids.member_ids",
        "complaint_store_id.complaint_group_ids.member_ids",
        "complaint_store_id.manager_id",
        "complaint_store_id.region_id.manager_ids",
        "complaint_task_force_ids",
        "complaint_handover_ids.state",
        "complaint_handover_ids.candidate_ids",
        "complaint_party_ids.role",
        "complaint_party_ids.user_id",
    )
    @api.depends_context("uid")
    def _compute_complaint_standing(self):
        user = self.env.user
        # Membership decides what is within reach, so it is asked beyond the user's own reach.
        groups = self.env["complaint.group"].sudo().search([("member_ids", "in", user.ids)])
        for ticket, case in zip(self, self.sudo(), strict=True):
            kinds = groups.filtered(
                lambda group, case=case: (
                    group.store_id & case.complaint_store_id or group.team_id & case.team_id
                )
            ).mapped("kind")
            offers = case.complaint_handover_ids.filtered(lambda h: h.state == "offered")
            store = case.complaint_store_id
            managers = store.manager_id | store.region_id.manager_ids
            ticket.complaint_is_led_by_me = "leading" in kinds or user in managers
            ticket.complaint_is_handled_by_my_group = "handling" in kinds
            ticket.complaint_is_known_to_my_group = bool({"handling", "support"} & set(kinds))
            ticket.complaint_is_in_my_task_force = user in case.complaint_task_force_ids
            ticket.complaint_is_offered_to_me = user in offers.candidate_ids
            ticket.complaint_is_about_me = user in case._get_respondent_users()

    def _search_complaint_is_in_my_stores(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["retail.store"].flush_model(["member_ids"])
        mine = SQL(
            "(SELECT store_id FROM retail_store_res_users_rel WHERE user_id = %s)", self.env.uid
        )
        return Domain("complaint_store_id", "in", mine)

    def _search_complaint_is_led_by_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        stores = self.env["retail.store"].sudo().with_context(active_test=False)
        managed = stores._search(self.env.user._get_complaint_managed_domain())
        return Domain("complaint_store_id", "in", managed) | self._get_group_domain("leading")

    def _search_complaint_is_handled_by_my_group(self, operator, value):
        return self._get_group_domain("handling") if operator == "in" else NotImplemented

    def _search_complaint_is_known_to_my_group(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_group_domain("handling", "support")

    def _get_group_domain(self, *kinds):
        """Return the domain of the cases that belong to the user's groups of these kinds."""
        groups = self.env["complaint.group"].sudo()
        mine = groups._search([("kind", "in", kinds), ("member_ids", "in", [self.env.uid])])
        return Domain("complaint_store_id", "in", mine.subselect("store_id")) | Domain(
            "team_id", "in", mine.subselect("team_id")
        )

    def _search_complaint_is_in_my_task_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.flush_model(["complaint_task_force_ids"])
        mine = SQL(
            "(SELECT ticket_id FROM complaint_task_force_rel WHERE user_id = %s)", self.env.uid
        )
        return Domain("id", "in", mine)

    def _search_complaint_is_offered_to_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        offers = self.env["complaint.handover"].sudo()
        mine = offers._search([("state", "=", "offered"), ("candidate_ids", "in", [self.env.uid])])
        return Domain("id", "in", mine.subselect("ticket_id"))

    def _search_complaint_is_about_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        parties = self.env["complaint.party"].sudo()
        mine = parties._search([("role", "=", "respondent"), ("user_id", "=", self.env.uid)])
        return Domain("id", "in", mine.subselect("ticket_id"))
