"""Write to the units: letters, drafts of mails and messages on what to mend, and reminders."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, TypedDict

from pipeline.model import Artifact, ArtifactKind, Language
from pipeline.render.letters import covers, mail, setup
from pipeline.render.letters.facts import Issued, mendings_of, phones_of, reminders_of
from pipeline.render.letters.setup import LetterSetup, load_letter_setup
from pipeline.render.narrative import docx
from pipeline.render.narrative.blocks import Block, BlockKind
from pipeline.render.narrative.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    from pipeline.model import Region
    from pipeline.render.letters.facts import Mending, Reminder
    from pipeline.schema import Unit
    from pipeline.texts import Texts

__all__ = (
    "LetterSetup",
    "load_letter_setup",
    "render_covers",
    "render_form_mail",
    "render_letters",
)

BETWEEN_LANGUAGES = "\n* * *\n\n"


def render_letters(
    region: Region,
    texts: Texts,
    returned: Mapping[str, Artifact],
    words: LetterSetup | None = None,
) -> tuple[Artifact, ...]:
    """Write to every unit that must mend something or is silent, and list their phones.

    `returned` holds the marked forms by the unit's code; they go with the mails. `words` are
    those that a check before the run has loaded.
    Raises: SetupError where a template is not as it must be, before anything is built.
    """
    words = words or load_letter_setup(region.campaign)
    artifacts: list[Artifact] = []
    for mending in mendings_of(region, texts, words.submit_days, returned):
        letters = _letters(region, words, mending)
        form = returned.get(mending.unit.code)
        artifacts += letters
        artifacts.append(_mail(region, words, setup.MAIL, mending, (*_some(form), *letters)))
        artifacts.append(_message(region, words, setup.MESSAGE, mending))
    for reminder in reminders_of(region, words.submit_days):
        artifacts.append(_mail(region, words, setup.REMINDER, reminder, ()))
        artifacts.append(_message(region, words, setup.REMINDER_MESSAGE, reminder))
    artifacts += _phones(region, words)
    return tuple(artifacts)


def render_covers(
    region: Region, artifacts: Iterable[Artifact], words: LetterSetup
) -> Iterator[Artifact]:
    """Write the drafts that send the report's own documents, found among `artifacts`."""
    documents = tuple(artifacts)
    version = covers.version_of(region)
    for recipient in words.recipients:
        facts = covers.covering_of(region, recipient)
        enclosed = covers.enclosed(documents, recipient)
        draft = mail.Draft(
            name=recipient.draft_name(region.week),
            addresses=recipient.email,
            **_text(words, setup.COVER, facts),
            attachments={each.path.rpartition("/")[2]: each.content for each in enclosed},
            now=region.now,
            campaign=region.campaign.settings.code,
            version=version,
        )
        yield _drafted(draft)


def render_form_mail(  # noqa: PLR0913 - a form, whose it is, and when it is sent
    words: LetterSetup,
    unit: Unit,
    week: date,
    form: tuple[str, bytes],
    now: datetime,
    *,
    continued: bool,
) -> Artifact:
    """Write the draft that sends a unit its blank form, given by its name and bytes."""
    settings = words.campaign.settings
    facts = Issued(
        settings=settings,
        unit=unit,
        week=week,
        cut_off=f"{settings.cut_off:%H:%M}",
        continued=continued,
    )
    name, content = form
    draft = mail.Draft(
        name=name.rpartition(".")[0],
        addresses=unit.email,
        **_text(words, setup.FORM_MAIL, facts),
        attachments={name: content},
        now=now,
        campaign=settings.code,
        version=sha256(content).hexdigest(),
    )
    return _drafted(draft, unit.code)


class _Text(TypedDict):
    subject: str
    body: str


def _text(words: LetterSetup, wording: str, facts: setup.Facts) -> _Text:
    """Word the subject and the text of a mail, the state language first."""
    texts = [words.mail(wording, facts, language) for language in Language]
    return {
        "subject": " / ".join(subject for subject, _ in texts),
        "body": BETWEEN_LANGUAGES.join(body for _, body in texts),
    }


def _drafted(draft: mail.Draft, unit: str | None = None) -> Artifact:
    return Artifact(
        kind=ArtifactKind.EMAIL,
        path=f"mail/{draft.name}.eml",
        content=mail.write(draft),
        unit=unit,
        version=draft.version,
    )


def _letters(region: Region, words: LetterSetup, mending: Mending) -> tuple[Artifact, ...]:
    """Write the letter of one unit in each language."""
    return tuple(
        Artifact(
            kind=ArtifactKind.LETTER,
            path=f"letters/{_name(region, mending)}.{language}.docx",
            content=docx.write(
                _sheet(region, words.blocks(setup.LETTER, mending, language), language)
            ),
            language=language,
            unit=mending.unit.code,
        )
        for language in Language
    )


def _mail(
    region: Region,
    words: LetterSetup,
    wording: str,
    facts: Mending | Reminder,
    attached: tuple[Artifact, ...],
) -> Artifact:
    """Write the draft of a mail to a unit."""
    draft = mail.Draft(
        name=_name(region, facts) + ("" if wording == setup.MAIL else f"_{wording}"),
        addresses=facts.unit.email,
        **_text(words, wording, facts),
        attachments={each.path.rpartition("/")[2]: each.content for each in attached},
        now=region.now,
        campaign=region.campaign.settings.code,
        version=facts.version,
    )
    return _drafted(draft, facts.unit.code)


def _message(
    region: Region, words: LetterSetup, wording: str, facts: Mending | Reminder
) -> Artifact:
    """Write the message to paste into a messenger, in both languages."""
    name = _name(region, facts) + ("" if wording == setup.MESSAGE else f"_{setup.REMINDER}")
    text = "\n".join(words.message(wording, facts, language) for language in Language)
    return Artifact(
        kind=ArtifactKind.LETTER,
        path=f"messages/{name}.txt",
        content=text.encode(),
        unit=facts.unit.code,
    )


def _phones(region: Region, words: LetterSetup) -> Iterator[Artifact]:
    """Write the phone list, a page in each language, where there is anybody to call."""
    phones = phones_of(region)
    if not phones.contacts:
        return
    kk, ru = (words.blocks(setup.PHONES, phones, language) for language in Language)
    blocks = (*kk, Block(kind=BlockKind.NEW_PAGE), *ru)
    yield Artifact(
        kind=ArtifactKind.LETTER,
        path=f"letters/phones-{region.week.isoformat()}.docx",
        content=docx.write(_sheet(region, blocks, Language.KK)),
    )


def _sheet(region: Region, blocks: tuple[Block, ...], language: Language) -> Sheet:
    campaign = region.campaign
    return Sheet(
        blocks=blocks,
        settings=campaign.settings,
        week=region.week,
        language=language,
        templates=campaign.folder.parent,
    )


def _name(region: Region, facts: Mending | Reminder) -> str:
    return f"{region.week.isoformat()}_{facts.unit.code}"


def _some(form: Artifact | None) -> tuple[Artifact, ...]:
    return (form,) if form else ()
