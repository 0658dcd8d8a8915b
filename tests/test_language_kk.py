"""Kazakh: endings by harmony and sound, checked form by form.

Long, as every expected form is typed out, none computed.
"""

from datetime import date
from typing import Any

import pytest

from pipeline.language import kk
from pipeline.schema import Bilingual, RussianCases, Unit, UnitKind

UNITS = (
    ("oskemen", "city", "Өскемен"),
    ("semei", "city", "Семей"),
    ("ridder", "city", "Риддер"),
    ("kurchatov", "city", "Курчатов"),
    ("abai", "rayon", "Абай"),
    ("ayagoz", "rayon", "Аягөз"),
    ("beskaragai", "rayon", "Бесқарағай"),
    ("borodulikha", "rayon", "Бородулиха"),
    ("glubokoe", "rayon", "Глубокое"),
    ("zharma", "rayon", "Жарма"),
    ("zaisan", "rayon", "Зайсан"),
    ("zyryan", "rayon", "Зырян"),
    ("katonkaragai", "rayon", "Катонқарағай"),
    ("kokpekti", "rayon", "Көкпекті"),
    ("kurshim", "rayon", "Күршім"),
    ("tarbagatai", "rayon", "Тарбағатай"),
    ("ulan", "rayon", "Ұлан"),
    ("urzhar", "rayon", "Үржар"),
    ("shemonaikha", "rayon", "Шемонаиха"),
    ("vko", "oblast", "Шығыс Қазақстан"),
)


def typed(text: str) -> str:
    """Read ~ as a no-break space, so that a reader sees it."""
    return text.replace("~", "\u00a0")


@pytest.fixture(scope="module")
def units() -> dict[str, Unit]:
    """Every unit of 2011 by its code; their Russian plays no part here."""
    cases = RussianCases(nom="", gen="", dat="", acc="", ins="", loc="")
    return {
        code: Unit(code=code, kind=UnitKind(kind), kk=name, ru=cases, name=Bilingual(kk="", ru=""))
        for code, kind, name in UNITS
    }


NUMBERS = (
    # case, then figures with their endings
    (
        "dat",
        (
            "0-ге 1-ге 2-ге 3-ке 4-ке 5-ке 6-ға 7-ге 8-ге 9-ға 10-ға 11-ге 16-ға 17-ге 19-ға 20-ға "
            "21-ге 30-ға 33-ке 40-қа 50-ге 60-қа 70-ке 80-ге 90-ға 100-ге 101-ге 111-ге 346-ға "
            "1~000-ға 1~100-ге 1~010-ға 10~000-ға 14~236-ға 1~000~000-ға 1~250~000-ға "
            "1~000~000~000-қа 2~000~000~000~000-ға"
        ),
    ),
    (
        "abl",
        (
            "0-ден 1-ден 2-ден 3-тен 4-тен 5-тен 6-дан 7-ден 8-ден 9-дан 10-нан 17-ден 20-дан "
            "30-дан "
            "40-тан 50-ден 60-тан 70-тен 80-нен 90-нан 100-ден 212-ден 1~000-нан 1~000~000-нан "
            "1~000~000~000-тан"
        ),
    ),
    (
        "gen",
        (
            "0-дің 1-дің 2-нің 3-тің 4-тің 5-тің 6-ның 7-нің 8-дің 9-дың 10-ның 20-ның 30-дың "
            "40-тың "
            "50-дің 60-тың 70-тің 80-нің 90-ның 100-дің 1~000-ның 1~000~000-ның 1~000~000~000-тың"
        ),
    ),
    (
        "acc",
        (
            "0-ді 1-ді 2-ні 3-ті 4-ті 5-ті 6-ны 7-ні 8-ді 9-ды 10-ды 20-ны 30-ды 40-ты 50-ді 60-ты "
            "70-ті 80-ді 90-ды 100-ді 1~000-ды 1~000~000-ды 1~000~000~000-ты"
        ),
    ),
    (
        "loc",
        (
            "0-де 1-де 2-де 3-те 4-те 5-те 6-да 7-де 8-де 9-да 10-да 20-да 30-да 40-та 50-де 60-та "
            "70-те 80-де 90-да 100-де 1~000-да 1~000~000~000-та"
        ),
    ),
    (
        "ins",
        (
            "0-мен 1-мен 2-мен 3-пен 4-пен 5-пен 6-мен 7-мен 8-бен 9-бен 10-мен 20-мен 30-бен "
            "40-пен "
            "50-мен 60-пен 70-пен 80-мен 90-мен 100-бен 1~000-мен 1~000~000~000-пен"
        ),
    ),
    ("nom", "0 41 3~412"),
)
OF_THEM = (
    (
        "nom",
        (
            "0-і 1-і 2-сі 3-і 4-і 5-і 6-сы 7-сі 8-і 9-ы 10-ы 15-і 16-сы 17-сі 20-сы 23-і 30-ы 40-ы "
            "41-і 45-і 50-і 51-і 58-і 60-ы 70-і 80-і 90-ы 100-і 212-сі 1~000-ы"
        ),
    ),
    ("gen", "1-інің 6-сының 9-ының 17-сінің 100-інің"),
    ("dat", "1-іне 6-сына 9-ына 17-сіне 20-сына 50-іне"),
    ("acc", "1-ін 6-сын 9-ын 17-сін 40-ын"),
    ("loc", "1-інде 6-сында 9-ында 17-сінде 146-сында 361-інде 436-сында"),
    ("abl", "1-інен 6-сынан 9-ынан 17-сінен 41-інен"),
    ("ins", "1-імен 6-сымен 9-ымен 17-сімен"),
)
DECIMALS = (
    (12.6, "dat", None, "12,6-ға"),
    (0.05, "abl", None, "0,05-тен"),
    (10.5, "dat", 1, "10,5-ке"),
    (2.0, "dat", 1, "2,0-ге"),
    (3.25, "abl", 2, "3,25-тен"),
    (3.5, "dat", 2, "3,50-ге"),
    (0.29, "acc", 1, "0,3-ті"),
    (1234.9, "dat", None, "1~234,9-ға"),
    (14236.0, "dat", None, "14~236-ға"),
)
PERCENTS = (
    (24, "nom", "", 1, "24,0%"),
    (24, "acc", "owned", 1, "24,0%-ын"),
    (12, "dat", "", 0, "12%-ға"),
    (20, "dat", "", 0, "20%-ға"),
    (92, "dat", "", 0, "92%-ға"),
    (7, "abl", "", 0, "7%-дан"),
    (33.1, "gen", "", 1, "33,1%-дың"),
    (33.1, "acc", "", 1, "33,1%-ды"),
    (33.1, "loc", "", 1, "33,1%-да"),
    (33.1, "ins", "", 1, "33,1%-бен"),
    (33.1, "nom", "owned", 1, "33,1%-ы"),
    (33.1, "dat", "owned", 1, "33,1%-ына"),
    (33.1, "abl", "owned", 1, "33,1%-ынан"),
)
SUMS = (
    (18640.5, "nom", 1, "18~640,5~мың теңге"),
    (18640.5, "acc", 1, "18~640,5~мың теңгені"),
    (120, "dat", 1, "120,0~мың теңгеге"),
    (9312, "abl", 1, "9~312,0~мың теңгеден"),
    (5.46, "abl", 1, "5,5~мың теңгеден"),
    (40338, "dat", 0, "40~338~мың теңгеге"),
    (100, "gen", 1, "100,0~мың теңгенің"),
    (100, "loc", 1, "100,0~мың теңгеде"),
    (0, "ins", 1, "0,0~мың теңгемен"),
)
COUNTED = (
    (0, "бала", "nom", "0~бала"),
    (1, "бала", "dat", "1~балаға"),
    (2, "бала", "abl", "2~баладан"),
    (5, "бала", "gen", "5~баланың"),
    (11, "бала", "acc", "11~баланы"),
    (21, "бала", "loc", "21~балада"),
    (23, "бала", "ins", "23~баламен"),
    (3412, "бала", "dat", "3~412~балаға"),
    (1253, "бала", "nom", "1~253~бала"),
    (14236, "мұқтаж бала", "nom", "14~236~мұқтаж бала"),
    (582, "нысан", "loc", "582~нысанда"),
    (27, "нысан", "gen", "27~нысанның"),
    (101, "нысан", "abl", "101~нысаннан"),
    (19, "қала мен аудан", "gen", "19~қала мен ауданның"),
    (18, "қала мен аудан", "loc", "18~қала мен ауданда"),
    (111, "қала мен аудан", "abl", "111~қала мен ауданнан"),
    (2, "аудан", "nom", "2~аудан"),
    (2, "аудан", "dat", "2~ауданға"),
    (4, "қала", "loc", "4~қалада"),
    (641, "мектеп", "gen", "641~мектептің"),
    (641, "мектеп", "dat", "641~мектепке"),
    (641, "мектеп", "abl", "641~мектептен"),
    (641, "мектеп", "ins", "641~мектеппен"),
    (624, "оқушы", "dat", "624~оқушыға"),
    (624, "оқушы", "gen", "624~оқушының"),
    (18, "отырыс", "loc", "18~отырыста"),
    (18, "отырыс", "dat", "18~отырысқа"),
    (71, "рейд", "dat", "71~рейдке"),
    (71, "рейд", "gen", "71~рейдтің"),
    (71, "рейд", "abl", "71~рейдтен"),
    (71, "рейд", "ins", "71~рейдпен"),
    (38, "жәрмеңке", "dat", "38~жәрмеңкеге"),
    (38, "жәрмеңке", "gen", "38~жәрмеңкенің"),
    (96, "материал", "abl", "96~материалдан"),
    (96, "материал", "gen", "96~материалдың"),
    (74, "баннер", "acc", "74~баннерді"),
    (74, "баннер", "dat", "74~баннерге"),
    (312, "мемлекеттік мекеме", "dat", "312~мемлекеттік мекемеге"),
    (512, "адам", "dat", "512~адамға"),
    (512, "адам", "abl", "512~адамнан"),
    (512, "адам", "ins", "512~адаммен"),
    (126, "кәсіпорын", "dat", "126~кәсіпорынға"),
    (30, "өтініш", "dat", "30~өтінішке"),
    (12, "отбасы", "dat", "12~отбасына"),
    (12, "отбасы", "nom", "12~отбасы"),
    (12, "отбасы", "abl", "12~отбасынан"),
    (9, "сюжет", "loc", "9~сюжетте"),
    (9, "объект", "loc", "9~объектіде"),
    (3, "іс-шара", "acc", "3~іс-шараны"),
    (6, "акция", "gen", "6~акцияның"),
    (8, "клуб", "dat", "8~клубқа"),
    (8, "институт", "abl", "8~институттан"),
    (8, "сервис", "dat", "8~сервиске"),
    (2, "бекіту", "gen", "2~бекітудің"),
    (2, "оқу", "dat", "2~оқуға"),
    (5, "автомобиль", "dat", "5~автомобильге"),
    (10.5, "пайыздық тармақ", "nom", "10,5~пайыздық тармақ"),
    (10.5, "пайыздық тармақ", "dat", "10,5~пайыздық тармаққа"),
)
OWNED = (
    (18, "отырыс", "nom", "18~отырысы"),
    (582, "білім беру нысан", "gen", "582~білім беру нысанының"),
    (582, "білім беру нысан", "loc", "582~білім беру нысанында"),
    (641, "мектеп", "nom", "641~мектебі"),
    (641, "мектеп", "dat", "641~мектебіне"),
    (312, "әкімдік", "abl", "312~әкімдігінен"),
    (15, "бала", "acc", "15~баласын"),
    (7, "тармақ", "dat", "7~тармағына"),
    (126, "кәсіпорын", "nom", "126~кәсіпорны"),
    (5, "автомобиль", "nom", "5~автомобилі"),
    (12, "отбасы", "dat", "12~отбасына"),
    (4, "объект", "nom", "4~объектісі"),
    (2, "бекіту", "nom", "2~бекітуі"),
)
PARTITIVE = (
    (41, "бала", "nom", "41-і"),
    (17, "қала мен аудан", "nom", "17-сі"),
    (9, "нысан", "loc", "9-ында"),
    (8, "бала", "nom", "8-і"),
    (7, "бала", "nom", "ішінде 7~бала"),
    (2, "аудан", "nom", "ішінде 2~аудан"),
    (1, "бала", "dat", "ішінде 1~балаға"),
)
ORDINALS = (
    (2, "апта", "nom", "", "2-апта"),
    (19, "тармақ", "nom", "", "19-тармақ"),
    (19, "тармақ", "dat", "owned", "19-тармағына"),
    (17, "тармақ", "loc", "", "17-тармақта"),
    (3, "апта", "loc", "", "3-аптада"),
    (1, "", "nom", "", "1-ші"),
    (2, "", "nom", "", "2-ші"),
    (3, "", "nom", "", "3-ші"),
    (6, "", "nom", "", "6-шы"),
    (9, "", "nom", "", "9-шы"),
    (10, "", "nom", "", "10-шы"),
    (20, "", "nom", "", "20-шы"),
    (25, "", "nom", "", "25-ші"),
    (40, "", "nom", "", "40-шы"),
    (6, "", "dat", "", "6-шыға"),
    (3, "", "acc", "", "3-шіні"),
)
PLACES = (
    # code, then gen, dat, loc, abl
    (
        "oskemen",
        "Өскемен қаласының, Өскемен қаласына, Өскемен қаласында, Өскемен қаласынан",
    ),
    (
        "semei",
        "Семей қаласының, Семей қаласына, Семей қаласында, Семей қаласынан",
    ),
    (
        "ridder",
        "Риддер қаласының, Риддер қаласына, Риддер қаласында, Риддер қаласынан",
    ),
    (
        "kurchatov",
        "Курчатов қаласының, Курчатов қаласына, Курчатов қаласында, Курчатов қаласынан",
    ),
    (
        "abai",
        "Абай ауданының, Абай ауданына, Абай ауданында, Абай ауданынан",
    ),
    (
        "ayagoz",
        "Аягөз ауданының, Аягөз ауданына, Аягөз ауданында, Аягөз ауданынан",
    ),
    (
        "beskaragai",
        "Бесқарағай ауданының, Бесқарағай ауданына, Бесқарағай ауданында, Бесқарағай ауданынан",
    ),
    (
        "borodulikha",
        "Бородулиха ауданының, Бородулиха ауданына, Бородулиха ауданында, Бородулиха ауданынан",
    ),
    (
        "glubokoe",
        "Глубокое ауданының, Глубокое ауданына, Глубокое ауданында, Глубокое ауданынан",
    ),
    (
        "zharma",
        "Жарма ауданының, Жарма ауданына, Жарма ауданында, Жарма ауданынан",
    ),
    (
        "zaisan",
        "Зайсан ауданының, Зайсан ауданына, Зайсан ауданында, Зайсан ауданынан",
    ),
    (
        "zyryan",
        "Зырян ауданының, Зырян ауданына, Зырян ауданында, Зырян ауданынан",
    ),
    (
        "katonkaragai",
        (
            "Катонқарағай ауданының, Катонқарағай ауданына, "
            "Катонқарағай ауданында, Катонқарағай ауданынан"
        ),
    ),
    (
        "kokpekti",
        "Көкпекті ауданының, Көкпекті ауданына, Көкпекті ауданында, Көкпекті ауданынан",
    ),
    (
        "kurshim",
        "Күршім ауданының, Күршім ауданына, Күршім ауданында, Күршім ауданынан",
    ),
    (
        "tarbagatai",
        "Тарбағатай ауданының, Тарбағатай ауданына, Тарбағатай ауданында, Тарбағатай ауданынан",
    ),
    (
        "ulan",
        "Ұлан ауданының, Ұлан ауданына, Ұлан ауданында, Ұлан ауданынан",
    ),
    (
        "urzhar",
        "Үржар ауданының, Үржар ауданына, Үржар ауданында, Үржар ауданынан",
    ),
    (
        "shemonaikha",
        "Шемонаиха ауданының, Шемонаиха ауданына, Шемонаиха ауданында, Шемонаиха ауданынан",
    ),
    (
        "vko",
        (
            "Шығыс Қазақстан облысының, Шығыс Қазақстан облысына, "
            "Шығыс Қазақстан облысында, Шығыс Қазақстан облысынан"
        ),
    ),
)
OTHER_PLACES = (
    ("kurshim", "nom", "Күршім ауданы"),
    ("kurshim", "acc", "Күршім ауданын"),
    ("kurshim", "ins", "Күршім ауданымен"),
    ("kurshim", "attr", "Күршім ауданындағы"),
    ("ridder", "nom", "Риддер қаласы"),
    ("ridder", "acc", "Риддер қаласын"),
    ("ridder", "ins", "Риддер қаласымен"),
)
LISTS: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("zharma", "loc", {}, "Жарма ауданында"),
    ("abai zharma", "loc", {}, "Абай және Жарма аудандарында"),
    ("abai zharma", "nom", {}, "Абай және Жарма аудандары"),
    ("abai zharma", "acc", {}, "Абай және Жарма аудандарын"),
    ("abai zharma", "ins", {}, "Абай және Жарма аудандарымен"),
    ("urzhar tarbagatai ayagoz", "gen", {}, "Үржар, Тарбағатай және Аягөз аудандарының"),
    ("urzhar tarbagatai ayagoz", "dat", {}, "Үржар, Тарбағатай және Аягөз аудандарына"),
    ("urzhar tarbagatai ayagoz", "abl", {}, "Үржар, Тарбағатай және Аягөз аудандарынан"),
    ("semei kurchatov", "loc", {}, "Семей және Курчатов қалаларында"),
    ("kurchatov kurshim", "abl", {}, "Курчатов қаласынан және Күршім ауданынан"),
    (
        "semei kurshim abai",
        "dat",
        {},
        "Семей қаласына, Күршім ауданына және Абай ауданына",
    ),
    ("kurchatov kurshim", "gen", {"joint": "and_last"}, "Курчатов қаласы мен Күршім ауданының"),
    ("kurshim kurchatov", "dat", {"joint": "and_last"}, "Күршім ауданы мен Курчатов қаласына"),
    ("abai zharma", "gen", {"joint": "and_last"}, "Абай мен Жарма аудандарының"),
    ("semei kurchatov", "gen", {"joint": "and_last"}, "Семей мен Курчатов қалаларының"),
    ("kurchatov semei", "gen", {"joint": "and_last"}, "Курчатов пен Семей қалаларының"),
    ("ayagoz ulan", "gen", {"joint": "and_last"}, "Аягөз бен Ұлан аудандарының"),
    ("zharma", "gen", {"joint": "and_last"}, "Жарма ауданының"),
    (
        "semei kurshim abai",
        "gen",
        {"joint": "and_last"},
        "Семей қаласының, Күршім ауданының және Абай ауданының",
    ),
    ("zyryan urzhar", "nom", {"bare": True}, "Зырян және Үржар"),
    ("zyryan", "nom", {"bare": True}, "Зырян"),
    ("kurchatov kurshim ulan", "nom", {"bare": True}, "Курчатов, Күршім және Ұлан"),
    ("ayagoz ulan", "nom", {"bare": True, "joint": "and_last"}, "Аягөз бен Ұлан"),
    ("urzhar", "loc", {"notes": {"urzhar": "8,4%"}}, "Үржар ауданында (8,4%)"),
    (
        "urzhar tarbagatai ayagoz",
        "loc",
        {"notes": {"urzhar": "8,4%", "tarbagatai": "9,7%", "ayagoz": "11,3%"}},
        "Үржар (8,4%), Тарбағатай (9,7%) және Аягөз (11,3%) аудандарында",
    ),
    (
        "ridder glubokoe oskemen",
        "nom",
        {"notes": {"ridder": "41,2%", "glubokoe": "38,5%", "oskemen": "35,9%"}},
        "Риддер қаласы (41,2%), Глубокое ауданы (38,5%) және Өскемен қаласы (35,9%)",
    ),
    (
        "ayagoz ulan",
        "gen",
        {"joint": "and_last", "notes": {"ayagoz": "8,4%", "ulan": "9,0%"}},
        "Аягөз (8,4%) бен Ұлан (9,0%) аудандарының",
    ),
)
WITH = (
    ("қала", "мен"), ("тамыз", "бен"), ("қыркүйек", "пен"), ("мектеп", "пен"),
    ("аудан", "мен"), ("Курчатов", "пен"), ("рейд", "пен"), ("баннер", "мен"),
    ("Өскемен", "мен"), ("отырыс", "пен"), ("Семей", "мен"), ("оқу", "мен"),
    ("материал", "мен"), ("педагог", "пен"), ("аң", "мен"), ("сыныпты бітіру", "мен"),
    ("багаж", "бен"), ("клуб", "пен"), ("«Мектепке жол»", "мен"), ("24,0%", "бен"),
    ("3\u00a0412", "мен"), ("5", "пен"), ("100", "бен"), (8, "бен"), (4, "пен"), (7, "мен"),
    (0.05, "пен"), ("12,3", "пен"), ("Үржар (8,4%)", "мен"), ("автомобиль", "мен"),
)  # fmt: skip
DATES = (
    # nom, attr, dat, loc, abl, gen of the month, in the year's order
    ("қаңтар", "қаңтардағы", "қаңтарға", "қаңтарда", "қаңтардан", "қаңтардың"),
    ("ақпан", "ақпандағы", "ақпанға", "ақпанда", "ақпаннан", "ақпанның"),
    ("наурыз", "наурыздағы", "наурызға", "наурызда", "наурыздан", "наурыздың"),
    ("сәуір", "сәуірдегі", "сәуірге", "сәуірде", "сәуірден", "сәуірдің"),
    ("мамыр", "мамырдағы", "мамырға", "мамырда", "мамырдан", "мамырдың"),
    ("маусым", "маусымдағы", "маусымға", "маусымда", "маусымнан", "маусымның"),
    ("шілде", "шілдедегі", "шілдеге", "шілдеде", "шілдеден", "шілденің"),
    ("тамыз", "тамыздағы", "тамызға", "тамызда", "тамыздан", "тамыздың"),
    ("қыркүйек", "қыркүйектегі", "қыркүйекке", "қыркүйекте", "қыркүйектен", "қыркүйектің"),
    ("қазан", "қазандағы", "қазанға", "қазанда", "қазаннан", "қазанның"),
    ("қараша", "қарашадағы", "қарашаға", "қарашада", "қарашадан", "қарашаның"),
    ("желтоқсан", "желтоқсандағы", "желтоқсанға", "желтоқсанда", "желтоқсаннан", "желтоқсанның"),
)
PERIODS = (
    (date(2011, 8, 1), date(2011, 9, 30), "2011~жылғы 1~тамыз бен 30~қыркүйек аралығында"),
    (date(2011, 9, 1), date(2011, 10, 15), "2011~жылғы 1~қыркүйек пен 15~қазан аралығында"),
    (date(2011, 7, 25), date(2011, 8, 15), "2011~жылғы 25~шілде мен 15~тамыз аралығында"),
    (date(2011, 8, 5), date(2011, 8, 11), "2011~жылғы 5–11~тамыз аралығында"),
    (date(2011, 8, 5), date(2011, 8, 5), "2011~жылғы 5~тамызда"),
    (
        date(2011, 12, 1),
        date(2012, 1, 5),
        "2011~жылғы 1~желтоқсан мен 2012~жылғы 5~қаңтар аралығында",
    ),
)
WEEK = date(2011, 8, 11)
# Every span of language/narrative.kk.md that a function makes, in the order of reading.
SPANS = (
    (kk.date(date(2011, 8, 12)), "2011~жылғы 12~тамыз"),
    (kk.date(WEEK, "attr"), "2011~жылғы 11~тамыздағы"),
    (kk.ordinal(2, "апта"), "2-апта"),
    (kk.day_range(date(2011, 8, 5), WEEK), "5–11~тамыз"),
    (kk.number(19), "19"),
    (kk.number(17, possessive=True), "17-сі"),
    (kk.percent(89.47), "89,5%"),
    (kk.days(1), "1~күн"),
    (kk.number(14236), "14~236"),
    (kk.number(346, "dat"), "346-ға"),
    (kk.counted(3412, "бала", "dat"), "3~412~балаға"),
    (kk.percent(24, "acc", possessive=True), "24,0%-ын"),
    (kk.counted(1875, "бала"), "1~875~бала"),
    (kk.percent(13.5), "13,5%"),
    (kk.number(10.5), "10,5"),
    (kk.money(18640.5, "acc"), "18~640,5~мың теңгені"),
    (kk.money(9312.0, "abl"), "9~312,0~мың теңгеден"),
    (kk.times(2.0), "2,0~есе"),
    (kk.number(582), "582"),
    (kk.number(436, "loc", possessive=True), "436-сында"),
    (kk.percent(74.9), "74,9%"),
    (kk.number(154, "dat"), "154-ке"),
    (kk.counted(64, "бала", "gen"), "64~баланың"),
    (kk.number(41, possessive=True), "41-і"),
    (kk.counted(19, "қала мен аудан", "loc"), "19~қала мен ауданда"),
    (kk.counted(47, "отырыс", possessive=True), "47~отырысы"),
    (kk.counted(624, "оқушы", "dat"), "624~оқушыға"),
    (kk.counted(312, "мемлекеттік мекеме"), "312~мемлекеттік мекеме"),
    (kk.counted(641, "мектеп", "gen"), "641~мектептің"),
    (kk.number(212, possessive=True), "212-сі"),
    (kk.percent(33.1), "33,1%"),
    (kk.number(361, "loc", possessive=True), "361-інде"),
    (kk.percent(62), "62,0%"),
    (kk.number(146, "loc", possessive=True), "146-сында"),
    (kk.counted(27, "нысан", "gen"), "27~нысанның"),
    (kk.number(9, "loc", possessive=True), "9-ында"),
    (kk.counted(38, "жәрмеңке"), "38~жәрмеңке"),
    (kk.number(17, "dat"), "17-ге"),
    (kk.counted(126, "кәсіпорын"), "126~кәсіпорын"),
    (kk.percent(12, "dat", places=0), "12%-ға"),
    (kk.counted(71, "рейд"), "71~рейд"),
    (kk.counted(512, "адам"), "512~адам"),
    (kk.number(43), "43"),
    (kk.percent(64.1), "64,1%"),
    (kk.counted(23, "бала", "ins"), "23~баламен"),
    (kk.money(18640.5), "18~640,5~мың теңге"),
    (kk.money(8215), "8~215,0~мың теңге"),
    (kk.percent(44.1), "44,1%"),
    (kk.counted(1486, "бала", "dat"), "1~486~балаға"),
    (kk.money(6940.5), "6~940,5~мың теңге"),
    (kk.percent(37.2), "37,2%"),
    (kk.counted(1204, "бала", "dat"), "1~204~балаға"),
    (kk.money(2105), "2~105,0~мың теңге"),
    (kk.percent(11.3), "11,3%"),
    (kk.counted(437, "бала", "dat"), "437~балаға"),
    (kk.money(1380), "1~380,0~мың теңге"),
    (kk.percent(7.4), "7,4%"),
    (kk.counted(285, "бала", "dat"), "285~балаға"),
    (kk.money(5.46, "abl"), "5,5~мың теңгеден"),
    (kk.counted(96, "материал"), "96~материал"),
    (kk.number(44, "dat"), "44-ке"),
    (kk.number(58, possessive=True), "58-і"),
    (kk.number(23, possessive=True), "23-і"),
    (kk.number(15, possessive=True), "15-і"),
    (kk.number(51, possessive=True), "51-і"),
    (kk.number(45, possessive=True), "45-і"),
    (kk.counted(74, "баннер"), "74~баннер"),
    (kk.counted(14, "қала мен аудан"), "14~қала мен аудан"),
    (kk.date(date(2011, 7, 25), "dat"), "2011~жылғы 25~шілдеге"),
    (kk.date(date(2011, 8, 1), "dat"), "2011~жылғы 1~тамызға"),
    (kk.date(date(2011, 8, 15), "dat"), "2011~жылғы 15~тамызға"),
    (kk.days(4), "4~күн"),
    (kk.date(date(2011, 8, 25), "dat"), "2011~жылғы 25~тамызға"),
    (kk.days(14), "14~күн"),
    (kk.number(212, "abl"), "212-ден"),
    (kk.number(187, "dat"), "187-ге"),
    (kk.from_to(212, 187), "212-ден 187-ге"),
    (kk.money(120, "dat"), "120,0~мың теңгеге"),
    (kk.date(date(2011, 8, 18), "dat"), "2011~жылғы 18~тамызға"),
    (kk.percent(20, "dat", places=0), "20%-ға"),
)
BARE_SPANS = "1~875 74 96 18 437 624 2 47 285 126 71 64 27 3 1~486 641 1~204 38 512 14 23 15 312 43"
PLACE_SPANS = (
    ("kurchatov kurshim", "abl", "each", "Курчатов қаласынан және Күршім ауданынан"),
    ("zharma", "loc", "each", "Жарма ауданында"),
    ("abai zharma", "loc", "each", "Абай және Жарма аудандарында"),
    ("semei", "loc", "each", "Семей қаласында"),
    ("oskemen", "loc", "each", "Өскемен қаласында"),
    ("abai urzhar", "loc", "each", "Абай және Үржар аудандарында"),
    (
        "katonkaragai tarbagatai ulan",
        "loc",
        "each",
        "Катонқарағай, Тарбағатай және Ұлан аудандарында",
    ),
    ("kurchatov kurshim", "gen", "and_last", "Курчатов қаласы мен Күршім ауданының"),
    ("borodulikha", "nom", "each", "Бородулиха ауданы"),
    ("beskaragai", "gen", "each", "Бесқарағай ауданының"),
    ("kurchatov kurshim", "gen", "each", "Курчатов қаласының және Күршім ауданының"),
    ("urzhar tarbagatai ayagoz", "gen", "each", "Үржар, Тарбағатай және Аягөз аудандарының"),
    ("zharma", "gen", "each", "Жарма ауданының"),
    (
        "katonkaragai tarbagatai ulan",
        "gen",
        "each",
        "Катонқарағай, Тарбағатай және Ұлан аудандарының",
    ),
)


def figures_of(forms: str) -> list[tuple[int, str]]:
    """Read a line of forms, each with the number it shows."""
    return [
        (int(form.partition("-")[0].replace("~", "")), typed(form)) for form in forms.split(" ")
    ]


@pytest.mark.parametrize(("case", "forms"), NUMBERS, ids=str)
def test_number_takes_the_ending_of_its_last_word(case: str, forms: str) -> None:
    for n, expected in figures_of(forms):
        assert kk.number(n, case) == expected


@pytest.mark.parametrize(("case", "forms"), OF_THEM, ids=str)
def test_number_of_them(case: str, forms: str) -> None:
    for n, expected in figures_of(forms):
        assert kk.number(n, case, possessive=True) == expected


@pytest.mark.parametrize(("n", "case", "places", "expected"), DECIMALS)
def test_decimal_takes_the_ending_of_its_fraction(
    n: float, case: str, places: int | None, expected: str
) -> None:
    assert kk.number(n, case, places=places) == typed(expected)


@pytest.mark.parametrize(("x", "case", "owned", "places", "expected"), PERCENTS)
def test_percent(x: float, case: str, owned: str, places: int, expected: str) -> None:
    assert kk.percent(x, case, possessive=bool(owned), places=places) == expected


@pytest.mark.parametrize(("x", "case", "places", "expected"), SUMS)
def test_money(x: float, case: str, places: int, expected: str) -> None:
    assert kk.money(x, case, places=places) == typed(expected)


@pytest.mark.parametrize(("n", "noun", "case", "expected"), COUNTED)
def test_counted_noun_stays_singular(n: float, noun: str, case: str, expected: str) -> None:
    assert kk.counted(n, noun, case) == typed(expected)


@pytest.mark.parametrize(("n", "noun", "case", "expected"), OWNED)
def test_counted_noun_with_its_owner(n: float, noun: str, case: str, expected: str) -> None:
    assert kk.counted(n, noun, case, possessive=True) == typed(expected)


@pytest.mark.parametrize(("n", "noun", "case", "expected"), PARTITIVE)
def test_partitive_avoids_the_ending_on_a_few(
    n: float, noun: str, case: str, expected: str
) -> None:
    assert kk.partitive(n, noun, case) == typed(expected)


@pytest.mark.parametrize(("n", "noun", "case", "owned", "expected"), ORDINALS)
def test_ordinal(n: int, noun: str, case: str, owned: str, expected: str) -> None:
    assert kk.ordinal(n, noun, case, possessive=bool(owned)) == expected


@pytest.mark.parametrize(("code", "forms"), PLACES, ids=[code for code, _ in PLACES])
def test_place(code: str, forms: str, units: dict[str, Unit]) -> None:
    assert [kk.place(units[code], case) for case in ("gen", "dat", "loc", "abl")] == forms.split(
        ", "
    )


def test_every_unit_of_2011_has_its_forms(units: dict[str, Unit]) -> None:
    assert [code for code, _ in PLACES] == list(units)


@pytest.mark.parametrize(("code", "case", "expected"), OTHER_PLACES)
def test_place_in_other_cases(code: str, case: str, expected: str, units: dict[str, Unit]) -> None:
    assert kk.place(units[code], case) == expected


@pytest.mark.parametrize(("codes", "case", "options", "expected"), LISTS)
def test_places(
    codes: str, case: str, options: dict[str, Any], expected: str, units: dict[str, Unit]
) -> None:
    assert kk.places([units[code] for code in codes.split()], case, **options) == expected


@pytest.mark.parametrize(("previous", "expected"), WITH)
def test_with_word(previous: str | float, expected: str) -> None:
    assert kk.with_word(previous) == expected


def test_paired() -> None:
    assert kk.paired("қала", "аудан") == "қала мен аудан"
    assert kk.paired("есеп", "түсініктеме") == "есеп пен түсініктеме"


def test_joined() -> None:
    assert kk.joined(["а", "ә"]) == "а және ә"
    assert kk.joined(["а", "ә", "б"]) == "а, ә және б"


@pytest.mark.parametrize(("month", "forms"), list(enumerate(DATES, 1)))
def test_date(month: int, forms: tuple[str, ...]) -> None:
    day = date(2011, month, 4)
    cases = ("nom", "attr", "dat", "loc", "abl", "gen")
    assert [kk.date(day, case) for case in cases] == [
        typed(f"2011~жылғы 4~{form}") for form in forms
    ]


@pytest.mark.parametrize(("first", "last", "expected"), PERIODS)
def test_period(first: date, last: date, expected: str) -> None:
    assert kk.period(first, last) == typed(expected)


def test_times() -> None:
    assert kk.times(2.04) == typed("2,0~есе")
    assert kk.times(5) == typed("5~есе")
    assert kk.times(12.35) == typed("12,4~есе")


@pytest.mark.parametrize(("made", "expected"), SPANS, ids=[each for _, each in SPANS])
def test_spans_of_the_narrative(made: str, expected: str) -> None:
    assert made == typed(expected)


@pytest.mark.parametrize("shown", BARE_SPANS.split())
def test_bare_numbers_of_the_narrative(shown: str) -> None:
    assert kk.number(int(shown.replace("~", ""))) == typed(shown)


@pytest.mark.parametrize(("codes", "case", "joint", "expected"), PLACE_SPANS)
def test_places_of_the_narrative(
    codes: str, case: str, joint: str, expected: str, units: dict[str, Unit]
) -> None:
    assert kk.places([units[code] for code in codes.split()], case, joint=joint) == expected


def test_unknown_names_are_refused_with_the_nearest(units: dict[str, Unit]) -> None:
    with pytest.raises(ValueError, match="unknown Kazakh case «dative»; the nearest is «dat»"):
        kk.number(5, "dative")
    with pytest.raises(ValueError, match="unknown Kazakh case"):
        kk.place(units["abai"], "dative")
    with pytest.raises(ValueError, match="unknown Kazakh case"):
        kk.percent(5, "dative", possessive=True)
    with pytest.raises(ValueError, match="unknown Kazakh case"):
        kk.counted(5, "бала", "dative")
    with pytest.raises(ValueError, match="unknown Kazakh case"):
        kk.date(WEEK, "dative")
    with pytest.raises(ValueError, match="unknown joint «last»; the nearest is «and_last»"):
        kk.places([units["abai"]], joint="last")
    with pytest.raises(ValueError, match="no vowel"):
        kk.inflected("СМС", "dat")
