"""Open the door of sending: show what there is, ask, send one by one."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from pipeline.cli.door import WEEK, Door, option, shared
from pipeline.cli.place import default_language, job_of, place_of
from pipeline.cli.voice import confirmed, our_errors, say_lines, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from pipeline.cli.place import Place
    from pipeline.deliver.smtp import Outcome
    from pipeline.mailing import Server
    from pipeline.send import Mail, Round
    from pipeline.texts import Wording

PASSWORD, KEYRING = "SMTP_PASSWORD", "mektepke-zhol"
REFUSED = 1
FOR_NOW = "4"  # so begin a server's answers that may be others later


@click.command("send-report", cls=Door)
@WEEK
@option("--dry-run", is_flag=True)
@option("--yes", is_flag=True)
@option("--again", is_flag=True)
@option("--forms", is_flag=True)
@shared
def send_report_command(  # noqa: PLR0913 - as many as the command has options
    *,
    week: datetime | None,
    dry_run: bool,
    yes: bool,
    again: bool,
    forms: bool,
    lang: str | None,
    now: str | None,
    **folders: Path | None,
) -> None:
    """Send the prepared mails."""
    place = place_of(folders)
    with our_errors(place.templates, lang):
        from pipeline.send import round_of  # noqa: PLC0415 - what --help need not pay for

        language = lang or default_language(place.templates)
        say = texts_of(place.templates).phrases
        job = job_of(place, week, now)
        found = round_of(job, forms=forms, again=again)
        say_lines(_listed(found, say, language))
        if dry_run or not found.pending:
            return
        if not found.mailing.server.host:
            say_lines([say.fill("send.no-server", language, folder=found.folder / "mail")])
            return
        question = say.fill("send.asked", language, count=len(found.pending))
        if not yes and not confirmed(question, say, language):
            return
        outcomes: list[tuple[Mail, Outcome]] = []
        try:
            _send(outcomes, place, found, now, again=again)
        finally:
            # What has gone is told even where the rest could not follow.
            say_lines(_told(outcomes, say, language))
    if any(outcome.refused for _, outcome in outcomes):
        sys.exit(REFUSED)


def _send(
    outcomes: list[tuple[Mail, Outcome]],
    place: Place,
    found: Round,
    now: str | None,
    *,
    again: bool,
) -> None:
    """Send, with a bar on the error stream where somebody looks at it."""
    from pipeline.send import send  # noqa: PLC0415 - what --help need not pay for

    def clock() -> datetime:
        return job_of(place, None, now).now

    job = job_of(place, None, now)
    sending = send(job, found, _password(found.mailing.server), clock, again=again)
    if not sys.stderr.isatty():
        outcomes.extend(sending)
        return
    with click.progressbar(sending, length=len(found.pending), file=sys.stderr) as bar:
        outcomes.extend(bar)


def _password(server: Server) -> str | None:
    """Find the password in the environment, else in the system's own keyring."""
    if not server.user or PASSWORD in os.environ:
        return os.environ.get(PASSWORD)
    import keyring  # noqa: PLC0415 - looks for the system's services
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        return keyring.get_password(KEYRING, server.user)
    except KeyringError:
        return None


def _listed(found: Round, say: Wording, language: str) -> Iterator[str]:
    """Yield a line for every mail: to whom, what about, with what, and whether it has gone."""
    yield say.fill("send.heading", language, date=found.week, count=len(found.pending))
    for mail in found.mails:
        if mail.to:
            state = say["send.pending"][language]
        elif mail.sent_at:
            state = say.fill("send.gone", language, moment=f"{mail.sent_at:%d.%m.%Y %H:%M}")
        else:
            state = say["send.no-address"][language]
        files = ", ".join(mail.draft.attachments) or "–"
        yield f"  {', '.join(mail.draft.to) or '–'}: {state}"
        yield f"    {mail.draft.subject}"
        yield f"    {say['send.files'][language]}: {files}"


def _told(outcomes: Iterable[tuple[Mail, Outcome]], say: Wording, language: str) -> Iterator[str]:
    """Yield what the server said of each mail."""
    for mail, outcome in outcomes:
        for address in outcome.accepted:
            yield say.fill("send.done", language, address=address, answer=outcome.answer)
        for address, answer in outcome.refused.items():
            key = "send.deferred" if answer.startswith(FOR_NOW) else "send.refused"
            yield f"✗ {say.fill(key, language, address=address, answer=answer)}"
            yield f"    {mail.draft.subject}"
