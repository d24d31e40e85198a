"""The sample register and tenders, from the same seeded generator as the benchmarks."""
