"""What can happen in an exercise, worked out without playing it."""
