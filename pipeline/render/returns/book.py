"""Know a workbook's sheets; put a sheet before them, or take one away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from pipeline.render.returns.package import NotMarkableError, Package

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # type: ignore[import-untyped]  # likewise

TRANSITIONAL = "http://schemas.openxmlformats.org/{}/2006/{}"
STRICT = "http://purl.oclc.org/ooxml/{}/{}"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET_TYPE = f"{SPREADSHEET}.worksheet+xml"
STYLES_TYPE = f"{SPREADSHEET}.styles+xml"
# Sheets of any other kind run macros of an old sort.
SHEET_KINDS = frozenset({"worksheet", "chartsheet"})
MOST_SHEETS = 100
# What a workbook's element may hold behind its defined names.
BEHIND_NAMES = (
    "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes",
    "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip


class Book:
    """A workbook's package, with its sheets in their order."""

    def __init__(self, package: Package) -> None:
        """Find the workbook's own part, and its sheets."""
        self.package = package
        main = [each for each in package.relations("") if each.kind == "officeDocument"]
        self.main = main[0].part if main else "xl/workbook.xml"
        if self.main not in package or self.main.lower().endswith(".bin"):
            raise NotMarkableError
        self.root = package.tree(self.main)
        self.namespace = etree.QName(self.root).namespace or ""
        self.is_strict = self.namespace == STRICT.format("spreadsheetml", "main")
        if not self.is_strict and self.namespace != TRANSITIONAL.format("spreadsheetml", "main"):
            raise NotMarkableError
        if len(self._sheets) > MOST_SHEETS:
            raise NotMarkableError
        if any(self._kind(each) not in SHEET_KINDS for each in self._sheets):
            raise NotMarkableError

    @property
    def office(self) -> str:
        """The namespace of relations in the workbook's dialect."""
        return (STRICT if self.is_strict else TRANSITIONAL).format(
            "officeDocument", "relationships"
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The sheets' names in their order."""
        return tuple(each.get("name", "") for each in self._sheets)

    @property
    def parts(self) -> dict[str, str]:
        """The sheets' parts by name; those of cells only."""
        return {
            each.get("name", ""): self._part(each)
            for each in self._sheets
            if self._kind(each) == "worksheet"
        }

    def tag(self, name: str) -> str:
        """Name an element in the workbook's dialect."""
        return f"{{{self.namespace}}}{name}"

    def find(self, parent: Element, name: str) -> Element | None:
        """Find a child by its name."""
        return parent.find(self.tag(name))

    def related(self, kind: str) -> str:
        """Name the workbook's part of a kind; "" where there is none."""
        parts = [each.part for each in self.package.relations(self.main) if each.kind == kind]
        return parts[0] if parts and parts[0] in self.package else ""

    def insert_first(self, name: str, sheet: bytes, titles: str, area: str) -> None:
        """Put a sheet before all others, and open the workbook there.

        `titles` are the rows to repeat in print, `area` is what is printed.
        """
        part = self.package.unused("xl/worksheets/corrections{}.xml")
        self.package.add(part, sheet, SHEET_TYPE)
        relation = self.package.relate(self.main, f"{self.office}/worksheet", part)
        used = [int(each.get("sheetId", "0")) for each in self._sheets]
        element = etree.Element(self.tag("sheet"), name=name, sheetId=str(max(used, default=0) + 1))
        element.set(f"{{{self.office}}}id", relation)
        self._list.insert(0, element)
        self._shift_names(0, 1)
        quoted = quoted_name(name)
        self._define("_xlnm.Print_Area", f"{quoted}!{area}")
        self._define("_xlnm.Print_Titles", f"{quoted}!{titles}")
        for view in self.root.iter(self.tag("workbookView")):
            view.set("activeTab", "0")
            view.set("firstSheet", "0")
        for each in self._sheets[1:]:
            self._unselect(self._part(each))

    def remove_sheet(self, name: str) -> None:
        """Take a sheet away with all that is its own."""
        for place, each in enumerate(self._sheets):
            if each.get("name") == name:
                key = each.get(f"{{{self.office}}}id")
                for relation in self.package.relations(self.main):
                    if relation.id == key:
                        for own in self.package.relations(relation.part):
                            self.package.unrelate(relation.part, own)
                        self.package.unrelate(self.main, relation)
                self._list.remove(each)
                self._shift_names(place, -1)
                return

    @property
    def _list(self) -> Element:
        found = self.find(self.root, "sheets")
        if found is None:
            raise NotMarkableError
        return found

    @property
    def _sheets(self) -> list[Element]:
        return list(self._list.iterfind(self.tag("sheet")))

    def _kind(self, sheet: Element) -> str:
        key = sheet.get(f"{{{self.office}}}id")
        kinds = [each.kind for each in self.package.relations(self.main) if each.id == key]
        return kinds[0] if kinds else ""

    def _part(self, sheet: Element) -> str:
        key = sheet.get(f"{{{self.office}}}id")
        return next(each.part for each in self.package.relations(self.main) if each.id == key)

    def _names(self) -> Element:
        """Give the list of defined names, where it belongs."""
        found = self.find(self.root, "definedNames")
        if found is None:
            found = etree.Element(self.tag("definedNames"))
            behind = {self.tag(name) for name in BEHIND_NAMES}
            places = [place for place, each in enumerate(self.root) if each.tag in behind]
            self.root.insert(places[0] if places else len(self.root), found)
        return found

    def _shift_names(self, first: int, by: int) -> None:
        """Keep every name at its sheet where one comes or goes."""
        names = self._names()
        for each in list(names):
            local = each.get("localSheetId")
            if local is None:
                continue
            if by < 0 and int(local) == first:
                names.remove(each)
            elif int(local) >= first:
                each.set("localSheetId", str(int(local) + by))

    def _define(self, name: str, text: str) -> None:
        element = etree.Element(self.tag("definedName"), name=name, localSheetId="0")
        element.text = text
        self._names().insert(0, element)

    def _unselect(self, part: str) -> None:
        """Unselect a sheet: what is typed into selected sheets goes into all of them."""
        if b"tabSelected" in self.package.content(part):
            for view in self.package.tree(part).iter(self.tag("sheetView")):
                view.attrib.pop("tabSelected", None)


def quoted_name(name: str) -> str:
    """Write a sheet's name as formulas and links do."""
    return "'{}'".format(name.replace("'", "''"))
