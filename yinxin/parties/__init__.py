"""Who there is and who may: organisations, people, seats, roles, permissions, access (N4)."""
