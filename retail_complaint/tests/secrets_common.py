"""What only the customer is to have, looked for wherever staff reads."""

from odoo.exceptions import AccessError

#: Types of fields that hold words.
WORDS = ("char", "text", "html", "json", "properties", "many2one_reference")


def find_readable(users, secrets):
    """Return where any of these users reads a secret of the customer: a set of sentences.

    Every field with words of every record that the user may read, names of records included, of
    every model in the registry.

    :param secrets: ``{what it is: the secret}``
    """
    found = set()
    for user in users:
        for name, model in user.env.items():
            if model._abstract or model._transient or not model._auto:
                continue
            records = model.with_user(user)
            if not records.has_access("read"):
                continue
            readable = records.fields_get(attributes=["type"])
            words = [f for f, about in readable.items() if about["type"] in WORDS]
            try:
                rows = records.search([], limit=2000).read(words)
            except AccessError:
                continue  # a field of Odoo's that asks for more than its model
            for row in rows:
                for field, value in row.items():
                    for what, secret in secrets.items():
                        if secret in str(value):
                            found.add(f"{user.login} reads {what} in {name}.{field}")
    return found
