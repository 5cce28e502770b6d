"""A person's own desk: what the system has told them, and the filters they keep. Nothing here has legal meaning."""
