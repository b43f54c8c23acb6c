"""What the demo company has, as plain tables. No Odoo here.

A moment is ``(days before today, "hour:minute" in Shanghai)``.
"""
