"""Give every short text a reader sees, in both languages, from templates/."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING, Literal

import msgspec

from pipeline.errors import SetupError
from pipeline.language import typography
from pipeline.model import Finding, Language, Severity
from pipeline.schema import Bilingual, Table
from pipeline.whereabouts import carried, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


# A figure beyond this is a slip of the keyboard, written shortly.
LONGEST_FIGURE = 1e15
# So much is quoted of what a sender typed, and so many of a list are named.
LONGEST_QUOTE, LONGEST_LIST = 120, 24
# What every finding's sentence may name.
COMMON_SLOTS = frozenset({"cell", "sheet", "indicator", "path", "also"})
BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029 ]+")


class FindingText(Table, frozen=True, kw_only=True):
    """One row of the table of findings."""

    severity: Severity
    text: Bilingual  # what is wrong, with slots
    mend: Bilingual  # what to do about it
    file: bool = False  # whether an error of this kind returns the whole file
    figure: bool = True  # whether there is a figure that could be accepted all the same
    # Whose explanation accepts it: the row's own, a corrected report's, or either; "" for none.
    reason: Literal["", "row", "correction", "either"] = ""


class Wording(msgspec.Struct, frozen=True):
    """The phrases of one wording file, by dotted key ("sheet.summary")."""

    path: str
    phrases: Mapping[str, Bilingual]

    def __getitem__(self, key: str) -> Bilingual:
        """Give a phrase in both languages."""
        try:
            return self.phrases[key]
        except KeyError:
            near = nearest(key, self.phrases)
            raise SetupError(
                "template", {"file": self.path, "key": key, "expected": f"kk, ru; ≈ {near}"}
            ) from None

    def both(self, key: str, /, **details: object) -> Bilingual:
        """Give a phrase in both languages with its slots filled."""
        kk, ru = (self.fill(key, language, **details) for language in ("kk", "ru"))
        return Bilingual(kk=kk, ru=ru)

    def fill(self, key: str, language: str, /, **details: object) -> str:
        """Give a phrase in one language with its slots filled."""
        return filled(self[key][language], details, language)


class Texts(msgspec.Struct, frozen=True):
    """The table of findings, and the phrases of the console and of our own errors."""

    findings: Mapping[str, FindingText]
    phrases: Wording

    def message(self, finding: Finding, language: str) -> str:
        """Say what is wrong and what to do, in one language."""
        return f"{self.problem(finding, language)} {self.mend(finding, language)}".strip()

    def problem(self, finding: Finding, language: str) -> str:
        """Say what is wrong, in one language."""
        sentence = self.findings[finding.code].text[language]
        if not (finding.sheet and finding.cell):
            # Where not both are named, one of them is, or nothing.
            sentence = sentence.replace("{sheet}!{cell}", "{cell}" if finding.cell else "{sheet}")
        problem = filled(sentence, _slots(finding), language)
        if problem.startswith(": "):
            problem = f"{problem[2:3].upper()}{problem[3:]}"
        if follows := finding.details.get("suppressed"):
            return f"{problem} {self.phrases.fill('check.follows', language, count=follows)}"
        return problem

    def mend(self, finding: Finding, language: str) -> str:
        """Say what to do, in one language; "" where nothing need be done."""
        return filled(self.findings[finding.code].mend[language], _slots(finding), language)


def load_texts(templates: Path) -> Texts:
    """Load templates/texts.toml."""
    path = templates / "texts.toml"
    content = _parsed(path)
    refuse_incomplete(path, content, COMMON_SLOTS)
    try:
        findings = msgspec.convert(content.pop("finding", {}), dict[str, FindingText])
    except msgspec.ValidationError as error:
        raise SetupError(
            "template", {"file": path, "key": "finding", "expected": str(error)}
        ) from error
    for code, each in findings.items():
        for key, text in (("text", each.text), ("mend", each.mend)):
            _refuse_odd_slots(path, f"finding.{code}.{key}", text.kk, text.ru)
    return Texts(findings, Wording(str(path), dict(_flattened(content, path))))


def load_wording(path: Path) -> Wording:
    """Load a file of phrases: tables of tables that end in kk and ru."""
    content = _parsed(path)
    refuse_incomplete(path, content)
    return Wording(str(path), dict(_flattened(content, path)))


def refuse_incomplete(
    path: Path, content: Mapping[str, object] | None = None, more: frozenset[str] = frozenset()
) -> None:
    """Refuse a file that lacks a phrase of the program's own copy, or fills other slots than it.

    `more` are slots that every phrase may have. A copy that is unchanged is not looked through.
    """
    own = carried() / path.name
    if not own.is_file() or own.read_bytes() == path.read_bytes():
        return
    given, wanted = dict(_slots_in(content or _parsed(path))), dict(_slots_in(_parsed(own)))
    odd = given.keys() - wanted.keys()
    for key in sorted(wanted.keys() - given.keys()):
        meant = nearest(key, odd) or key
        expected = f"the phrase «{key}»" + (f", not «{meant}»" if meant != key else "")
        raise SetupError("template", {"file": path, "key": meant, "expected": expected})
    for key, slots in given.items():
        known = wanted.get(key, slots) | more
        for slot in sorted(slots - known):
            expected = f"a known slot, not «{slot}»; the nearest is «{nearest(slot, known)}»"
            raise SetupError("template", {"file": path, "key": key, "expected": expected})


def _slots_in(content: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, set[str]]]:
    """Yield every phrase by its dotted key, with the slots of both languages."""
    for key, value in content.items():
        match value:
            case {"kk": str(kk), "ru": str(ru), **others} if not others:
                with suppress(ValueError):  # an open bracket is told of elsewhere
                    parsed = [*Formatter().parse(kk), *Formatter().parse(ru)]
                    yield f"{prefix}{key}", {slot for _, slot, _, _ in parsed if slot is not None}
            case dict():
                yield from _slots_in(value, f"{prefix}{key}.")


def filled(sentence: str, details: Mapping[str, object], language: str) -> str:
    """Fill a sentence's slots, each value as the language writes it.

    Raises: SetupError where the sentence has a slot that nothing fills.
    """
    try:
        return sentence.format_map({key: shown(value, language) for key, value in details.items()})
    except (KeyError, IndexError, ValueError) as error:
        raise SetupError(
            "template",
            {"file": "texts.toml", "key": sentence, "expected": ", ".join(sorted(details))},
        ) from error


def shown(value: object, language: str) -> str:
    """Write one value for a reader: numbers, dates and names in the language's manner."""
    match value:
        case Bilingual():
            return value[language]
        case bool() | None:
            return str(value)
        case int():
            return typography.integer(value)
        case float() if abs(value) >= LONGEST_FIGURE:
            return f"{value:.3g}"
        case float():
            whole = value.is_integer()
            return typography.integer(int(value)) if whole else typography.decimal(value)
        case date():
            return typography.short_date(value)
        case tuple() | list():
            return ", ".join(shown(each, language) for each in value)
    return str(value)


def _slots(finding: Finding) -> dict[str, object]:
    """What a finding's sentence may name."""
    return {
        "cell": finding.cell,
        "sheet": shortened(finding.sheet),
        "indicator": finding.indicator,
        "path": shortened(finding.path),
        "also": "",  # other cells of the same fault, where there are any
        **{key: _bounded(value) for key, value in finding.details.items()},
    }


def _bounded(value: object) -> object:
    """Leave of the sender's own words so much as a sentence can hold."""
    match value:
        case str():
            return shortened(value)
        case tuple() | list():
            named = tuple(_bounded(each) for each in value[:LONGEST_LIST])
            return (*named, "…") if len(value) > LONGEST_LIST else named
    return value


def shortened(text: str, longest: int = LONGEST_QUOTE) -> str:
    """Quote a text on one line, its end left out where it is too long."""
    line = BREAKS.sub(" ", text[: 4 * longest]).strip()
    is_whole = len(line) <= longest and len(text) <= 4 * longest
    return line if is_whole else f"{line[: longest - 1].rstrip()}…"


def _parsed(path: Path) -> dict[str, object]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return {key: _tidied(value) for key, value in content.items()}
    except FileNotFoundError as error:
        raise SetupError("template-missing", {"file": path}) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupError("template-syntax", {"file": path, "problem": error}) from error


def _refuse_odd_slots(path: Path, key: str, *languages: str) -> None:
    """Refuse a phrase that has an open slot, or other slots in one language than in the other."""
    if not any("{" in each or "}" in each for each in languages):
        return
    try:
        kk, ru = ({slot for _, slot, _, _ in Formatter().parse(each) if slot is not None}
                  for each in languages)  # fmt: skip
    except ValueError as error:
        raise SetupError("template", {"file": path, "key": key, "expected": str(error)}) from error
    if odd := kk ^ ru:
        expected = f"the same slots in both languages; only in one: {', '.join(sorted(odd))}"
        raise SetupError("template", {"file": path, "key": key, "expected": expected})


def _tidied(value: object) -> object:
    """Bind in every phrase what house style keeps on one line."""
    match value:
        case str():
            return typography.tidy(value)
        case dict():
            return {key: _tidied(each) for key, each in value.items()}
    return value


def _flattened(
    table: Mapping[str, object], path: Path, prefix: str = ""
) -> list[tuple[str, Bilingual]]:
    """List the phrases of nested tables by their dotted keys."""
    found: list[tuple[str, Bilingual]] = []
    for key, value in table.items():
        name = f"{prefix}{key}"
        match value:
            case {"kk": str(kk), "ru": str(ru), **others} if not others:
                _refuse_odd_slots(path, name, kk, ru)
                found.append((name, Bilingual(kk=kk, ru=ru)))
            case dict() if value and not set(value) & set(Language):
                found += _flattened(value, path, f"{name}.")
            case _:
                raise SetupError("template", {"file": path, "key": name, "expected": "kk, ru"})
    return found
