"""The demonstration's identity service: an OpenID Connect provider that knows invented people only."""
