"""Know what no letter may have, whatever it says."""

from __future__ import annotations

import re

KAZAKH_LETTER = re.compile(r"[әіңғүұқөһ]", re.IGNORECASE)
LATIN_ALLOWED = re.compile(r"F\d\.\d\d[a-z]?")
CYRILLIC, LATIN = "А-Яа-яЁёӘәІіҢңҒғҮүҰұҚқӨөҺһ", "A-Za-z"
FAULTS = {
    "an unfilled slot": re.compile(
        r"\{|\}|\bNone\b|\bNaN\b|\bnan\b|Undefined|\*\*|\|\s*\||[\ue000-\uf8ff]"
    ),
    "a doubled space": re.compile(r"[ \u00a0]{2,}"),
    "a space before a stop": re.compile(r"[ \u00a0][,.;:)](?!\d)"),
    "an ASCII quote": re.compile(r"[\"'`“”]"),
    "a mixed word": re.compile(rf"[{CYRILLIC}][{LATIN}]|[{LATIN}][{CYRILLIC}]"),
    "a narrow space": re.compile("[\u202f\u2009]"),
    "a hyphen for a dash": re.compile(r" - |—"),
    "a decimal point": re.compile(r"\d\.\d{1,2}(?!\d*\.\d)(?=[ \u00a0%])"),
    "a breaking space before a dash": re.compile(r" – "),
    "a number apart from its noun": re.compile(
        r"\d (?:бала|балаға|рейд|аудан|қала|мың|күн|дет|рейд|район|город|тыс|дн|ребён|школ)"
    ),
    "a doubled word": re.compile(
        rf"(?<![{CYRILLIC}])([{CYRILLIC}]{{2,}})[ \u00a0]\1(?![{CYRILLIC}])"
    ),
    "two stops": re.compile(r"[.,;:][ \u00a0]?[.,;:](?!\.)|\.\."),
    "a small letter after a stop": re.compile(
        r"(?<![ \u00a0(][а-яА-Я])(?<!тыс)(?<!\bм)(?<!тел)\. [а-яәіңғүұқөһ]"
    ),
    "a number without its ending": re.compile(r"\d[ \u00a0](?:дейін|артық|кем) "),
    "words run together": re.compile(
        r"[а-яёәіңғүұқөһ][А-ЯЁӘІҢҒҮҰҚӨҺ]|\)[а-яёәіңғүұқөһ]|[,;:][а-яёәіңғүұқөһ]"
    ),
}
