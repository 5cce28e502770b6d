"""Verification: what anyone may learn of a certificate, and no more (N22.1). Reads only, through a role of its own."""
