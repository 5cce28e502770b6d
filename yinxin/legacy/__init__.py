"""N19, N21.2: older certificates collected, cleaned, compared, handed over, and then verifiable.

The modules from `fields` to `faces` are pure: a table in, explained records and reasoned comparisons out. The
others keep what was collected, let people answer what is not sure, and hand over to the centre.
"""
