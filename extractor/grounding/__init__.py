"""Grounding: locating every quote of a coding in its article."""
