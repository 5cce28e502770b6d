"""Benchmarks: each measures a rate and its ratio to a floor or a peer in the same run; see docs/benchmarks.md."""
