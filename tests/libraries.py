"""The two libraries that tests play with, loaded once in each process that runs tests."""

import ipt_core as ipt

LIBRARY = ipt.load_library(only=["deficits", "disputes", "grief", "transitions"])
CORE = ipt.load_library(only=[])
