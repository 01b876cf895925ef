"""What is wrong with content: every kind of fault has a module that finds it, and ``check`` puts them together."""
