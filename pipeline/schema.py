"""Name what the template files of a campaign hold, so that a mistake in them is found at once."""

from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum

import msgspec


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a template file: unknown, missing and mistyped keys are refused."""


class Bilingual(Table, frozen=True, kw_only=True):
    """One text in both languages, neither the source of the other."""

    kk: str
    ru: str

    def __getitem__(self, language: str) -> str:
        """Give the text of one language, "kk" or "ru"."""
        return self.kk if language == "kk" else self.ru

    @property
    def both(self) -> str:
        """Both texts as headings print them, the state language first."""
        return self.kk if self.kk == self.ru else f"{self.kk} / {self.ru}"


class Kind(StrEnum):
    """How an indicator behaves over time."""

    CUM = "cum"  # running total since the start: week and total
    STOCK = "stock"  # state on the reporting date, may fall
    REF = "ref"  # planned or static base, normally set once
    MILESTONE = "milestone"  # done or not, with date and document
    FLAG = "flag"  # yes or no
    TEXT = "text"


class Quantity(StrEnum):
    """What an indicator's figure counts, and so how it is validated and printed."""

    COUNT = "count"  # whole numbers
    MONEY = "money"  # thousand tenge, at most one decimal
    PERCENT = "percent"  # 0 to 100
    NONE = "none"  # milestones, flags, texts


class Indicator(Table, frozen=True, kw_only=True):
    """One row of the form."""

    id: str
    sheet: str
    measures: tuple[int, ...]  # numbers of the plan's measures; empty: all
    kind: Kind
    quantity: Quantity
    unit: Bilingual
    label: Bilingual
    core: bool
    issued: bool = False  # an optional row that has been switched on
    # An indicator added or retired from a date on.
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid_on(self, day: date) -> bool:
        """Whether the form has it on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    @property
    def is_numeric(self) -> bool:
        """Whether its cells hold a figure."""
        return self.kind in {Kind.CUM, Kind.STOCK, Kind.REF}


class Sheet(Table, frozen=True, kw_only=True):
    """One sheet of the form."""

    code: str
    title: Bilingual


class UnitKind(StrEnum):
    """What a unit is."""

    CITY = "city"
    RAYON = "rayon"
    OBLAST = "oblast"


class Headers(Table, frozen=True, kw_only=True):
    """The words by which columns are recognised, wherever they stand."""

    number: Bilingual
    indicator: Bilingual
    unit: Bilingual
    week: Bilingual
    total: Bilingual
    previous: Bilingual
    reason: Bilingual
    check: Bilingual
    done: Bilingual
    date: Bilingual
    document: Bilingual
    text: Bilingual


class Cover(Table, frozen=True, kw_only=True):
    """The labels and the pick lists of the cover sheet."""

    sheet: str
    unit: Bilingual
    date: Bilingual
    report: Bilingual  # label of the pick list first / corrected
    first: Bilingual
    corrected: Bilingual
    edition: Bilingual
    instructions: Bilingual
    privacy: Bilingual
    heads: dict[UnitKind, tuple[str, ...]] = {}  # how districts shorten «city» and «rayon»


class SumRule(Table, frozen=True, kw_only=True):
    """A whole is the sum of its parts (S)."""

    id: str
    whole: str
    parts: tuple[str, ...]
    tolerance: float = 0.0  # per addend, in the unit of the line
    # Whether the whole may exceed its parts: some of what it counts has no row, or had none once.
    open_week: bool = False
    open_total: bool = False


class BoundRule(Table, frozen=True, kw_only=True):
    """A part does not exceed its whole, or the sum of several wholes (B)."""

    id: str
    part: str
    wholes: tuple[str, ...]
    warning: bool = False


class CoverRule(Table, frozen=True, kw_only=True):
    """The parts together reach the whole where all of them are filled (B3)."""

    id: str
    whole: str
    parts: tuple[str, ...]


class PairRule(Table, frozen=True, kw_only=True):
    """Two figures are zero together or not at all (B7)."""

    id: str
    first: str
    second: str


class ImplyRule(Table, frozen=True, kw_only=True):
    """Where the first figure is above zero, so is the second (B8)."""

    id: str
    first: str
    second: str


class RatioRule(Table, frozen=True, kw_only=True):
    """A quotient lies within bounds (P)."""

    id: str
    numerator: str
    denominator: str
    low: float
    high: float
    name: Bilingual


class ShareRule(Table, frozen=True, kw_only=True):
    """No unit holds more than this share of the region's line (P4)."""

    id: str
    indicator: str
    high: float


class WindowRule(Table, frozen=True, kw_only=True):
    """A figure does not grow after its window has closed (V7)."""

    id: str
    indicator: str
    closes: date


class DoneRule(Table, frozen=True, kw_only=True):
    """A milestone and its figures agree: every part equals its whole once done (D4, D5)."""

    id: str
    milestone: str
    pairs: tuple[tuple[str, str], ...] = ()  # (figure, its whole)
    warning: bool = False  # done while a figure is below its whole is only a warning
    reverse: bool = False  # and the reverse, all equal but not done, is a warning


class NeedRule(Table, frozen=True, kw_only=True):
    """A figure needs its milestone (`figure_first`), or a milestone its figure (D5)."""

    id: str
    milestone: str
    figure: str
    figure_first: bool
    warning: bool = True


class DateRule(Table, frozen=True, kw_only=True):
    """A milestone's date lies within its window (D6)."""

    id: str
    milestone: str
    opens: date
    closes: date


class JumpRule(Table, frozen=True, kw_only=True):
    """A week's figure is not far above the unit's earlier weeks with any figure (V5).

    Far is `factor` times their median absolute deviation above their median, where the
    deviation is never taken for less than `least` nor than `least_share` of the median.
    """

    factor: float
    least: float
    least_share: float
    floor: float  # a week's figure up to this is never far
    weeks: int  # of fewer earlier weeks with a figure above zero nothing is told


class ScaleRule(Table, frozen=True, kw_only=True):
    """Sums whose quotients (ratios of this id) are all this many times too high."""

    id: str
    factor: float


class Rules(Table, frozen=True, kw_only=True):
    """The relations between indicators, as data."""

    sums: tuple[SumRule, ...]
    bounds: tuple[BoundRule, ...]
    covers: tuple[CoverRule, ...]
    pairs: tuple[PairRule, ...]
    implies: tuple[ImplyRule, ...]
    ratios: tuple[RatioRule, ...]
    shares: tuple[ShareRule, ...]
    windows: tuple[WindowRule, ...]
    done: tuple[DoneRule, ...]
    needs: tuple[NeedRule, ...]
    dates: tuple[DateRule, ...]
    jump: JumpRule
    scale: ScaleRule  # sums in tenge where thousands are asked for (P1, P2)
    stalled: tuple[str, ...]  # figures that should move within two weeks (V4)
    documented: tuple[str, ...]  # milestones that need a document number (D1)
    preliminary: tuple[str, ...]  # figures that are preliminary before lessons begin (V8)
    correction_text: str  # the text row that explains a correction (T5)


class FormSpec(Table, frozen=True, kw_only=True):
    """The form: its sheets, columns and cover."""

    edition: str
    sheets: tuple[Sheet, ...]
    headers: Headers
    cover: Cover
    yes: Bilingual
    no: Bilingual
    no_data: tuple[str, ...]  # words and dashes that say there is none
    same_words: tuple[tuple[str, ...], ...] = ()  # words of units, each with what stands for it
    oblast_level: tuple[str, ...]  # the rows of the oblast level's own form, texts apart

    @property
    def sheet_names(self) -> frozenset[str]:
        """What the sheets of an issued form are called, its cover among them."""
        return frozenset({self.cover.sheet, *(sheet.code for sheet in self.sheets)})


class Rows(Table, frozen=True, kw_only=True):
    """All rows of the form, in its order."""

    indicators: tuple[Indicator, ...]


class DeadlineKind(StrEnum):
    """How the plan words a deadline."""

    BY = "by"
    WINDOW = "window"
    DURING = "during"
    FROM = "from"
    PER_LOCAL_PLAN = "per_local_plan"
    PER_COMMISSION_PLAN = "per_commission_plan"
    WEEKLY = "weekly"


class Deadline(Table, frozen=True, kw_only=True):
    """One dated part of a measure; measure 3 has two."""

    kind: DeadlineKind
    text: Bilingual  # as the plan prints it
    milestone: str = ""  # the row of the form that reports it, where there is one
    opens: date | None = None
    closes: date | None = None


class Responsible(Table, frozen=True, kw_only=True):
    """A body that answers for a measure."""

    body: str
    by_agreement: bool = False


class Body(Table, frozen=True, kw_only=True):
    """One responsible body of the plan's dictionary."""

    code: str
    name: Bilingual


class PlanMeasure(Table, frozen=True, kw_only=True):
    """One numbered measure, word for word."""

    number: int
    text: Bilingual
    short: Bilingual  # a few words, for headings of tables
    deadlines: tuple[Deadline, ...]
    responsible: tuple[Responsible, ...]


class Plan(Table, frozen=True, kw_only=True):
    """The action plan."""

    title: Bilingual
    by_agreement: Bilingual
    bodies: tuple[Body, ...]
    measures: tuple[PlanMeasure, ...]


class RussianCases(Table, frozen=True, kw_only=True):
    """The forms of a unit's own word: the city's name, or the rayon's adjective."""

    nom: str
    gen: str
    dat: str
    acc: str
    ins: str
    loc: str


class UnitChange(Table, frozen=True, kw_only=True):
    """What is new of a unit from a date on; what it leaves out stays as it was."""

    since: date
    oblast: str | None = None
    kato: str | None = None
    kk: str | None = None
    ru: RussianCases | None = None
    ru_head_first: bool | None = None
    name: Bilingual | None = None
    tile: tuple[int, int] | None = None

    @property
    def news(self) -> Mapping[str, object]:
        """What is new, by the name of the unit's own field."""
        told = msgspec.structs.asdict(self)
        return {key: value for key, value in told.items() if key != "since" and value is not None}


class Unit(Table, frozen=True, kw_only=True):
    """A city, a rayon or the oblast level itself."""

    code: str
    kind: UnitKind
    oblast: str = ""  # code of the oblast's own unit; "" is the campaign's
    kato: str = ""
    kk: str  # the bare name: "Күршім"
    ru: RussianCases  # of "Курчумский", of "Риддер"; of the whole name for the oblast
    # "город Семей", "район Самар": the head stands before the name, else after the adjective.
    ru_head_first: bool = False
    name: Bilingual  # the full name: "Күршім ауданы", "Курчумский район"
    short: Bilingual | None = None  # the oblast's abbreviation, where it has one
    tile: tuple[int, int] | None = None  # column and row on the tile map, from the top left
    valid_from: date | None = None
    valid_to: date | None = None
    split_from: str = ""  # code of the unit whose part it was until valid_from
    changes: tuple[UnitChange, ...] = ()
    phone: str = ""
    email: str = ""
    contact: Bilingual | str = ""  # whom to ask for, in both languages or a name

    def contact_in(self, language: str) -> str:
        """Name whom to ask for, in one language."""
        return self.contact if isinstance(self.contact, str) else self.contact[language]

    def is_valid_on(self, day: date) -> bool:
        """Whether the unit exists on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def on(self, day: date) -> "Unit":
        """The unit as it is called and placed on a day."""
        news: dict[str, object] = {}
        for change in sorted(self.changes, key=lambda each: each.since):
            if change.since <= day:
                news |= change.news
        return msgspec.structs.replace(self, **news) if news else self


class Units(Table, frozen=True, kw_only=True):
    """All units that the region ever had, in the plan's order, cities first."""

    units: tuple[Unit, ...]


class Person(Table, frozen=True, kw_only=True):
    """Who signs or receives, ready-made in the form needed."""

    post: Bilingual
    name: Bilingual


class Executor(Table, frozen=True, kw_only=True):
    """Who prepared the report, at the foot of the page."""

    name: Bilingual
    phone: str


class Letterhead(Table, frozen=True, kw_only=True):
    """The two-language head of a letter."""

    organisation: Bilingual
    place: Bilingual
    address: Bilingual


class KinWords(Table, frozen=True, kw_only=True):
    """Words for a child, a pupil, a parent; a star ends one that may go on."""

    one: tuple[str, ...]
    many: tuple[str, ...]
    never: tuple[str, ...]  # words that only begin alike, and phrases that name no one


class SomeWords(Table, frozen=True, kw_only=True):
    """Words of one meaning."""

    words: tuple[str, ...]


class HonourWords(Table, frozen=True, kw_only=True):
    """Words around a name after which something is called."""

    called: tuple[str, ...]  # at most a few words before it
    before: tuple[str, ...]
    after: tuple[str, ...]


class NameWords(Table, frozen=True, kw_only=True):
    """What people's names are and end in."""

    given: tuple[str, ...]
    surname_endings: tuple[str, ...]
    doubtful_endings: tuple[str, ...]  # of other words too
    family_endings: tuple[str, ...]  # of several who share a surname
    patronymic_endings: tuple[str, ...]
    case_endings: tuple[str, ...]
    whereabouts: tuple[str, ...]  # endings of places
    apart: tuple[str, ...]
    named: tuple[str, ...]  # what goes with a lone name
    by: tuple[str, ...]  # before the word for a name: «по имени»


class HeadingWords(Table, frozen=True, kw_only=True):
    """Headings of a list of people."""

    names: tuple[str, ...]
    birth: tuple[str, ...]
    not_birth: tuple[str, ...]
    age: tuple[str, ...]  # behind a number of years
    school_class: tuple[str, ...]
    home: tuple[str, ...]


class AddressWords(Table, frozen=True, kw_only=True):
    """Words of an address, and of places where nobody lives."""

    street: tuple[str, ...]
    flat: tuple[str, ...]
    venue: tuple[str, ...]


class PhoneWords(Table, frozen=True, kw_only=True):
    """Words beside a number that make it a telephone's, or a paper's."""

    near: tuple[str, ...]
    paper: tuple[str, ...]


class DeskWords(Table, frozen=True, kw_only=True):
    """Phrases for hot lines and offices, and words that stand between them and their numbers."""

    lines: tuple[str, ...]
    bodies: tuple[str, ...]
    beside: tuple[str, ...]


class EmailWords(Table, frozen=True, kw_only=True):
    """What is written for the sign @."""

    at: tuple[str, ...]
    dot: tuple[str, ...]


class PersonalWords(Table, frozen=True, kw_only=True):
    """The words by which a person's data is told, both languages together."""

    kin: KinWords
    office: SomeWords
    honour: HonourWords
    plain: SomeWords
    names: NameWords
    headings: HeadingWords
    address: AddressWords
    phone: PhoneWords
    desks: DeskWords
    email: EmailWords
    identity: SomeWords


class Settings(Table, frozen=True, kw_only=True):
    """The campaign itself: names, dates, people."""

    code: str
    name: Bilingual  # «Мектепке жол»
    title: Bilingual  # «Мектепке жол» республикалық акциясы
    framework: Bilingual  # the wider action it belongs to, without quotes
    start: date
    end: date
    reporting_dates: tuple[date, ...]
    cut_off: time
    timezone: str
    first_lesson: date
    console_language: str
    oblast_level: str  # code of the oblast's own unit
    letterhead: Letterhead
    addressee: Bilingual
    signatory: Person
    executor: Executor
    low_coverage_target: float  # percent; the narrative asks the lowest units to reach it
    low_coverage_count: int  # how many lead and how many trail in the narrative
