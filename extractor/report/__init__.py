"""A run to be looked at in a browser, compared with another, and corrected there."""
