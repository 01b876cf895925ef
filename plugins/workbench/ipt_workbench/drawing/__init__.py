"""Exercises and programmes as pictures."""
