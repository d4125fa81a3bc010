"""Grounding: each quote located in its article."""
