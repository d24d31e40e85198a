"""Tests of the benchmarks: what they print must be right, however fast the machine."""
