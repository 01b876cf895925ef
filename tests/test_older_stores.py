"""Stores written by earlier versions open in this one; ``fixtures/format-N`` keeps one of each, never rewritten."""

import json
import shutil
from pathlib import Path

import pytest

import ipt_core as ipt

FORMATS = sorted((Path(__file__).parent / "fixtures").glob("format-*"))


@pytest.mark.parametrize("folder", FORMATS, ids=lambda one: one.name)
def test_every_course_of_an_older_store_stands_where_it_stood(folder, library, tmp_path):
    shutil.copy(folder / "courses.db", tmp_path)
    expected = json.loads((folder / "expected.json").read_text("utf-8"))

    with ipt.open_store(f"sqlite:///{tmp_path / 'courses.db'}") as store:
        found = {id: store.load(id, library) for id in store.courses()}

    assert {id: position(course) for id, course in found.items()} == expected


@pytest.mark.parametrize("folder", FORMATS, ids=lambda one: one.name)
def test_an_older_course_goes_on_and_is_saved(folder, library, tmp_path):
    shutil.copy(folder / "courses.db", tmp_path)
    with ipt.open_store(f"sqlite:///{tmp_path / 'courses.db'}") as store:
        course = store.load("alex", library)
        later = course.answer(1)
        store.save(later)

        assert store.load("alex", library).revision == course.revision + 1


def position(course):
    turn = course.turn
    return {
        "events": course.revision,
        "session": turn.session,
        "over": course.over,
        "question": turn.name,
        "answers": len(course.answered),
        "focus": list(course.known.focus),
    }
