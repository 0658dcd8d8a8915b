"""Load what we know beforehand: the campaign's calendar, plan, form, rules and units."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from pipeline.errors import SetupError
from pipeline.schema import (
    FormSpec,
    Indicator,
    Kind,
    PersonalWords,
    Plan,
    Rows,
    Rules,
    Settings,
    SumRule,
    Unit,
    UnitKind,
    Units,
)
from pipeline.tables import load_table

T = TypeVar("T")
SETTINGS_FILE = "campaign.toml"
# What comes so long before a campaign begins may already be meant for it.
RUN_UP = timedelta(days=31)


class Campaign(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Everything that is known before a form arrives."""

    folder: Path
    settings: Settings
    plan: Plan
    form: FormSpec
    rows: tuple[Indicator, ...]
    rules: Rules
    all_units: tuple[Unit, ...]
    personal: PersonalWords  # by which a person's data is told
    others: tuple[Settings, ...] = ()  # the other campaigns of the same workspace

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """Every defined row by its id."""
        return {indicator.id: indicator for indicator in self.rows}

    @cached_property
    def zone(self) -> ZoneInfo:
        """The region's own time."""
        return ZoneInfo(self.settings.timezone)

    @cached_property
    def oblast_level(self) -> Unit:
        """The oblast's own unit, which is not a district."""
        return self.unit(self.settings.oblast_level)

    def on(self, week: date) -> "Campaign":
        """The campaign as a date finds it: its units' names, its sums of the rows there are."""
        units = tuple(unit.on(week) for unit in self.all_units)
        sums = tuple(filter(None, (self._sum_on(rule, week) for rule in self.rules.sums)))
        if units == self.all_units and sums == self.rules.sums:
            return self
        rules = msgspec.structs.replace(self.rules, sums=sums)
        return msgspec.structs.replace(self, all_units=units, rules=rules)

    def _sum_on(self, rule: SumRule, week: date) -> SumRule | None:
        """Give a sum of the parts that the form has on a date; None where nothing is left of it.

        Once a part is retired the whole may exceed the others; a running total does so, too, where
        a part was added after it had begun.
        """
        first = self.settings.reporting_dates[0]
        whole, rows = self.indicators[rule.whole], [self.indicators[each] for each in rule.parts]
        parts = tuple(row.id for row in rows if row.is_valid_on(week))
        if not parts or not whole.is_valid_on(week):
            return None
        retired = any(row.valid_to is not None and first <= row.valid_to < week for row in rows)
        added = any(row.valid_from is not None and first < row.valid_from <= week for row in rows)
        return msgspec.structs.replace(
            rule,
            parts=parts,
            open_week=rule.open_week or retired,
            open_total=rule.open_total or retired or (added and whole.kind is Kind.CUM),
        )

    def divided(self, week: date) -> frozenset[str]:
        """Name the units from which another was split since the reporting date before."""
        previous = self.previous_date(week)
        return frozenset(
            unit.split_from
            for unit in self.all_units
            if unit.split_from
            and previous is not None
            and unit.valid_from is not None
            and previous < unit.valid_from <= week
        )

    def districts(self, week: date) -> tuple[Unit, ...]:
        """The units expected to report on a date, in the plan's order."""
        return tuple(
            unit.on(week)
            for unit in self.all_units
            if unit.kind is not UnitKind.OBLAST and unit.is_valid_on(week)
        )

    def unit(self, code: str) -> Unit:
        """Find a unit by its code; KeyError where there is none."""
        return self.units[code]

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        """Every unit that the region ever had, by its code."""
        return {unit.code: unit for unit in self.all_units}

    def issued(self, unit: Unit, week: date) -> tuple[Indicator, ...]:
        """The rows that the form of one unit has on one date, in the form's order."""
        return tuple(self.asked(unit, week).values())

    def asked(self, unit: Unit, week: date) -> Mapping[str, Indicator]:
        """The rows that the form of one unit has on one date, by their ids."""
        key = unit.kind is UnitKind.OBLAST, week
        if key not in self._asked:
            own = set(self.form.oblast_level)
            self._asked[key] = {
                indicator.id: indicator
                for indicator in self.rows
                if indicator.is_valid_on(week)
                and (
                    indicator.id in own or indicator.kind is Kind.TEXT
                    if unit.kind is UnitKind.OBLAST
                    else indicator.core or indicator.issued
                )
            }
        return self._asked[key]

    @cached_property
    def _asked(self) -> dict[tuple[bool, date], Mapping[str, Indicator]]:
        """What was asked once: every sheet and text asks it of every unit again."""
        return {}

    def is_of_another(self, week: date | None, received_at: datetime) -> bool:
        """Whether a form is of another campaign: by its date, else by when it came."""
        if week in self.settings.reporting_dates:
            return False
        if any(week in each.reporting_dates for each in self.others):
            return True
        day = received_at.astimezone(self.zone).date()
        every = sorted((self.settings, *self.others), key=lambda each: each.start)
        begun = [each for each in every if each.start - RUN_UP <= day]
        return (begun or every[:1])[-1].start != self.settings.start

    def opens(self, week: date | None) -> date:
        """The first day on which a report may come: its period's; early where it has no date."""
        for each in (self.settings, *self.others):
            if week in each.reporting_dates:
                earlier = [day for day in each.reporting_dates if day < week]
                return earlier[-1] + timedelta(days=1) if earlier else each.start
        return self.settings.start - RUN_UP

    def cut_off(self, week: date) -> datetime:
        """The moment up to which a report of this date is on time."""
        return datetime.combine(week, self.settings.cut_off, tzinfo=self.zone)

    def previous_date(self, week: date) -> date | None:
        """The reporting date before this one; None for the first."""
        earlier = [day for day in self.settings.reporting_dates if day < week]
        return earlier[-1] if earlier else None

    def period(self, week: date) -> tuple[date, date]:
        """The days that a report covers: from the day after the last one to its own."""
        previous = self.previous_date(week)
        return (previous + timedelta(days=1) if previous else self.settings.start, week)

    def number_of(self, week: date) -> int:
        """Which report of the campaign this is, from 1."""
        return self.settings.reporting_dates.index(week) + 1


def load_campaign(templates: Path, week: date | None, now: datetime) -> Campaign:
    """Load the campaign that a run is about, refusing any mistake in its files.

    It is the one that reports on `week`, else the newest that had begun by `now`.
    Raises: SetupError with the file, the key and what is expected there.
    """
    settings = campaigns_in(templates)
    folder = _chosen(settings, week, now)
    _zone(folder / SETTINGS_FILE, settings[folder])
    campaign = Campaign(
        folder=folder,
        settings=settings[folder],
        plan=load_table(folder / "plan.toml", Plan),
        form=load_table(folder / "form.toml", FormSpec),
        rows=load_table(folder / "indicators.toml", Rows).indicators,
        rules=load_table(folder / "rules.toml", Rules),
        all_units=_of_the_oblast(
            load_table(folder / "districts.toml", Units).units, settings[folder], folder
        ),
        personal=load_table(folder / "personal-data.toml", PersonalWords),
        others=tuple(each for other, each in settings.items() if other != folder),
    )
    for file, key, expected in _contradictions(campaign):
        raise SetupError("template", {"file": folder / file, "key": key, "expected": expected})
    return campaign


def campaigns_in(templates: Path) -> Mapping[Path, Settings]:
    """Find the campaigns of a workspace by their folders.

    Raises: SetupError where there is none.
    """
    folders = sorted(path.parent for path in templates.glob(f"*/{SETTINGS_FILE}"))
    if not folders:
        raise SetupError("no-campaign", {"folder": templates})
    return {folder: load_table(folder / SETTINGS_FILE, Settings) for folder in folders}


def timezone_of(templates: Path) -> ZoneInfo:
    """Find the region's own time before a campaign is chosen; all campaigns share it."""
    for path in sorted(templates.glob(f"*/{SETTINGS_FILE}")):
        return _zone(path, load_table(path, Settings))
    raise SetupError("no-campaign", {"folder": templates})


def console_language_of(templates: Path) -> str:
    """Find the language of messages before a campaign is chosen."""
    for path in sorted(templates.glob(f"*/{SETTINGS_FILE}")):
        return load_table(path, Settings).console_language
    raise SetupError("no-campaign", {"folder": templates})


def _zone(path: Path, settings: Settings) -> ZoneInfo:
    """Find the time zone that the settings name."""
    try:
        return ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SetupError(
            "template",
            {"file": path, "key": "timezone", "expected": 'a name such as "Asia/Almaty"'},
        ) from error


def _of_the_oblast(units: tuple[Unit, ...], settings: Settings, folder: Path) -> tuple[Unit, ...]:
    """Keep the units that ever were of the campaign's oblast, each valid while it was.

    Raises: SetupError where a unit names an oblast, or a unit it was split from, that is not there.
    """
    own, codes = settings.oblast_level, [unit.code for unit in units]
    named = [(f"units {unit.code}", each) for unit in units for each in _units_named(unit)]
    for key, expected in unknown_names(named, codes):
        file = folder / "districts.toml"
        raise SetupError("template", {"file": file, "key": key, "expected": expected})
    if own not in codes:
        return units
    return tuple(
        kept
        for unit in units
        if (kept := _while_of(unit, own, settings.start)) is not None
        and (kept.kind is not UnitKind.OBLAST or kept.code == own)
    )


def _units_named(unit: Unit) -> Iterator[str]:
    """Yield the codes of other units that one names."""
    yield from filter(None, (unit.oblast, unit.split_from))
    yield from (change.oblast for change in unit.changes if change.oblast)


def _while_of(unit: Unit, oblast: str, start: date) -> Unit | None:
    """Give a unit as the campaign finds it, valid while it is of an oblast; None if it never is."""
    moves = [each for each in unit.changes if each.oblast is not None]
    if not moves:
        return unit.on(start) if unit.oblast in {"", oblast} else None
    moves.sort(key=lambda each: each.since)
    begins = [
        (unit.valid_from, unit.oblast or oblast),
        *((each.since, each.oblast) for each in moves),
    ]
    ends = [*(each.since - timedelta(days=1) for each in moves), unit.valid_to]
    spans = [
        (begin, end) for (begin, held), end in zip(begins, ends, strict=True) if held == oblast
    ]
    if not spans:
        return None
    return msgspec.structs.replace(unit.on(start), valid_from=spans[0][0], valid_to=spans[-1][1])


def _chosen(settings: Mapping[Path, Settings], week: date | None, now: datetime) -> Path:
    """Choose the campaign of a week, else the newest that has begun."""
    if week is not None:
        found = [folder for folder, each in settings.items() if week in each.reporting_dates]
        if len(found) > 1:
            named = ", ".join(folder.name for folder in found)
            expected = f"reporting dates of one campaign alone, not {week} in each of {named}"
            key = "reporting_dates"
            raise SetupError(
                "template", {"file": found[-1] / SETTINGS_FILE, "key": key, "expected": expected}
            )
        if found:
            return found[0]
    begun = [folder for folder, each in settings.items() if each.start <= now.date()]
    return max(begun or settings, key=lambda folder: settings[folder].start)


def _contradictions(campaign: Campaign) -> Iterator[tuple[str, str, str]]:
    """Yield what a single file's shape cannot tell: (file, key, what is expected)."""
    settings = campaign.settings
    dates = settings.reporting_dates
    if not dates or list(dates) != sorted(set(dates)):
        yield SETTINGS_FILE, "reporting_dates", "dates in ascending order, each once"
    if any(not settings.start <= day <= settings.end for day in dates):
        yield SETTINGS_FILE, "reporting_dates", f"dates from {settings.start} to {settings.end}"
    if settings.console_language not in {"kk", "ru"}:
        yield SETTINGS_FILE, "console_language", '"kk" or "ru"'
    ids = [row.id for row in campaign.rows]
    codes = [unit.code for unit in campaign.all_units]
    bodies = [body.code for body in campaign.plan.bodies]
    numbers = [str(measure.number) for measure in campaign.plan.measures]
    yield from _doubled("indicators.toml", "indicators.id", ids)
    yield from _doubled("districts.toml", "units.code", codes)
    yield from _doubled("plan.toml", "bodies.code", bodies)
    yield from _doubled("plan.toml", "measures.number", numbers)
    named = (
        ("rules.toml", _rule_ids(campaign.rules), ids),
        ("form.toml", [("oblast_level", each) for each in campaign.form.oblast_level], ids),
        (SETTINGS_FILE, [("oblast_level", settings.oblast_level)], codes),
        (
            "indicators.toml",
            [(f"{row.id}.sheet", row.sheet) for row in campaign.rows],
            [sheet.code for sheet in campaign.form.sheets],
        ),
        (
            "indicators.toml",
            [(f"{row.id}.measures", str(each)) for row in campaign.rows for each in row.measures],
            numbers,
        ),
        (
            "plan.toml",
            [
                (f"measures {measure.number}.responsible", each.body)
                for measure in campaign.plan.measures
                for each in measure.responsible
            ],
            bodies,
        ),
        (
            "plan.toml",
            [
                (f"measures {measure.number}.deadlines", deadline.milestone)
                for measure in campaign.plan.measures
                for deadline in measure.deadlines
                if deadline.milestone
            ],
            [row.id for row in campaign.rows if row.kind is Kind.MILESTONE],
        ),
    )
    for file, keys, known in named:
        for key, expected in unknown_names(keys, known):
            yield file, key, expected


def _doubled(file: str, key: str, names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the names that stand twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield file, key, f"«{name}» once, not twice"
        seen.add(name)


def unknown_names(
    named: Iterable[tuple[str, str]], known: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Yield the keys whose names are not defined, each with its nearest valid name."""
    valid = set(known)
    for key, name in named:
        if name not in valid:
            near = get_close_matches(name, sorted(valid), n=1, cutoff=0.0)
            yield key, f"a defined name, not «{name}»; the nearest is «{''.join(near)}»"


def _rule_ids(rules: Rules) -> list[tuple[str, str]]:
    """List every indicator that the rules name, with the rule that names it."""
    named: list[tuple[str, str]] = [("correction_text", rules.correction_text)]
    for key in ("documented", "stalled", "preliminary"):
        named += [(key, each) for each in getattr(rules, key)]
    tables = (
        "sums", "bounds", "covers", "pairs", "implies", "ratios", "shares",
        "windows", "done", "needs", "dates",
    )  # fmt: skip
    for table in tables:
        for rule in getattr(rules, table):
            named += [(f"{table} {rule.id}", each) for each in _ids_of(rule)]
    return named


def _ids_of(rule: msgspec.Struct) -> Iterator[str]:
    """Yield the indicators that one rule names, whatever its kind."""
    fields = {
        "whole", "part", "parts", "wholes", "first", "second", "numerator",
        "denominator", "indicator", "milestone", "pairs", "figure",
    }  # fmt: skip
    for key, value in msgspec.structs.asdict(rule).items():
        if key not in fields:
            continue
        if isinstance(value, str):
            yield value
            continue
        for each in value:
            yield from (each,) if isinstance(each, str) else each
