"""Small nouns that everything else is made of. No Django, no law, no clock, no input or output."""
