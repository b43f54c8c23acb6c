-- Three years of tickets: ten a customer, one in eight open, five teams. Text is short, since
-- no list reads it; what the rows do not say is not set.

CREATE TEMPORARY TABLE customer ON COMMIT DROP AS
SELECT
    n,
    nextval('res_partner_id_seq') AS id,
    CASE n %% 3 WHEN 0 THEN '顾客 ' ELSE 'Customer ' END || n AS name
FROM generate_series(0, %(tickets)s / 10) AS n;

INSERT INTO res_partner (
    id, name, complete_name, email, email_normalized, phone, commercial_partner_id,
    active, type, autopost_bills, create_uid, create_date
)
SELECT
    id, name, name, 'customer' || n || '@shop.example', 'customer' || n || '@shop.example',
    '+86 139 ' || lpad(n::text, 8, '0'), id,
    TRUE, 'contact', 'ask', 1, now()
FROM customer;

CREATE TEMPORARY TABLE team ON COMMIT DROP AS
SELECT
    n,
    nextval('helpdesk_ticket_team_id_seq') AS id,
    nextval('mail_alias_id_seq') AS alias_id
FROM generate_series(0, 4) AS n;

INSERT INTO mail_alias (id, alias_model_id, alias_defaults, alias_contact, create_uid)
SELECT team.alias_id, model.id, '{}', 'everyone', 1
FROM team, ir_model AS model
WHERE model.model = 'helpdesk.ticket';

INSERT INTO helpdesk_ticket_team (
    id, alias_id, name, active, company_id, parent_path, create_uid, create_date
)
SELECT
    team.id, team.alias_id, jsonb_build_object('en_US', 'Desk ' || team.n),
    TRUE, company.id, team.id || '/', 1, now()
FROM team, (SELECT min(id) AS id FROM res_company) AS company;

CREATE TEMPORARY TABLE stage ON COMMIT DROP AS
SELECT name, res_id AS id
FROM ir_model_data
WHERE module = 'helpdesk_mgmt' AND model = 'helpdesk.ticket.stage';

INSERT INTO helpdesk_ticket (
    number, name, description, active, sequence, priority, kanban_state,
    partner_id, commercial_partner_id, partner_name, partner_email,
    team_id, company_id, user_id, stage_id, unattended, closed_date,
    create_uid, create_date, write_uid, write_date, last_stage_update
)
SELECT
    'S' || lpad(i::text, 8, '0'),
    CASE i %% 3 WHEN 0 THEN '退款 ' ELSE 'Refund of order ' END || i,
    '<p>The parcel was open and one piece is missing.</p>',
    TRUE, 10, CASE WHEN i %% 20 = 0 THEN '3' WHEN i %% 7 = 0 THEN '2' ELSE '1' END, 'normal',
    customer.id, customer.id, customer.name, 'customer' || customer.n || '@shop.example',
    team.id, company.id, CASE WHEN i %% 8 > 0 THEN admin.id END,
    stage.id, i %% 8 = 0, CASE WHEN i %% 8 > 0 THEN moment + interval '3 days' END,
    admin.id, moment, admin.id, moment, moment
FROM generate_series(1, %(tickets)s) AS i
CROSS JOIN LATERAL (
    SELECT now() - (%(tickets)s - i) * interval '3 years' / %(tickets)s AS moment
) AS age
CROSS JOIN (SELECT min(id) AS id FROM res_company) AS company
JOIN ir_model_data AS user_data ON user_data.module = 'base' AND user_data.name = 'user_admin'
JOIN res_users AS admin ON admin.id = user_data.res_id
-- A multiplier without common factor spreads the customers over the years.
JOIN customer ON customer.n = (i::bigint * 7919) %% (%(tickets)s / 10)
JOIN team ON team.n = i %% 5
JOIN stage ON stage.name = CASE
    WHEN i %% 8 = 0 THEN 'helpdesk_ticket_stage_new' ELSE 'helpdesk_ticket_stage_done' END
