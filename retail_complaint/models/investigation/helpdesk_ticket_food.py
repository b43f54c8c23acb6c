from odoo import models

from ...tools.roles import OWNER


class HelpdeskTicket(models.Model):
    """Suspect food: the measures that begin with the case, and who looks after them (INV-4)."""

    _inherit = "helpdesk.ticket"

    def _after_complaint_created(self):
        result = super()._after_complaint_created()
        self._take_food_measures()
        return result

    def _follow_changes(self, vals, former):
        result = super()._follow_changes(vals, former)
        if {"category_id", "complaint_hazard_ids", "complaint_severity_id"}.intersection(vals):
            self._take_food_measures()
        return result

    def _take_food_measures(self):
        """Verify a suspect food item, inspect its like, tell the delivery staff: now (INV-4).

        Once per case and flag.
        """
        vals_list = []
        for ticket in self.filtered("complaint_is_safety"):
            made = ticket.sudo().complaint_measure_ids.hazard_id
            for hazard in ticket.complaint_hazard_ids.filtered("is_food") - made:
                vals_list += ticket._prepare_food_measures(hazard)
        if vals_list:
            # Whoever registers a complaint, a customer by mail included, starts these.
            self.env["complaint.measure"].sudo()._as_server().create(vals_list)

    def _prepare_food_measures(self, hazard):
        self.ensure_one()
        owner = self._get_food_owner()
        if not owner:
            # The complaint is taken all the same. What is missing stands on the case.
            self.sudo().message_post(
                body=self.env._(
                    "Suspect food, and nobody of %s to verify it: give somebody a role for "
                    "complaints.",
                    self.company_id.name,
                )
            )
            return []
        goods = ", ".join(self.complaint_line_ids.mapped("name")) or self.name
        tasks = (
            ("inspection", self.env._("Verify the suspect item: %s", goods)),
            ("inspection", self.env._("Inspect the same kind of goods: %s", goods)),
            ("request", self.env._("Tell the delivery staff about the suspect item: %s", goods)),
        )
        return [
            {
                "ticket_id": self.id,
                "kind": kind,
                "name": name,
                "user_id": owner.id,
                "hazard_id": hazard.id,
            }
            for kind, name in tasks
        ]

    def _get_food_owner(self):
        """Return who looks after suspect food: the lowest level that is on the spot (ORG-8).

        Without one the owner of the case, then the last resort, then whoever of the company
        stands highest; empty where nobody there has a role for complaints.
        """
        levels, company = self.env["complaint.level"], self.company_id
        for role in (
            *levels._get_roles(company, "is_receiver"),
            OWNER,
            *levels._get_roles(company, "is_last_resort"),
        ):
            users = self._get_role_users(role)
            if users:
                return users[0]
        return self._get_highest_staff()
