"""The Anhui notice's four annexes: each province's wording of the forms, its rhythm of summaries, filling them in."""
