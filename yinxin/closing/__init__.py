"""Closing: paper that has had its day is registered, handed to the centre and destroyed before two people (N26)."""
