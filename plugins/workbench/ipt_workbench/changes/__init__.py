"""What changes between two versions of content, and what that does to people underway."""
