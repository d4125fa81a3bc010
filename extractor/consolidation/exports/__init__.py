"""Export of consolidated incidents: spreadsheets, databases, maps, and the layouts of other datasets."""
