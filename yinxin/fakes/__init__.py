"""Fakes: forged certificates and copied verification pages, as people report them, with what proves them (N22.1)."""
