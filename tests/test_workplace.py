"""Where an author works: a plugin's folder, one of its files, or the name of an installed plugin."""

import shutil
from pathlib import Path

import pytest

from ipt_core.errors import NothingToDo
from ipt_workbench.workplace import bundled, find


@pytest.fixture
def folder(tmp_path):
    """A copy of the smallest plugin, which is not installed."""
    return shutil.copytree(Path(__file__).parent.parent / "examples" / "smallest-plugin", tmp_path / "mine")


def test_a_folder_that_is_not_installed_is_loaded_with_all_the_rest(folder):
    library = find(str(folder)).library()

    assert {"caring", "grief"} <= set(library.areas)
    assert [one.problem for one in library.plugins if one.problem] == []


def test_a_file_means_the_plugin_it_lies_in(folder):
    inside = folder / "ipt_caring" / "techniques" / "share-the-load.yaml"

    assert find(str(inside)) == find(str(folder))


def test_a_saved_change_is_seen_at_the_next_load(folder):
    place = find(str(folder))
    place.library()
    area = place.package / "area.yaml"
    area.write_text(area.read_text("utf-8").replace("label: ", "label: New "), "utf-8")

    assert place.library().areas["caring"].label.startswith("New ")


def test_the_core_and_every_bundled_area_are_workplaces_too():
    assert {"core", "grief", "disputes", "transitions", "deficits"} <= {place.name for place in bundled()}
    assert all(list(place.files()) for place in bundled())


def test_what_is_no_plugin_is_refused_with_the_way_to_make_one(tmp_path):
    with pytest.raises(NothingToDo, match="no file, folder or plugin"):
        find("nowhere")
    with pytest.raises(NothingToDo, match="not part of a plugin"):
        find(str(tmp_path))
