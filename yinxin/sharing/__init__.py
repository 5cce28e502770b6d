"""Certificate data for the three national platforms: agreements, look-ups, the feed of changes, snapshots (N22.2).

A client is a program of a platform's, under an agreement that says what it is for, which items of which certificates
it may see, how often it may ask, and until when. It asks for single certificates (``lookups``), and follows what
changes (``following`` reads sealed ledger lines, ``feed`` signs pages of them). Nothing leaves without its line.
"""
