"""Reviews of professional titles: committees, their sessions, the members' votes, the local procedure (A2.2, A1.3)."""
