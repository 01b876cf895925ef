"""The command line: the group, its course commands, and the terminal."""
