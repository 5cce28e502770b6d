"""The two regulations as code. No Django, no clock, no input or output: days and facts are arguments."""
