"""How staff prove who they are: passwords, second factors, sessions (N4, A4)."""
