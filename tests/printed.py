"""What the command line printed, as it reads before it is wrapped to the window."""


def unwrapped(text: str) -> str:
    """The text on one line. Where a message with a path is wrapped depends on how long the path is."""
    return " ".join(text.split())
