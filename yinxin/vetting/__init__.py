"""Employers ask about many certificates at once: a list comes in, the same list goes out with the answers (N22.1).

Every list has a ground, every match is shown to its holder, and what was brought is removed after thirty days.
"""
