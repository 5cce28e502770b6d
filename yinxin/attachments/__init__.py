"""Papers that people hand in as files: hostile until rewritten, kept as pictures only, encrypted at rest."""
