"""Draw what is wrong with the forms of a random region, and what was put right since."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipeline.model import Correction, Fate, FileVerdict, Finding, Severity, Since, Slot, Status

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.campaign import Campaign
    from pipeline.model import Submission

# What a region's count may be: every reading of a number's last word, and every agreement.
COUNTS = (
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 25, 30, 31,
    40, 50, 60, 70, 80, 90, 99, 100, 101, 102, 111, 112, 121, 200, 346, 999, 1000, 1001, 1002,
    1011, 1100, 2000, 10_000, 14_236, 100_000, 1_000_000, 1_000_001,
)  # fmt: skip
REASONS = (
    "Есеп қате толтырылған, түзетілді",
    "Данные уточнены по протоколу № 5 от 09.08.2011.",
    "өткен аптада 2 рет есептелген",
)


def draw_findings(units: Sequence[str], week: date, rand: random.Random) -> Iterator[Finding]:
    """Draw faults that a text may tell, and reasons that were accepted."""
    share = rand.choice((0, 0, 0.1, 0.3, 0.9))
    for unit in units:
        if rand.random() < share:
            for code, row, details in rand.sample(list(_faults(rand)), rand.randint(1, 4)):
                accepted = rand.choice((None, None, None, rand.choice(REASONS)))
                yield Finding(
                    code=code,
                    severity=rand.choice((Severity.ERROR, Severity.ERROR, Severity.WARNING)),
                    unit=unit,
                    week=week,
                    path=f"{unit}.xlsx",
                    sheet=row[:2],
                    cell="E7",
                    indicator=row,
                    details=details,
                    accepted_reason=accepted,
                )


def _faults(rand: random.Random) -> Iterable[tuple[str, str, dict[str, Any]]]:
    low, high = sorted(map(float, rand.sample(COUNTS, 2)))
    count = high - low
    return (
        ("total-fell", "F1.10", {"before": high, "value": low}),
        ("total-fell", "F3.10", {"before": high, "value": low}),
        ("total-fell", "F1.11", {"before": 12.5, "value": 2.0}),
        ("sum-mismatch", "F1.11", {"difference": 1.0, "value": 1000.0, "sum": 1000.0 - count}),
        ("sum-mismatch", "F1.05", {"difference": 1.0, "value": low, "sum": high}),
        ("blank", "F2.02", {}),
        ("blank", "F2.03", {}),
        ("part-exceeds-whole", "F3.41", {"value": 2, "whole": 1, "whole_id": "F3.40"}),
    )


def draw_corrections(units: Sequence[str], week: date, rand: random.Random) -> Iterator[Correction]:
    share = rand.choice((0, 0, 0.1, 0.4))
    received = datetime.combine(week, datetime.min.time(), tzinfo=noon(week).tzinfo)
    for unit in units:
        if rand.random() < share:
            for _ in range(rand.choice((1, 2, 5, 11))):
                yield Correction(
                    unit=unit,
                    indicator="F1.10",
                    slot=Slot.TOTAL,
                    sheet="F1",
                    cell="E7",
                    before=1.0,
                    after=2.0,
                    path=f"{unit}.xlsx",
                    older=f"{unit}-1.xlsx",
                    received_at=received,
                )


def draw_since(campaign: Campaign, week: date, rand: random.Random) -> Since | None:
    if rand.random() < 0.7:  # mostly the first version
        return None
    built = datetime.combine(week, datetime.min.time(), tzinfo=campaign.zone)
    return Since(built_at=built + timedelta(hours=9, minutes=5), changed=rand.choice(COUNTS))


def files_of(
    submissions: Iterable[Submission], findings: Sequence[Finding], week: date
) -> Iterator[FileVerdict]:
    for each in submissions:
        if each.received_at is not None:
            yield FileVerdict(
                path=each.file,
                sha256=each.sha256,
                fate=Fate.RETURNED if each.status is Status.RETURNED else Fate.ACCEPTED,
                unit=each.unit.code,
                week=week,
                received_at=each.received_at,
                findings=tuple(found for found in findings if found.unit == each.unit.code),
            )


def noon(week: date) -> datetime:
    return datetime.fromisoformat(f"{week.isoformat()}T12:00:00+06:00")
