"""The catalogue: qualifications over time, their levels, specialties and seals, and the exams (N6, N21.1)."""
