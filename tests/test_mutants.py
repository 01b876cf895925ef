"""The list of the guard's clauses, which `benchmarks.mutants` takes out one by one."""

from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_each_clause_that_the_mutation_check_takes_out_is_in_its_file_exactly_once(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.mutants import MUTANTS, misplaced

    assert misplaced(MUTANTS) == []


def test_no_two_mutants_have_one_name_or_make_the_same_change(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.mutants import MUTANTS

    assert len({one.name for one in MUTANTS}) == len(MUTANTS)
    assert len({(one.file, one.old, one.new) for one in MUTANTS}) == len(MUTANTS)
