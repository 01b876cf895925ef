"""A course being played: steps, sessions, and what comes next."""
