"""Scripts of answers made of real courses, and content previewed in the middle of one."""
