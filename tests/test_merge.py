"""Test how dates are brought together: the last word on a milestone, each level's own record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conftest import FIRST, NOW, SECOND, THIRD
from forms import Desk, changed, clean

from pipeline.measures import Progress, own_standings_of, standings_of
from pipeline.merge import merge
from pipeline.model import Status
from pipeline.punctuality import record_of, tally, units_of

if TYPE_CHECKING:
    from pipeline.campaign import Campaign
    from pipeline.model import Region
    from pipeline.texts import Texts

LATER = NOW.replace(day=19)
UNIT, LEVEL = "kurshim", "vko"


def merged(desk: Desk, campaign: Campaign) -> Region:
    region = merge(desk.verdicts(now=LATER), campaign, None, LATER)
    assert region is not None
    return region


def three_weeks(campaign: Campaign, texts: Texts) -> Region:
    """Let one unit and the oblast level fall silent in different weeks, another report always."""
    desk = Desk(campaign, texts)
    for day in (FIRST, SECOND, THIRD):
        desk.receive("semei", day, clean(campaign, "semei", day))
    desk.receive(UNIT, FIRST, clean(campaign, UNIT, FIRST))
    blank = changed(clean(campaign, UNIT, SECOND), "M01 done= date= document=; M10 done=0")
    desk.receive(UNIT, SECOND, blank)
    desk.receive(LEVEL, FIRST, clean(campaign, LEVEL, FIRST))
    desk.receive(LEVEL, THIRD, clean(campaign, LEVEL, THIRD))
    return merged(desk, campaign)


def test_a_blank_and_a_missing_week_leave_the_last_word(campaign: Campaign, texts: Texts) -> None:
    region = three_weeks(campaign, texts)
    found = {
        each.step.milestone.id: (each.progress, each.told_on)
        for each in standings_of(region)
        if each.unit.code == UNIT
    }
    assert found["M01"] == (Progress.DONE, FIRST)
    assert found["M10"] == (Progress.OVERDUE, SECOND)
    assert region.week == THIRD


def test_each_level_has_a_record_of_its_own(campaign: Campaign, texts: Texts) -> None:
    region = three_weeks(campaign, texts)
    assert LEVEL not in {unit.code for unit in units_of(region)}
    assert all(len(submissions) == 19 for submissions in region.record.values())
    states = {
        code: [sent.state for sent in record_of(region, campaign.unit(code))][:4]
        for code in ("semei", UNIT, LEVEL)
    }
    on_time, missing = str(Status.ON_TIME), str(Status.MISSING)
    assert states == {
        "semei": [on_time, on_time, on_time, "pending"],
        UNIT: [on_time, on_time, missing, "pending"],
        LEVEL: [on_time, missing, on_time, "pending"],
    }
    count = tally(record_of(region, campaign.unit(LEVEL)))
    assert (count.due, count.accepted, count.missing) == (3, 2, 1)
    assert {each.step.measure.number for each in own_standings_of(region)} == {16, 20}
