"""Changing: a certificate made again because data changed, or it is wrong, damaged or lost (N15, N16, N24)."""
