"""The store: what was saved is there, for ever and for one writer at a time, whatever happens in between."""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import ipt_core as ipt
from ipt_workbench.testing import calm_answers
from libraries import LIBRARY

TRIAL = LIBRARY.trial("shared.mood-link", "shared.plan", "middle.wrap")


def fresh(id: str = "c") -> ipt.Course:
    """A course that was never saved."""
    return ipt.Course.start(TRIAL, id=id, on="2026-01-05", programme="trial")


class CourseAndStore(RuleBasedStateMachine):
    """Course and store driven together, with crashes and reopening."""

    @initialize()
    def begin(self):
        """Start and save a course."""
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.url = f"sqlite:///{self.folder.name}/c.db"
        self.store = ipt.open_store(self.url)
        self.course = fresh()
        self.store.save(self.course)
        self.saved = ipt.plain_course(self.course)

    def _save(self):
        self.store.save(self.course)
        self.saved = ipt.plain_course(self.course)

    @precondition(lambda self: not self.course.over)
    @rule(data=st.data())
    def answer(self, data):
        """Answer and save."""
        self.course = self.course.answer(data.draw(calm_answers(self.course.turn.ask)))
        self._save()

    @precondition(lambda self: not self.course.over)
    @rule(data=st.data())
    def answer_and_crash_before_saving(self, data):
        """An answer that was never acknowledged is gone; all others stay."""
        self.course.answer(data.draw(calm_answers(self.course.turn.ask)))
        self.reopen()

    @precondition(lambda self: self.course.turn.done)
    @rule()
    def back(self):
        """Take the last answer back and save."""
        self.course = self.course.back()
        self._save()

    @precondition(lambda self: self.course.answered)
    @rule(data=st.data())
    def amend(self, data):
        """Amend any earlier answer and save, or be refused and change nothing."""
        name = data.draw(st.sampled_from(self.course.answered))
        try:
            self.course = self.course.amend(name, data.draw(calm_answers(self.course.asked(name))))
        except ipt.Rejected:
            return
        self._save()

    @precondition(lambda self: self.course.over and not self.course.finished)
    @rule()
    def open_the_next_session(self):
        """Open the next session and save."""
        self.course = self.course.open("2026-01-12")
        self._save()

    @rule()
    def reopen(self):
        """Close the store, or lose it, and open it again."""
        self.store.close()
        self.store = ipt.open_store(self.url)
        self.course = self.store.load("c", TRIAL)

    @rule()
    def another_writer_loses(self):
        """Of two writers from the same place, the second is refused and nothing of the first is lost."""
        other = self.store.load("c", TRIAL)
        if other.over:
            return
        mine, theirs = other.postpone(), self.store.load("c", TRIAL)
        if theirs.turn.ask.required:
            return
        self.store.save(mine)
        with pytest.raises(ipt.Conflict):
            self.store.save(theirs.postpone())
        self.course = mine
        self.saved = ipt.plain_course(mine)

    @invariant()
    def what_was_saved_is_there(self):
        """The stored journal is what was saved, and stands at the same turn."""
        if hasattr(self, "store"):
            loaded = self.store.load("c", TRIAL)
            assert ipt.plain_course(loaded) == self.saved
            assert ipt.plain_turn(loaded.turn) == ipt.plain_turn(self.course.turn)

    def teardown(self):
        """Close the store."""
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


TestCourseAndStore = CourseAndStore.TestCase


def test_of_two_first_saves_under_one_id_the_second_is_refused(tmp_path):
    with ipt.open_store(f"sqlite:///{tmp_path}/c.db") as store:
        store.save(fresh())
        with pytest.raises(ipt.Conflict):
            store.save(fresh())


def test_saving_an_older_value_after_a_newer_one_is_a_conflict_not_a_loss(tmp_path):
    with ipt.open_store(f"sqlite:///{tmp_path}/c.db") as store:
        old = fresh()
        new = old.answer(3)
        store.save(new)
        with pytest.raises(ipt.Conflict):
            store.save(old.answer(7))

        assert store.load("c", TRIAL).known.latest("mood") == 3


def test_the_file_and_its_folder_are_for_their_owner_alone_whatever_the_umask(tmp_path):
    old = os.umask(0)
    try:
        ipt.open_store(f"sqlite:///{tmp_path}/deep/c.db").close()
    finally:
        os.umask(old)

    assert stat.S_IMODE((tmp_path / "deep").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "deep" / "c.db").stat().st_mode) == 0o600


def test_a_store_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "c.db"
    ipt.open_store(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(ipt.StoreError, match="newer version"):
        ipt.open_store(f"sqlite:///{path}")

    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "damage", [b"not a database at all, but long enough to look at", b"SQLite format 3\x00" + b"x" * 5000]
)
def test_a_damaged_store_is_named_and_left_as_it_is(tmp_path, damage):
    path = tmp_path / "c.db"
    path.write_bytes(damage)
    with pytest.raises(ipt.StoreError):
        ipt.open_store(f"sqlite:///{path}").courses()

    assert path.read_bytes() == damage


@pytest.mark.parametrize("body", ["{}", "[]", "no json", '{"is": "answered"}', '{"is": "nosuch", "name": "a"}'])
def test_a_damaged_row_is_a_clear_error_and_not_a_crash(tmp_path, body):
    url = f"sqlite:///{tmp_path}/c.db"
    with ipt.open_store(url) as store:
        store.save(fresh())
    with sqlite3.connect(tmp_path / "c.db") as db:
        db.execute("UPDATE events SET body = ? WHERE seq = 1", (body,))
    with ipt.open_store(url) as store, pytest.raises(ipt.StoreError):
        store.load("c", TRIAL)


def test_a_deleted_course_leaves_no_trace_of_its_answers_in_the_file(tmp_path):
    path = tmp_path / "c.db"
    with ipt.open_store(f"sqlite:///{path}") as store:
        store.save(fresh().answer(3).answer("tuesday").answer(True).answer("XMARKERX in my words"))
        assert b"XMARKERX" in path.read_bytes()
        store.delete("c")

        assert store.courses() == []
    assert b"XMARKERX" not in path.read_bytes()


@pytest.mark.parametrize("url", ["", "sqlite:///", "postgres://x", "/tmp/x.db", "sqlite:/x"])
def test_an_address_that_is_not_understood_is_refused_with_the_right_form(url):
    with pytest.raises(ipt.StoreError) as refusal:
        ipt.open_store(url)

    assert "sqlite:///" in refusal.value.hint


def test_what_is_stored_is_readable_json_with_the_question_beside_the_answer(tmp_path):
    with ipt.open_store(f"sqlite:///{tmp_path}/c.db") as store:
        store.save(fresh().answer(3).answer("tuesday"))
    with sqlite3.connect(tmp_path / "c.db") as db:
        (body,) = db.execute("SELECT body FROM events WHERE seq = 3").fetchone()
    row = json.loads(body)

    assert (row["name"], row["value"], row["words"]) == ("shared.mood-link/day", "tuesday", "Tuesday")
    assert row["asked"]


WRITER = """
import sys
import ipt_core as ipt
library = ipt.load_library(only=[]).trial("shared.mood-link")
with ipt.open_store(sys.argv[1]) as store:
    course = store.load("c", library)
    while True:
        course = course.amend("shared.mood-link/heavy", (course.revision) % 11)
        store.save(course)
        print(course.revision, flush=True)
"""


def test_after_kill_9_at_any_moment_every_acknowledged_answer_is_there(tmp_path):
    url = f"sqlite:///{tmp_path}/c.db"
    library = ipt.load_library(only=[]).trial("shared.mood-link")
    with ipt.open_store(url) as store:
        store.save(ipt.Course.start(library, id="c", on="2026-01-05", programme="trial").answer(1))
    acknowledged = 3
    for rounds in (1, 7, 40):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True)
        for _ in range(rounds):
            acknowledged = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
        rest = writer.communicate()[0].split()
        acknowledged = max([acknowledged, *map(int, rest)])
        with ipt.open_store(url) as store:
            course = store.load("c", library)

            assert course.revision - acknowledged in (0, 1)
            assert course.turn.name == "shared.mood-link/day"
