"""The MUC-4 evaluation of 1992: its files, its scoring rules, and the later simplified tasks."""
