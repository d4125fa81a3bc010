"""Report pages of a run: viewing, comparing and correcting it in a browser."""
