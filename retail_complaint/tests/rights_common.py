"""A case out of reach, with one of everything, and those who must get nothing of it.

``call`` goes the way of the web client and of both programming interfaces, which all end in
Odoo's ``call_kw``. What it returns is searched for :data:`SECRET`, which stands in every text of
the case; what it does is compared row by row.
"""

import base64
import json
import os
from pathlib import Path

from odoo import Command, fields
from odoo.service.model import call_kw

from .common import ComplaintCommon

SECRET = "ZQX"
#: Addons whose models and overrides are ours.
OURS = ("retail_complaint", "l10n_cn_retail_complaint", "l10n_eu_retail_complaint")


def is_ours(module):
    """Whether a module, by its name or by that of a class's Python module, is one of ours."""
    return (module or "").removeprefix("odoo.addons.").split(".")[0].startswith(OURS)


#: What belongs to a case names the store of the case, and has the rights of the case.
OF_CASES = {
    "helpdesk.ticket": "any staff registers for any store of the company",
    "complaint.proposal": "related to the case",
}


class SettingsWalk:
    """Every model of which the leading group or duty managers make rows, and a row of each."""

    #: How many rows were made, so that each has a name of its own.
    count = 0

    def _fill(self, model):
        """Return what a row of a model needs beside its store or company."""
        SettingsWalk.count += 1
        name = f"Row {SettingsWalk.count}"
        vals = {
            "retail.store": {"name": name, "code": name},
            "complaint.duty.shift": {"user_id": self.duty.id},
            "complaint.group": {"kind": "support", "leader_id": self.duty.id},
            "complaint.authority": {"group_id": self.env.ref("retail_complaint.group_agent").id},
            "complaint.service.level": {"clock_kind": "followup", "kind": "inquiry"},
            "complaint.policy": {"name": name, "basis": "Promise"},
            "complaint.escalation.rule": {"name": name, "trigger": "registered"},
            "complaint.review": {"date_from": "2026-01-01"},
            "complaint.severity": {"name": name, "level": 100 + SettingsWalk.count},
            "complaint.level": {"name": name, "role": "department"},
            "complaint.calendar.day": {"name": name, "date": "2026-02-14"},
            "complaint.statute": {"name": name, "code": "promise", "formula": "10"},
            "helpdesk.ticket.team": {"name": name, "is_complaint": True},
            "helpdesk.ticket.category": {"name": name, "is_complaint": True},
            "helpdesk.ticket.channel": {"name": name, "is_complaint": True},
            "helpdesk.ticket.stage": {"name": name, "complaint_phase": "intake"},
        }
        return vals.get(model, {"name": name})

    def _settings(self):
        """Return the models of which the leading group or duty managers make rows, by name."""
        users = self.manager | self.duty
        for name, model in sorted(self.env.items()):
            if model._abstract or model._transient or not model._auto or name in OF_CASES:
                continue
            if not (is_ours(model._original_module) or hasattr(model, "_complaint_flag")):
                continue
            if "ticket_id" in model._fields:
                continue
            if any(model.with_user(user).has_access("create") for user in users):
                yield name, model


class RightsCommon(ComplaintCommon):
    #: Every role tries everything; else each thing is tried once, by one role after the other.
    is_long = False

    @classmethod
    def _new_foreigner(cls):
        """Return an agent of another company."""
        company = cls.env["res.company"].create({"name": "Another company"})
        user = cls._new_login(
            "rc_foreign",
            "retail_complaint.group_agent",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        cls.env["retail.store"].create(
            {"name": "Theirs", "code": "T1", "company_id": company.id, "member_ids": user.ids}
        )
        return user

    def _get_tries(self, things, watchers=False):
        """Yield (thing, role, user) for all that is to be tried.

        :param watchers: also by those who may read the case
        """
        roles = [*self.outsiders.items(), *(self.watchers.items() if watchers else ())]
        for number, thing in enumerate(things):
            for role, user in roles if self.is_long else [roles[number % len(roles)]]:
                yield thing, role, user

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.duty_b = cls._new_user("duty_b", "duty", cls.store_b)
        cls.manager_b = cls._new_user("manager_b", "manager", cls.store_b)
        cls.store_b.manager_id = cls.manager_b
        cls.respondent = cls._new_user("respondent", "agent", cls.store_b)
        cls.former = cls._new_user("former", "agent", cls.store_a)
        cls.outsiders = {
            "portal": cls._new_login("rc_portal", "base.group_portal"),
            "clerk": cls._new_login("rc_clerk", "base.group_user"),
            "intake": cls.intake,
            "agent": cls.agent,
            "duty": cls.duty,
            "manager": cls.manager,
            "former": cls.former,
            "foreign": cls._new_foreigner(),
        }
        #: They read cases, or what accounting needs of them, and change none.
        cls.watchers = {"auditor": cls.auditor, "accountant": cls.accountant}
        cls.secret = cls._make_secret_case()
        cls.records = cls._get_secret_records()

    @classmethod
    def _make_secret_case(cls):
        """Return a case of store B, settled, with a record of every model that belongs to one."""
        customer = cls.env["res.partner"].create(
            {"name": f"{SECRET} customer", "phone": "13900009999", "email": "zqx@mail.example"}
        )
        product = cls._new_product(f"{SECRET} cod", 50)
        line = cls._sell(product=product, partner=customer)
        ticket = cls._register(
            cls.agent_b,
            name=f"{SECRET} title",
            description=f"{SECRET} story",
            complaint_store_id=cls.store_b.id,
            complaint_demand=f"{SECRET} demand",
            partner_id=customer.id,
            partner_name=f"{SECRET} customer",
            partner_email="zqx@mail.example",
        )
        cls._add_purchase(ticket, line)
        server = ticket.sudo()
        party = server.env["complaint.party"].create(
            {"ticket_id": ticket.id, "kind": "tenant", "name": f"{SECRET} tenant"}
        )
        server.env["complaint.party"].create(
            {"ticket_id": ticket.id, "user_id": cls.respondent.id, "role": "respondent"}
        )
        server.env["complaint.statement"].create(
            {"party_id": party.id, "question": f"{SECRET} question"}
        )
        server.env["complaint.measure"].create(
            {"ticket_id": ticket.id, "name": f"{SECRET} measure", "user_id": cls.agent_b.id}
        )
        server.env["complaint.evidence"].create(
            {
                "ticket_id": ticket.id,
                "kind": "photo",
                "name": f"{SECRET} evidence",
                "file_name": f"{SECRET}.txt",
                "file": base64.b64encode(SECRET.encode()),
            }
        )
        server.env["complaint.contact.log"].create(
            {"ticket_id": ticket.id, "purpose": "progress", "words": f"{SECRET} words"}
        )
        ticket.write({"complaint_finding": "justified", "complaint_finding_basis": "law"})
        ticket.action_complaint_advance("proposal")
        proposal = ticket.env["complaint.proposal"].create(
            {
                "ticket_id": ticket.id,
                "grounds": f"{SECRET} grounds",
                "compensation_ids": [
                    Command.create({"line_id": ticket.complaint_line_ids.id, "quantity": 1})
                ],
            }
        )
        proposal.action_submit()
        if proposal.state == "submitted":
            proposal.with_user(cls.manager_b).action_approve()
        proposal.action_offer()
        ticket.message_post(body=f"{SECRET} message")
        ticket.activity_schedule(
            "mail.mail_activity_data_todo", summary=f"{SECRET} activity", user_id=cls.agent_b.id
        )
        server.env.flush_all()
        return ticket

    @classmethod
    def _get_secret_records(cls):
        """Return the records of the case by model, as superuser."""
        ticket = cls.secret.sudo()
        found = {"helpdesk.ticket": ticket}
        for name, model in cls.env.items():
            if model._abstract or not model._auto or not is_ours(model._original_module):
                continue
            if "ticket_id" in model._fields and model._fields["ticket_id"].store:
                rows = model.sudo().search([("ticket_id", "=", ticket.id)])
            elif "proposal_id" in model._fields:
                rows = model.sudo().search(
                    [("proposal_id", "in", ticket.complaint_proposal_ids.ids)]
                )
            else:
                continue
            if rows:
                found[name] = rows
        found["mail.message"] = ticket.message_ids
        found["mail.activity"] = ticket.activity_ids
        return found

    def call(self, user, model, method, *args, **kwargs):
        """Call a method as a client does; return what it sends back, as JSON."""
        return json.dumps(
            call_kw(
                self.env[model].with_user(user).with_context(lang="en_US"), method, args, kwargs
            ),
            default=str,
        )

    def snapshot(self):
        """Return every row of the case as the database has it."""
        self.env.flush_all()
        rows = {}
        for model, records in self.records.items():
            self.env.cr.execute(
                f'SELECT t::text FROM "{records._table}" t WHERE id = ANY(%s) ORDER BY id',  # noqa: S608 our own tables
                [records.ids],
            )
            rows[model] = self.env.cr.fetchall()
        self.env.cr.execute(
            "SELECT count(*) FROM mail_message WHERE model = 'helpdesk.ticket' AND res_id = %s",
            [self.secret.id],
        )
        rows["messages"] = self.env.cr.fetchall()
        return rows

    def write_table(self, name, cells):
        """Leave a table of what was tried as a file of the run.

        :param cells: ``{(thing, role): what came of it}``
        """
        folder = os.environ.get("RC_REPORTS")
        if not folder:
            return
        roles = [*self.outsiders, *self.watchers]
        lines = [["", *roles], ["---"] * (len(roles) + 1)]
        lines += [
            [f"`{thing}`", *(cells.get((thing, role), "") for role in roles)]
            for thing in dict.fromkeys(thing for thing, _role in cells)
        ]
        path = Path(folder, f"{name}.md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")

    def forged_value(self, field):
        """Return a value that a client could send for a field."""
        values = {
            "char": "forged",
            "text": "forged",
            "html": "<p>forged</p>",
            "boolean": True,
            "integer": 7,
            "float": 7.0,
            "monetary": 7.0,
            "date": fields.Date.to_string(fields.Date.today()),
            "datetime": fields.Datetime.to_string(fields.Datetime.now()),
        }
        if field.type == "selection":
            return field.get_values(self.env)[-1]
        return values.get(field.type, False)
