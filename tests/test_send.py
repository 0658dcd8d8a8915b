"""Sending, to real servers on this machine: what goes, what is refused, what never doubles."""

from __future__ import annotations

import json
import os
import shutil
import socket
import ssl
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default as parsing
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from conftest import ROOT
from test_build import FRIDAY, WEEK, build, start
from test_loop import mend

from pipeline.deliver import Draft
from pipeline.deliver.smtp import connected
from pipeline.errors import DeliveryError
from pipeline.mailing import Security, Server

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

USER, SECRET = "clerk@example.org", "correct horse battery staple"
OTHER_LETTERS = "Құпия 42"


class Box:
    """A server's handler: keeps what it takes, and refuses what a test wants refused."""

    def __init__(self) -> None:
        self.mails: list[tuple[tuple[str, ...], bytes]] = []
        self.refused: dict[str, str] = {}
        self.answers: list[str] = []  # to DATA, one after the other; then 250

    async def handle_RCPT(self, *given: Any) -> str:  # noqa: ANN401, N802 - the library's names
        _, _, envelope, address, _ = given
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, *given: Any) -> str:  # noqa: ANN401, N802 - likewise
        _, envelope = given
        answer = self.answers.pop(0) if self.answers else "250 2.0.0 taken as 4711"
        if answer == "break":
            server.transport.abort()
        elif answer.startswith("250"):
            self.mails.append((tuple(envelope.rcpt_tos), envelope.content))
        return answer

    @property
    def reached(self) -> list[str]:
        return sorted(address for addresses, _ in self.mails for address in addresses)


def signed_in(*asked: Any) -> AuthResult:  # noqa: ANN401 - the library's own
    given = asked[-1]
    assert isinstance(given, LoginPassword)
    good = given.login == USER.encode() and given.password == SECRET.encode()
    return AuthResult(success=good, handled=False)


@contextmanager
def serving(box: Box, security: str, folder: Path) -> Iterator[Mapping[str, str]]:
    """Serve on loopback with a certificate of our own; give the settings that name the server."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(folder / "authority.pem")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    class Serving(Controller):
        def factory(self) -> SMTP:
            return SMTP(
                self.handler,
                authenticator=signed_in,
                auth_required=True,
                auth_require_tls=security != "tls",
                require_starttls=security == "starttls",
                tls_context=context if security == "starttls" else None,
            )

    server = Serving(
        box, hostname="127.0.0.1", port=port, ssl_context=context if security == "tls" else None
    )
    server.start()
    try:
        yield {
            "SMTP_HOST": "localhost",
            "SMTP_PORT": str(port),
            "SMTP_SECURITY": security,
            "SMTP_USER": USER,
            "SMTP_PASSWORD": SECRET,
            "SSL_CERT_FILE": str(folder / "authority.pem"),
        }
    finally:
        server.stop()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = tmp_path_factory.mktemp("sending")
    shutil.copytree(ROOT / "inbox", workspace / "inbox")
    build(workspace)
    return workspace


@pytest.fixture
def workspace(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "work")


def send(workspace: Path, *options: str, env: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401
    process = start(
        "send-report", "--workspace", str(workspace), "--now", FRIDAY, "--lang", "ru", *options,
        env=os.environ | dict(env or {}),
    )  # fmt: skip
    out, err = (each.decode() for each in process.communicate(timeout=120))
    assert "Traceback" not in err
    assert SECRET not in out + err
    return process.returncode, out, err


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def log(workspace: Path) -> list[dict[str, Any]]:
    path = workspace / "archive" / "sent.jsonl"
    return (
        [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    )


NAMES = ("akimat", "beskaragai", "borodulikha", "department", "kurchatov", "kurshim")
EVERYONE = [f"{name}@example.org" for name in NAMES]


# The library does not know that TLS has been there before it.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_every_draft_goes_once_and_as_it_lay_there(
    workspace: Path, tmp_path: Path, security: str
) -> None:
    box = Box()
    with serving(box, security, tmp_path) as env:
        code, out, err = send(workspace, "--yes", env=env)
        assert (code, err) == (0, "")
        assert box.reached == EVERYONE
        assert out.count("4711") == len(EVERYONE)
        # The same version never goes twice, not even after it has been built anew.
        assert send(workspace, "--yes", env=env)[0] == 0
        build(workspace, now="2011-08-12T15:00:00+06:00")
        assert send(workspace, "--yes", env=env)[0] == 0
        assert box.reached == EVERYONE
        assert send(workspace, "--yes", "--again", env=env)[0] == 0
        assert box.reached == sorted(EVERYONE * 2)
    # The second round went from the folder as it lies there now; the server adds lines of its own.
    lying = {each.read_bytes() for each in (workspace / "outbox" / WEEK / "mail").iterdir()}
    sent = {content for _, content in box.mails[len(EVERYONE) :]}
    assert {each.partition(b"\r\nTo: ")[2] for each in sent} == {
        each.partition(b"\r\nTo: ")[2] for each in lying
    }
    for _, content in box.mails:
        message = message_from_bytes(content, policy=parsing)
        assert message["From"] == USER
        assert message["X-Unsent"] is None


def test_what_was_sent_is_noted_and_kept(workspace: Path, tmp_path: Path) -> None:
    lying = files_in(workspace / "outbox" / WEEK)
    box = Box()
    with serving(box, "starttls", tmp_path) as env:
        send(workspace, "--yes", env=env)
    lines = {line["name"]: line for line in log(workspace)}
    akimat = lines[f"{WEEK}_akimat"]
    assert akimat["accepted"] == ["akimat@example.org"]
    assert akimat["sent_at"] == FRIDAY
    assert "4711" in akimat["answer"]
    book = f"svod-{WEEK}.xlsx"
    assert akimat["attachments"][book] == sha256(lying[book]).hexdigest()
    frozen = workspace / "archive" / akimat["frozen"]
    shutil.rmtree(workspace / "outbox")
    assert files_in(frozen) == lying
    assert SECRET not in (workspace / "archive" / "sent.jsonl").read_text("utf-8")


def test_what_the_server_refuses_goes_the_next_time(workspace: Path, tmp_path: Path) -> None:
    box = Box()
    box.refused = {"kurshim@example.org": "550 5.1.1 no such box"}
    # akimat, beskaragai, borodulikha
    box.answers = ["250 ok", "554 5.7.1 not this one", "451 4.7.1 greylisted"]
    with serving(box, "starttls", tmp_path) as env:
        code, out, _ = send(workspace, "--yes", env=env)
        assert code == 1
        assert "no such box" in out
        assert "Сервер не принял: beskaragai@example.org (554 5.7.1 not this one)" in out
        assert "Сервер пока не принял: borodulikha@example.org (451 4.7.1 greylisted)" in out
        refused = {f"{name}@example.org" for name in ("kurshim", "beskaragai", "borodulikha")}
        assert set(box.reached) == set(EVERYONE) - refused
        box.refused = {}
        assert send(workspace, "--yes", env=env)[0] == 0
    assert box.reached == EVERYONE


def test_a_connection_that_breaks_loses_nothing_and_doubles_nothing(
    workspace: Path, tmp_path: Path
) -> None:
    box = Box()
    box.answers = ["250 ok", "250 ok", "break"]
    with serving(box, "starttls", tmp_path) as env:
        code, out, err = send(workspace, "--yes", env=env)
        assert code == 1
        assert len(err.strip().splitlines()) == 1
        assert len(box.mails) == out.count("Отправлено") == 2
        assert send(workspace, "--yes", env=env)[0] == 0
    assert box.reached == EVERYONE
    # The mail that was under way keeps its name, by which its reader's server knows it again.
    names = [message_from_bytes(content, policy=parsing)["Message-ID"] for _, content in box.mails]
    assert len(set(names)) == len(names)


REFUSALS: dict[str, tuple[dict[str, str], str]] = {
    "a wrong password": ({"SMTP_PASSWORD": "wrong"}, "SMTP_PASSWORD"),
    "a password of other letters": ({"SMTP_PASSWORD": OTHER_LETTERS}, "SMTP_PASSWORD"),
    "a certificate that nobody vouches for": ({"SSL_CERT_FILE": os.devnull}, "certificate"),
    "a certificate of another host": ({"SMTP_HOST": "127.0.0.1"}, "certificate"),
    "an unprotected way to another machine": (
        {"SMTP_SECURITY": "none", "SMTP_HOST": "mail.example.org"}, "security"),
    "a port where nobody listens": ({"SMTP_PORT": "1"}, ":1"),
    "a sender that is no address": ({"SMTP_SENDER": "a\r\nBcc: b@example.org"}, "SMTP_SENDER"),
    "a word for a port": ({"SMTP_PORT": "smtp"}, "SMTP_PORT"),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "named"), REFUSALS.values(), ids=REFUSALS)
def test_nothing_goes_over_a_way_that_is_not_safe(
    changed: dict[str, str], named: str, workspace: Path, tmp_path: Path
) -> None:
    box = Box()
    with serving(box, "starttls", tmp_path) as env:
        code, _, err = send(workspace, "--yes", env=dict(env) | changed)
    assert code == 1
    assert len(err.strip().splitlines()) == 1
    assert named in err
    assert OTHER_LETTERS not in err
    assert box.mails == log(workspace) == []


@contextmanager
def saying(*answers: bytes) -> Iterator[Server]:
    """Serve one client on loopback by a list of answers, whatever it asks; then hang up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            client, _ = listening.accept()
            with client, client.makefile("rb") as asked:
                for answer in answers:
                    client.sendall(answer + b"\r\n")
                    asked.readline()

        served = threading.Thread(target=serve)
        served.start()
        port = listening.getsockname()[1]
        yield Server(host="localhost", port=port, security=Security.NONE, sender=USER, seconds=20)
        served.join()


HELLO = (b"220 hello", b"250 hello")
LAST_WORDS: dict[str, tuple[tuple[bytes, ...], str]] = {
    "turned away at the door": ((b"554 5.7.1 no entry.",), "554 5.7.1 no entry"),
    "signs that steer a console": ((b"554 \x1b[31mno\x07 entry",), "554 [31mno entry"),
    "letters of no encoding": ((b"554 \xed\xe5\xf2",), "554 \ufffd\ufffd\ufffd"),
    "gone after a last answer": ((*HELLO, b"421 4.3.2 closing"), "421 4.3.2 closing"),
    "gone without a word": (HELLO, "Connection unexpectedly closed"),
}


@pytest.mark.parametrize(("answers", "told"), LAST_WORDS.values(), ids=LAST_WORDS)
def test_the_servers_last_words_are_told(answers: tuple[bytes, ...], told: str) -> None:
    draft = Draft(name="a", version="1", to=(USER,), subject="", attachments={}, content=b"")
    with (
        saying(*answers) as server,
        pytest.raises(DeliveryError) as caught,
        connected(server, None) as connection,
    ):
        connection.send(draft, draft.to)
    # The port is a name: no sentence may group its figures.
    assert caught.value.details == {"host": "localhost", "port": str(server.port), "problem": told}


def test_a_server_that_takes_few_mails_a_connection_gets_them_all(
    workspace: Path, tmp_path: Path
) -> None:
    """«421» is no word on the mail: it goes anew, unless it was the first of its connection."""
    box = Box()
    closing = "421 4.7.0 too many messages in this connection"
    box.answers = ["250 ok", "250 ok", closing, "250 ok", closing]
    with serving(box, "starttls", tmp_path) as env:
        code, out, err = send(workspace, "--yes", env=env)
        assert (code, err) == (0, "")
        assert "421" not in out
        assert box.reached == EVERYONE
        box.answers = [closing, closing]
        code, out, _ = send(workspace, "--yes", "--again", env=env)
        assert (code, out.count("421")) == (1, 2)
        assert len(box.mails) == 2 * len(EVERYONE) - 2


def test_a_draft_that_a_mail_program_saved_goes_and_holds_nobody_up(
    workspace: Path, tmp_path: Path
) -> None:
    """Its lines end otherwise, its headers stand otherwise; one address is of other letters."""
    path = workspace / "outbox" / WEEK / "mail" / f"{WEEK}_akimat.eml"
    head, _, body = path.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = head.replace(b"\n ", b" ").split(b"\n")
    lines = [line for line in lines if not line.startswith(b"X-Report-Version")]
    foreign = "To: кеңсе@example.org, akimat@example.org"
    lines = [
        b"from: a@b.kz\n (me)",
        foreign.encode(),
        *(each for each in lines if each[:3] != b"To:"),
    ]
    path.write_bytes(b"\n".join(reversed(lines)) + b"\n\n" + body)
    box = Box()
    with serving(box, "starttls", tmp_path) as env:
        code, out, err = send(workspace, "--yes", env=env)
    assert (code, err) == (1, "")
    assert "кеңсе@example.org" in out
    assert box.reached == EVERYONE
    (saved,) = [
        message_from_bytes(content, policy=parsing)
        for to, content in box.mails if to == ("akimat@example.org",)
    ]  # fmt: skip
    assert saved.get_all("From") == [USER]
    assert saved["X-Unsent"] is None
    assert len(list(saved.iter_attachments())) == 5


def test_a_dry_run_shows_all_and_sends_nothing(workspace: Path, tmp_path: Path) -> None:
    box = Box()
    with serving(box, "starttls", tmp_path) as env:
        code, out, err = send(workspace, "--dry-run", "--yes", env=env)
    assert (code, err) == (0, "")
    assert box.mails == log(workspace) == []
    for address in EVERYONE:
        assert address in out
    assert f"svod-{WEEK}.xlsx" in out


def test_without_a_server_it_says_where_the_drafts_are(workspace: Path) -> None:
    code, out, err = send(workspace, "--yes")
    assert (code, err) == (0, "")
    assert str(workspace / "outbox" / WEEK / "mail") in out
    assert log(workspace) == []


def test_it_asks_before_it_sends(workspace: Path, tmp_path: Path) -> None:
    box = Box()
    with serving(box, "starttls", tmp_path) as env:
        for answer, count in (
            ("n\n", 0), ("жоқ\n", 0), ("\n", 0), ("", 0), ("что?\nДа\n", len(EVERYONE)),
        ):  # fmt: skip
            process = start(
                "send-report", "--workspace", str(workspace), "--now", FRIDAY,
                env=os.environ | dict(env), stdin=-1,
            )  # fmt: skip
            _, err = process.communicate(answer.encode(), timeout=120)
            assert len(box.mails) == count
            # Where nobody is there to answer, it says how to do without.
            assert (process.returncode, b"--yes" in err) == ((0, False) if answer else (130, True))


def test_before_a_report_is_built_there_is_nothing_to_send(tmp_path: Path) -> None:
    code, _, err = send(tmp_path, "--yes")
    assert code == 1
    assert "build-report" in err


def test_two_at_once_send_each_mail_once(workspace: Path, tmp_path: Path) -> None:
    box = Box()
    with serving(box, "starttls", tmp_path) as env:
        both = [
            threading.Thread(target=send, args=(workspace, "--yes"), kwargs={"env": env})
            for _ in "ab"
        ]
        for each in both:
            each.start()
        for each in both:
            each.join()
    assert box.reached == EVERYONE


def test_a_later_version_says_what_changed_since_the_one_that_was_sent(
    workspace: Path, tmp_path: Path
) -> None:
    box = Box()
    with serving(box, "starttls", tmp_path) as env:
        send(workspace, "--yes", env=env)
        # Two reports come after the sending, one after the other; readers know neither.
        for number, name in enumerate(("zharma", "ulan")):
            moment = f"2011-08-12T1{5 + number}:00:00+06:00"
            mend(workspace, f"{WEEK}/{WEEK}_{name}.xlsx", {"F2!D12": 77}, moment)
            build(workspace, now=moment)
        send(workspace, "--yes", env=env)
    last = [
        message_from_bytes(content, policy=parsing)
        for to, content in box.mails if to == ("akimat@example.org",)
    ]  # fmt: skip
    assert len(last) == 2
    text = last[1].get_body().get_content().replace("\u00a0", " ")  # type: ignore[union-attr]
    assert "заменяет направленную ранее. Число изменённых показателей – 2." in text


def told(workspace: Path) -> list[tuple[str, int, str]]:
    """Give what the workbook tells of the mails to the akim's office: copy, version, standing."""
    book = openpyxl.load_workbook(workspace / "outbox" / WEEK / f"svod-{WEEK}.xlsx")
    if "Жіберілгені-Отправлено" not in book.sheetnames:
        return []
    rows = [*book["Жіберілгені-Отправлено"].iter_rows(min_row=5, values_only=True)]
    return [
        (str(copy), int(str(version)), str(standing).partition(" / ")[2])
        for _, _, _, _, to, version, standing, copy in rows
        if to == "akimat@example.org"
    ]


def test_what_was_sent_is_told_and_outlives_outbox_and_ledger(
    workspace: Path, tmp_path: Path
) -> None:
    page = workspace / "outbox" / WEEK / "index.html"
    assert told(workspace) == []
    assert 'id="sent"' not in page.read_text("utf-8")
    box, frozen = Box(), {}
    with serving(box, "starttls", tmp_path) as env:
        for number, name in enumerate(("", "zharma", "ulan")):
            moment = f"2011-08-12T1{5 + number}:00:00+06:00"
            if name:
                mend(workspace, f"{WEEK}/{WEEK}_{name}.xlsx", {"F2!D12": 77}, moment)
                build(workspace, now=moment)
                assert "После отправки 12.08.2011" in page.read_text("utf-8")
                assert told(workspace)[-1][1:] == (number, "после отправки изменилось")
            lying = files_in(page.parent)
            send(workspace, "--yes", env=env)
            frozen[log(workspace)[-1]["frozen"]] = lying
    assert len(frozen) == 3
    later = "2011-08-12T18:00:00+06:00"
    build(workspace, now=later)
    built = files_in(workspace / "outbox")
    shutil.rmtree(workspace / "outbox")
    (workspace / "archive" / "ledger.sqlite").unlink()
    build(workspace, now=later)
    assert files_in(workspace / "outbox") == built
    changed, current = "после отправки изменилось", "отправлено, с тех пор не изменилось"
    assert told(workspace) == [
        (copy, number, current if number == 3 else changed) for number, copy in enumerate(frozen, 1)
    ]
    assert "Эта версия отчёта отправлена" in page.read_text("utf-8")
    for copy, lying in frozen.items():
        assert files_in(workspace / "archive" / copy) == lying
    with serving(box, "starttls", tmp_path) as env:
        count = len(box.mails)
        assert send(workspace, "--yes", env=env)[0] == 0
        assert len(box.mails) == count


def test_blank_forms_go_to_their_units(tmp_path: Path) -> None:
    """Each draft of make-forms --mail carries the very form that lies beside it."""
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    process = start("make-forms", "--workspace", str(tmp_path), "--mail", "--week", WEEK)
    assert process.communicate(timeout=120)[1] == b""
    box = Box()
    with serving(box, "starttls", tmp_path) as env:
        assert send(tmp_path, "--forms", "--yes", env=env)[0] == 0
        assert send(tmp_path, "--forms", "--yes", env=env)[0] == 0
    assert len(box.mails) == 20
    for (address,), content in box.mails:
        (form,) = message_from_bytes(content, policy=parsing).iter_attachments()
        assert form.get_filename() == f"{WEEK}_{address.partition('@')[0]}.xlsx"
        assert (
            form.get_content()
            == (tmp_path / "outbox" / "forms" / WEEK / form.get_filename()).read_bytes()
        )
