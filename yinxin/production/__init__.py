"""N8 to N10: taking in an exam's data, checking and accepting it, making and printing the certificates."""
