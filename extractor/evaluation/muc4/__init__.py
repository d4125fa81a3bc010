"""MUC-4: files, profile and scores of the Fourth Message Understanding Conference (1992)."""
