"""Invalidation: what was declared invalid dies everywhere at once; its holder is heard before (N17, N18)."""
