from .shared import complaint_guarded_mixin
from .shared import complaint_link_mixin
from .shared import complaint_lock_mixin
from .shared import complaint_set_aside_mixin
from .channel import mail_thread

# The ticket, a file for each part of it. What is imported later is asked earlier: this order
# decides whose override runs first, and tests/test_process.py holds it. Where an order matters,
# it says so here:
# - helpdesk_ticket_outcome ends `_reopen` without asking further, so all that add to it come later.
from .case import helpdesk_ticket_crud
from .case import helpdesk_ticket_case
from .clock import helpdesk_ticket_deadline
from .people import helpdesk_ticket_roles
from .people import helpdesk_ticket_task_force
from .process import helpdesk_ticket_process
from .investigation import helpdesk_ticket_investigation
from .process import helpdesk_ticket_outcome
from .told import helpdesk_ticket_told
from .clock import helpdesk_ticket_clock
from .people import helpdesk_ticket_owner
from .clock import helpdesk_ticket_escalation
from .channel import helpdesk_ticket_mail
from .channel import helpdesk_ticket_gateway
from .told import helpdesk_ticket_reply
from .process import helpdesk_ticket_integrity
from .case import helpdesk_ticket_classification
from .investigation import helpdesk_ticket_food
from .case import helpdesk_ticket_readback
from .case import helpdesk_ticket_outside
from .case import helpdesk_ticket_duplicate
from .case import helpdesk_ticket_history
from .people import helpdesk_ticket_handover
from .settlement import helpdesk_ticket_settlement
from .goods import helpdesk_ticket_goods
from .people import helpdesk_ticket_reach
from .process import helpdesk_ticket_summing_up
from .people import helpdesk_ticket_leading_group
from .followup import helpdesk_ticket_followup
from .channel import helpdesk_ticket_public_form
from .channel import helpdesk_ticket_tracking
from .case import helpdesk_ticket_screen
from .settlement import helpdesk_ticket_policy
from .law import helpdesk_ticket_law
from .chargeback import helpdesk_ticket_chargeback
from .case import helpdesk_ticket

from .shared import complaint_setting_mixin
from .case import helpdesk_ticket_category
from .case import helpdesk_ticket_channel
from .process import helpdesk_ticket_stage
from .case import helpdesk_ticket_team
from .case import retail_store
from .channel import retail_store as channel_retail_store
from .channel import complaint_web_entry
from .people import complaint_department
from .people import complaint_level
from .people import complaint_scope_mixin
from .people import complaint_group
from .people import complaint_duty_shift
from .people import complaint_handover
from .people import res_users
from .settlement import res_users as settlement_res_users
from .review import res_users as review_res_users
from .case import complaint_severity
from .clock import resource_calendar
from .clock import complaint_calendar_part
from .clock import resource_calendar_attendance
from .clock import resource_calendar_leaves
from .case import ir_sequence
from .clock import complaint_calendar_day
from .clock import complaint_service_level
from .clock import complaint_clock
from .clock import complaint_clock_event
from .clock import complaint_clock_history
from .clock import complaint_clock_scheduler
from .clock import complaint_escalation_rule
from .clock import complaint_escalation
from .clock import complaint_timeline
from .case import complaint_hazard
from .case import complaint_line
from .goods import complaint_line as goods_complaint_line
from .investigation import complaint_party
from .investigation import complaint_statement
from .investigation import complaint_evidence
from .investigation import complaint_evidence_file
from .investigation import complaint_measure
from .investigation import complaint_root_cause
from .told import complaint_contact_log
from .told import mail_template
from .channel import complaint_inbound
from .channel import complaint_gateway
from .channel import complaint_gateway_api
from .followup import complaint_followup
from .followup import complaint_contact_log as followup_complaint_contact_log
from .followup import complaint_followup_answer
from .paper import complaint_paper
from .paper import retail_store as paper_retail_store
from .settlement import complaint_ledger
from .settlement import complaint_proposal
from .settlement import complaint_proposal_outside
from .settlement import complaint_proposal_offer
from .paper import complaint_proposal as paper_complaint_proposal
from .settlement import complaint_compensation
from .settlement import complaint_compensation_apology
from .settlement import complaint_compensation_refund
from .goods import complaint_compensation_goods
from .goods import complaint_compensation_rma
from .goods import complaint_compensation_desk
from .goods import complaint_compensation_exchange
from .settlement import complaint_compensation_repeat
from .goods import stock_warehouse
from .goods import rma
from .goods import stock_move
from .settlement import complaint_compensation_accounting
from .settlement import complaint_approval
from .settlement import complaint_authority
from .settlement import complaint_proposal_authority
from .settlement import complaint_policy
from .settlement import complaint_compensation_standard
from .settlement import complaint_proposal_standard
from .law import complaint_statute_input
from .law import complaint_statute
from .law import retail_store as law_retail_store
from .law import complaint_statutory_claim
from .settlement import complaint_compensation_grant
from .settlement import complaint_analytic
from .law import complaint_compensation as law_complaint_compensation
from .chargeback import complaint_chargeback
from .chargeback import complaint_chargeback_claim
from .chargeback import complaint_compensation as chargeback_complaint_compensation
from .chargeback import complaint_proposal as chargeback_complaint_proposal
from .chargeback import account_move as chargeback_account_move
from .settlement import complaint_proposal_desk
from .review import complaint_review
from .review import complaint_review_decision
from .review import complaint_paper as review_complaint_paper
from .review import complaint_review_figure
from .case import res_partner
from .settlement import res_company
from .settlement import res_config_settings
from .settlement import account_move
from .settlement import account_move_line
from .investigation import ir_attachment
from .told import mail_activity
from .told import mail_mail
from .goods import sale_order
