"""Tests of `extractor.consolidation`."""
