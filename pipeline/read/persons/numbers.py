"""Tell a person's numbers and addresses of mail from sums, dates and papers' numbers."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from pipeline.read.persons.desks import is_of_a_desk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.read.persons.lexicon import Lexicon

# Groups of three behind spaces are a sum, unless a telephone's pairs follow.
NO_SUM = r"(?!\d{1,3}(?: \d{3})+(?! ?\d|-\d\d-\d\d(?!\d)))"
# The letter that is taken for a zero.
ZEROS = re.compile(r"(?<=\d)[Oo\u041e\u043e]+(?=\d)|(?<!\w)[O\u041e](?=\d{6})")
GAP = r"[ .\-/]{0,3}"
MOBILE = r"(?:70[0-8]|747|75[01]|76[0-4]|77[15-8])"
# What follows a code of three digits, in the usual groups.
GROUPS = rf"(?:\d{{3}}{GAP}\d\d{GAP}\d\d|\d{{3}}{GAP}\d{{4}}|\d\d{GAP}\d\d{GAP}\d{{3}}|\d{{7}})"
PHONES = tuple(
    re.compile(rf"(?<!\d){NO_SUM}{pattern}(?!\d)")
    for pattern in (
        # +7 or 8, then ten digits that begin with a 7, in any groups.
        r"(?:\+ ?7|007|8)[ (\-]{0,3}7(?:[ ()\-]{0,3}\d){9}",
        # +7, a bare 7 or 8, then ten digits in the usual groups.
        rf"(?:\+ ?7|007|7(?= ?\(?7)){GAP}\(?\d{{3}}\)?{GAP}{GROUPS}",
        rf"8[ .\-/]{{0,3}}\(?[34789]\d\d\)?{GAP}{GROUPS}",
        # A mobile number without either.
        rf"(?<!\d[ .,\-/])\(?{MOBILE}\)?{GAP}{GROUPS}",
        # A town's number: its code in brackets, or the groups behind dashes.
        r"\(7[1-3]\d\d\) ?\d\d[ \-]?\d\d[ \-]?\d\d",
        r"\(7[1-3]\d{3}\) ?\d[ \-]?\d\d[ \-]?\d\d",
        r"(?<!\d[ .,\-/])7[1-3]\d\d[ \-]\d\d-\d\d-\d\d",
        r"(?<!\d[ .,\-/])7[1-3]\d{3}[ \-]\d-\d\d-\d\d",
        # From abroad.
        r"\+ ?[1-9](?:[ ()\-]{0,2}\d){10,13}",
    )
)
# Near a word for a telephone less is needed: a town's own number, or any ten digits.
LOCAL = re.compile(
    rf"(?<![\d.,]){NO_SUM}(?:\d{{1,3}}-\d\d-\d\d|\d{{5,7}}|\d{{1,2}} \d\d \d\d"
    r"|\d(?:[ ()\-.]{0,2}\d){9,10})"
    r"(?![\d.,-]*\d)"
)
DATE_ALIKE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])-(?:0[1-9]|1[0-2])-\d\d")
NEAR_BEFORE, NEAR_BEHIND = 32, 14
LONGEST_COUNT = 5  # digits
EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} {0,2}@ {0,2}(?:[\w-]{1,64} ?\. ?){1,4}[^\W\d_]{2,}", re.ASCII
)
EMAIL_OF_ANY_LETTERS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,64}\.){1,4}[^\W\d_]{2,}")

# No number of a person is shorter.
DIGITS = re.compile(r"\d(?:\D{0,4}\d){4}")
IDENTITY = re.compile(r"(?<!\d)\d{12}(?!\d)")
SHORTENED = re.compile(r"(?<!\d)[1-9]\d{10}(?!\d)")  # by its leading zero
GROUPED = re.compile(
    r"(?<!\d)(?:(?:\d{6}|\d\d[ .\-/]\d\d[ .\-/]\d\d)[ \-/]{1,3}\d(?:[ \-]?\d){5}"
    r"|\d{4}([ -])\d{4}\1\d{4}|0\d\d([ -])\d{3}\2\d{3}\2\d{3}|\d(?:[ -]\d){11})(?!\d)"
)
# An account's number holds anything.
ACCOUNT = re.compile(r"\bKZ ?\d\d(?: ?[A-Z\d]{3,4}){4,5}", re.IGNORECASE)
CENTURIES = {0: (1900, 2000), 3: (1900,), 4: (1900,), 5: (2000,), 6: (2000,)}
# Figures from here may be a mobile number or an identity number that lost a zero or two.
LEAST_FIGURE, FIGURE_BEYOND = 1e9, 1e12
LENGTH = 12


def has_numbers(text: str, lexicon: Lexicon) -> bool:
    """Whether a plain text holds an identity number, a telephone number or an address of mail."""
    if "@" in text and (EMAIL.search(text) or EMAIL_OF_ANY_LETTERS.search(text)):
        return True
    if not DIGITS.search(text):
        return False
    text = ZEROS.sub(lambda match: "0" * len(match[0]), ACCOUNT.sub(" ", text))
    return has_identity(text, lexicon) or _has_phone(text, lexicon)


def is_a_persons(figure: float) -> bool:
    """Whether a figure is a person's number that lost its text."""
    if not LEAST_FIGURE <= figure < FIGURE_BEYOND or figure != int(figure):
        return False
    digits = str(int(figure))
    return is_identity(digits.zfill(LENGTH)) or any(each.fullmatch(digits) for each in PHONES)


def is_identity(digits: str) -> bool:
    """Whether twelve digits are an IIN: a day of birth, a century and sex, a check digit.

    Source: the state's rules of 2003; the second row of weights is due where the first gives 10.
    """
    if not _has_day(digits):
        return False
    figures = [int(digit) for digit in digits]
    weights = list(range(1, LENGTH))
    for row in (weights, weights[2:] + weights[:2]):
        check = sum(weight * figure for weight, figure in zip(row, figures, strict=False)) % 11
        if check < 10:  # noqa: PLR2004 - a single digit
            return check == figures[-1]
    return False


def _has_day(digits: str) -> bool:
    """Whether twelve digits begin with a day of birth, and go on with its century."""
    figures = [int(digit) for digit in digits]
    return any(_is_day(figures, century) for century in CENTURIES.get(figures[6], ()))


def _is_day(figures: list[int], century: int) -> bool:
    year, month, day = (figures[at] * 10 + figures[at + 1] for at in (0, 2, 4))
    try:
        date(century + year, month, day)
    except ValueError:
        return False
    return True


def has_identity(text: str, lexicon: Lexicon) -> bool:
    """Whether a plain text holds an identity number."""
    found = [*IDENTITY.findall(text), *SHORTENED.findall(text)]
    found += [match[0] for match in GROUPED.finditer(text)]
    named = lexicon.behind_identity.findall(text)
    # Behind its word a number with a slip in it is a person's all the same.
    return any(map(is_identity, _twelve(found))) or any(map(_has_day, _twelve(named)))


def _twelve(numbers: Iterable[str]) -> Iterator[str]:
    """Write identity numbers without what parts them, and with the zero that they lost."""
    for each in numbers:
        yield "".join(filter(str.isdigit, each)).zfill(LENGTH)


def _has_phone(text: str, lexicon: Lexicon) -> bool:
    for pattern in PHONES:
        for match in pattern.finditer(text):
            start = match.start()
            is_a_papers = lexicon.is_paper(text[max(0, start - NEAR_BEFORE) : start])
            if is_a_papers and not _near_phone_word(text, match, lexicon):
                continue
            if not is_of_a_desk(text, match, lexicon):
                return True
    if not lexicon.phone.search(text):
        return False
    return any(
        _near_phone_word(text, match, lexicon) and not is_of_a_desk(text, match, lexicon)
        for match in LOCAL.finditer(text)
    )


def _near_phone_word(text: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether a word for a telephone stands before a number, with no other number between."""
    before = text[max(0, match.start() - NEAR_BEFORE) : match.start()]
    words = list(lexicon.phone.finditer(before))
    if words:
        between = before[words[-1].end() :]
        is_next = not any(map(str.isalnum, between))
        is_other = DATE_ALIKE.fullmatch(match[0]) or any(map(str.isdigit, between))
        if is_next or (
            not is_other
            and ("-" in match[0] or (match[0].isdigit() and len(match[0]) > LONGEST_COUNT))
        ):
            return True
    behind = text[match.end() : match.end() + NEAR_BEHIND]
    word = lexicon.phone.search(behind)
    return word is not None and not any(map(str.isalnum, behind[: word.start()]))
