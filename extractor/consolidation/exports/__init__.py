"""Consolidated incidents for other tools: spreadsheets, databases, maps, and the layouts of the field."""
