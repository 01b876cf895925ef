"""Shared by all tests: the library, hypothesis profiles, a home and a width of their own, and the --update flag.

A test that searches for more than about ten seconds is marked ``search``. ``pytest`` leaves these out and
``pytest -m search`` runs them alone; ``.ci/run`` does both. Tests run in several processes, so each process has its own
session fixtures, and what tests are collected must not depend on chance.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

import ipt_core as ipt
from libraries import LIBRARY

settings.register_profile("quick", max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
settings.register_profile("thorough", max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the golden transcripts instead of comparing")


@pytest.fixture(scope="session")
def library() -> ipt.Library:
    return LIBRARY


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("IPT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("IPT_LOAD_PLUGINS", raising=False)
    monkeypatch.setenv("COLUMNS", "80")  # however wide the window is from which the tests are started
    return tmp_path / "home"
