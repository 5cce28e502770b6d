"""Issuing: paper from the centre's door into the holder's hand, and the people who answer for it (N11 to N14, N26)."""
