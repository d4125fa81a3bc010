"""Tests: each says in one line which behaviour it holds."""
