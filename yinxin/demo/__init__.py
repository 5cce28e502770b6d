"""Invented people, portraits and sample files: for trying the system, for tests, for benchmarks."""
