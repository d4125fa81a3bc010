"""Shared basis: errors, request and response types, canonical JSON, files, settings."""
