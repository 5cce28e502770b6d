"""Supervision: who is late, spot checks that anyone can draw again, criticism, reports (N4, A1.3c, A2.1.4, A4)."""
