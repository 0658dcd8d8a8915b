"""Take a workbook apart into its parts within bounds, and put it together again."""

from __future__ import annotations

import struct
import zipfile
import zlib
from datetime import date  # noqa: TC003 - a plain name in a signature
from io import BytesIO
from posixpath import basename, dirname, join, normpath
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree  # type: ignore[import-untyped]  # ships no types

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element as Element  # type: ignore[import-untyped]  # likewise

# A form has 0.7 MB; what is far beyond it is answered with a fresh form.
LARGEST_PART = 16 * 1024 * 1024
LARGEST_PACKAGE = 64 * 1024 * 1024
MOST_MEMBERS = 2_000
MOST_RELATIONS = 300  # of one part
ENCRYPTED = 0x1
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATIONS = f"{PACKAGE}/relationships"
TYPES = f"{PACKAGE}/content-types"
CONTENT_TYPES = "[Content_Types].xml"
BROKEN = (
    zipfile.BadZipFile, zlib.error, etree.LxmlError, LookupError, EOFError, OSError, SyntaxError,
    NotImplementedError, OverflowError, RuntimeError, ValueError, struct.error,
)  # fmt: skip


class NotMarkableError(Exception):
    """The workbook is none that can be marked: its unit gets a fresh form instead."""


class Relation(NamedTuple):
    """What a part is related to; `part` is "" where it lies outside."""

    id: str
    type: str
    part: str
    target: str

    @property
    def kind(self) -> str:
        """The last word of its type, by which it is known in every dialect."""
        return basename(self.type)


class Package:
    """The parts of a workbook by name; neither case nor the kind of slash counts."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        """Take the parts in their order."""
        self._parts = dict(parts)
        self._names = {name.lower(): name for name in self._parts}
        self._trees: dict[str, Element] = {}
        if len(self._names) < len(self._parts):
            raise NotMarkableError

    def __contains__(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self._names

    def content(self, name: str) -> bytes:
        """Give a part as it came."""
        return self._parts[self._names[name.lower()]]

    def tree(self, name: str, *, forgiving: bool = False) -> Element:
        """Give a part to be read and changed; what is changed is saved."""
        own = self._names[name.lower()]
        if own not in self._trees:
            content = self._parts[own]
            parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=forgiving)
            if b"<!DOCTYPE" in content:
                raise NotMarkableError
            root = etree.fromstring(content, parser)
            if root is None or root.getroottree().docinfo.doctype:
                raise NotMarkableError
            self._trees[own] = root
        return self._trees[own]

    def add(self, name: str, content: bytes, content_type: str) -> None:
        """Add a part and declare what it is."""
        self._parts[name] = content
        self._names[name.lower()] = name
        types = self.tree(CONTENT_TYPES)
        etree.SubElement(
            types, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=content_type
        )

    def unused(self, pattern: str) -> str:
        """Find a name that no part has."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def remove(self, name: str) -> None:
        """Remove a part with its relations and its declaration."""
        for each in (name, _relations_of(name)):
            if own := self._names.pop(each.lower(), ""):
                self._parts.pop(own)
                self._trees.pop(own, None)
        for each in self.tree(CONTENT_TYPES):
            if each.get("PartName", "").lstrip("/").lower() == name.lower():
                each.getparent().remove(each)

    def retype(self, name: str, content_type: str) -> None:
        """Declare a part to be something else."""
        for each in self.tree(CONTENT_TYPES):
            if each.get("PartName", "").lstrip("/").lower() == name.lower():
                each.set("ContentType", content_type)
                return
        etree.SubElement(
            self.tree(CONTENT_TYPES),
            f"{{{TYPES}}}Override",
            PartName=f"/{name}",
            ContentType=content_type,
        )

    @property
    def with_relations(self) -> tuple[str, ...]:
        """The parts that are related to others; "" is the package."""
        return tuple(
            join(dirname(dirname(name)), basename(name).removesuffix(".rels"))
            for name in tuple(self._parts)
            if name.lower().endswith(".rels")
        )

    def relations(self, source: str) -> tuple[Relation, ...]:
        """List what a part is related to."""
        name = _relations_of(source)
        if name not in self:
            return ()
        if len(self.tree(name)) > MOST_RELATIONS:
            raise NotMarkableError
        return tuple(
            Relation(
                each.get("Id", ""), each.get("Type", ""), self._part(source, each),
                each.get("Target", ""),
            )
            for each in self.tree(name)
            if isinstance(each.tag, str)
        )  # fmt: skip

    def relate(self, source: str, relation_type: str, part: str) -> str:
        """Relate a part to another; give the relation's id."""
        name = _relations_of(source)
        if name not in self:
            self._parts[name] = f'<Relationships xmlns="{RELATIONS}"/>'.encode()
            self._names[name.lower()] = name
        taken = {each.id for each in self.relations(source)}
        number = 1
        while f"rId{number}" in taken:
            number += 1
        etree.SubElement(
            self.tree(name),
            f"{{{RELATIONS}}}Relationship",
            Id=f"rId{number}",
            Type=relation_type,
            Target=f"/{part}",
        )
        return f"rId{number}"

    def unrelate(self, source: str, relation: Relation) -> None:
        """End a relation; the part that it led to goes with it."""
        for each in self.tree(_relations_of(source)):
            if each.get("Id") == relation.id:
                each.getparent().remove(each)
        if relation.part in self:
            self.remove(relation.part)

    def refuse_broken(self) -> None:
        """Refuse a package of which any part is no sound XML: it would not open anywhere.

        Raises: NotMarkableError where there is such a part.
        """
        for name, content in self._parts.items():
            if name.lower().endswith((".xml", ".rels")) and name not in self._trees:
                parser = etree.XMLParser(resolve_entities=False, no_network=True)
                try:
                    etree.fromstring(content, parser)
                except etree.LxmlError as error:
                    raise NotMarkableError from error

    def saved(self, day: date) -> bytes:
        """Put the parts together; the same parts give the same bytes."""
        buffer = BytesIO()
        spelt = self._spelt()
        moment = (max(day.year, 1980), day.month, day.day, 0, 0, 0)
        with zipfile.ZipFile(buffer, "w") as package:
            for name, content in self._parts.items():
                member = zipfile.ZipInfo(spelt.get(name.lower(), name), moment)
                member.compress_type = zipfile.ZIP_DEFLATED
                member.create_system = 0
                tree = self._trees.get(name)
                package.writestr(member, content if tree is None else _written(tree))
        return buffer.getvalue()

    def _part(self, source: str, relation: Element) -> str:
        """Name the part that a relation leads to; "" for one outside."""
        if relation.get("TargetMode", "").lower() == "external":
            return ""
        part, target = _led_to(source, relation), relation.get("Target", "")
        return self._names.get(part.lower(), self._names.get(target.lower(), part))

    def _spelt(self) -> dict[str, str]:
        """Spell the parts as their relations do: some programs heed the case of letters."""
        spelt = {name.lower(): name for name in (CONTENT_TYPES, _relations_of(""))}
        for source in self.with_relations:
            for each in self.tree(_relations_of(source)):
                part = _led_to(source, each)
                spelt.setdefault(part.lower(), part)
        for source in self.with_relations:
            name = _relations_of(spelt.get(source.lower(), source))
            spelt.setdefault(name.lower(), name)
        return spelt


def unpacked(content: bytes) -> Package:
    """Take a workbook's parts out of its zip, together no larger than they may be.

    Raises: NotMarkableError where they are larger, or the zip is no sound one.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            members = [each for each in package.infolist() if not each.is_dir()]
            sizes = [each.file_size for each in members]
            if (
                len(members) > MOST_MEMBERS
                or sum(sizes) > LARGEST_PACKAGE
                or max(sizes, default=0) > LARGEST_PART
                or any(each.flag_bits & ENCRYPTED for each in members)
            ):
                raise NotMarkableError
            parts: dict[str, bytes] = {}
            for member in members:
                name = member.filename.replace("\\", "/").lstrip("/")
                with package.open(member) as part:
                    inflated = part.read(member.file_size + 1)
                if name in parts or len(inflated) != member.file_size:
                    raise NotMarkableError
                parts[name] = inflated
    except BROKEN as error:
        raise NotMarkableError from error
    return Package(parts)


def _led_to(source: str, relation: Element) -> str:
    """Name what a relation leads to as it spells it."""
    target = relation.get("Target", "").replace("\\", "/")
    whole = target if target[:1] == "/" else join(dirname(source), target)
    return normpath(whole).lstrip("/")


def _relations_of(source: str) -> str:
    """Name the part that lists what another is related to."""
    return join(dirname(source), "_rels", f"{basename(source)}.rels")


def _written(tree: Element) -> bytes:
    written: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
