"""Articles: reading them from files, and the view of each that is sent to the model."""
