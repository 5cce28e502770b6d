"""Sealing: whose keys seal and sign, for what and how long, decided by two people each time (N5, N6, N14).

The folder of keys holds what signs; the table here says what may. What both say together is the key ring
(:mod:`yinxin.signing.decided`).
"""
