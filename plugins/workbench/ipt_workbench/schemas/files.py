"""JSON Schemas of the files an author writes, for editors."""

from __future__ import annotations

from ipt_core.files.shapes import AreaFile, BankFile, ExerciseFile, MeasureFile, PageFile, ProgrammeFile
from ipt_workbench.schemas.json_schema import Schema
from ipt_workbench.schemas.spellings import ScriptFile, any_content, content_walk

CONTENT = "content"  # any content file: point an editor here
_FILES: dict[str, tuple[type, str]] = {
    "exercise": (ExerciseFile, "An exercise; with a gate, an assessment."),
    "area": (AreaFile, "A problem area: area.yaml."),
    "page": (PageFile, "A page to read."),
    "bank": (BankFile, "A reply bank."),
    "measure": (MeasureFile, "A measure: a questionnaire with a score."),
    "programme": (ProgrammeFile, "A programme: phases, and the agenda of every session."),
    "script": (ScriptFile, "A script of answers, as demos are and 'ipt play' takes them."),
}


def file_schemas() -> dict[str, str]:
    """The names of these schemas, and what each is of."""
    return {
        CONTENT: "Any content file of a plugin: point your editor here.",
        **{name: about for name, (_, about) in _FILES.items()},
    }


def file_schema(name: str) -> Schema:
    """The schema of this name, one of `file_schemas`, as plain data."""
    walk = content_walk()
    made = any_content(walk) if name == CONTENT else walk.of(_FILES[name][0])
    return walk.document(f"ipt: {name}", file_schemas()[name], made)
