"""The tables: schema, checks, values, data sheet, transcription, and links into the sources."""

from quoted.data.tables import Tables, load

__all__ = ["Tables", "load"]
