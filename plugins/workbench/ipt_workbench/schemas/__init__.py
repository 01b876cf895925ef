"""JSON Schemas of all that is read and written."""
