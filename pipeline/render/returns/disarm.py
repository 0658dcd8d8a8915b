"""Take out of a workbook what runs, and what reaches beyond it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.render.returns.book import SPREADSHEET
from pipeline.render.returns.package import NotMarkableError

if TYPE_CHECKING:
    from pipeline.render.returns.book import Book
    from pipeline.render.returns.package import Package, Relation

BOOK_TYPE = f"{SPREADSHEET}.sheet.main+xml"
# Macros and the buttons that start them, other workbooks, embedded objects, queries, and the
# signature of what is now changed.
DROPPED = frozenset({
    "vbaProject", "wordVbaData", "attachedToolbars", "control", "activeXControlBinary", "oleObject",
    "package", "externalLink", "externalLinkPath", "externalLinkLongPath", "xlPathMissing",
    "connections", "queryTable", "customUI", "extensibility", "origin", "mdxData",
})  # fmt: skip
SAFE_LINKS = ("http://", "https://", "mailto:")
# Another workbook in a formula: [1] at its start, never behind a table's name.
FOREIGN = re.compile(r"(?<![\w\]])\[\d+\]|'[^']*\[\d+\]|\|'")
# Lists that must not be left empty, and may not count what is gone.
LISTS = {"controls", "oleObjects", "externalReferences", "hyperlinks", "dataValidations"}


def disarm(book: Book) -> None:
    """Drop macros, controls, embedded objects and links to other workbooks.

    Raises: NotMarkableError where something else of it lies outside.
    """
    package = book.package
    had_links = False
    for source in package.with_relations:
        for relation in package.relations(source):
            if relation.kind in DROPPED or _is_unsafe(relation):
                had_links |= relation.kind == "externalLink"
                _forget(package, source, relation)
            elif not relation.part and relation.kind != "hyperlink":
                raise NotMarkableError
    if had_links:
        _settle_formulas(book)
    package.retype(book.main, BOOK_TYPE)


def _is_unsafe(relation: Relation) -> bool:
    """Whether a link leads elsewhere than to a page or an address."""
    return (
        relation.kind == "hyperlink"
        and not relation.part
        and not relation.target.lower().startswith(SAFE_LINKS)
    )


def _forget(package: Package, source: str, relation: Relation) -> None:
    """End a relation, and take out of its part whatever named it."""
    if source and source in package:
        if not source.lower().endswith((".xml", ".vml")):
            raise NotMarkableError
        root = package.tree(source, forgiving=source.lower().endswith(".vml"))
        for each in list(root.iter()):
            if relation.id in each.attrib.values() and any(
                key.rpartition("}")[2] in {"id", "relid"} and value == relation.id and "}" in key
                for key, value in each.attrib.items()
            ):
                _take_out(each)
    package.unrelate(source, relation)


def _take_out(element: object) -> None:
    """Remove an element with the list that is of no use without it."""
    parent = element.getparent()  # type: ignore[attr-defined]  # lxml ships no types
    if parent is None:
        raise NotMarkableError
    while parent.getparent() is not None and _local(parent) in {"Choice", "Fallback",
                                                                "AlternateContent"}:  # fmt: skip
        element, parent = parent, parent.getparent()
    parent.remove(element)
    parent.attrib.pop("count", None)
    if len(parent) == 0 and _local(parent) in LISTS:
        _take_out(parent)


def _local(element: object) -> str:
    tag = element.tag  # type: ignore[attr-defined]  # lxml ships no types
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _settle_formulas(book: Book) -> None:
    """Leave the last result where a formula asked another workbook."""
    for part in book.parts.values():
        root = book.package.tree(part)
        formulas = list(root.iter(book.tag("f")))
        asking = [each for each in formulas if FOREIGN.search(each.text or "")]
        shared = {each.get("si") for each in asking if each.get("t") == "shared"} - {None}
        asking += [each for each in formulas if each not in asking and each.get("si") in shared]
        for formula in asking:
            formula.getparent().remove(formula)
        for name in ("dataValidation", "conditionalFormatting"):
            for rule in list(root.iter(book.tag(name))):
                if FOREIGN.search("".join(rule.itertext())):
                    _take_out(rule)
    for name in list(book.root.iter(book.tag("definedName"))):
        if FOREIGN.search(name.text or ""):
            name.getparent().remove(name)
