"""Append-only memory: what was done, by whom, when, under which clause, in an order that can be proved."""
