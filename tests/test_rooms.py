"""The walls between the rooms hold, and words for readers stay in templates/."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "pipeline"
GROUND = {
    "model",
    "schema",
    "campaign",
    "language",
    "texts",
    "errors",
    "figures",
    "alterations",
    "asking",
    "measures",
    "punctuality",
    "packing",
    "decisions",
    "mailing",
    "tables",
    "whereabouts",
}
ROOMS = {
    "collect",
    "read",
    "check",
    "ledger",
    "merge",
    "render",
    "deliver",
    "issue",
    "decide",
    "adopt",
    "renew",
}
# Whoever is not a room tells a story, or opens a door to one.
STORIES = {
    "build": ROOMS | {"judging"},
    "forms": ROOMS | {"judging", "veil"},
    "purge": {"judging", "ledger"},
    "status": {"collect", "judging", "ledger", "read"},
    "plans": ROOMS,
    "send": ROOMS | {"judging"},
    # What several stories begin with.
    "judging": {"check", "collect", "decide", "ledger", "read", "veil"},
    "veil": {"read"},
    "campaigns": {"deliver", "renew"},
    "watch": {"build", "collect", "read"},
    "console": {"build", "forms", "status"},
    "cli": {
        "build",
        "forms",
        "campaigns",
        "purge",
        "status",
        "watch",
        "plans",
        "send",
        "console",
        "collect",
        "read",
        "deliver",
    },
}
MODULES = sorted(PACKAGE.rglob("*.py"))
CYRILLIC = re.compile("[\u0400-\u04ff]")


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """List the rooms of the house that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "pipeline":
                names = [f"pipeline.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("pipeline.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_the_ground_floor(path: Path) -> None:
    room = room_of(path)
    allowed = GROUND | STORIES.get(room, set()) | {room}
    assert imported(path) <= allowed


def test_the_ground_floor_stands_on_itself() -> None:
    for path in MODULES:
        if room_of(path) in GROUND:
            assert imported(path) <= GROUND


def test_every_module_is_a_room_a_story_or_the_ground_floor() -> None:
    assert {room_of(path) for path in MODULES} == GROUND | ROOMS | set(STORIES) | {"__init__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_words_for_readers_stand_in_templates(path: Path) -> None:
    if room_of(path) == "language":
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    literals = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings
    ]
    assert [text for text in literals if CYRILLIC.search(text)] == []


def test_only_collect_ledger_and_deliver_touch_the_disk() -> None:
    """Writing is for three rooms; templates are read by the ground floor and the renderers."""
    writing = re.compile(r"\.(write_bytes|write_text|mkdir|unlink|rename|replace\(target|rmtree)\b")
    guilty = {room_of(path) for path in MODULES if writing.search(path.read_text(encoding="utf-8"))}
    assert guilty <= {"collect", "ledger", "deliver"}


def test_only_the_ledger_knows_sql() -> None:
    guilty = {room_of(path) for path in MODULES if "sqlite3" in path.read_text(encoding="utf-8")}
    assert guilty == {"ledger"}
