"""N11 to N13: telling holders, giving paper out at the counter, and the services that an issuer publishes."""
