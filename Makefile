# Shorthand for ./run, which does everything.
.PHONY: help setup demo test check fix bench
help setup demo test check fix:
	@./run $@
bench:
	@./run bench $(NAME)
