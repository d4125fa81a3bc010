"""Prompt files, the requests made from them, and the reading of responses."""
