"""Watching: an employer is told when a certificate's state changes, once its holder has agreed (N22.1).

The three things that the employer types find the certificate or do not; the employer never learns which. See
docs/watching.md and ADR 0031.
"""
