"""What a list goes through before it is made, and a person before being given a paper: notice, checks, audit (A2.1).

A province's exams and reviews show their lists in public, check a sample of those who promised instead of proving,
and have the cities audit everybody's conditions. What is asked for stands with the exam, as its province has it.
"""
