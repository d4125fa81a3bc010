"""A wing: is what was extracted right, and is one prompt better than another."""
