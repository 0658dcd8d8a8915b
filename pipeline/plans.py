"""Tell the story of a new plan: a Word table becomes a campaign's plan, open questions listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.adopt import adopt, load_plan_words, written
from pipeline.campaign import load_campaign
from pipeline.collect import take_up
from pipeline.deliver import write_files
from pipeline.errors import InboxError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import Job

# The campaign's own questions may lie in the same folder.
PLAN_FILE, QUESTIONS_FILE = "plan.toml", "plan-questions.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPlan:
    """Where a plan lies, how much of it there is, and what is left to a person."""

    folder: Path
    measures: int
    questions: tuple[tuple[str, str], ...]  # in both languages


def import_plan(job: Job, file: Path, out: Path | None) -> ImportedPlan:
    """Read an action plan's Word document into the plan of a campaign.

    Raises: InboxError where it is no Word document, or no table in it is a plan's.
    """
    base = load_campaign(job.templates, None, job.now).plan
    words = load_plan_words(job.templates)
    arrival = take_up(file, file.name)
    if not arrival.content:
        raise InboxError("no-word-document", {"file": file.name})
    adopted = adopt(arrival.content, file.name, base, words)
    questions = tuple(
        (text.kk.format(**each.details), text.ru.format(**each.details))
        for each in adopted.questions
        for text in (words.question[each.key],)
    )
    folder = out or job.outbox / "plan" / file.stem
    listed = "\n".join(each for pair in questions for each in (*pair, ""))
    write_files({PLAN_FILE: written(adopted.plan), QUESTIONS_FILE: listed.encode()}, folder)
    return ImportedPlan(folder=folder, measures=len(adopted.plan.measures), questions=questions)
