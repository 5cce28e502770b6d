"""Disclosure: how far making and giving out have come, what can be verified or is electronic, in editions (N23)."""
