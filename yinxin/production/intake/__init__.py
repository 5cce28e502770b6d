"""N9.1: from an agency's file to findings: read in a child process, examined by columns, handed back marked.

Nothing here knows a database: what the register and the bar register know comes in through `facts.Known`.
"""
