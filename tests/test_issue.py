"""The blank form: what stands where, what may be written, and what it says while it is filled."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from pipeline.campaign import load_campaign
from pipeline.errors import SetupError
from pipeline.issue import PreviousFigure, form_name, issue
from pipeline.schema import Kind
from pipeline.texts import Wording, load_wording

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.campaign import Campaign

    Convert = Callable[[Path, str], Path]

TEMPLATES = Path(__file__).parent.parent / "templates"
WEEK = date(2011, 8, 11)
COVER = "Мұқаба-Обложка"
YES, NO = "иә / да", "жоқ / нет"
FIRST_ROW, CHECK = 5, {"F6": "D"}
BEFORE = {
    "F1.01": PreviousFigure(total=30),
    "F3.05": PreviousFigure(total=12),
    "F1.10": PreviousFigure(total=100),
    "F1.10a": PreviousFigure(total=100),
    "F1.11": PreviousFigure(total=40338.5),
    "F1.11a": PreviousFigure(total=40338.5),
    "F2.23": PreviousFigure(total=7),
    "M01": PreviousFigure(done=True, date=date(2011, 7, 20), document="№ 251"),
    "M02": PreviousFigure(done=True, date=date(2011, 7, 22)),
    "M03b": PreviousFigure(done=False),
}
# What Excel 2007 and every LibreOffice have.
KNOWN_FUNCTIONS = {
    "ABS", "AND", "CHAR", "COUNT", "DATE", "DAY", "FALSE", "IF", "INT", "ISERROR", "ISNUMBER",
    "LEFT", "LEN", "MONTH", "N", "NOT", "OR", "RIGHT", "ROUND", "SUM", "SUMPRODUCT", "TRIM", "YEAR",
}  # fmt: skip


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load_campaign(TEMPLATES, WEEK, datetime(2011, 8, 11, 13, tzinfo=UTC))


@pytest.fixture(scope="module")
def wording() -> Wording:
    return load_wording(TEMPLATES / "blank-form.toml")


@pytest.fixture(scope="module")
def form(campaign: Campaign, wording: Wording) -> bytes:
    """Kurshim's form of the second week."""
    return issue(campaign, wording, campaign.unit("kurshim"), WEEK, BEFORE)


@pytest.fixture(scope="module")
def blank(form: bytes) -> Workbook:
    """The form with its formulas."""
    return opened(form)


@pytest.fixture(scope="module")
def shown(form: bytes) -> Workbook:
    """The form with the values saved in it."""
    return load_workbook(BytesIO(form), data_only=True)


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def place(book: Workbook, indicator: str) -> tuple[Worksheet, int]:
    """Find a row by its id, as every reader does."""
    for sheet in book:
        for (cell,) in sheet.iter_rows(min_row=FIRST_ROW, max_col=1):
            if cell.value == indicator:
                return sheet, cell.row
    raise KeyError(indicator)


def at(book: Workbook, indicator: str, column: str) -> Cell:
    sheet, row = place(book, indicator)
    return sheet[f"{column}{row}"]


def remark(book: Workbook, indicator: str) -> str:
    sheet, row = place(book, indicator)
    return sheet[f"{CHECK.get(sheet.title, 'H')}{row}"].value or ""


def test_the_file_is_named_after_date_and_unit(campaign: Campaign) -> None:
    assert form_name(campaign.unit("kurshim"), WEEK) == "2011-08-11_kurshim.xlsx"


def test_the_same_form_is_the_same_bytes(form: bytes, campaign: Campaign, wording: Wording) -> None:
    assert issue(campaign, wording, campaign.unit("kurshim"), WEEK, BEFORE) == form


def test_a_district_gets_its_core_rows_and_every_sheet(campaign: Campaign, blank: Workbook) -> None:
    assert blank.sheetnames == [COVER, "F1", "F2", "F3", "F4", "F5", "F6", "lists"]
    assert blank["lists"].sheet_state == "veryHidden"
    ids = [
        sheet.cell(row, 1).value
        for sheet in blank.worksheets[1:-1]
        for row in range(FIRST_ROW, sheet.max_row + 1)
    ]
    assert ids == [row.id for row in campaign.rows if row.core]


def test_the_oblast_level_gets_only_its_own_sheets(campaign: Campaign, wording: Wording) -> None:
    book = opened(issue(campaign, wording, campaign.oblast_level, WEEK, {}))
    assert book.sheetnames == [COVER, "F4", "F5", "F6", "lists"]
    assert [cell.value for cell in book["F4"]["A"][FIRST_ROW - 1 :]] == ["F4.30", "F4.31", "F4.32"]
    assert [cell.value for cell in book["F5"]["A"][FIRST_ROW - 1 :]] == ["M16", "M20"]


def test_heads_hold_both_languages(blank: Workbook) -> None:
    heads = [cell.value for cell in blank["F1"][4]]
    assert heads[0] == "№"
    assert [head.split("\n")[1] for head in heads[1:]] == [
        "Показатель", "Ед. изм.", "За отчётную неделю", "С начала акции", "В прошлом отчёте",
        "Пояснение", "Проверка",
    ]  # fmt: skip
    assert [cell.value.split("\n")[-1] for cell in blank["F5"][4]][3:7] == [
        "Исполнено", "Дата", "Документ", "Пояснение",
    ]  # fmt: skip
    assert blank["F6"]["C4"].value == "Мәтін\nТекст"


def test_the_cover_is_picked_already(blank: Workbook, campaign: Campaign) -> None:
    cover = blank[COVER]
    assert cover["B4"].value == "Күршім ауданы / Курчумский район"
    assert cover["B5"].value.date() == WEEK
    assert cover["B5"].number_format == "dd.mm.yyyy"
    assert cover["B6"].value == "алғашқы / первый"
    assert cover["B7"].value == campaign.form.edition
    units = [cell.value for cell in blank["lists"]["A"] if cell.value]
    assert len(units) == 20
    assert [cell.value.date() for cell in blank["lists"]["B"][:10]] == list(
        campaign.settings.reporting_dates
    )


def test_every_sheet_asks_for_no_personal_data(blank: Workbook, campaign: Campaign) -> None:
    for sheet in blank.worksheets[:-1]:
        said = "\n".join(str(cell.value) for row in sheet.iter_rows(max_row=20) for cell in row)
        assert campaign.form.cover.privacy.kk in said, sheet.title
        assert campaign.form.cover.privacy.ru in said, sheet.title


def test_only_inputs_are_unlocked(blank: Workbook, campaign: Campaign) -> None:
    expected = {(COVER, f"B{row}") for row in (4, 5, 6)}
    for row in campaign.issued(campaign.unit("kurshim"), WEEK):
        sheet, line = place(blank, row.id)
        columns = {
            Kind.CUM: "DEG", Kind.STOCK: "EG", Kind.REF: "EG", Kind.FLAG: "EG",
            Kind.MILESTONE: "DEFG", Kind.TEXT: "C",
        }[row.kind]  # fmt: skip
        expected |= {(sheet.title, f"{column}{line}") for column in columns}
    unlocked = {
        (sheet.title, cell.coordinate)
        for sheet in blank
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert unlocked == expected
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in blank)


def test_every_input_has_a_rule_a_hint_and_an_error_text(blank: Workbook) -> None:
    for sheet in blank.worksheets[:-1]:
        ruled = {}
        for rule in sheet.data_validations.dataValidation:
            assert all(
                re.search("[әғқңөұүһі]", text, re.IGNORECASE) and "\n" in text
                for text in (rule.prompt, rule.error)
            ), rule.sqref
            assert rule.promptTitle
            assert rule.errorTitle
            ruled |= dict.fromkeys(str(rule.sqref).split(), rule.type)
        inputs = {
            cell.coordinate
            for row in sheet.iter_rows()
            for cell in row
            if not cell.protection.locked
        }
        covered = {
            cell.coordinate
            for area in ruled
            for row in sheet[f"{area}:{area}" if ":" not in area else area]
            for cell in row
        }
        assert inputs == covered, sheet.title


RULES = {
    "whole numbers": ("F1.10", "D", "whole"),
    "one decimal": ("F1.11", "D", "custom"),
    "yes or no": ("F4.31", "E", "list"),
    "done or not": ("M04", "D", "list"),
    "a date": ("M04", "E", "date"),
    "a text of some length": ("T1", "C", "textLength"),
}


@pytest.mark.parametrize(("indicator", "column", "kind"), RULES.values(), ids=RULES)
def test_each_quantity_has_its_rule(
    blank: Workbook, indicator: str, column: str, kind: str
) -> None:
    sheet, row = place(blank, indicator)
    (rule,) = (
        rule for rule in sheet.data_validations.dataValidation if f"{column}{row}" in rule.sqref
    )
    assert rule.type == kind


def test_totals_continue_the_last_accepted_ones(blank: Workbook, shown: Workbook) -> None:
    total = at(blank, "F1.10", "E")
    row = total.row
    assert total.value == f'=IF(ISNUMBER(D{row}),N(F{row})+D{row},"")'
    assert not at(shown, "F1.10", "E").value
    assert at(blank, "F1.10", "F").value == 100
    assert at(blank, "F1.11", "F").value == 40338.5
    assert at(blank, "F1.11", "F").number_format == "#,##0.0"
    assert at(blank, "F1.02", "F").value is None


def test_what_stays_the_same_need_not_be_typed_again(blank: Workbook) -> None:
    assert at(blank, "F1.01", "E").value == 30
    assert at(blank, "F2.23", "E").value is None
    assert at(blank, "F2.23", "F").value == 7
    assert [at(blank, "M01", column).value for column in "DF"] == [YES, "№ 251"]
    assert at(blank, "M01", "E").value.date() == date(2011, 7, 20)
    assert [at(blank, "M03b", column).value for column in "DEF"] == [None] * 3


def test_a_blank_form_says_calmly_what_to_fill(shown: Workbook) -> None:
    assert remark(shown, "F1.10") == "● толтырыңыз / заполните"
    assert remark(shown, "F1.01") == ""
    assert remark(shown, "M01") == ""
    assert remark(shown, "M02") == "● құжатын жазыңыз / укажите документ"
    assert remark(shown, "T1") == "● толтырыңыз / заполните"
    assert remark(shown, "T5") == ""


def test_formulas_use_only_what_old_versions_know(blank: Workbook) -> None:
    formulas = [
        cell.value
        for sheet in blank
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    ]
    bare = [re.sub('"[^"]*"', "", formula) for formula in formulas]
    assert {name for formula in bare for name in re.findall(r"([A-Z]+)\(", formula)} <= (
        KNOWN_FUNCTIONS
    )
    assert max(map(len, formulas)) < 8192
    assert all(len(text) < 255 for each in formulas for text in re.findall('"([^"]*)"', each))


def test_every_sheet_prints_on_a4_one_page_wide(blank: Workbook) -> None:
    for sheet in blank.worksheets[:-1]:
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (
            0,
            True,
        )
        assert sheet.print_area
        assert "&P / &N" in sheet.oddFooter.right.text
    for sheet in blank.worksheets[1:-1]:
        assert sheet.freeze_panes == "C5"
        assert sheet.print_title_rows == "$2:$4"


def test_a_first_report_that_is_not_the_first_week_is_warned(
    campaign: Campaign, wording: Wording
) -> None:
    unit = campaign.unit("kurshim")
    notice = wording["cover.no_previous"].ru

    def said(week: date) -> str:
        sheet = opened(issue(campaign, wording, unit, week, {}))[COVER]
        return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)

    assert notice in said(WEEK)
    assert notice not in said(date(2011, 8, 4))


def test_mixed_sheets_are_refused(campaign: Campaign, wording: Wording) -> None:
    rows = tuple(
        msgspec.structs.replace(row, sheet="F4") if row.id == "M01" else row
        for row in campaign.rows
    )
    mixed = msgspec.structs.replace(campaign, rows=rows)
    with pytest.raises(SetupError, match="F4"):
        issue(mixed, wording, campaign.unit("kurshim"), WEEK, {})


def test_a_hint_too_long_for_excel_is_refused(campaign: Campaign, wording: Wording) -> None:
    phrase = wording["input.count.hint"]
    long = Wording(
        wording.path,
        {**wording.phrases, "input.count.hint": msgspec.structs.replace(phrase, ru="о" * 255)},
    )
    with pytest.raises(SetupError, match=r"input\.count\.hint"):
        issue(campaign, long, campaign.unit("kurshim"), WEEK, {})


# Filled by hand: a whole form that agrees with itself.
WEEKLY = {
    "F1.02": 5, "F1.03": 20, "F1.05": 200, "F1.05a": 200, "F1.06": 3, "F1.10": 10, "F1.10a": 10,
    "F1.11": 100, "F1.11a": 100, "F1.12a": 9, "F1.21": 4, "F1.23": 4, "F1.10d": 0,
    "F1.30": 1, "F1.30a": 1, "F2.20": 1, "F3.06": 2, "F4.30": 3,
}  # fmt: skip
STATES = {"F1.01": 30, "F2.23": 1, "F3.01": 8, "F3.03": 2, "F3.05": 12}
DONE = {
    "M01": date(2011, 7, 20), "M02": date(2011, 7, 22), "M03a": date(2011, 7, 29),
    "M11": date(2011, 8, 5), "M16": date(2011, 8, 1), "M17": date(2011, 8, 1),
}  # fmt: skip
REASONS = {"F1.11": "көмектің бағасы нақтыланды", "F1.11a": "қымбат", "F1.23": "басқа көзден"}


def fill(book: Workbook, campaign: Campaign, weekly: Mapping[str, float] = WEEKLY) -> None:
    """Type a whole form into its input cells."""
    for row in campaign.issued(campaign.unit("kurshim"), WEEK):
        match row.kind:
            case Kind.CUM:
                at(book, row.id, "D").value = weekly.get(row.id, 0)
            case Kind.STOCK | Kind.REF:
                at(book, row.id, "E").value = STATES.get(row.id, 0)
            case Kind.FLAG:
                at(book, row.id, "E").value = YES
            case Kind.MILESTONE:
                done = DONE.get(row.id)
                at(book, row.id, "D").value = YES if done else NO
                at(book, row.id, "E").value = done
                at(book, row.id, "F").value = "№ 1" if done else None
            case Kind.TEXT:
                at(book, row.id, "C").value = "Рейдтер өткізілді" if row.id == "T1" else None
    for indicator, reason in REASONS.items():
        at(book, indicator, "G").value = reason


def recalculated(book: Workbook, path: Path, soffice: Convert) -> Workbook:
    """Save a form without its values and let LibreOffice work it out again."""
    book.save(path)
    return load_workbook(soffice(path, "xlsx"), data_only=True)


@pytest.mark.office
def test_values_saved_in_the_form_are_those_that_libreoffice_finds(
    form: bytes,
    blank: Workbook,
    shown: Workbook,
    soffice: Convert,
    tmp_path: Path,
) -> None:
    found = recalculated(opened(form), tmp_path / "blank.xlsx", soffice)
    for sheet in blank:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    saved = shown[sheet.title][cell.coordinate].value or ""
                    assert (found[sheet.title][cell.coordinate].value or "") == saved, (
                        sheet.title,
                        cell.coordinate,
                    )


@pytest.mark.office
def test_a_form_that_agrees_with_itself_is_ready(
    form: bytes, campaign: Campaign, wording: Wording, soffice: Convert, tmp_path: Path
) -> None:
    book = opened(form)
    fill(book, campaign)
    found = recalculated(book, tmp_path / "good.xlsx", soffice)
    left = {
        row.id: remark(found, row.id)
        for row in campaign.issued(campaign.unit("kurshim"), WEEK)
        if remark(found, row.id)
    }
    assert left == {}
    assert at(found, "F1.10", "E").value == 110
    assert at(found, "F1.11", "E").value == 40438.5
    cover = "\n".join(str(cell.value) for row in found[COVER].iter_rows() for cell in row)
    assert wording["cover.ready"].ru in cover


MISTAKES = {
    "a sum of the week": ("F1.30", "D", 2, "▲", "сумма частей 1, всего 2"),
    "a part above its whole": ("F1.06", "D", 300, "▲", "Больше, чем F1.05: 300 > 200"),
    "a part on another sheet": ("F3.32", "D", 31, "▲", "Больше, чем F1.01: 31 > 30"),
    "a total that does not continue": ("F1.20", "E", 7, "▲", "5 + 0 ≠ 7"),
    "a blank": ("F2.02", "D", None, "●", "заполните"),
    "a word": ("F1.04", "D", "он", "▲", "Нужно целое число: 0 или больше"),
    "a fraction": ("F3.20", "D", 1.5, "▲", "Нужно целое число: 0 или больше"),
    "two decimals": ("F1.11c", "D", 0.55, "▲", "Нужно число с одним знаком"),
    "a changed base": ("F3.05", "E", 13, "?", "Изменилось: 12 → 13"),
    "done without a date": ("M04", "D", YES, "●", "укажите дату"),
    "turned back": ("M01", "D", NO, "▲", "Раньше было «да»"),
    "overdue": ("M17", "D", NO, "?", "Срок истёк"),
    "late": ("M02", "E", date(2011, 8, 1), "?", "Исполнено позже срока"),
    "outside its window": ("M03a", "E", date(2011, 8, 5), "?", "Вне срока"),
    "after the report": ("M16", "E", date(2011, 8, 20), "▲", "позже отчётной"),
    "a companion of zero": ("F4.41", "D", 0, "?", "F4.40 = 1"),
    "a fall": ("F2.30", "E", 1, "▲", "3 → 1 снизилось"),
}


@pytest.mark.office
def test_every_mistake_is_shown_at_once(
    campaign: Campaign, wording: Wording, soffice: Convert, tmp_path: Path
) -> None:
    before = {
        **BEFORE,
        "F1.20": PreviousFigure(total=5),
        "F2.30": PreviousFigure(total=3),
        "F2.30a": PreviousFigure(total=3),
    }
    book = opened(issue(campaign, wording, campaign.unit("kurshim"), WEEK, before))
    fill(book, campaign, weekly={**WEEKLY, "F4.40": 1})
    for indicator, column, value, _, _ in MISTAKES.values():
        at(book, indicator, column).value = value
    path = tmp_path / "bad.xlsx"
    book.save(path)
    sheets = CalamineWorkbook.from_path(soffice(path, "xlsx"))
    said = {
        str(row[0]): str(row[3] if sheet == "F6" else row[7])
        for sheet in ("F1", "F2", "F3", "F4", "F5", "F6")
        for row in sheets.get_sheet_by_name(sheet).to_python(skip_empty_area=False)[4:]
    }
    for name, (indicator, _, _, sign, words) in MISTAKES.items():
        assert said[indicator].startswith(sign), (name, said[indicator])
        assert words in said[indicator], (name, said[indicator])
    assert said["F1.30a"] == ""
