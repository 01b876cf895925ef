"""What of some content was reached, and what was not."""
