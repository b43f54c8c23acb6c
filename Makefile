# Every target is a command of dev/; `python3 -m dev <target>` does the same.
PYTHON ?= python3
TARGETS = setup serve test soak lint format bench trace shell i18n lock clean help

.DEFAULT_GOAL = help
.PHONY: $(TARGETS)
$(TARGETS):
	@$(PYTHON) -m dev $@
