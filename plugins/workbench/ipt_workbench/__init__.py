"""The author's workbench: what checks, plays, measures and draws content while it is being written.

The engine imports nothing of it, and a person taking a course never meets it.
"""
