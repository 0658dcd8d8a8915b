"""Load the words of letters, refusing a mistake in them before anything is built."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pipeline.errors import SetupError
from pipeline.mailing import load_mailing
from pipeline.model import Language
from pipeline.render.letters.covers import Covering
from pipeline.render.letters.facts import (
    KINDS,
    Contact,
    Issued,
    Mending,
    Phones,
    Received,
    Reminder,
)
from pipeline.render.narrative.blocks import BlockKind
from pipeline.render.narrative.setup import load_setup
from pipeline.render.narrative.wording import blocks_in, fill
from pipeline.render.store import tried
from pipeline.schema import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.campaign import Campaign
    from pipeline.mailing import Recipient
    from pipeline.render.narrative.blocks import Block
    from pipeline.schema import Unit

# Each wording stands in both languages beside the narrative's, as letter.kk.txt.
LETTER, MAIL, MESSAGE = "letter", "mail", "message"
REMINDER, REMINDER_MESSAGE, PHONES = "reminder", "reminder-message", "phones"
COVER, FORM_MAIL = "cover", "form-mail"
LINES_OF_A_MESSAGE = 3
# What a wording may be filled with.
Facts = Mending | Reminder | Phones | Covering | Issued
LISTS = {BlockKind.DASH, BlockKind.NUMBERED}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSetup:
    """What letters need besides the region: their checked words, and the time they give."""

    campaign: Campaign
    submit_days: int  # days after the reporting date, as the narrative asks
    recipients: tuple[Recipient, ...]  # of the report itself

    def blocks(self, wording: str, facts: Facts, language: Language) -> tuple[Block, ...]:
        """Fill a wording and cut it into blocks."""
        path = self.campaign.folder / f"{wording}.{language}.txt"
        return blocks_in(path, fill(path, facts, language, KINDS))

    def mail(self, wording: str, facts: Facts, language: Language) -> tuple[str, str]:
        """Give the subject of a mail and its text."""
        blocks = self.blocks(wording, facts, language)
        subjects = [block.text for block in blocks if block.kind is BlockKind.TITLE]
        if len(subjects) != 1:
            raise self._misshapen(wording, language, "one line that begins with «# »: the subject")
        return subjects[0], _plain(block for block in blocks if block.kind is not BlockKind.TITLE)

    def message(self, wording: str, facts: Mending | Reminder, language: Language) -> str:
        """Give the lines to paste into a messenger."""
        lines = [block.plain for block in self.blocks(wording, facts, language)]
        if len(lines) != LINES_OF_A_MESSAGE:
            expected = f"{LINES_OF_A_MESSAGE} lines, a blank line between them"
            raise self._misshapen(wording, language, expected)
        return "".join(f"{line}\n" for line in lines)

    def _misshapen(self, wording: str, language: Language, expected: str) -> SetupError:
        path = self.campaign.folder / f"{wording}.{language}.txt"
        return SetupError("template", {"file": path, "key": wording, "expected": expected})


def load_letter_setup(campaign: Campaign) -> LetterSetup:
    """Load the campaign's words of letters, trying each of them on what it must be able to say.

    Raises: SetupError with the file, the line and what is expected there.
    """
    setup = LetterSetup(
        campaign=campaign,
        submit_days=load_setup(campaign).submit_days,
        recipients=load_mailing(campaign).recipients,
    )
    tried("letters", setup, partial(_try, setup))
    return setup


def _try(setup: LetterSetup) -> None:
    campaign = setup.campaign
    units = (campaign.districts(campaign.settings.end)[0], campaign.oblast_level)
    for language in Language:
        for mending in _mendings(campaign, units[0]):
            setup.blocks(LETTER, mending, language)
            setup.mail(MAIL, mending, language)
            setup.message(MESSAGE, mending, language)
        for unit in units:
            reminder = _reminder(campaign, unit, is_overdue=unit is campaign.oblast_level)
            setup.mail(REMINDER, reminder, language)
            setup.message(REMINDER_MESSAGE, reminder, language)
        setup.blocks(PHONES, _phones(campaign, units), language)
        for continued in (True, False):
            setup.mail(FORM_MAIL, _issued(campaign, units[0], continued=continued), language)
        for received in (0, 1, 2):
            setup.mail(COVER, _covering(campaign, units[:1], received), language)


def _mendings(campaign: Campaign, unit: Unit) -> Iterator[Mending]:
    """Yield imagined cases that between them take every turn of a wording."""
    settings, day = campaign.settings, campaign.settings.end
    remark = Bilingual(kk="…", ru="…")
    files = Received(name="1.xlsx", day=day, time="17:40"), Received(name="", day=day, time="9:05")
    # accepted, left_out, sent_back, and how many there are of all else
    states = (
        (True, True, False, 1),
        (True, False, True, 0),
        (True, True, True, 5),
        (False, False, True, 21),
    )
    for accepted, left_out, sent_back, count in states:
        yield Mending(
            settings=settings,
            unit=unit,
            week=day,
            today=day,
            by=day,
            files=files[:count] or files[:1],
            accepted=accepted,
            left_out=left_out,
            sent_back=sent_back,
            errors=(remark,) * count,
            checks=(remark,) * count,
            error_count=count,
            more=count,
            has_form=count > 0,
            has_cells=left_out,
            corrected=campaign.form.cover.corrected,
            reason_sheet="F6",
            reason_row=campaign.rules.correction_text,
        )


def _reminder(campaign: Campaign, unit: Unit, *, is_overdue: bool) -> Reminder:
    settings, day = campaign.settings, campaign.settings.end
    return Reminder(
        settings=settings,
        unit=unit,
        week=day,
        today=day,
        by=day,
        cut_off="18:00",
        is_overdue=is_overdue,
    )


def _issued(campaign: Campaign, unit: Unit, *, continued: bool) -> Issued:
    settings, day = campaign.settings, campaign.settings.end
    return Issued(settings=settings, unit=unit, week=day, cut_off="18:00", continued=continued)


def _covering(campaign: Campaign, some: tuple[Unit, ...], received: int) -> Covering:
    settings = campaign.settings
    return Covering(
        settings=settings,
        addressee=settings.addressee,
        week=settings.end,
        total=2,
        received=received,
        missing=some,
        returned=some,
        since=True,
        changed=received,
    )


def _phones(campaign: Campaign, units: tuple[Unit, ...]) -> Phones:
    settings, day = campaign.settings, campaign.settings.end
    named, nobody = (Bilingual(kk=name, ru=name) for name in ("1", ""))
    contacts = (
        Contact(unit=units[0], status="missing", phone="1", email="a@b", contact=named),
        Contact(unit=units[0], status="returned", phone="", email="", contact=nobody),
        Contact(unit=units[-1], status="counted", phone="", email="", contact=nobody),
    )
    return Phones(settings=settings, week=day, today=day, contacts=contacts)


def _plain(blocks: Iterator[Block]) -> str:
    """Set blocks as the plain text of a mail: lists close, all else apart by a blank line."""
    text, previous = "", None
    for block in blocks:
        if previous is not None:
            text += "\n" if block.kind in LISTS and previous in LISTS else "\n\n"
        text, previous = text + block.plain, block.kind
    return f"{text}\n"
