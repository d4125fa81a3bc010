"""Recordings: each response stored under the hash of its request, and read back."""
