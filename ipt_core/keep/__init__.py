"""A course kept and handed on: the store, the JSON form, notes to take along."""
