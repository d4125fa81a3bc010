"""Documents as text with the places of their parts: PDF, Word, OpenDocument, RTF and mail."""

SUFFIXES = frozenset({".pdf", ".docx", ".odt", ".rtf", ".eml", ".msg"})  # files that `reading` reads
