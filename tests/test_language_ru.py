"""Russian: agreement, cases, dates and places, checked form by form.

Long, as every expected form is typed out, none computed.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pipeline.language import ru
from pipeline.language.nouns_ru import CASES, NOUNS
from pipeline.schema import Bilingual, RussianCases, Unit, UnitKind

CITIES = (
    (
        "oskemen",
        (
            "Усть-Каменогорск Усть-Каменогорска Усть-Каменогорску "
            "Усть-Каменогорск Усть-Каменогорском Усть-Каменогорске"
        ),
    ),
    ("semei", "Семей Семей Семей Семей Семей Семей"),
    ("ridder", "Риддер Риддера Риддеру Риддер Риддером Риддере"),
    ("kurchatov", "Курчатов Курчатова Курчатову Курчатов Курчатовом Курчатове"),
)
RAYONS = (
    # all decline alike: Абайск-ий, -ого, -ому, -ий, -им, -ом
    ("abai", "Абайск"),
    ("ayagoz", "Аягозск"),
    ("beskaragai", "Бескарагайск"),
    ("borodulikha", "Бородулихинск"),
    ("glubokoe", "Глубоковск"),
    ("zharma", "Жарминск"),
    ("zaisan", "Зайсанск"),
    ("zyryan", "Зыряновск"),
    ("katonkaragai", "Катон-Карагайск"),
    ("kokpekti", "Кокпектинск"),
    ("kurshim", "Курчумск"),
    ("tarbagatai", "Тарбагатайск"),
    ("ulan", "Уланск"),
    ("urzhar", "Урджарск"),
    ("shemonaikha", "Шемонаихинск"),
)
HEAD_FIRST = (
    ("samar", "Самар Самар Самар Самар Самар Самар"),
    ("altai", "Алтай Алтай Алтай Алтай Алтай Алтай"),
)
OBLAST = RussianCases(
    nom="Восточно-Казахстанская область",
    gen="Восточно-Казахстанской области",
    dat="Восточно-Казахстанской области",
    acc="Восточно-Казахстанскую область",
    ins="Восточно-Казахстанской областью",
    loc="Восточно-Казахстанской области",
)


def typed(text: str) -> str:
    """Read ~ as a no-break space, so that a reader sees it."""
    return text.replace("~", "\u00a0")


def a_unit(code: str, kind: UnitKind, cases: RussianCases, *, head_first: bool) -> Unit:
    """Make a unit of which only the Russian matters here."""
    name = Bilingual(kk="", ru="")
    return Unit(code=code, kind=kind, kk="", ru=cases, name=name, ru_head_first=head_first)


@pytest.fixture(scope="module")
def units() -> dict[str, Unit]:
    """Every unit of 2011 by its code, two later rayons and the oblast."""
    rows = [(row, UnitKind.CITY, True) for row in CITIES]
    for code, stem in RAYONS:
        forms = " ".join(stem + ending for ending in ("ий", "ого", "ому", "ий", "им", "ом"))
        rows.append(((code, forms), UnitKind.RAYON, False))
    rows += [(row, UnitKind.RAYON, True) for row in HEAD_FIRST]
    found = {}
    for (code, forms), kind, head_first in rows:
        cases = RussianCases(**dict(zip(CASES, forms.split(), strict=True)))
        found[code] = a_unit(code, kind, cases, head_first=head_first)
    found["vko"] = a_unit("vko", UnitKind.OBLAST, OBLAST, head_first=False)
    return found


COUNTED = (
    # noun and case, then the forms after 0, 1, 2, 5, 11, 21, 101, 111
    ("ребёнок", "nom", "детей ребёнок ребёнка детей детей ребёнок ребёнок детей"),
    ("ребёнок", "gen", "детей ребёнка детей детей детей ребёнка ребёнка детей"),
    ("ребёнок", "dat", "детям ребёнку детям детям детям ребёнку ребёнку детям"),
    ("ребёнок", "acc", "детей ребёнка детей детей детей ребёнка ребёнка детей"),
    ("ребёнок", "ins", "детьми ребёнком детьми детьми детьми ребёнком ребёнком детьми"),
    ("ребёнок", "loc", "детях ребёнке детях детях детях ребёнке ребёнке детях"),
    ("район", "nom", "районов район района районов районов район район районов"),
    ("район", "loc", "районах районе районах районах районах районе районе районах"),
    ("рейд", "nom", "рейдов рейд рейда рейдов рейдов рейд рейд рейдов"),
    ("рейд", "acc", "рейдов рейд рейда рейдов рейдов рейд рейд рейдов"),
    ("школа", "nom", "школ школа школы школ школ школа школа школ"),
    ("школа", "gen", "школ школы школ школ школ школы школы школ"),
    ("школа", "acc", "школ школу школы школ школ школу школу школ"),
    ("заседание", "nom", ("заседаний заседание заседания заседаний заседаний заседание заседание "
     "заседаний")),
    ("ярмарка", "nom", "ярмарок ярмарка ярмарки ярмарок ярмарок ярмарка ярмарка ярмарок"),
    ("человек", "nom", "человек человек человека человек человек человек человек человек"),
    ("человек", "gen", "человек человека человек человек человек человека человека человек"),
    ("человек", "dat", ("человекам человеку человекам человекам человекам человеку человеку "
     "человекам")),
    ("человек", "ins", ("человеками человеком человеками человеками человеками человеком "
     "человеком человеками")),
    ("семья", "nom", "семей семья семьи семей семей семья семья семей"),
    ("день", "nom", "дней день дня дней дней день день дней"),
    ("учащийся", "nom", "учащихся учащийся учащихся учащихся учащихся учащийся учащийся учащихся"),
    ("приёмная", "nom", "приёмных приёмная приёмные приёмных приёмных приёмная приёмная приёмных"),
    ("раз", "nom", "раз раз раза раз раз раз раз раз"),
    ("тенге", "nom", "тенге тенге тенге тенге тенге тенге тенге тенге"),
    ("интервью", "ins", "интервью интервью интервью интервью интервью интервью интервью интервью"),
)  # fmt: skip
AGREED = (
    (19, "город и район", "nom", "19~городов и районов"),
    (19, "город и район", "gen", "19~городов и районов"),
    (19, "город и район", "dat", "19~городам и районам"),
    (19, "город и район", "loc", "19~городах и районах"),
    (2, "город и район", "nom", "2~города и района"),
    (1, "город и район", "nom", "1~город или район"),
    (1, "город и район", "loc", "1~городе или районе"),
    (21, "город и район", "gen", "21~города и района"),
    (22, "нуждающийся ребёнок", "nom", "22~нуждающихся ребёнка"),
    (1, "нуждающийся ребёнок", "nom", "1~нуждающийся ребёнок"),
    (34, "нуждающийся ребёнок", "gen", "34~нуждающихся детей"),
    (21, "нуждающийся ребёнок", "dat", "21~нуждающемуся ребёнку"),
    (21, "нуждающийся ребёнок", "acc", "21~нуждающегося ребёнка"),
    (3, "нуждающийся ребёнок", "acc", "3~нуждающихся детей"),
    (23, "нуждающийся ребёнок", "acc", "23~нуждающихся ребёнка"),
    (25, "нуждающийся ребёнок", "ins", "25~нуждающимися детьми"),
    (1, "выявленный ребёнок", "loc", "1~выявленном ребёнке"),
    (2, "выявленный ребёнок", "nom", "2~выявленных ребёнка"),
    (101, "выявленный ребёнок", "gen", "101~выявленного ребёнка"),
    (22, "школьная ярмарка", "nom", "22~школьные ярмарки"),
    (5, "школьная ярмарка", "nom", "5~школьных ярмарок"),
    (21, "школьная ярмарка", "acc", "21~школьную ярмарку"),
    (1, "школьная ярмарка", "ins", "1~школьной ярмаркой"),
    (1, "государственное учреждение", "nom", "1~государственное учреждение"),
    (1, "государственное учреждение", "acc", "1~государственное учреждение"),
    (2, "государственное учреждение", "nom", "2~государственных учреждения"),
    (312, "государственное учреждение", "ins", "312~государственными учреждениями"),
    (2, "нуждающийся учащийся", "nom", "2~нуждающихся учащихся"),
    (1, "нуждающийся учащийся", "ins", "1~нуждающимся учащимся"),
    (2, "общественная приёмная", "nom", "2~общественные приёмные"),
    (11, "общественная приёмная", "loc", "11~общественных приёмных"),
    (1, "городской район", "gen", "1~городского района"),
    (21, "городской район", "nom", "21~городской район"),
    (5, "городской район", "nom", "5~городских районов"),
    (1, "последняя неделя", "acc", "1~последнюю неделю"),
    (3, "последняя неделя", "nom", "3~последние недели"),
    (2, "ячейка", "nom", "2~ячейки"),
    (5, "замечание", "nom", "5~замечаний"),
    (3, "письмо", "nom", "3~письма"),
    (5, "письмо", "nom", "5~писем"),
    (6, "публикация", "nom", "6~публикаций"),
    (7, "неделя", "nom", "7~недель"),
    (4, "список", "nom", "4~списка"),
    (8, "показатель", "nom", "8~показателей"),
    (2, "участник", "acc", "2~участников"),
    (22, "участник", "acc", "22~участника"),
    (3, "спонсор", "dat", "3~спонсорам"),
    (641, "объект образования", "gen", "641~объекта образования"),
    (5, "объект образования", "loc", "5~объектах образования"),
    (7, "стенд", "nom", "7~стендов"),
    (13, "обход", "nom", "13~обходов"),
    (112, "опрос", "nom", "112~опросов"),
    (1002, "обращение", "nom", "1~002~обращения"),
    (1, "процентный пункт", "nom", "1~процентный пункт"),
    (3, "процентный пункт", "acc", "3~процентных пункта"),
    (14236.0, "ребёнок", "nom", "14~236~детей"),
)
FRACTIONS = (
    (10.5, "процентный пункт", None, "10,5~процентного пункта"),
    (10, "процентный пункт", 1, "10,0~процентного пункта"),
    (0.04, "процентный пункт", 1, "0,0~процентного пункта"),
    (2.5, "школа", None, "2,5~школы"),
    (1.5, "тенге", None, "1,5~тенге"),
)
PREDICATES = (
    # verb, noun, then with 0, 1, 2, 5, 11, 21, 101
    ("проведён", "рейд", "проведено проведён проведено проведено проведено проведён проведён"),
    ("проведён", "ярмарка", ("проведено проведена проведено проведено проведено проведена "
     "проведена")),
    ("проведён", "заседание", ("проведено проведено проведено проведено проведено проведено "
     "проведено")),
    ("принят", "школа", "принято принята принято принято принято принята принята"),
    ("остался", "день", "осталось остался осталось осталось осталось остался остался"),
    ("вышел", "публикация", "вышло вышла вышло вышло вышло вышла вышла"),
)  # fmt: skip
VERBS = (
    # forms by gender, and the plural
    ("выявлен", "выявлена", "выявлено", "выявлены"),
    ("возвращён", "возвращена", "возвращено", "возвращены"),
    ("закреплён", "закреплена", "закреплено", "закреплены"),
    ("опубликован", "опубликована", "опубликовано", "опубликованы"),
    ("установлен", "установлена", "установлено", "установлены"),
    ("создан", "создана", "создано", "созданы"),
    ("утверждён", "утверждена", "утверждено", "утверждены"),
    ("принят", "принята", "принято", "приняты"),
    ("завершён", "завершена", "завершено", "завершены"),
    ("открыт", "открыта", "открыто", "открыты"),
    ("охвачен", "охвачена", "охвачено", "охвачены"),
    ("привлечён", "привлечена", "привлечено", "привлечены"),
    ("направлен", "направлена", "направлено", "направлены"),
    ("оказан", "оказана", "оказано", "оказаны"),
    ("вышел", "вышла", "вышло", "вышли"),
    ("прошёл", "прошла", "прошло", "прошли"),
    ("остался", "осталась", "осталось", "остались"),
    ("поступил", "поступила", "поступило", "поступили"),
    ("представил", "представила", "представило", "представили"),
)
COUNTED_PREDICATES = (
    (71, "проведён", "рейд", "проведён 71~рейд"),
    (154, "проведён", "рейд", "проведено 154~рейда"),
    (0, "проведён", "рейд", "проведено 0~рейдов"),
    (1, "выявлен", "нуждающийся ребёнок", "выявлен 1~нуждающийся ребёнок"),
    (11, "выявлен", "нуждающийся ребёнок", "выявлено 11~нуждающихся детей"),
    (21, "закреплён", "государственное учреждение", "закреплено 21~государственное учреждение"),
    (101, "проведён", "школьная ярмарка", "проведена 101~школьная ярмарка"),
    (3, "создан", "приёмная", "создано 3~приёмные"),
    (5, "поступил", "отчёт", "поступило 5~отчётов"),
    (1, "поступил", "обращение", "поступило 1~обращение"),
)
ORDINALS = (
    (2, "f", "nom", "2-я"), (2, "f", "gen", "2-й"), (2, "f", "dat", "2-й"), (3, "f", "acc", "3-ю"),
    (2, "f", "ins", "2-й"), (2, "f", "loc", "2-й"), (1, "m", "nom", "1-й"), (5, "m", "gen", "5-го"),
    (5, "m", "dat", "5-му"), (1, "m", "acc", "1-й"), (2, "m", "ins", "2-м"), (2, "m", "loc", "2-м"),
    (4, "n", "nom", "4-е"), (4, "n", "gen", "4-го"), (4, "n", "acc", "4-е"),
    (3, "pl", "nom", "3-е"),
    (3, "pl", "gen", "3-х"), (3, "pl", "dat", "3-м"), (3, "pl", "ins", "3-ми"),
)  # fmt: skip
PLACES = (
    # code, then gen, dat, ins, loc
    (
        "oskemen",
        "города Усть-Каменогорска, городу Усть-Каменогорску",
        "городом Усть-Каменогорском, городе Усть-Каменогорске",
    ),
    ("semei", "города Семей, городу Семей", "городом Семей, городе Семей"),
    ("ridder", "города Риддера, городу Риддеру", "городом Риддером, городе Риддере"),
    (
        "kurchatov",
        "города Курчатова, городу Курчатову",
        "городом Курчатовом, городе Курчатове",
    ),
    (
        "abai",
        "Абайского района, Абайскому району",
        "Абайским районом, Абайском районе",
    ),
    (
        "ayagoz",
        "Аягозского района, Аягозскому району",
        "Аягозским районом, Аягозском районе",
    ),
    (
        "beskaragai",
        "Бескарагайского района, Бескарагайскому району",
        "Бескарагайским районом, Бескарагайском районе",
    ),
    (
        "borodulikha",
        "Бородулихинского района, Бородулихинскому району",
        "Бородулихинским районом, Бородулихинском районе",
    ),
    (
        "glubokoe",
        "Глубоковского района, Глубоковскому району",
        "Глубоковским районом, Глубоковском районе",
    ),
    (
        "zharma",
        "Жарминского района, Жарминскому району",
        "Жарминским районом, Жарминском районе",
    ),
    (
        "zaisan",
        "Зайсанского района, Зайсанскому району",
        "Зайсанским районом, Зайсанском районе",
    ),
    (
        "zyryan",
        "Зыряновского района, Зыряновскому району",
        "Зыряновским районом, Зыряновском районе",
    ),
    (
        "katonkaragai",
        "Катон-Карагайского района, Катон-Карагайскому району",
        "Катон-Карагайским районом, Катон-Карагайском районе",
    ),
    (
        "kokpekti",
        "Кокпектинского района, Кокпектинскому району",
        "Кокпектинским районом, Кокпектинском районе",
    ),
    (
        "kurshim",
        "Курчумского района, Курчумскому району",
        "Курчумским районом, Курчумском районе",
    ),
    (
        "tarbagatai",
        "Тарбагатайского района, Тарбагатайскому району",
        "Тарбагатайским районом, Тарбагатайском районе",
    ),
    (
        "ulan",
        "Уланского района, Уланскому району",
        "Уланским районом, Уланском районе",
    ),
    (
        "urzhar",
        "Урджарского района, Урджарскому району",
        "Урджарским районом, Урджарском районе",
    ),
    (
        "shemonaikha",
        "Шемонаихинского района, Шемонаихинскому району",
        "Шемонаихинским районом, Шемонаихинском районе",
    ),
    ("samar", "района Самар, району Самар", "районом Самар, районе Самар"),
    ("altai", "района Алтай, району Алтай", "районом Алтай, районе Алтай"),
    (
        "vko",
        "Восточно-Казахстанской области, Восточно-Казахстанской области",
        "Восточно-Казахстанской областью, Восточно-Казахстанской области",
    ),
)
LISTS: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("zharma", "loc", {}, "Жарминском районе"),
    ("kurshim", "nom", {}, "Курчумский район"),
    ("kurshim", "acc", {}, "Курчумский район"),
    ("semei", "acc", {}, "город Семей"),
    ("vko", "acc", {}, "Восточно-Казахстанскую область"),
    ("abai zharma", "nom", {}, "Абайский и Жарминский районы"),
    ("abai zharma", "acc", {}, "Абайский и Жарминский районы"),
    ("abai zharma", "dat", {}, "Абайскому и Жарминскому районам"),
    ("abai zharma", "ins", {}, "Абайским и Жарминским районами"),
    ("semei ridder", "loc", {}, "городах Семей и Риддере"),
    ("ridder kurchatov", "nom", {}, "города Риддер и Курчатов"),
    ("ridder kurchatov", "gen", {}, "городов Риддера и Курчатова"),
    ("ridder kurchatov oskemen", "ins", {}, "городами Риддером, Курчатовом и Усть-Каменогорском"),
    ("samar altai", "loc", {}, "районах Самар и Алтай"),
    ("samar kurshim", "loc", {}, "районе Самар и Курчумском районе"),
    (
        "semei kurshim abai",
        "dat",
        {},
        "городу Семей, Курчумскому району и Абайскому району",
    ),
    ("zyryan urzhar", "nom", {"bare": True}, "Зыряновский и Урджарский"),
    ("zyryan", "nom", {"bare": True}, "Зыряновский"),
    ("semei ulan", "nom", {"bare": True}, "Семей и Уланский"),
    ("urzhar", "loc", {"notes": {"urzhar": "8,4%"}}, "Урджарском районе (8,4%)"),
    (
        "semei ridder",
        "loc",
        {"notes": {"semei": "1,0%", "ridder": "2,0%"}},
        "городах Семей (1,0%) и Риддере (2,0%)",
    ),
)
PREPOSITIONS = (
    ("abai zharma", "в Абайском и Жарминском районах", "об Абайском и Жарминском районах"),
    ("ulan", "в Уланском районе", "об Уланском районе"),
    ("urzhar", "в Урджарском районе", "об Урджарском районе"),
    ("ayagoz", "в Аягозском районе", "об Аягозском районе"),
    ("kurshim", "в Курчумском районе", "о Курчумском районе"),
    ("semei", "в городе Семей", "о городе Семей"),
    ("vko", "в Восточно-Казахстанской области", "о Восточно-Казахстанской области"),
)
MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
PERIODS = (
    (date(2011, 8, 1), date(2011, 9, 30), "с 1~августа по 30~сентября 2011~года"),
    (date(2011, 8, 5), date(2011, 8, 11), "с 5 по 11~августа 2011~года"),
    (date(2011, 8, 2), date(2011, 8, 11), "со 2 по 11~августа 2011~года"),
    (date(2011, 9, 2), date(2011, 10, 1), "со 2~сентября по 1~октября 2011~года"),
    (date(2011, 8, 22), date(2011, 9, 1), "с 22~августа по 1~сентября 2011~года"),
    (date(2011, 12, 1), date(2012, 1, 5), "с 1~декабря 2011~года по 5~января 2012~года"),
    (date(2011, 8, 5), date(2011, 8, 5), "5~августа 2011~года"),
)
WEEK = date(2011, 8, 11)
# Every span of language/narrative.ru.md that a function makes, in the order of reading.
SPANS = (
    (ru.date(date(2011, 8, 12)), "12~августа 2011~года"),
    (ru.date(WEEK, "acc"), "11~августа 2011~года"),
    (ru.numbered(2, "неделя"), "2-я~неделя"),
    (ru.day_range(date(2011, 8, 5), WEEK), "5–11~августа"),
    (ru.number(17), "17"),
    (ru.counted(19, "город и район", "gen"), "19~городов и районов"),
    (ru.percent(89.47), "89,5%"),
    (ru.counted(2, "район"), "2~района"),
    (ru.days(1, "acc"), "1~день"),
    (
        ru.counted_predicate(14236, "выявлен", "нуждающийся ребёнок"),
        "выявлено 14~236~нуждающихся детей",
    ),
    (ru.number(346), "346"),
    (ru.counted(3412, "ребёнок", "dat"), "3~412~детям"),
    (ru.percent(24), "24,0%"),
    (ru.counted(1875, "ребёнок", "dat"), "1~875~детям"),
    (ru.percent(13.5), "13,5%"),
    (ru.counted(10.5, "процентный пункт", places=1), "10,5~процентного пункта"),
    (ru.money(18640.5), "18~640,5~тыс.~тенге"),
    (ru.times(2.0), "2,0~раза"),
    (ru.money(9312), "9~312,0~тыс.~тенге"),
    (ru.counted(582, "объект", "gen"), "582~объектов"),
    (ru.number(436), "436"),
    (ru.percent(74.9), "74,9%"),
    (ru.counted_predicate(154, "проведён", "рейд"), "проведено 154~рейда"),
    (ru.counted(64, "выявленный ребёнок", "gen"), "64~выявленных детей"),
    (ru.counted_predicate(41, "возвращён", "ребёнок"), "возвращён 41~ребёнок"),
    (ru.counted(19, "город и район", "loc"), "19~городах и районах"),
    (ru.counted_predicate(18, "проведён", "заседание"), "проведено 18~заседаний"),
    (ru.number(47), "47"),
    (ru.counted(18, "город и район", "loc"), "18~городах и районах"),
    (ru.counted(624, "нуждающийся учащийся", "ins"), "624~нуждающимися учащимися"),
    (
        ru.counted_predicate(312, "закреплён", "государственное учреждение"),
        "закреплено 312~государственных учреждений",
    ),
    (ru.counted(641, "школа", "gen"), "641~школы"),
    (ru.predicate(212, "принят", "школа", plural=True) + " " + ru.number(212), "приняты 212"),
    (ru.percent(33.1), "33,1%"),
    (ru.counted(582, "объект", "loc"), "582~объектах"),
    (ru.number(361), "361"),
    (ru.percent(62), "62,0%"),
    (ru.number(146), "146"),
    (ru.number(9), "9"),
    (ru.counted(27, "объект", "gen"), "27~объектов"),
    (ru.counted(15, "город и район", "loc"), "15~городах и районах"),
    (ru.counted_predicate(38, "проведён", "ярмарка"), "проведено 38~ярмарок"),
    (ru.number(126), "126"),
    (ru.percent(12, places=0), "12%"),
    (ru.counted_predicate(71, "проведён", "рейд"), "проведён 71~рейд"),
    (ru.counted(512, "человек", "gen"), "512~человек"),
    (ru.number(64), "64"),
    (
        ru.counted_predicate(41, "возвращён", "ребёнок", between="в школу"),
        "возвращён в школу 41~ребёнок",
    ),
    (ru.percent(64.1), "64,1%"),
    (ru.counted(23, "ребёнок", "ins"), "23~детьми"),
    (ru.money(8215), "8~215,0~тыс.~тенге"),
    (ru.percent(44.1), "44,1%"),
    (ru.counted(1486, "ребёнок", "dat"), "1~486~детям"),
    (ru.money(6940.5), "6~940,5~тыс.~тенге"),
    (ru.percent(37.2), "37,2%"),
    (ru.counted(1204, "ребёнок", "dat"), "1~204~детям"),
    (ru.money(2105), "2~105,0~тыс.~тенге"),
    (ru.percent(11.3), "11,3%"),
    (ru.counted(437, "ребёнок", "dat"), "437~детям"),
    (ru.money(1380), "1~380,0~тыс.~тенге"),
    (ru.percent(7.4), "7,4%"),
    (ru.counted(285, "ребёнок", "dat"), "285~детям"),
    (ru.money(5.46), "5,5~тыс.~тенге"),
    (ru.counted_predicate(96, "опубликован", "материал"), "опубликовано 96~материалов"),
    (ru.counted_predicate(51, "вышел", "материал"), "вышел 51~материал"),
    (ru.counted_predicate(74, "установлен", "баннер"), "установлено 74~баннера"),
    (ru.counted(14, "акимат", "gen"), "14~акиматов"),
    (ru.date(date(2011, 7, 25)), "25~июля 2011~года"),
    (ru.date(date(2011, 8, 1)), "1~августа 2011~года"),
    (ru.date(date(2011, 8, 15)), "15~августа 2011~года"),
    (ru.days_left(4), "осталось 4~дня"),
    (ru.date(date(2011, 8, 25)), "25~августа 2011~года"),
    (ru.days_left(14), "осталось 14~дней"),
    (ru.number(212), "212"),
    (ru.number(187), "187"),
    (ru.money(120), "120,0~тыс.~тенге"),
    (ru.date(date(2011, 8, 18)), "18~августа 2011~года"),
    (ru.percent(20, places=0), "20%"),
)
BARE_SPANS = "23 3 58 15 43 45 126 44 346 18 14"
PLACE_SPANS: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("zyryan urzhar", "nom", {"bare": True}, "Зыряновский и Урджарский"),
    ("kurchatov kurshim", "gen", {}, "города Курчатова и Курчумского района"),
    ("zharma", "loc", {}, "Жарминском районе"),
    ("abai zharma", "loc", {}, "Абайском и Жарминском районах"),
    ("semei", "loc", {}, "городе Семей"),
    ("oskemen", "loc", {}, "городе Усть-Каменогорске"),
    (
        "ridder glubokoe oskemen",
        "nom",
        {"notes": {"ridder": "41,2%", "glubokoe": "38,5%", "oskemen": "35,9%"}},
        "город Риддер (41,2%), Глубоковский район (38,5%) и город Усть-Каменогорск (35,9%)",
    ),
    (
        "urzhar tarbagatai ayagoz",
        "loc",
        {"notes": {"urzhar": "8,4%", "tarbagatai": "9,7%", "ayagoz": "11,3%"}},
        "Урджарском (8,4%), Тарбагатайском (9,7%) и Аягозском (11,3%) районах",
    ),
    ("abai urzhar", "loc", {}, "Абайском и Урджарском районах"),
    (
        "katonkaragai tarbagatai ulan",
        "loc",
        {},
        "Катон-Карагайском, Тарбагатайском и Уланском районах",
    ),
    ("borodulikha", "dat", {}, "Бородулихинскому району"),
    ("beskaragai", "gen", {}, "Бескарагайского района"),
    (
        "urzhar tarbagatai ayagoz",
        "gen",
        {},
        "Урджарского, Тарбагатайского и Аягозского районов",
    ),
    ("zharma", "gen", {}, "Жарминского района"),
    (
        "katonkaragai tarbagatai ulan",
        "gen",
        {},
        "Катон-Карагайского, Тарбагатайского и Уланского районов",
    ),
)
NEEDED = (
    "ребёнок район город рейд заседание ярмарка школа объект учреждение учащийся семья человек "
    "мероприятие материал баннер публикация сюжет день неделя отчёт показатель участник обращение "
    "спонсор предприятие акимат опрос конкурс приёмная пункт ячейка замечание письмо тенге "
    "интервью стенд список обход"
)


@pytest.mark.parametrize(("noun", "case", "forms"), COUNTED)
def test_counted(noun: str, case: str, forms: str) -> None:
    made = [ru.counted(n, noun, case) for n in (0, 1, 2, 5, 11, 21, 101, 111)]
    figures = ("0", "1", "2", "5", "11", "21", "101", "111")
    assert made == [f"{n}\u00a0{form}" for n, form in zip(figures, forms.split(), strict=True)]


@pytest.mark.parametrize(("n", "noun", "case", "expected"), AGREED)
def test_whole_phrase_agrees(n: float, noun: str, case: str, expected: str) -> None:
    assert ru.counted(n, noun, case) == typed(expected)


@pytest.mark.parametrize(("n", "noun", "places", "expected"), FRACTIONS)
@pytest.mark.parametrize("case", ["nom", "acc", "dat", "loc"])
def test_fraction_takes_the_genitive_singular(
    n: float, noun: str, case: str, places: int | None, expected: str
) -> None:
    assert ru.counted(n, noun, case, places=places) == typed(expected)


@pytest.mark.parametrize(("verb", "noun", "forms"), PREDICATES)
def test_predicate(verb: str, noun: str, forms: str) -> None:
    assert [ru.predicate(n, verb, noun) for n in (0, 1, 2, 5, 11, 21, 101)] == forms.split()


@pytest.mark.parametrize(("masculine", "feminine", "neuter", "plural"), VERBS)
def test_predicate_forms(masculine: str, feminine: str, neuter: str, plural: str) -> None:
    assert ru.predicate(1, masculine, "район") == masculine
    assert ru.predicate(1, masculine, "школа") == feminine
    assert ru.predicate(1, masculine, "обращение") == neuter
    assert ru.predicate(5, masculine, "район") == neuter
    assert ru.predicate(5, masculine, "район", plural=True) == plural


def test_predicate_of_a_number_alone() -> None:
    made = [ru.predicate(n, "принят", "школа", plural=True) for n in (221, 212, 211, 215, 1)]
    assert made == ["принята", "приняты", "приняты", "приняты", "принята"]


@pytest.mark.parametrize(("n", "verb", "noun", "expected"), COUNTED_PREDICATES)
def test_counted_predicate(n: float, verb: str, noun: str, expected: str) -> None:
    assert ru.counted_predicate(n, verb, noun) == typed(expected)


def test_counted_predicate_in_the_plural() -> None:
    made = ru.counted_predicate(17, "представил", "район", plural=True)
    assert made == typed("представили 17~районов")
    made = ru.counted_predicate(1, "представил", "район", plural=True)
    assert made == typed("представил 1~район")


@pytest.mark.parametrize(("n", "gender", "case", "expected"), ORDINALS)
def test_ordinal(n: int, gender: str, case: str, expected: str) -> None:
    assert ru.ordinal(n, gender, case) == expected


def test_numbered() -> None:
    assert ru.numbered(3, "неделя", "acc") == typed("3-ю~неделю")
    assert ru.numbered(3, "неделя", "gen") == typed("3-й~недели")
    assert ru.numbered(1, "участник", "acc") == typed("1-го~участника")
    assert ru.numbered(1, "отчёт", "acc") == typed("1-й~отчёт")
    assert ru.numbered(4, "заседание", "loc") == typed("4-м~заседании")


@pytest.mark.parametrize(("code", "first", "second"), PLACES, ids=[row[0] for row in PLACES])
def test_place(code: str, first: str, second: str, units: dict[str, Unit]) -> None:
    made = [ru.place(units[code], case) for case in ("gen", "dat", "ins", "loc")]
    assert made == [*first.split(", "), *second.split(", ")]


def test_every_unit_has_its_forms(units: dict[str, Unit]) -> None:
    assert [row[0] for row in PLACES] == list(units)


@pytest.mark.parametrize(("codes", "case", "options", "expected"), LISTS)
def test_places(
    codes: str, case: str, options: dict[str, Any], expected: str, units: dict[str, Unit]
) -> None:
    assert ru.places([units[code] for code in codes.split()], case, **options) == expected


@pytest.mark.parametrize(("codes", "inside", "about"), PREPOSITIONS)
def test_prepositions(codes: str, inside: str, about: str, units: dict[str, Unit]) -> None:
    chosen = [units[code] for code in codes.split()]
    assert ru.in_places(chosen) == inside
    assert ru.about_places(chosen) == about


def test_preposition_before_two_consonants(units: dict[str, Unit]) -> None:
    cases = RussianCases(nom="Владимирский", gen="", dat="", acc="", ins="", loc="Владимирском")
    other = a_unit("vladimir", UnitKind.RAYON, cases, head_first=False)
    assert ru.in_places([other]) == "во Владимирском районе"
    assert ru.in_places([units["ulan"]], notes={"ulan": "1"}) == "в Уланском районе (1)"


def test_joined() -> None:
    assert ru.joined(["а", "б"]) == "а и б"
    assert ru.joined(["а", "б", "в"]) == "а, б и в"


@pytest.mark.parametrize(("number", "month"), list(enumerate(MONTHS, 1)))
def test_date(number: int, month: str) -> None:
    for case in ("nom", "gen", "acc"):
        assert ru.date(date(2011, number, 1), case) == typed(f"1~{month} 2011~года")


@pytest.mark.parametrize(("first", "last", "expected"), PERIODS)
def test_period(first: date, last: date, expected: str) -> None:
    assert ru.period(first, last) == typed(expected)


def test_days_left() -> None:
    assert ru.days_left(1) == typed("остался 1~день")
    assert ru.days_left(21) == typed("остался 21~день")
    assert ru.days_left(22) == typed("осталось 22~дня")
    assert ru.days_left(11) == typed("осталось 11~дней")


def test_days() -> None:
    assert ru.days(2, "gen") == typed("2~дней")
    assert ru.days(3, "acc") == typed("3~дня")


def test_times() -> None:
    assert ru.times(2.04) == typed("2,0~раза")
    assert ru.times(12.35) == typed("12,4~раза")
    assert [ru.times(n) for n in (1, 2, 5, 21)] == [
        typed(form) for form in ("1~раз", "2~раза", "5~раз", "21~раз")
    ]


def test_inflected() -> None:
    assert ru.inflected("город и район", "gen") == "города и района"
    assert ru.inflected("нуждающийся ребёнок", "dat") == "нуждающемуся ребёнку"


@pytest.mark.parametrize(("made", "expected"), SPANS, ids=[each for _, each in SPANS])
def test_spans_of_the_narrative(made: str, expected: str) -> None:
    assert made == typed(expected)


@pytest.mark.parametrize("shown", BARE_SPANS.split())
def test_bare_numbers_of_the_narrative(shown: str) -> None:
    assert ru.number(int(shown.replace("~", ""))) == typed(shown)


@pytest.mark.parametrize(("codes", "case", "options", "expected"), PLACE_SPANS)
def test_places_of_the_narrative(
    codes: str, case: str, options: dict[str, Any], expected: str, units: dict[str, Unit]
) -> None:
    assert ru.places([units[code] for code in codes.split()], case, **options) == expected


def test_every_needed_noun_is_there() -> None:
    assert set(NEEDED.split()) <= NOUNS.keys()


def test_animate_nouns_are_told_by_their_accusative() -> None:
    assert {key for key, noun in NOUNS.items() if noun.animate} == {
        "депутат", "житель", "меценат", "предприниматель", "ребёнок", "родитель", "спонсор",
        "участник", "учащийся", "ученик", "учитель", "человек",
    }  # fmt: skip


REFUSED = (
    (lambda: ru.counted(5, "рейт"), "unknown Russian noun «рейт»; the nearest is «рейд»"),
    (lambda: ru.counted(5, "рейд", "abl"), "unknown Russian case «abl»; the nearest is «.+»"),
    (lambda: ru.date(WEEK, "abl"), "unknown Russian case"),
    (lambda: ru.ordinal(5, "x"), "unknown gender «x»"),
    (lambda: ru.ordinal(5, "f", "abl"), "unknown Russian case"),
    (lambda: ru.inflected("рейд", "abl"), "unknown Russian case"),
    (lambda: ru.predicate(5, "хорош", "рейд"), "«хорош» is no short participle"),
    (lambda: ru.counted(5, "очень район"), "«очень» is no adjective"),
)


@pytest.mark.parametrize(("refused", "message"), REFUSED, ids=[each for _, each in REFUSED])
def test_unknown_names_are_refused_with_the_nearest(
    refused: Callable[[], str], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        refused()


def test_unknown_case_of_a_place(units: dict[str, Unit]) -> None:
    with pytest.raises(ValueError, match="unknown Russian case «abl»"):
        ru.place(units["abai"], "abl")
