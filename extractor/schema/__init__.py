"""The codebook as Pydantic models, the Quote type, tables and rows of a schema."""
