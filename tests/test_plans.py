"""A plan's Word table becomes the plan of a campaign; what is unclear is asked, not guessed."""

from __future__ import annotations

import tomllib
import zipfile
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
import msgspec
import pytest
from conftest import ROOT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from test_build import run

from pipeline.adopt import adopt, load_plan_words, written
from pipeline.adopt.bodies import answer_in
from pipeline.adopt.deadlines import Deadlines, Period
from pipeline.errors import InboxError
from pipeline.schema import DeadlineKind, Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from pipeline.adopt import Adopted
    from pipeline.campaign import Campaign

WORDS = load_plan_words(ROOT / "templates")
CAMPAIGN = Period(opens=date(2011, 8, 1), closes=date(2011, 9, 30))
TITLE_KK = "2011 жылғы 1 тамыз мен 30 қыркүйек аралығында өткізілетін акцияның жоспары"
TITLE_RU = "План мероприятий акции в период с 1 августа по 30 сентября 2011 года"
HEAD_KK = ("№", "Іс-шараның атауы", "Орындау мерзімі", "Жауаптылар")
HEAD_RU = ("№ п/п", "Наименование мероприятия", "Срок исполнения", "Ответственные исполнители")
AKIMS_KK, AKIMS_RU = "Қала және аудан әкімдері", "Акимы городов и районов"


def document(rows: Iterable[Sequence[str]], title: str = TITLE_KK) -> bytes:
    """Type a plan into Word: a title, and a table whose cells hold one paragraph a line."""
    made = docx.Document()
    made.add_paragraph(title)
    table = made.add_table(rows=0, cols=4)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            first, *others = text.split("\n")
            cell.paragraphs[0].add_run(first)
            for line in others:
                cell.add_paragraph(line)
    return saved(made)


def saved(made: docx.document.Document) -> bytes:
    made.save(buffer := BytesIO())
    return buffer.getvalue()


def adopted(content: bytes, campaign: Campaign) -> Adopted:
    return adopt(content, "plan.docx", campaign.plan, WORDS)


# The plan as it was sent: its line ends, doubled blanks, broken words and misprints are kept.
TYPED = (ROOT / "tests" / "plan.kk.txt").read_text(encoding="utf-8")


def test_the_plan_of_2011_comes_out_measure_for_measure(campaign: Campaign) -> None:
    title, *rows = TYPED.split("\n\n===\n")
    plan = adopted(document([row.split("\n---\n") for row in rows], title), campaign)
    assert plan.questions == ()
    assert plan.plan.measures == campaign.plan.measures
    assert plan.plan.bodies == campaign.plan.bodies
    read_back = msgspec.convert(tomllib.loads(written(plan.plan).decode()), Plan)
    assert read_back == plan.plan


def test_a_plan_in_russian_comes_out_alike(campaign: Campaign) -> None:
    """The project's own Russian text, typed into a table."""
    bodies = {body.code: body.name.ru for body in campaign.plan.bodies}
    rows = [HEAD_RU]
    for measure in campaign.plan.measures:
        answer = ", ".join(
            bodies[each.body] + (" (по согласованию)" if each.by_agreement else "")
            for each in measure.responsible
        )
        terms = "\n".join(deadline.text.ru for deadline in measure.deadlines)
        rows.append((f"{measure.number}.", measure.text.ru, terms, answer))
    plan = adopted(document(rows, campaign.plan.title.ru), campaign)
    assert plan.questions == ()
    assert plan.plan.measures == campaign.plan.measures
    assert plan.plan.title == campaign.plan.title


BY, WINDOW, FROM = DeadlineKind.BY, DeadlineKind.WINDOW, DeadlineKind.FROM
DURING, WEEKLY = DeadlineKind.DURING, DeadlineKind.WEEKLY
LOCAL, COMMISSION = DeadlineKind.PER_LOCAL_PLAN, DeadlineKind.PER_COMMISSION_PLAN
TERMS: dict[str, list[tuple[DeadlineKind, str, str]]] = {
    "25.07.11 ж. дейін": [(BY, "", "2011-07-25")],
    "25.08.11 ж дейін": [(BY, "", "2011-08-25")],
    "25.07.2011 жылға дейін": [(BY, "", "2011-07-25")],
    "25.07.2011-ге дейін": [(BY, "", "2011-07-25")],
    "2011 жылғы 25 шілдеге дейін": [(BY, "", "2011-07-25")],
    "до 25.07.11 г.": [(BY, "", "2011-07-25")],
    "До 25 июля 2011 года": [(BY, "", "2011-07-25")],
    "не позднее 5.9.2011 г.": [(BY, "", "2011-09-05")],
    "29.07. 11 ж – 01.08.11 ж \n30.09.11 ж. дейін": [
        (WINDOW, "2011-07-29", "2011-08-01"), (BY, "", "2011-09-30")],
    "29.07.11 ж. – 01.08.11 ж. / 30.09.11 ж. дейін": [
        (WINDOW, "2011-07-29", "2011-08-01"), (BY, "", "2011-09-30")],
    "29.07.11 г. – 01.08.11 г.; до 30.09.11 г.": [
        (WINDOW, "2011-07-29", "2011-08-01"), (BY, "", "2011-09-30")],
    "01.08.11 ж. – 20.09.11 ж.": [(WINDOW, "2011-08-01", "2011-09-20")],
    "01.08.11-20.09.11": [(WINDOW, "2011-08-01", "2011-09-20")],
    "01.08.2011-ден 20.09.2011-ге дейін": [(WINDOW, "2011-08-01", "2011-09-20")],
    "2011 жылғы 1 тамыз бен 20 қыркүйек аралығында": [(WINDOW, "2011-08-01", "2011-09-20")],
    "с 1 августа по 20 сентября 2011 г.": [(WINDOW, "2011-08-01", "2011-09-20")],
    "01.08.11 ж. бастап": [(FROM, "2011-08-01", "")],
    "с 01.08.11 г.": [(FROM, "2011-08-01", "")],
    "начиная с 1 августа 2011 года": [(FROM, "2011-08-01", "")],
    "акция өткізу\nмезгілінде": [(DURING, "2011-08-01", "2011-09-30")],
    "В период проведения акции": [(DURING, "2011-08-01", "2011-09-30")],
    "әр апта сайын бейсенбіде": [(WEEKLY, "2011-08-01", "2011-09-30")],
    "еженедельно по четвергам": [(WEEKLY, "2011-08-01", "2011-09-30")],
    "қалалар мен аудандар жоспар-ларына сәйкес": [(LOCAL, "", "")],
    "қалалар мен аудандар жоспар-\nларына сәйкес": [(LOCAL, "", "")],
    "Комиссия жоспарына сәйкес": [(COMMISSION, "", "")],
    "согласно плану комиссии": [(COMMISSION, "", "")],
    "до 01.09.2026г.": [(BY, "", "2026-09-01")],
    "01.08.26ж.-20.09.26ж.": [(WINDOW, "2026-08-01", "2026-09-20")],
    "до «25» июля 2026 года": [(BY, "", "2026-07-25")],
    "еженедельно, по четвергам": [(WEEKLY, "2011-08-01", "2011-09-30")],
    "еженедельно; до 30.09.11 г.": [
        (WEEKLY, "2011-08-01", "2011-09-30"), (BY, "", "2011-09-30")],
    # A month, a quarter or a year, of the campaign's year if it says none.
    "август": [(WINDOW, "2011-08-01", "2011-08-31")],
    "тамыз айы": [(WINDOW, "2011-08-01", "2011-08-31")],
    "в августе 2026 г.": [(WINDOW, "2026-08-01", "2026-08-31")],
    "2026 жылғы тамыз": [(WINDOW, "2026-08-01", "2026-08-31")],
    "август-сентябрь": [(WINDOW, "2011-08-01", "2011-09-30")],
    "тамыз – қыркүйек айлары": [(WINDOW, "2011-08-01", "2011-09-30")],
    "с августа по сентябрь 2026 года": [(WINDOW, "2026-08-01", "2026-09-30")],
    "до конца августа": [(BY, "", "2011-08-31")],
    "тамыздың соңына дейін": [(BY, "", "2011-08-31")],
    "III квартал 2026 г.": [(WINDOW, "2026-07-01", "2026-09-30")],
    "ІІІ тоқсан": [(WINDOW, "2011-07-01", "2011-09-30")],
    "3-тоқсан": [(WINDOW, "2011-07-01", "2011-09-30")],
    "до конца 3 квартала 2026 года": [(BY, "", "2026-09-30")],
    "в течение 2026 года": [(WINDOW, "2026-01-01", "2026-12-31")],
    "2024 жылғы ақпан": [(WINDOW, "2024-02-01", "2024-02-29")],
    "постоянно": [(DURING, "2011-08-01", "2011-09-30")],
    "тұрақты түрде": [(DURING, "2011-08-01", "2011-09-30")],
    # What is no date, or no known wording, is not guessed.
    "май": [],
    "IV тоқсан": [],
    "сентябрь-август": [],
    "ежемесячно до 25 числа": [],
    "ай сайын 25-іне дейін": [],
    "в течение года": [],
    "до августа": [],
    "V квартал 2026 г.": [],
    "еженедельно до 30.09.11 г.": [],
    "әр апта сайын, 30.09.11 ж. дейін": [],
    "31.09.11 ж. дейін": [],
    "20.09.11 ж. – 01.08.11 ж.": [],
    "до 25 июля": [],
    "жаз бойы": [],
    "в течение лета": [],
    "до 25.07.11 г., при необходимости": [],
    "тоқсан сайын": [],
    "": [],
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TERMS.items(), ids=TERMS)
def test_a_deadline(text: str, expected: list[tuple[DeadlineKind, str, str]]) -> None:
    def shown(day: date | None) -> str:
        return day.isoformat() if day else ""

    found = Deadlines(words=WORDS).in_text(text, CAMPAIGN)
    assert [(each.kind, shown(each.opens), shown(each.closes)) for each in found] == expected


@pytest.mark.parametrize("title", [TITLE_KK, TITLE_RU, "01.08.2011 – 30.09.2011 жоспары"])
def test_the_title_tells_the_period(title: str) -> None:
    assert Deadlines(words=WORDS).period_in(title) == CAMPAIGN


def test_a_title_without_a_period_is_asked_about(campaign: Campaign) -> None:
    row = ("1", "Бір шара", "акция өткізу мезгілінде", AKIMS_KK)
    found = adopted(document([HEAD_KK, row], "Жоспар"), campaign)
    assert found.plan.measures[0].deadlines[0].opens is None
    assert "period" in {question.key for question in found.questions}


ANSWERS: dict[str, list[str]] = {
    "Қала және аудан әкімдері": ["akims"],
    "Қала және аудан әкімдері, облыстық білім басқармасы  балалардың құқықтарын қорғау департаменті"
    " (келісім бойынша), ": ["akims", "edu", "dzpd*"],
    "облыстық ішкі саясат, білім басқармалары": ["intpol", "edu"],
    "облыстық білім және құрылыс басқармалары": ["edu", "constr"],
    "облыстық білім  мен ішкі саясат басқармалары,\n\nбалалардың құқықтарын қорғау"
    " департаменті(келісім бойынша)": ["edu", "intpol", "dzpd*"],
    "облыстық кәсіпкерлік және өндіріс басқармасы": ["business"],
    "ішкі істер департа-менті (келісім бойынша)": ["dvd*"],
    "облыстық\nбілім басқармасы": ["edu"],
    "Акимы городов и районов; областное управление образования": ["akims", "edu"],
    "областные управления образования и строительства": ["edu", "constr"],
    "акимы городов и районов, Департамент внутренних дел ВКО (по согласованию)": ["akims", "dvd*"],
    "областное управление образования, областное управление образования": ["edu"],
    "акимы городов и районов, (по согласованию) Департамент внутренних дел ВКО": ["akims", "dvd*"],
    "облыстық білім басқармасы, (келісім бойынша) ішкі істер департаменті": ["edu", "dvd*"],
    "по согласованию: Департамент внутренних дел ВКО": ["dvd*"],
    "областное управление образования (по согласо-\nванию)": ["edu*"],
    "ДВД (по согл.), УО": ["dvd*", "edu"],
    "ІІД (кел. бойынша)": ["dvd*"],
    "акимы городов, районов, областное управление образования": ["akims", "edu"],
    "Акимы районов и городов": ["akims"],
    # A body that no list knows is kept word for word.
    'ГУ «Управление образования, спорта», ТОО "Ромашка, Лтд" (по согласованию)': [
        "?ГУ «Управление образования, спорта»",
        '?ТОО "Ромашка, Лтд"*',
    ],
    "облыстық мәдениет басқармасы (келісім бойынша)": ["?облыстық мәдениет басқармасы*"],
    "облыстық білім және мәдениет басқармалары": ["?облыстық білім және мәдениет басқармалары"],
    "акимы городов и районов, прокуратура": ["akims", "?прокуратура"],
    "": [],
}


@pytest.mark.parametrize(("text", "expected"), ANSWERS.items(), ids=range(len(ANSWERS)))
def test_who_answers(text: str, expected: list[str], campaign: Campaign) -> None:
    found = answer_in(text, campaign.plan.bodies, WORDS.bodies)
    known = [each.body + "*" * each.by_agreement for each in found.responsible]
    unknown = [f"?{name}{'*' * is_agreed}" for name, is_agreed in found.unknown]
    assert [*known, *unknown] == expected


def test_a_new_plan_asks_for_what_only_a_person_knows(campaign: Campaign) -> None:
    rows = (
        HEAD_KK,
        ("1", "2", "3", "4"),
        ("Бірінші бөлім",) * 4,
        ("1", "Жаңа шара", "жаз бойы", f"{AKIMS_KK}, облыстық мәдениет басқармасы"),
        ("1", "Тағы бір шара", "01.08.11 ж. бастап", AKIMS_KK),
        ("", "Нөмірі жоқ шара", "01.08.11 ж. бастап", AKIMS_KK),
        ("", "Жалғасы жоқ жол", "", ""),
    )
    found = adopted(document(rows), campaign)
    assert [measure.number for measure in found.plan.measures] == [1, 2, 3]
    assert found.plan.measures[0].deadlines == ()
    assert found.plan.measures[0].text.kk == "Жаңа шара"
    assert found.plan.measures[0].text.ru == ""
    asked = [(each.key, each.details.get("number")) for each in found.questions]
    assert {("row", 3), ("row", 7), ("deadline", 1), ("body", 1), ("number", 2), ("number", 3),
            ("translation", "1, 2, 3"), ("title", None)} <= set(asked)  # fmt: skip
    new = found.plan.bodies[-1]
    assert new.name.kk == "облыстық мәдениет басқармасы"
    assert new.code in {each.body for each in found.plan.measures[0].responsible}
    for question in found.questions:
        text = WORDS.question[question.key]
        assert text.kk.format(**question.details) != text.ru.format(**question.details)


def test_numbers_that_word_counts_itself(campaign: Campaign) -> None:
    made = docx.Document()
    made.add_paragraph(TITLE_KK)
    table = made.add_table(rows=0, cols=4)
    for row in (HEAD_KK, *(("", text, "01.08.11 ж. бастап", AKIMS_KK) for text in ("Бір", "Екі"))):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(text)
    for row in table.rows[1:]:
        properties = row.cells[0].paragraphs[0]._p.get_or_add_pPr()  # noqa: SLF001 - Word's own
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
        )
    found = adopted(saved(made), campaign)
    assert [(each.number, each.text.kk) for each in found.plan.measures] == [(1, "Бір"), (2, "Екі")]
    assert "number" not in {question.key for question in found.questions}


def test_merged_cells_and_tracked_changes(campaign: Campaign) -> None:
    since = "01.08.11 ж. бастап"
    rows = (HEAD_KK, ("1", "Бір", since, AKIMS_KK), ("2", "Екі", since, ""))
    made = docx.Document(BytesIO(document(rows)))
    table = made.tables[0]
    table.cell(1, 3).merge(table.cell(2, 3))
    paragraph = table.cell(1, 1).paragraphs[0]._p  # noqa: SLF001 - Word's own
    for name, tag, text in (("ins", "t", " жаңа"), ("del", "delText", " ескі")):
        paragraph.append(parse_xml(
            f'<w:{name} {nsdecls("w")} w:id="1" w:author="a"><w:r><w:{tag}'
            f' xml:space="preserve">{text}</w:{tag}></w:r></w:{name}>'
        ))  # fmt: skip
    found = adopted(saved(made), campaign)
    assert found.plan.measures[0].text.kk == "Бір жаңа"
    assert [each.responsible[0].body for each in found.plan.measures] == ["akims", "akims"]


def test_columns_in_another_order_and_a_table_before(campaign: Campaign) -> None:
    made = docx.Document()
    made.add_table(rows=1, cols=1).cell(0, 0).paragraphs[0].add_run("БЕКІТЕМІН")
    made.add_paragraph(TITLE_KK)
    table = made.add_table(rows=0, cols=4)
    for row in (HEAD_KK, ("1", "Бір", "01.08.11 ж. бастап", AKIMS_KK)):
        for cell, text in zip(table.add_row().cells, (row[3], row[0], row[2], row[1]), strict=True):
            cell.paragraphs[0].add_run(text)
    (measure,) = adopted(saved(made), campaign).plan.measures
    assert (measure.text.kk, measure.responsible[0].body) == ("Бір", "akims")


def zipped(**members: bytes) -> bytes:
    with zipfile.ZipFile(buffer := BytesIO(), "w") as package:
        for name, content in members.items():
            package.writestr(name, content)
    return buffer.getvalue()


NO_PLANS = {
    "an old Word document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "an archive of other things": zipped(a=b"1"),
    "more text than any plan has": zipped(**{"word/document.xml": bytes(9 * 2**20)}),
    "a document cut off": document([HEAD_KK])[:2000],
    "no table": saved(docx.Document()),
    "a table of other columns": document([("a", "b", "c", "d")]),
}


@pytest.mark.parametrize("content", NO_PLANS.values(), ids=NO_PLANS)
def test_what_is_no_plan_is_said_so(content: bytes, campaign: Campaign, tmp_path: Path) -> None:
    with pytest.raises(InboxError):
        adopted(content, campaign)
    path = tmp_path / "plan.docx"
    path.write_bytes(content)
    code, out, err = run("import-plan", str(path), "--workspace", str(tmp_path))
    assert (code, out) == (1, "")
    assert len(err.strip().splitlines()) == 1
    assert not (tmp_path / "outbox").exists()


def test_the_command_writes_a_plan_that_a_campaign_loads(
    campaign: Campaign, tmp_path: Path
) -> None:
    title, *rows = TYPED.split("\n\n===\n")
    path = tmp_path / "plan.docx"
    path.write_bytes(document([row.split("\n---\n") for row in rows], title))
    code, out, err = run(
        "import-plan", str(path), "--workspace", str(tmp_path), "--lang", "ru",
        "--out", str(tmp_path / "new"),
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert "20" in out
    plan = msgspec.convert(tomllib.loads((tmp_path / "new" / "plan.toml").read_text("utf-8")), Plan)
    assert plan.measures == campaign.plan.measures
    assert (tmp_path / "new" / "plan-questions.txt").read_text("utf-8") == ""


ROW_1 = ("1", "Бір", "01.08.11 ж. бастап", AKIMS_KK)
ROW_2 = ("2", "Екі", "25.08.11 ж. дейін", AKIMS_KK)
# Parts of Word's own: a wrapper of contents, a text moved away, a box in two writings of it.
MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"
BOX = "<w:txbxContent><w:p><w:r><w:t>рамка</w:t></w:r></w:p></w:txbxContent>"


def typed(made: docx.document.Document, *rows: Sequence[str]) -> docx.table.Table:
    table = made.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return table


def wrapped(element: Any) -> None:  # noqa: ANN401 - an element of lxml
    wrapper = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    element.getparent().replace(element, wrapper)
    wrapper[0].append(element)


def put_in(table: docx.table.Table, xml: str) -> None:
    paragraph = table.cell(1, 1).paragraphs[0]._p  # noqa: SLF001 - Word's own
    paragraph.append(parse_xml(xml.replace(" ", f' {nsdecls("w")} xmlns:mc="{MARKUP}" ', 1)))


def on_two_pages(made: docx.document.Document, *, with_heads: bool) -> None:
    typed(made, HEAD_KK, ROW_1)
    made.add_page_break()
    typed(made, *((HEAD_KK, ROW_2) if with_heads else (ROW_2,)))


def in_another_table(made: docx.document.Document) -> None:
    plan = typed(made, HEAD_KK, ROW_1, ROW_2)
    made.add_table(rows=1, cols=1).cell(0, 0)._tc.append(plan._tbl)  # noqa: SLF001


def note(table: docx.table.Table) -> None:
    table.cell(2, 2).paragraphs[0].add_run("1").font.superscript = True


def without_a_first_cell(made: docx.document.Document) -> None:
    row = typed(made, HEAD_KK, ROW_1, ROW_2).rows[2]._tr  # noqa: SLF001
    row.remove(row.tc_lst[0])
    row.get_or_add_trPr().append(parse_xml(f'<w:gridBefore {nsdecls("w")} w:val="1"/>'))


# How Word lays out the same two measures; what the first of them says beside its text.
LAYOUTS: dict[str, tuple[Callable[[docx.document.Document], object], str]] = {
    "heads on both pages": (lambda made: on_two_pages(made, with_heads=True), ""),
    "a table cut by a page": (lambda made: on_two_pages(made, with_heads=False), ""),
    "heads repeated in one table": (lambda made: typed(made, HEAD_KK, ROW_1, HEAD_KK, ROW_2), ""),
    "within another table": (in_another_table, ""),
    "a row that begins late": (without_a_first_cell, ""),
    "a table in a content control": (
        lambda made: wrapped(typed(made, HEAD_KK, ROW_1, ROW_2)._tbl), ""),  # noqa: SLF001
    "a row in a content control": (
        lambda made: wrapped(typed(made, HEAD_KK, ROW_1, ROW_2).rows[1]._tr), ""),  # noqa: SLF001
    "a cell in a content control": (
        lambda made: wrapped(typed(made, HEAD_KK, ROW_1, ROW_2).cell(1, 1)._tc), ""),  # noqa: SLF001
    "a text that was moved": (
        lambda made: put_in(
            typed(made, HEAD_KK, ROW_1, ROW_2),
            '<w:moveFrom w:id="1" w:author="a"><w:r><w:t>көшті</w:t></w:r></w:moveFrom>'), ""),
    "a table of the same width behind a text": (
        lambda made: (typed(made, HEAD_KK, ROW_1, ROW_2), made.add_paragraph("Қосымша"),
                      typed(made, ("№", "Аты", "Лауазымы", "Телефоны"), ("1", "А", "Б", "В"))), ""),
    "a table of the same width in a cell": (
        lambda made: typed(made, HEAD_KK, ROW_1, ROW_2).cell(2, 3).add_table(1, 4), ""),
    "the rest of a row behind a page's end": (
        lambda made: typed(made, HEAD_KK, ("1", "Бір", ROW_1[2], ""), ("", "рамка", "", AKIMS_KK),
                           ROW_2), " рамка"),
    "signs of notes": (
        lambda made: note(typed(made, HEAD_KK, (*ROW_1[:2], f"{ROW_1[2]}*", ROW_1[3]), ROW_2)), ""),
    "a text box": (
        lambda made: put_in(
            typed(made, HEAD_KK, ROW_1, ROW_2),
            f"<w:r ><mc:AlternateContent><mc:Choice Requires='wps'>{BOX}</mc:Choice>"
            f"<mc:Fallback>{BOX}</mc:Fallback></mc:AlternateContent></w:r>"), " рамка"),
}  # fmt: skip


@pytest.mark.parametrize(("lay_out", "beside"), LAYOUTS.values(), ids=LAYOUTS)
def test_the_same_measures_however_word_lays_them_out(
    lay_out: Callable[[docx.document.Document], object], beside: str, campaign: Campaign
) -> None:
    made = docx.Document()
    made.add_paragraph(TITLE_KK)
    lay_out(made)
    found = adopted(saved(made), campaign).plan
    assert [(each.number, each.text.kk) for each in found.measures] == [
        (1, f"Бір{beside}"),
        (2, "Екі"),
    ]
    assert [len(each.deadlines) for each in found.measures] == [1, 1]
    assert found.title.kk == TITLE_KK


def test_of_two_plans_the_first_is_read_and_the_other_told(campaign: Campaign) -> None:
    made = docx.Document()
    made.add_paragraph(TITLE_KK)
    typed(made, HEAD_KK, ("Бірінші бөлім",) * 4, ROW_1, ROW_2)
    made.add_paragraph(TITLE_RU)
    typed(made, HEAD_RU, ("Раздел",) * 4, ("1", "Один", "с 01.08.11 г.", AKIMS_RU))
    found = adopted(saved(made), campaign)
    assert [each.text.kk for each in found.plan.measures] == ["Бір", "Екі"]
    assert "another" in {each.key for each in found.questions}


def test_numbers_of_a_style(campaign: Campaign) -> None:
    made = docx.Document()
    made.add_paragraph(TITLE_KK)
    table = typed(made, HEAD_KK, ("", *ROW_1[1:]), ("", *ROW_2[1:]))
    for row in table.rows[1:]:
        row.cells[0].paragraphs[0].style = "List Number"
    found = adopted(saved(made), campaign)
    assert [each.number for each in found.plan.measures] == [1, 2]
    assert "number" not in {question.key for question in found.questions}


def test_one_head_over_two_columns_of_days(campaign: Campaign) -> None:
    made = docx.Document()
    made.add_paragraph(TITLE_RU)
    table = typed(
        made, ("№", "Мероприятия", "Срок", "", "Исполнители", "Примечание"),
        ("1", "Сбор", "01.08.11 г.", "30.09.11 г.", AKIMS_RU, "важно"),
        ("2", "Рейды", "", "до 30.09.11 г.", AKIMS_RU, ""),
    )  # fmt: skip
    table.cell(0, 2).merge(table.cell(0, 3))
    found = adopted(saved(made), campaign)
    kinds = [[each.kind for each in measure.deadlines] for measure in found.plan.measures]
    assert kinds == [[WINDOW], [BY]]
    # What stands in a column of another kind is not lost in silence.
    (left,) = [each.details["text"] for each in found.questions if each.key == "column"]
    assert left == "«Примечание»"
