"""Letters, mails, messages and reminders: each unit is told what to mend, safely and once."""

# ruff: noqa: E501 - phrases stand as they are printed

from __future__ import annotations

import email
import io
import re
import shutil
import zipfile
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from email.policy import default as parsing
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import msgspec
import pandas as pd
import pytest
from conftest import ROOT
from docx import Document
from letter_faults import FAULTS, KAZAKH_LETTER, LATIN_ALLOWED
from pace import pieces

from pipeline.campaign import load_campaign
from pipeline.errors import SetupError
from pipeline.mailing import addresses_of
from pipeline.model import (
    Artifact,
    ArtifactKind,
    Fate,
    FileVerdict,
    Finding,
    Language,
    Region,
    Severity,
    Status,
    Submission,
)
from pipeline.render.letters import load_letter_setup, render_letters
from pipeline.texts import load_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from email.message import EmailMessage
    from pathlib import Path

    from pipeline.campaign import Campaign
    from pipeline.schema import Unit
    from pipeline.texts import Texts

TEMPLATES = ROOT / "templates"
WEEK = date(2011, 8, 11)
NOON = datetime.fromisoformat("2011-08-12T10:00:00+06:00")
CAME = datetime.fromisoformat("2011-08-11T17:40:00+06:00")
BLANK, WORDS = ("blank", {}), ("not-a-number", {"value": "10 чел."})
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
JUMP = ("jump", {"value": 900.0, "median": 20.0})


@cache
def campaign(templates: Path = TEMPLATES) -> Campaign:
    return load_campaign(templates, WEEK, NOON)


@cache
def texts() -> Texts:
    return load_texts(TEMPLATES)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One file: whose, what became of it, and what was found in it."""

    unit: str = "beskaragai"
    fate: Fate = Fate.ACCEPTED
    found: tuple[tuple[str, Mapping[str, object]], ...] = (WORDS,)
    path: str = "report.xlsx"
    hours: int = 0  # after 17:40


@dataclass(frozen=True, kw_only=True)
class Inbox:
    """A region in a few words: what was sent, and who is silent."""

    sent: tuple[Sent, ...] = ()
    missing: frozenset[str] = frozenset()
    now: datetime = NOON
    week: date = WEEK
    units: Mapping[str, Unit] = field(default_factory=dict)  # in place of those of the campaign
    templates: Path = TEMPLATES


def region(inbox: Inbox) -> Region:
    known = campaign(inbox.templates)
    oblast = known.oblast_level

    def submission(unit: Unit) -> Submission:
        status = Status.MISSING if unit.code in inbox.missing else Status.ON_TIME
        return Submission(unit=inbox.units.get(unit.code, unit), status=status)

    return Region(
        campaign=known,
        week=inbox.week,
        now=inbox.now,
        submissions=tuple(submission(unit) for unit in known.districts(inbox.week)),
        oblast_submission=submission(oblast),
        record={},
        facts=pd.DataFrame(),
        history=pd.DataFrame(),
        milestones=pd.DataFrame(),
        findings=(),
        files=tuple(verdict(sent, inbox.week) for sent in inbox.sent),
    )


def verdict(sent: Sent, week: date) -> FileVerdict:
    table = texts().findings
    return FileVerdict(
        path=sent.path,
        sha256="00",
        fate=sent.fate,
        unit=sent.unit,
        week=week,
        received_at=CAME + timedelta(hours=sent.hours),
        findings=tuple(
            Finding(
                code=code,
                severity=Severity(str(details.get("severity", table[code].severity))),
                unit=sent.unit,
                week=week,
                path=sent.path,
                sheet="F1",
                cell=f"C{7 + place}",
                indicator="F1.05",
                details=details,
                accepted_reason=details.get("accepted"),
            )
            for place, (code, details) in enumerate(sent.found)
        ),
    )


def form(unit: str, path: str = "") -> Artifact:
    return Artifact(
        kind=ArtifactKind.RETURNED_FORM,
        path=path or f"returned/2011-08-11_{unit}.xlsx",
        content=b"PK" + unit.encode() + bytes(range(256)),
        unit=unit,
    )


def made(inbox: Inbox, *, forms: bool = True) -> dict[str, Artifact]:
    """Render, by path; every unit that sent something has its form marked."""
    returned = {sent.unit: form(sent.unit) for sent in inbox.sent} if forms else {}
    return {each.path: each for each in render_letters(region(inbox), texts(), returned)}


def docx_text(content: bytes) -> str:
    """The words of a document, a line for each paragraph and each cell."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        document = ET.fromstring(package.read("word/document.xml"))  # noqa: S314 - ours
    lines = []
    for paragraph in document.iter(f"{WORD}p"):
        words = ["-" if each.tag == f"{WORD}noBreakHyphen" else each.text or ""
                 for each in paragraph.iter() if each.tag in {f"{WORD}t", f"{WORD}noBreakHyphen"}]  # fmt: skip
        lines.append("".join(words))
    return "\n".join(lines)


def mail_of(artifact: Artifact) -> EmailMessage:
    message = email.message_from_bytes(artifact.content, policy=parsing)
    assert isinstance(message, email.message.EmailMessage)
    return message


def body_of(artifact: Artifact) -> str:
    body = mail_of(artifact).get_body()
    assert body is not None
    return str(body.get_content())


def words(artifacts: Iterable[Artifact]) -> dict[str, str]:
    """What readers see of each artifact, by path."""
    read: dict[str, Callable[[Artifact], str]] = {
        "docx": lambda each: docx_text(each.content),
        "eml": lambda each: f"{mail_of(each)['subject']}\n{body_of(each)}",
        "txt": lambda each: each.content.decode(),
    }
    return {each.path: read[each.path.rpartition(".")[2]](each) for each in artifacts}


COUNTS = (1, 2, 5, 11, 20, 21, 22, 25, 31, 41)
CODES = [unit.code for unit in (*campaign().districts(WEEK), campaign().oblast_level)]


@cache
def everything() -> dict[str, str]:
    """All texts of all units: every number of remarks, every state, everybody reminded."""
    found = {}
    for count in COUNTS:
        faults = tuple(("not-a-number", {"value": f"{place} чел."}) for place in range(count))
        states = {
            "mended": (Sent(found=faults),),
            "looked at": (Sent(found=(*faults, JUMP)),),
            "returned": (Sent(found=faults, fate=Fate.RETURNED),),
            "sent back later": (
                Sent(found=()),
                Sent(found=faults[:3], fate=Fate.RETURNED, hours=1, path="a.zip!b.xlsx"),
            ),
            "mended and sent back": (Sent(found=faults), Sent(fate=Fate.RETURNED, hours=1)),
        }
        for name, sent in states.items():
            # The words around a place are the same in all states.
            codes = CODES if count == 1 and name in {"mended", "returned"} else CODES[6:7]
            inbox = Inbox(sent=tuple(replace(each, unit=code) for code in codes for each in sent))
            for path, text in words(made(inbox, forms=name != "returned").values()).items():
                found[f"{count} {name}: {path}"] = text
    for hour in (10, 19):
        now = datetime.fromisoformat(f"2011-08-11T{hour}:00:00+06:00")
        reminded = made(Inbox(missing=frozenset(CODES), now=now))
        found |= {f"at {hour}: {path}": text for path, text in words(reminded.values()).items()}
    return found


def checked(text: str) -> str:
    """Leave out what is no sentence: ids, addresses, the head of the letter, names of files."""
    text = LATIN_ALLOWED.sub("Көрсеткіш", text).replace("тел.: ", "").replace("О.", "О")
    text = re.sub(r"\S+@\S+", "", text.replace("* * *", "").replace("№ ______", ""))
    text = re.sub(r"(?<=[ \u00a0])\.(?=\w{2})", "", text)  # «.xlsx»
    return re.sub(r"F1!C\d+ ", "", text).replace("\n\n", "\n")


@pytest.mark.parametrize("fault", FAULTS)
def test_no_text_has(fault: str) -> None:
    for name, text in everything().items():
        for line in checked(text).splitlines():
            found = FAULTS[fault].search(line)
            assert not found, f"{name}: {line}"


def test_every_unit_is_written_to_in_both_languages() -> None:
    for code in CODES:
        for path in (
            f"letters/2011-08-11_{code}.kk.docx", f"letters/2011-08-11_{code}.ru.docx",
            f"mail/2011-08-11_{code}.eml", f"messages/2011-08-11_{code}.txt",
        ):  # fmt: skip
            assert f"1 mended: {path}" in everything()
        for path in (
            f"mail/2011-08-11_{code}_reminder.eml",
            f"messages/2011-08-11_{code}_reminder.txt",
        ):
            assert f"at 19: {path}" in everything()


def test_russian_has_no_kazakh_letter_but_in_names() -> None:
    for name, text in everything().items():
        if name.endswith(".ru.docx"):
            head, _, letter = text.partition("В аппарат")
            assert head
            assert not KAZAKH_LETTER.search(re.sub(r"«[^«»]*»", "", letter)), name


def test_numbers_are_the_same_in_both_languages() -> None:
    numbers = re.compile(r"\d+(?:,\d+)?")
    letters = {name: text for name, text in everything().items() if name.endswith(".kk.docx")}
    assert len(letters) > len(CODES)
    for name, text in letters.items():
        other = everything()[name.replace(".kk.", ".ru.")]
        assert sorted(numbers.findall(text)) == sorted(numbers.findall(other)), name


LETTER = "letters/2011-08-11_{}.{}.docx"
WORDINGS: dict[str, tuple[Inbox, str, tuple[str, ...], tuple[str, ...]]] = {
    "a rayon mends one cell": (
        Inbox(sent=(Sent(),)), "beskaragai",
        ("Бесқарағай ауданы әкімінің аппаратына", "Бесқарағай ауданынан «Мектепке жол» республикалық акциясы бойынша апталық есеп 2011 жылғы 11 тамызда (17:40) түсті (файлдың атауы – «report.xlsx»).", "Есеп қабылданды.", "Есеп бойынша 1 ескерту бар:", "1. F1!C7 (F1.05): «10 чел.» – сан емес. Тек санды жазыңыз, сөзсіз және өлшем бірлігінсіз.", "2011 жылғы 15 тамызға дейін", "«түзетілген» деп таңдап", "F6 парағының T5 жолында"),
        ("В аппарат акима Бескарагайского района", "Еженедельный отчёт Бескарагайского района по республиканской акции «Дорога в школу» поступил 11 августа 2011 года (17:40), название файла – «report.xlsx».", "Отчёт принят.", "По отчёту сделано 1 замечание:", "1. F1!C7 (F1.05): «10 чел.» – не число. Впишите только число, без слов и единиц измерения.", "до 15 августа 2011 года", "вид отчёта «исправленный»", "в строке T5 листа F6"),
    ),
    "a city's report is returned": (
        Inbox(sent=(Sent(unit="semei", fate=Fate.RETURNED, found=(("damaged", {}),)),)), "semei",
        ("Семей қаласы әкімінің аппаратына", "Есеп пысықтауға қайтарылды", "1. Файл бүлінген: оны ашу мүмкін емес. Нысанды Excel бағдарламасында ашып, .xlsx түрінде"),
        ("В аппарат акима города Семей", "Отчёт возвращён на доработку", "1. Файл повреждён: открыть его нельзя. Откройте форму в Excel, сохраните заново как .xlsx"),
    ),
    "the oblast level": (
        Inbox(sent=(Sent(unit="vko"),)), "vko",
        ("Шығыс Қазақстан облысы әкімінің аппаратына", "Шығыс Қазақстан облысынан"),
        ("В аппарат акима Восточно-Казахстанской области", "отчёт Восточно-Казахстанской области"),
    ),
    "a unit that no longer exists": (
        Inbox(sent=(Sent(unit="markakol", fate=Fate.RETURNED),)), "markakol",
        ("Марқакөл ауданы әкімінің аппаратына",),
        ("В аппарат акима района Марқакөл",),
    ),
    "a later file is returned, the report counts": (
        Inbox(sent=(Sent(found=()), Sent(fate=Fate.RETURNED, hours=2))), "beskaragai",
        ("Осы есепті күн бойынша бұрын қабылданған есеп облыстық қорытындыда ескерілді", "(19:40)"),
        ("Ранее принятый отчёт на эту дату учтён", "(19:40)"),
    ),
    "both": (
        Inbox(sent=(Sent(), Sent(fate=Fate.RETURNED, hours=2, path="Почта.eml!Есеп 2.xlsx", found=(BLANK,)))), "beskaragai",
        ("мына файлдары түсті:", "– «report.xlsx» – 2011 жылғы 11 тамызда (17:40);", "– «Есеп 2.xlsx» – 2011 жылғы 11 тамызда (19:40).", "Есеп бойынша 2 ескерту бар:", "Кейінірек түскен файл қайтарылды"),
        ("Поступили следующие файлы", "По отчёту сделано 2 замечания:", "Файл, поступивший позже, возвращён"),
    ),
    "warnings are asked about": (
        Inbox(sent=(Sent(found=(WORDS, JUMP)),)), "beskaragai",
        ("Бұдан басқа, мына деректерді тексеріп", "– F1!C8 (F1.05): аптадағы 900"),
        ("Кроме того, просим проверить", "– F1!C8 (F1.05): за неделю 900"),
    ),
    "the same fault twice is one remark": (
        Inbox(sent=(Sent(), Sent(fate=Fate.RETURNED, hours=1))), "beskaragai",
        ("Есеп бойынша 1 ескерту бар:",), ("По отчёту сделано 1 замечание:",),
    ),
    "the list is bounded": (
        Inbox(sent=(Sent(found=tuple(("not-a-number", {"value": str(each)}) for each in range(41))),)), "beskaragai",
        ("Есеп бойынша 41 ескерту бар:", "20. F1!C26", "тағы 21 ескерту бар, тізімі қоса берілген нысанның бірінші парағында"),
        ("По отчёту сделано 41 замечание:", "20. F1!C26", "сделано ещё 21 замечание: их список приведён на первом листе"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("inbox", "unit", "kk", "ru"), WORDINGS.values(), ids=WORDINGS)
def test_wording(inbox: Inbox, unit: str, kk: tuple[str, ...], ru: tuple[str, ...]) -> None:
    artifacts = made(inbox)
    for language, phrases in (("kk", kk), ("ru", ru)):
        text = docx_text(artifacts[LETTER.format(unit, language)].content).replace("\u00a0", " ")
        for phrase in phrases:
            assert phrase in text
        assert "21. " not in text


ACCEPTED = {**WORDS[1], "accepted": "Пояснено"}
SILENCE = {
    "nothing wrong": (Sent(found=()),),
    "only warnings": (Sent(found=(JUMP,)),),
    "an error accepted with a reason": (Sent(found=(("not-a-number", ACCEPTED),)),),
    "a later report mended the returned one": (Sent(fate=Fate.RETURNED), Sent(found=(), hours=1)),
    "a doubled file": (Sent(found=()), Sent(fate=Fate.DUPLICATE, hours=1)),
    "a file of nobody": (Sent(unit="", fate=Fate.RETURNED),),
}


@pytest.mark.parametrize("sent", SILENCE.values(), ids=SILENCE)
def test_nobody_is_written_to_without_need(sent: tuple[Sent, ...]) -> None:
    assert made(Inbox(sent=sent)) == {}


def test_a_persons_data_is_never_repeated() -> None:
    private = Finding(
        code="personal-data",
        severity=Severity.ERROR,
        sheet="Ахметов А.",
        cell="850101300123",
        details={"value": "850101300123"},
    )
    beside = replace(private, code="not-a-number", sheet="F1", cell="C7")
    sent = Sent(fate=Fate.RETURNED, path="Ахметов.xlsx")
    built = region(Inbox(sent=(sent,)))
    file = replace(
        built.files[0], findings=(private, replace(private, sheet="F2", cell="B3"), beside)
    )
    found = words(render_letters(replace(built, files=(file,)), texts(), {}))
    for text in found.values():
        assert "Ахметов" not in text
        assert "850101300123" not in text
    letter = found[LETTER.format("beskaragai", "ru")].replace("\u00a0", " ")
    assert "поступил 11 августа 2011 года (17:40)." in letter
    assert "По отчёту сделано 2 замечания:" in letter
    assert "1. По-видимому, персональные данные" in letter
    assert "2. F2!B3: по-видимому" in letter


HOSTILE = {
    "markup": '# *all*\n| {{ 7*7 }} ~ x ~ y\n---\n<b>"да"</b>',
    "control signs": "а\x00\x07\x1b[31m\u202eб\u200bв\ud800\ufffe\ue000",
    "endless": "ж" * 40_000,
    "a formula": "=HYPERLINK(\"x\")&'y'",
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_senders_text_stays_text(value: str) -> None:
    found = (("not-a-number", {"value": value}), ("rows-missing", {"rows": (value,) * 500}))
    inbox = Inbox(sent=(Sent(found=found, path=f"{value}.xlsx"),))
    artifacts = made(inbox)
    for language in Language:
        content = artifacts[LETTER.format("beskaragai", language)].content
        document = Document(io.BytesIO(content))
        text = docx_text(content)
        assert len(text) < 4_000
        assert not re.search("[\x00-\x09\x0b-\x1f\u202e\u200b\ue000-\uf8ff\"'`]", text)
        assert len(document.tables) == 2, "the head and the signature, no table of a sender's"
    plain = docx_text(artifacts[LETTER.format("beskaragai", "ru")].content)
    if value.startswith("#"):
        assert "«# *all* | {{ 7*7 }} ~ x ~ y --- <b>«да»</b>» – не число." in plain.replace(
            "\u00a0", " "
        )


def test_a_mail_is_a_draft_with_its_attachments() -> None:
    artifacts = made(Inbox(sent=(Sent(),)))
    artifact = artifacts["mail/2011-08-11_beskaragai.eml"]
    assert (artifact.kind, artifact.language, artifact.unit) == (
        ArtifactKind.EMAIL,
        None,
        "beskaragai",
    )
    message = mail_of(artifact)
    assert [each.defects for each in message.walk()] == [[]] * 5
    assert message.get_content_type() == "multipart/mixed"
    assert message["X-Unsent"] == "1"
    assert message["To"] == "beskaragai@example.org"
    assert message["From"] is None
    assert message["Date"].datetime == NOON
    assert re.fullmatch(r"<[0-9a-f]{32}@mektepke-zhol-2011\.invalid>", message["Message-ID"])
    assert (
        message["Subject"]
        == "«Мектепке жол»: есепті түзету туралы, Бесқарағай ауданы, 11.08.2011 ж. / «Дорога в школу»: об исправлении отчёта, Бескарагайский район, 11.08.2011 г."
    )
    body = message.get_body()
    assert body is not None
    assert (body.get_content_type(), body.get_content_charset()) == ("text/plain", "utf-8")
    text = str(body.get_content())
    assert text.index("Құрметті әріптестер!") < text.index("Уважаемые коллеги!")
    attached = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
    assert attached == {
        "2011-08-11_beskaragai.xlsx": form("beskaragai").content,
        "2011-08-11_beskaragai.kk.docx": artifacts[LETTER.format("beskaragai", "kk")].content,
        "2011-08-11_beskaragai.ru.docx": artifacts[LETTER.format("beskaragai", "ru")].content,
    }
    assert next(iter(attached)).endswith(".xlsx")
    assert {part.get_content_disposition() for part in message.iter_attachments()} == {"attachment"}


def test_a_mail_keeps_to_the_wire_format() -> None:
    for path, artifact in made(Inbox(sent=(Sent(),), missing=frozenset(CODES[:3]))).items():
        if path.endswith(".eml"):
            assert artifact.content.isascii()
            lines = artifact.content.split(b"\r\n")
            assert max(len(line) for line in lines) <= 85, "the name of a type cannot be cut"
            assert not any(b"\n" in line or b"\r" in line for line in lines)


def test_a_mail_without_a_form_says_nothing_of_one() -> None:
    artifact = made(Inbox(sent=(Sent(),)), forms=False)["mail/2011-08-11_beskaragai.eml"]
    assert [part.get_filename() for part in mail_of(artifact).iter_attachments()] == [
        "2011-08-11_beskaragai.kk.docx", "2011-08-11_beskaragai.ru.docx",
    ]  # fmt: skip
    assert "официальное письмо на двух языках" in body_of(artifact).replace("\u00a0", " ")
    assert "на первом листе" not in body_of(artifact)
    assert "бірінші парағында" not in body_of(artifact)


def test_a_name_of_any_letters_comes_through() -> None:
    name = '2011-08-11 «Бесқарағай» "ескі"; 1.xlsx'
    returned = {"beskaragai": form("beskaragai", f"returned/{name}")}
    found = render_letters(region(Inbox(sent=(Sent(),))), texts(), returned)
    artifact = next(each for each in found if each.kind is ArtifactKind.EMAIL)
    assert next(iter(mail_of(artifact).iter_attachments())).get_filename() == name
    assert b"filename*0*=utf-8''" in artifact.content


def test_no_name_or_address_adds_a_header() -> None:
    unit = campaign().unit("beskaragai")
    hostile = msgspec.structs.replace(
        unit,
        kk='Бес\r\nBcc: a@example.org\r\n\r\n"x',
        email="a@example.org\r\nBcc: b@example.org, <c@example.org>; d@@example.org",
    )
    artifacts = made(Inbox(sent=(Sent(),), units={"beskaragai": hostile}))
    message = mail_of(artifacts["mail/2011-08-11_beskaragai.eml"])
    assert {*message.keys()} == {
        "X-Unsent", "To", "Subject", "Date", "Message-ID", "X-Report-Version", "MIME-Version",
        "Content-Type",
    }  # fmt: skip
    assert "Bcc: a@example.org" in message["Subject"]
    assert message["To"] == "a@example.org, b@example.org"


ADDRESSES = {
    "one": ("a@example.org", ("a@example.org",)),
    "several": ("a@example.org; b@example.org,c@example.org", ("a@example.org", "b@example.org", "c@example.org")),
    "none": ("", ()),
    "no address": ("жоқ", ()),
    "a name before it": ("Ахметов <a@example.org>", ()),
    "a line of its own": ("a@example.org\nb", ("a@example.org",)),
    "endless": (f"{'a' * 300}@example.org", ()),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ADDRESSES.values(), ids=ADDRESSES)
def test_addresses(text: str, expected: tuple[str, ...]) -> None:
    assert addresses_of(text) == expected


def test_a_draft_without_an_address_has_no_recipient() -> None:
    unit = msgspec.structs.replace(campaign().unit("beskaragai"), email="")
    artifacts = made(Inbox(sent=(Sent(),), units={"beskaragai": unit}))
    assert mail_of(artifacts["mail/2011-08-11_beskaragai.eml"])["To"] is None


def test_a_message_has_three_lines_in_each_language() -> None:
    artifacts = made(Inbox(sent=(Sent(),), missing=frozenset({"kurshim"})))
    for path in ("messages/2011-08-11_beskaragai.txt", "messages/2011-08-11_kurshim_reminder.txt"):
        artifact = artifacts[path]
        assert (artifact.kind, artifact.language) == (ArtifactKind.LETTER, None)
        kk, ru = artifact.content.decode().split("\n\n")
        assert [len(each.strip().splitlines()) for each in (kk, ru)] == [3, 3]
        assert kk.startswith("«Мектепке жол», ")
        assert ru.startswith("«Дорога в школу», ")


REMINDERS = {
    "after the term": (
        "2011-08-12T10:00:00+06:00",
        ("Күршім ауданынан осы уақытқа дейін түскен жоқ", "Есепті 2011 жылғы 15 тамызға дейін"),
        ("до настоящего времени не поступил", "направить отчёт до 15 августа 2011 года"),
    ),
    "before the term": (
        "2011-08-11T15:00:00+06:00",
        ("Күршім ауданынан әлі түскен жоқ", "мерзімі – 2011 жылғы 11 тамыз, сағат 18:00", "көрсетілген мерзімге дейін"),
        ("ещё не поступил", "отчёта – 11 августа 2011 года, 18:00", "в указанный срок"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("now", "kk", "ru"), REMINDERS.values(), ids=REMINDERS)
def test_reminder(now: str, kk: tuple[str, ...], ru: tuple[str, ...]) -> None:
    inbox = Inbox(missing=frozenset({"kurshim"}), now=datetime.fromisoformat(now))
    artifact = made(inbox)["mail/2011-08-11_kurshim_reminder.eml"]
    text = body_of(artifact).replace("\u00a0", " ")
    for phrase in (*kk, *ru):
        assert phrase in text
    assert [*mail_of(artifact).iter_attachments()] == []


DUE = {
    "as the narrative asks": ("2011-08-11", "2011-08-12", "2011 жылғы 15 тамызға"),
    "a working day ahead": ("2011-08-11", "2011-08-16", "2011 жылғы 17 тамызға"),
    "not on a Saturday": ("2011-08-11", "2011-08-19", "2011 жылғы 22 тамызға"),
    "not on a Sunday": ("2011-08-11", "2011-08-20", "2011 жылғы 22 тамызға"),
    "after the last report": ("2011-09-30", "2011-09-30", "2011 жылғы 4 қазанға"),
}


@pytest.mark.parametrize(("week", "today", "expected"), DUE.values(), ids=DUE)
def test_by_when(week: str, today: str, expected: str) -> None:
    inbox = Inbox(
        missing=frozenset({"kurshim"}),
        week=date.fromisoformat(week),
        now=datetime.fromisoformat(f"{today}T19:00:00+06:00"),
    )
    text = body_of(made(inbox)[f"mail/{week}_kurshim_reminder.eml"])
    assert f"Есепті {expected} дейін жіберуіңізді сұраймыз.".replace(" ", "") in re.sub(
        r"\s", "", text
    )


def test_phone_list_says_whom_to_call_and_where_no_phone_is_known() -> None:
    silent = msgspec.structs.replace(campaign().unit("kurshim"), phone="", email="", contact="")
    inbox = Inbox(
        sent=(Sent(), Sent(unit="semei", fate=Fate.RETURNED), Sent(unit="abai", found=())),
        missing=frozenset({"kurshim"}),
        units={"kurshim": silent},
    )
    artifact = made(inbox)["letters/phones-2011-08-11.docx"]
    assert (artifact.kind, artifact.language, artifact.unit) == (ArtifactKind.LETTER, None, None)
    head, kk, ru = (
        [[cell.text.replace("\u00a0", " ") for cell in row.cells] for row in table.rows]
        for table in Document(io.BytesIO(artifact.content)).tables
    )
    assert head
    contact = "жауапты маман"
    assert kk[1:] == [
        ["1", "Семей қаласы", "қайтарылды", "+7 000 000-01-02", contact, "semei@example.org"],
        ["2", "Бесқарағай ауданы", "түзету қажет", "+7 000 000-01-07", contact, "beskaragai@example.org"],
        ["3", "Күршім ауданы", "түскен жоқ", "көрсетілмеген", "көрсетілмеген", "көрсетілмеген"],
    ]  # fmt: skip
    assert [row[4] for row in ru[1:]] == ["ответственный специалист"] * 2 + ["не указано"]
    assert [row[1:4] for row in ru[1:]] == [
        ["город Семей", "возвращён", "+7 000 000-01-02"],
        ["Бескарагайский район", "требует исправления", "+7 000 000-01-07"],
        ["Курчумский район", "не поступил", "не указан"],
    ]


def test_same_region_same_bytes() -> None:
    inbox = Inbox(
        sent=(Sent(), Sent(unit="semei", fate=Fate.RETURNED)), missing=frozenset({"abai"})
    )
    assert made(inbox) == made(inbox)
    with zipfile.ZipFile(io.BytesIO(made(inbox)[LETTER.format("semei", "kk")].content)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_words_loaded_beforehand_are_the_same() -> None:
    built = region(Inbox(sent=(Sent(),), missing=frozenset({"abai"})))
    words_before = load_letter_setup(campaign())
    assert render_letters(built, texts(), {}, words_before) == render_letters(built, texts(), {})


def slots_of(code: str) -> dict[str, object]:
    """Fill whatever the sentences of a finding name."""
    row = texts().findings[code]
    sentences = (row.text.kk, row.text.ru, row.mend.kk, row.mend.ru)
    names = {name for each in sentences for _, name, _, _ in Formatter().parse(each) if name}
    return dict.fromkeys(names - {"sheet", "cell", "indicator"}, 24.0)


@pytest.mark.parametrize("fault", FAULTS)
def test_no_remark_of_any_kind_has(fault: str) -> None:
    for name, text in remarked().items():
        for line in checked(text).splitlines():
            found = FAULTS[fault].search(line)
            assert not found, f"{name}: {line}"


@cache
def remarked() -> dict[str, str]:
    """The letters of every finding that there is, ten in a letter, as errors."""
    codes = [code for code in texts().findings if not code.startswith("personal")]
    found = {}
    for start in range(0, len(codes), 10):
        some = codes[start : start + 10]
        faults = tuple((code, {**slots_of(code), "severity": "error"}) for code in some)
        artifacts = made(Inbox(sent=(Sent(found=faults, fate=Fate.RETURNED),)))
        for path, text in words(artifacts.values()).items():
            found[f"{some}: {path}"] = text
    return found


def test_another_text_is_another_mail() -> None:
    first, second = (
        mail_of(made(Inbox(sent=(Sent(found=found),)))["mail/2011-08-11_beskaragai.eml"])["Message-ID"]
        for found in ((WORDS,), (BLANK,))
    )  # fmt: skip
    assert first != second


def test_letters_are_quick() -> None:
    inbox = Inbox(sent=tuple(Sent(unit=code, found=(WORDS,) * 5) for code in CODES[:19]))
    assert len(made(inbox)) == 19 * 4 + 1
    assert pieces(lambda: made(inbox)) < 100  # usually 20


FILES = [
    f"{wording}.{language}.txt"
    for wording in ("letter", "mail", "message", "reminder", "reminder-message", "phones")
    for language in ("kk", "ru")
]
# Each stands where no run comes by, and is found all the same.
MISTAKES = {
    "a fact": ("{{ weak|date }}", "week"),
    "a part": ("{{ settings.executor.fone }}", "phone"),
    "a filter": ("{{ week|dtae }}", "date"),
    "a case": ('{{ week|date("nmo") }}', "nom"),
    "a bracket": ("{{ week|date }", ""),
}


def folder_with(tmp_path: Path, file: str, text: str) -> Campaign:
    """Give the campaign with one of its wordings changed."""
    folder = tmp_path / "mektepke-zhol-2011"
    shutil.copytree(TEMPLATES / "mektepke-zhol-2011", folder)
    (folder / file).write_text(text, encoding="utf-8")
    return msgspec.structs.replace(campaign(), folder=folder)


def wording(file: str) -> str:
    return (TEMPLATES / "mektepke-zhol-2011" / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(("wrong", "nearest"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_wording_is_named(
    tmp_path: Path, file: str, wrong: str, nearest: str
) -> None:
    text = f"{wording(file)}\n{{% if week is none %}}{wrong}{{% endif %}}\n"
    changed = folder_with(tmp_path, file, text)
    with pytest.raises(SetupError) as caught:
        load_letter_setup(changed)
    assert caught.value.details["file"] == changed.folder / file
    assert str(caught.value.details["key"]).startswith(f"line {text.count(chr(10))}: ")
    assert nearest in str(caught.value.details["expected"])


SHAPES = {
    "a mail without a subject": ("mail.kk.txt", "\n# ", "\n"),
    "a mail with two": ("reminder.ru.txt", "\nУважаемые", "\n# Уважаемые"),
    "a message of two lines": ("message.ru.txt", "\n\nИсправленный", "\nИсправленный"),
    "a message of four lines": ("reminder-message.kk.txt", "\n\n", "\n\nАртық жол.\n\n"),
}


@pytest.mark.parametrize(("file", "right", "wrong"), SHAPES.values(), ids=SHAPES)
def test_a_wording_of_the_wrong_shape_is_named(
    tmp_path: Path, file: str, right: str, wrong: str
) -> None:
    assert right in wording(file)
    changed = folder_with(tmp_path, file, wording(file).replace(right, wrong, 1))
    with pytest.raises(SetupError) as caught:
        load_letter_setup(changed)
    assert caught.value.details["file"] == changed.folder / file


@pytest.mark.parametrize("file", FILES)
def test_a_wording_that_is_missing_is_named(tmp_path: Path, file: str) -> None:
    changed = folder_with(tmp_path, file, "")
    (changed.folder / file).unlink()
    with pytest.raises(SetupError, match="template-missing"):
        load_letter_setup(changed)


@pytest.mark.office
def test_libreoffice_opens_letters_on_one_page(
    tmp_path: Path, office: Callable[[list[Path], str], list[Path]]
) -> None:
    from pypdf import PdfReader  # noqa: PLC0415 - only here

    artifacts = made(Inbox(sent=(Sent(found=(WORDS, BLANK, JUMP)),)))
    paths = []
    for language in Language:
        path = tmp_path / f"{language}.docx"
        path.write_bytes(artifacts[LETTER.format("beskaragai", language)].content)
        paths.append(path)
    for path in office(paths, "pdf"):
        pages = PdfReader(path).pages
        assert len(pages) == 1
        assert "(17:40)" in pages[0].extract_text()
