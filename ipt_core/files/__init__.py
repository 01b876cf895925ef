"""Content files: read, checked and made into what the engine plays."""
