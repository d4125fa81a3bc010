"""Articles: reading them from files and streams, and the view of a page that the model reads."""
