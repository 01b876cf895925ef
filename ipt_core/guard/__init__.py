"""Safety: what an answer gives away, and the guard that plays every exercise."""
