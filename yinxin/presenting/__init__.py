"""Presenting: how holders show a certificate to others, and see who looked (N14, N22.1).

Marked copies and share links are grants: made at once, for one purpose, until a day, revocable. Whatever a grant
says, the state of its certificate rules over it.
"""
