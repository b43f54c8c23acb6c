"""What uninstalling does before Odoo takes the addon's records and tables away."""

from odoo.tools import SQL

#: The helpdesk's own stage in which a complaint of a phase goes on; others are in progress.
STAGES = {
    "intake": "helpdesk_mgmt.helpdesk_ticket_stage_new",
    "archived": "helpdesk_mgmt.helpdesk_ticket_stage_done",
}
IN_PROGRESS = "helpdesk_mgmt.helpdesk_ticket_stage_in_progress"
#: Records of ours that tickets and returns use: they stay, as records of the house.
KEPT_MODELS = (
    "helpdesk.ticket.team",
    "mail.alias",
    "helpdesk.ticket.category",
    "helpdesk.ticket.channel",
    "rma.operation",
)


def uninstall_hook(env):
    """Leave tickets whole: in a stage, a team and a category that remain.

    In SQL, since this moves every complaint at once and asks no gate.
    """
    phases = [key for key, _label in env["helpdesk.ticket"]._fields["complaint_phase"].selection]
    for phase in phases:
        stage = env.ref(STAGES.get(phase, IN_PROGRESS), raise_if_not_found=False)
        if stage:
            env.cr.execute(
                SQL(
                    "UPDATE helpdesk_ticket SET stage_id = %s WHERE complaint_phase = %s",
                    stage.id,
                    phase,
                )
            )
    kept = env["ir.model.data"].search(
        [("module", "=", "retail_complaint"), ("model", "in", KEPT_MODELS)]
    )
    # Their names are unique, and installed again the addon brings its own.
    for operation in env["rma.operation"].browse(
        kept.filtered(lambda data: data.model == "rma.operation").mapped("res_id")
    ):
        operation.name = f"{operation.name} ({operation.id})"
    kept.unlink()
    # What happened holds the rules that fired, and they their letters.
    env.cr.execute(SQL("DELETE FROM complaint_escalation"))
    env.cr.execute(SQL("DELETE FROM complaint_escalation_rule"))
    env.invalidate_all()
