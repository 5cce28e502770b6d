"""From the face of a certificate to the bytes of its carriers (N7). No database, no Django, no clock.

The same arguments always give the same bytes: a file whose making was interrupted is simply made again.
"""
