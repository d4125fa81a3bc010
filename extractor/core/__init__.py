"""What every room builds on: errors, the request and response types, canonical JSON, files, settings."""
