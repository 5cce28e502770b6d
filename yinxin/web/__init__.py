"""Pages: the office, the holders' and the public's door."""
