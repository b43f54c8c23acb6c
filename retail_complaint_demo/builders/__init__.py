"""The builders turn the tables into records; ``hooks.py`` says in which order."""
