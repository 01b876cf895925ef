"""A pytest plugin that adds ``--plugin``, for the conformance kit; it does nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.getgroup("ipt").addoption(
        "--plugin",
        metavar="PLUGIN",
        help="the plugin that ipt_workbench.conformance tries: its module, name or folder",
    )
