"""Simulated people: who they are, how they answer, and their lives through whole courses."""
