"""Tests of `extractor.consolidation.exports`."""
