"""Benchmarks: ratios to a baseline of the same run; never asserted in a test."""
