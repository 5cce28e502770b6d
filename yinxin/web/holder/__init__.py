"""Pages of holders: signed in through an identity service, matched by their identity documents (N14)."""
