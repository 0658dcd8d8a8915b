"""A person's data is found in whatever text it stands, and nothing else is taken for it.

Every person here is invented; the identity numbers are computed.
"""

from __future__ import annotations

import pickle
import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sentences
import sly_sentences
from pace import pieces

from pipeline.model import Severity
from pipeline.read.book import Book, Remark
from pipeline.read.layout import FormLayout
from pipeline.read.parser import parse
from pipeline.read.persons import Lexicon, is_personal_text, personal_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.campaign import Campaign
    from pipeline.read.values import Grid

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def lexicon(campaign: Campaign) -> Lexicon:
    return FormLayout.of(campaign).persons


def identity_number(first_eleven: str) -> str:
    """Complete an identity number by its check digit."""
    digits = [int(digit) for digit in first_eleven]
    for weights in (range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)):
        check = sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 11
        if check < 10:
            return f"{first_eleven}{check}"
    raise ValueError(first_eleven)


IIN = identity_number("05031550123")
ELDER = identity_number("98031540123")
WRONG = f"{IIN[:-1]}{(int(IIN[-1]) + 1) % 10}"
WIDE = IIN.translate({ord("0") + each: 0xFF10 + each for each in range(10)})

NUMBERS = {
    "an identity number": IIN,
    "of a parent": f"анасының ЖСН-і {ELDER}",
    "in a sentence": f"Қажетті құжат: ЖСН {IIN}, 5-сынып",
    "without spaces around": f"ИИН:{IIN};",
    "its date apart": f"{IIN[:6]} {IIN[6:]}",
    "by a dash": f"{IIN[:6]}-{IIN[6:]}",
    "in fours": f"{IIN[:4]} {IIN[4:8]} {IIN[8:]}",
    "in threes behind a zero": f"{IIN[:3]} {IIN[3:6]} {IIN[6:9]} {IIN[9:]}",
    "in threes behind its word": f"ИИН {ELDER[:3]} {ELDER[3:6]} {ELDER[6:9]} {ELDER[9:]}",
    "the date by points": f"{IIN[:2]}.{IIN[2:4]}.{IIN[4:6]} {IIN[6:]}",
    "digit by digit": " ".join(IIN),
    "behind spaces that do not break": f"ЖСН\u00a0{IIN[:6]}\u00a0{IIN[6:]}",
    "with signs that are not seen": f"{IIN[:5]}\u200b{IIN[5:]}",
    "in wide digits": WIDE,
    "without its first zero": IIN[1:],
    "glued to its word": f"ЖСН{IIN}",
    "joined": "87011234567",
    "a seven first": "77011234567",
    "a plus first": "+77011234567",
    "in groups": "8 701 123 45 67",
    "in brackets": "+7 (701) 123-45-67",
    "by dashes": "8-701-123-45-67",
    "by long dashes": "8–701–123–45–67",
    "by points": "8.701.123.45.67",
    "four last": "8 701 123 4567",
    "without an eight": "701 123 45 67",
    "by dashes without an eight": "701-123-45-67",
    "joined without an eight": "7771234567",
    "seven joined": "747 1234567",
    "a town": "8 (7232) 25-34-56",
    "a village": "тел. 8 (72345) 2-12-34",
    "a town without an eight": "(7222) 52-34-56",
    "a code behind dashes": "7232 25-34-56",
    "a local number": "тел. 25-34-56",
    "a local number in a sentence": "Анықтама телефоны: 2-12-34.",
    "a local number of a house": "үй телефоны 253456",
    "the word behind": "25-34-56 (тел.)",
    "a mobile word": "ұялы 701 1234567",
    "from abroad": "+998 90 123 45 67",
    "two numbers": "тел.: 2-12-34, 2-15-67",
    "an order's sign and a telephone": "байланыс № 87011234567",
    "mail": "alma.biyik@mail.kz",
    "mail in a sentence": "жазыңыз: a.b-c@edu.gov.kz.",
    "mail with spaces": "alma @ mail.kz",
    "mail in words": "alma(at)mail.kz",
    "mail by its Russian sign": "alma (собака) mail.ru",
    "mail of wide signs": "alma＠mail.kz",
}  # fmt: skip

NAMES = {
    "a pupil": "Оқушы Ахметов Е. мектепке келмеді",
    "a pupil in Russian": "Ученик Тестов А.Б. не посещает занятия",
    "a child behind the name": "Серікова А. деген бала рейдте анықталды",
    "a list": "Көмек алған балалар: Ахметов А., Серікова Б., Жақыпов Н.",
    "a list in Russian": "Не посещают школу дети: Иванько П., Тестова М.",
    "a list in brackets": "3 балаға (Ахметов А., Серік Б., Оспан Д.) көмек көрсетілді",
    "a full name": "Вручён ранец ученице Тестовой Марии Ивановне",
    "a Kazakh full name": "жетім бала Ахметов Ерлан Серікұлы",
    "a patronymic apart": "тәрбиеленуші Айгерім Серік қызы",
    "a name and a surname": "ребёнок Ерлан Ахметов выявлен в ходе рейда",
    "a name not in any list": "оқушы Ахметов Бекнияз көшіп кетті",
    "a family": "семья Тестовых получила помощь",
    "a mother": "анасы Серікова Г.К. ескертілді",
    "a mother in Russian": "мать – Тестова Г. К., предупреждена",
    "a father": "отец Тестов И.И. привлечён к ответственности",
    "the name's own mother": "Серікова Айгерімнің анасы жұмыс істемейді",
    "parents": "Родители Тестовы Иван и Мария уклоняются",
    "parents with initials": "Ата-аналар Ахметов К.Б. мен Ахметова С.",
    "a guardian": "опекун Тестова Н.",
    "a Kazakh guardian": "қамқоршысы А. Жақыпова",
    "an orphan": "сирота Тестов Пётр, проживает у бабушки",
    "a surname alone": "ученик Тестов болеет",
    "a case ending": "бала Ахметовке аяқ киім берілді",
    "initials first": "оқушы А.Б. Ахметов",
    "initials without points": "оқушы Ахметов А Б",
    "initials glued": "учащийся А.Тестов",
    "loud": "УЧЕНИК ТЕСТОВ А.Б.",
    "loud and full": "ОҚУШЫ АХМЕТОВ ЕРЛАН СЕРІКҰЛЫ",
    "small": "ученик ахметов ерлан выехал",
    "in Latin letters": "pupil Akhmetov A.",
    "in Latin letters, full": "oqushy Akhmetov Yerlan Serikuly",
    "a class behind": "Ахметов Е., 5 «А» сыныбы",
    "a class before": "5-А класс, Тестова Мария",
    "a class without its word": "Серікова Б. (7 «Б»)",
    "a given name and a class": "Айгерім, 3-сынып",
    "a class in figures": "Тестов А., 11 класс",
    "a class joined to its letter": "Тестов Иван 5А",
    "a surname behind its heading": "Оқушының тегі: Тестов",
    "a family in Kazakh": "Тестовтар отбасына көмек берілді",
    "an initial without a point": "Тестов Н 6А",
    "a lone name": "Асан деген бала мектепке келмеді",
    "a school called after a man": "Учащаяся школы имени Абая Тестова А.",
    "helped by a sponsor": "Спонсор ТОО «Тест» помог ученику Тестову А.",
    "a sponsor behind": "ученику Тестову А. ИП Примеров подарил ранец",
    "a director before": "Директор сообщил, что ученик Тестов А. не посещает школу",
    "a birthday": "бала 12.03.2004 ж. туған",
    "a birthday in Russian": "ребёнок, 12.03.2004 г.р.",
    "a birthday in words": "ученик, 12 марта 2004 года рождения",
    "a home": "оқушы Абай көшесі, 12-үйде тұрады",
    "a home in Russian": "ребёнок проживает по ул. Абая, 12",
    "a flat": "семья: ул. Лесная, д. 5, кв. 12",
    "a home behind a school": "ученик школы № 5 проживает: ул. Абая, 12-5",
    "two sentences": "Балаларға көмек көрсетілді. Алғандар: Ахметов А., Серікова Б.",
    "behind a line break": "Список детей:\nАхметов А.\nСерікова Б.",
    "a hyphen": "дети-сироты: Тестов А., Тестова Б.",
    "a double surname": "ученица Тестова-Примерова А.",
}  # fmt: skip

INNOCENT = {
    "a paper": "№ 251-ө",
    "a paper of a date": "№ 07-12/345 от 11.08.2011",
    "a paper like a telephone": "бұйрық № 87011234567",
    "a paper of a decree": "Қаулы № 8-701-12, 05.08.2011 ж.",
    "an order's number": "Приказ № 7-а от 05.08.2011",
    "a date": "11.08.2011",
    "a moment": "2011-08-11 18:00:00",
    "a moment in figures": "201108111800",
    "a moment by dashes": "2011-08-30 18-00",
    "twelve digits with another check digit": WRONG,
    "twelve digits of no date": "999999999999",
    "thirteen digits": f"{IIN}1",
    "an organisation": "БСН 110840012345",
    "a place": "635200000",
    "a sum": "87 011 234 567",
    "a sum beside children": "1 253 балаға 40 338,5 мың теңгеге көмек",
    "a large sum": "950 315 501 230 тенге",
    "a smaller sum": "8 701 123,5 мың теңге",
    "an account": "KZ86125KZT5004100100",
    "a share": "15% @ 2011",
    "years": "2010-2011, 2011-2012 оқу жылдары",
    "short telephones": "102, 1414",
    "a helpline": "сенім телефоны 150 жұмыс істейді",
    "calls": "На телефон доверия поступило 12 обращений, из них 5 – от родителей",
    "calls of a week": "Телефон доверия: за 01-08-11 – 12 звонков",
    "zeros": "000000000000",
    "a sponsor": "ИП Ахметов А.Б. вручил 20 ранцев детям из малообеспеченных семей",
    "a sponsor in Kazakh": "ЖК Ахметов А.Б. 15 балаға мектеп формасын алып берді",
    "a sponsor behind": "15 детям помощь оказал предприниматель Тестов К.",
    "sponsors": "Спонсоры: Ахметов К., Серікова А., ТОО «Алтай» – 45 детям",
    "a patron": "Демеуші Серіков Б. жетім балаларға 30 сөмке сыйлады",
    "a company of a name": "ТОО «Тестов и К» – 500,0 тыс. тенге",
    "a company in Kazakh": "«Ахметов» шаруа қожалығы – 120,0 мың теңге, 14 оқушыға",
    "a farm": "КХ «Серік» помогло 12 учащимся",
    "a sponsor with a name": "спонсор Ахметов К.",
    "names alone": "Ахметов К., Серікова А.",
    "a director": "Директор школы № 5 Тестов А.Б. отчитался об охвате учащихся",
    "a director in Kazakh": "№ 5 орта мектептің директоры А. Ахметов оқушылармен кездесті",
    "a director of a boarding school": "Директор школы-интерната для детей-сирот Тестова А.Б.",
    "an akim": "Аудан әкімі Б. Серіков балаларға сыйлық табыс етті",
    "an akim in Russian": "Аким района Тестов Б.Б. встретился с родителями и детьми",
    "a protector of rights": "Балалардың құқықтарын қорғау департаменті директорының м.а. А. Үлгі",
    "a protector in Russian": "Инспектор по делам несовершеннолетних Тестова Г.",
    "a teacher": "Классный руководитель 5 «А» класса Тестова М. посетила семьи",
    "a teacher in Kazakh": "5 «А» сынып жетекшісі Ахметова М. үйлерді аралады",
    "a teacher behind": "Ахметова М., 5-сынып жетекшісі",
    "a doctor": "балалар дәрігері Ахметова Г. дәріс оқыды",
    "a speaker": "Облыстық білім басқармасының бастығы Н. Үлгілова сөз сөйледі, 120 оқушы қатысты",
    "an author": "В газете вышла статья А. Тестовой о детях",
    "a poet": "Конкурс чтецов по произведениям М. Примерова среди детей",
    "a school's name": "мектеп имени Ш. Уалиханова",
    "a school's pupils": "Ученики школы имени Ш. Уалиханова получили учебники",
    "a school in Kazakh": "Ш. Уәлиханов атындағы мектептің 12 оқушысы",
    "Abai": "Абай атындағы орта мектеп балаларына көмек",
    "a full name of a school": "Ыбырай Алтынсарин атындағы гимназия оқушылары",
    "a street's name": "ул. Чокана Валиханова, дети",
    "a venue": "Ярмарка для детей прошла на площади по ул. Абая, 12",
    "a venue in Kazakh": "Балаларға арналған жәрмеңке Абай көшесі, 12, орталықта өтті",
    "a street": "ул. Абая",
    "counted in a street": "Абай көшесінде 12 бала анықталды",
    "counted in a street in Russian": "по улице Абая 12 детей",
    "a town": "Семей қаласы",
    "a town with children": "Семей қаласында 18 бала, Өскемен қаласында 14 бала анықталды",
    "a town called after a man": "Дети Курчатова охвачены полностью, бала Курчатов қаласынан келді",
    "towns": "Городов Семей и Курчатов дети",
    "rayons": "В Глубоковском, Уланском районах дети обеспечены учебниками",
    "a helpful rayon": "Абай ауданының оқушылары",
    "born in years": "Дети 2004–2005 г.р. – 340",
    "a term of birth": "дети, родившиеся до 01.09.2005",
    "a term": "до 25.08.2011 помощь получат все учащиеся",
    "a decree for families": "Постановление № 64 от 25.01.2008 для детей-сирот",
    "a slogan": "«Балалық шақты қорғауға 20 қадам» марафоны",
    "a raid": "Рейдке 12 адам қатысты, 3 бала мектепке қайтарылды, 2 бала Ресейге көшті",
    "classes": "1-сынып оқушыларына 340 сөмке берілді",
    "classes in Russian": "Учащимся 1–4 классов вручено 120 наборов",
    "a loud heading": "ВРУЧЕНИЕ ПОДАРКОВ ДЕТЯМ",
    "genitives": "Вручено 20 комплектов учебников детям, 15 портфелей школьникам",
    "a commission": "Комиссия по делам несовершеннолетних рассмотрела 5 материалов на родителей",
    "a committee": "Состав комитета: председатель Тестов А.Б., секретарь Примеров В.Г., 2 отца",
    "a month": "Тамыз айында балаларға көмек көрсету жалғасады",
    "a plan": "Келесі аптада «Жан» қоғамдық бірлестігімен бірге 50 балаға киім беріледі",
    "a kindergarten": "«Айгөлек» балабақшасы жөнделді",
    "a holiday": "Дворец школьников, День знаний, Дом культуры – 300 детей",
    "a sum of help": "F1.05: 1 + 2 = 3, балалар: 12, 15, 20, 35, 40, 55",
    "a formula's remark": "▲ 234.9 + 198.7 ≠ 553.6: түзетіңіз не себебін жазыңыз",
    "corrected": "5 ребёнка учтены дважды, исправлено с 212 на 187",
    "a person answering": "Жауапты маман Ахметова А., балалар саны нақтыланды",
    "a decision": "Решение сессии № 35-3, протокол № 12 от 29.07.2011, подписал Тестов А.",
    "the media": "«Дидар», «Рудный Алтай» газеттерінде 12 мақала, ата-аналарға 3 үнқағаз",
    "a site": "www.akimvko.gov.kz сайтында балалар айдары ашылды",
    "a lettered list": "А. Рейдтер өтті. Б. Балаларға көмек берілді.",
    "a raid's places": "Рейды: рынок «Барыс», вокзал, клуб «Омега»; выявлено 3 ребёнка",
    "a quiz": "Викторина «Абай әлемі» оқушылар арасында өтті",
    "a cup": "Кубок Тестова по футболу среди подростков",
    "a school's address": "Мектеп мекенжайы: Абай көшесі, 5; оқушы саны 120",
    "on duty": "Дежурный по рейду – Тестов А.Б., выявлено 2 ребёнка",
    "a shop": "«Айгерім» кафесі 20 балаға тегін түскі ас берді",
    "sponsors of children": "Меценаты Тестовы Иван и Мария купили ранцы для детей-сирот",
    "a village": "Прапорщиково, Уварово, Тарханка: 12 детей подвозятся",
    "a museum": "Музей Абая посетили 40 детей",
    "a hero's school": "на базе СШ имени Героя Советского Союза Т. Примерова 12 детей",
    "a school of two names": "Қаныш Сәтбаев атындағы мектеп оқушылары",
    "a teacher who went": "Сынып жетекшісі Ахметова М. отбасыларды аралады",
    "the state": "Қазақстан Республикасы Тәуелсіздігінің 20 жылдығына арналған балалар мерекесі",
}  # fmt: skip


@pytest.mark.parametrize("text", [*NUMBERS.values(), *NAMES.values()], ids=[*NUMBERS, *NAMES])
def test_a_persons_data_is_found(text: str, lexicon: Lexicon) -> None:
    assert is_personal_text(text, lexicon)


OFFICE_LINES = [
    "Работает телефон доверия 8 (7232) 25-50-50",
    "Телефон доверия: 8(72345) 2-12-34, 12 звонков от детей",
    "сенім телефоны 8 (7232) 25-50-50 жұмыс істейді",
    "Балаларға арналған сенім телефоны: 8 (72344) 2-12-34",
    "қабылдау бөлмесі 25-50-50",
    "аудандық білім бөлімінің қабылдау бөлмесі, тел. 2-12-34",
    "Приёмная акима района: 8 (7232) 25-34-56",
    "Отдел образования, тел. 8 (72345) 2-12-34",
    "горячая линия 8-7232-25-50-50",
    "Күршім ауданының әкімдігі, тел.: 8 (72339) 2-12-34",
    "телефон доверия областного управления образования (8-7232) 25-50-50",
    "сенім телефоны (7232) 25-50-50",
    "«Жедел желі» 8 (7232) 25-50-50",
    "тел. доверия 25-50-50",
    "Қабылдау бөлмесінің телефоны 8 (7232) 25-50-50",
]
NO_OFFICE_LINES = [
    "телефон доверия 8 701 123 45 67",
    "оқушының анасы, қабылдау бөлмесі 25-50-50 тел.",
    "мать ученика, приёмная 8 (7232) 25-50-50",
    "тел. 8 (7232) 25-50-50",
    "приёмная семья, тел. 8 (7232) 25-50-50",
    "На телефон доверия позвонила мать: 8 (7232) 25-50-50",
    "В отдел образования обратилась семья, тел. 25-50-50",
    "сенім телефонына хабарласқан ата-ана: 8 (7232) 25-50-50",
    "телефон доверия 111. Родитель 8 (7232) 25-50-50",
    "акимат 87011234567",
    "В акимат звонили с номера 8 701 123 45 67",
    "телефон доверия 25-50-50, мама 8 (7232) 25-50-51",
    "Отдел образования сообщил. Тел. бабушки 8 (7232) 25-50-50",
    "приемная мать 8 (7232) 25-50-50",
    "приемные родители: тел. 25-50-50",
]


@pytest.mark.parametrize("text", OFFICE_LINES)
def test_an_offices_telephone_is_no_persons(text: str, lexicon: Lexicon) -> None:
    assert not is_personal_text(text, lexicon)


@pytest.mark.parametrize("text", NO_OFFICE_LINES)
def test_near_an_office_a_persons_telephone_is_found(text: str, lexicon: Lexicon) -> None:
    assert is_personal_text(text, lexicon)


@pytest.mark.parametrize("text", [*sentences.GUILTY, *sly_sentences.GUILTY])
def test_a_districts_sentence_tells_a_person(text: str, lexicon: Lexicon) -> None:
    assert is_personal_text(text, lexicon)


@pytest.mark.parametrize("text", [*sentences.INNOCENT, *sly_sentences.INNOCENT])
def test_a_districts_sentence_tells_no_one(text: str, lexicon: Lexicon) -> None:
    assert not is_personal_text(text, lexicon)


@pytest.mark.parametrize("text", INNOCENT.values(), ids=INNOCENT)
def test_nobody_is_seen_where_nobody_is(text: str, lexicon: Lexicon) -> None:
    assert not is_personal_text(text, lexicon)


# An office's own telephone is nobody's; whoever stands near it makes it theirs.

DESKS = {
    "a helpline's number": "телефон доверия 8 (7232) 25-50-50",
    "in Kazakh": "Сенім телефоны: 8 (7232) 25-50-50",
    "a local one": "Сенім телефоны – 25-50-50, тәулік бойы",
    "for children": "Работает телефон доверия для детей: телефон доверия 8 (72339) 2-12-34",
    "a reception": "Аудан әкімдігінің қабылдау бөлмесі: 8 (72345) 2-12-34",
    "a department": "Білім бөлімінің телефоны 8 (72339) 2-11-22",
    "a department in Russian": "Отдел образования Курчумского района, тел. 8 (72339) 2-11-22",
    "an office": "акимат тел. 2-11-22",
    "two of its numbers": "Приёмная: тел. 2-11-22, 2-11-23",
    "named behind": "8 (72339) 2-11-22 (әкімдік)",
    "named behind a dash": "8 (72339) 2-11-22 – телефон доверия",
    "a free call": "Горячая линия 8 800 080 77 77",
    "an official with it": (
        "Начальник отдела образования Тестов А.Б., отдел образования, тел. 8 (72339) 2-11-22"
    ),
    "a school": "школа № 5, тел. 8 (7232) 25-50-50",
    "a headquarters": "Штаб акции: 8 (7232) 25-50-50",
}

NOT_DESKS = {
    "a mobile behind a helpline": "телефон доверия 8 701 123 45 67",
    "a mother who came to an office": "В акимат обратилась мать, тел. 8 (72345) 2-12-34",
    "a mother of a school": "мать ученика школы № 5, тел. 8 (7232) 25-50-50",
    "a surname between": "отдел образования, Тестова, тел. 8 (72345) 2-12-34",
    "a given name before": "Айгүл, школа № 5, тел. 8 (72345) 2-12-34",
    "a name behind": "школа № 5, тел. 8 (72345) 2-12-34, Айгүл",
    "somebody between": "в акимат звонила гражданка из села, тел. 2-12-34",
    "a second number": "акимат 8 (72345) 2-12-34, мобильный 8 701 123 45 67",
    "a second number of another": "телефон доверия 8 (7232) 25-50-50, бабушка 2-12-34 тел.",
    "adopted": "приёмная мать, тел. 8 (72345) 2-12-34",
    "an adopted family": "приёмная семья, 8 (72345) 2-12-34",
    "adopted behind": "8 (72345) 2-12-34 – приёмная мать",
    "at home": "акимат, домашний тел. 8 (72345) 2-12-34",
    "pupils": "Оқушылар, мектеп тел. 8 (72345) 2-12-34",
    "another sentence's": "Проверил отдел образования; тел. 8 (72345) 2-12-34",
    "a pupil's number": "8 (72345) 2-12-34, школа № 5, 5 «А»",
    "an identity number": f"телефон доверия {IIN}",
    "a street that sounds like a centre": "Центральная 12, тел. 8 (72339) 2-11-22",
    "who lives apart": "проживает отдельно, тел. 2-11-22",
}


@pytest.mark.parametrize("text", DESKS.values(), ids=DESKS)
def test_an_offices_telephone_is_nobodys(text: str, lexicon: Lexicon) -> None:
    assert not is_personal_text(text, lexicon)


@pytest.mark.parametrize("text", NOT_DESKS.values(), ids=NOT_DESKS)
def test_a_persons_telephone_near_an_office_stays_theirs(text: str, lexicon: Lexicon) -> None:
    assert is_personal_text(text, lexicon)


DESK_ROWS: dict[str, tuple[Grid, list[str]]] = {
    "an office and its number": ([["Білім бөлімі", "8 (72339) 2-11-22"]], []),
    "a helpline's cells": ([["Сенім телефоны", "", "25-50-50"]], []),
    "a name in the row": ([["школа № 5", "Тестова А.", "8 (72339) 2-11-22"]], ["C1"]),
    "a mother's, says the heading": (
        [["Мектеп", "Анасының телефоны"], ["мектеп № 5", "8 (72339) 2-11-22"]], ["B2"],
    ),
    "a mobile": ([["Сенім телефоны", "8 701 123 45 67"]], ["B1"]),
    "nobody says whose": ([["жауап", "8 (72339) 2-11-22"]], ["B1"]),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "cells"), DESK_ROWS.values(), ids=DESK_ROWS)
def test_a_row_says_whose_telephone_it_is(rows: Grid, cells: list[str], lexicon: Lexicon) -> None:
    assert [each.cell for each in personal_data(book({"A": rows}), lexicon)] == cells


# Where it stands.


def book(sheets: dict[str, Grid], *remarks: Remark) -> Book:
    return Book(saved_at=None, sheets=sheets, hazards={}, remarks=remarks)


CLEAN: Grid = [["Көрсеткіш", "Есепті аптада"], ["F1.05", 12.0]]
LISTED: Grid = [
    ["Мұқтаж балалар тізімі", "", ""],
    ["№", "Аты-жөні", "Мекенжайы"],
    [1.0, "Ахметов Е.", "Абай көшесі, 12"],
    [2.0, "Серікова Айгерім", "Абай көшесі, 14-3"],
]
PLACES = {
    "a cell": (book({"F6": [["", ""], ["", f"ЖСН {IIN}"]]}), [("F6", "B2")]),
    "two reasons in one cell": (book({"F6": [[f"{IIN}, 87011234567"]]}), [("F6", "A1")]),
    "two cells": (book({"F1": [["87011234567", "a@mail.kz"]]}), [("F1", "A1"), ("F1", "B1")]),
    "a figure": (book({"F1": [[float(ELDER)]]}), [("F1", "A1")]),
    "a figure without its first zero": (book({"F1": [[float(IIN)]]}), [("F1", "A1")]),
    "a telephone as a figure": (book({"F1": [[87011234567.0]]}), [("F1", "A1")]),
    "a telephone without an eight": (book({"F1": [[7011234567.0]]}), [("F1", "A1")]),
    "large figures": (book({"F1": [[123456789012.0, 1e9, 1.5e9, 87e11, 1e308, -1.0]]}), []),
    "a list": (book({"Лист1": LISTED}), [
        ("Лист1", "B3"), ("Лист1", "C3"), ("Лист1", "B4"), ("Лист1", "C4"),
    ]),
    "a list of officials": (book({"Лист1": [
        ["№", "Аты-жөні", "Лауазымы"], [1.0, "Ахметов Е.", "әкім орынбасары"],
    ]}), []),
    "a heading": (book({"Лист1": [["ФИО ребёнка", "Класс"], ["Тестов А.", "5 «А»"]]}), [
        ("Лист1", "A2"),
    ]),
    "beside its word": (book({"F1": [["Оқушы:", "", "Ахметов Е."]]}), [("F1", "C1")]),
    "beside an office": (book({"F1": [["Директор:", "", "Ахметов Е."]]}), []),
    "a sponsor's row": (book({"F6": [
        ["№", "Көрсеткіш", "Мәтін"],
        ["T2", "Мәселелер / Проблемы", "балаларға көмек"],
        ["T4", "Ірі демеушілер (тек ұйымдар атауы)", "Ахметов К., Серікова А."],
    ]}), []),
    "a row of children": (book({"F2": [
        ["F2.20", "Мектепке бармайтын балалар анықталды", 2.0, "Ахметов К., Серікова А."],
    ]}), [("F2", "D1")]),
    "a sheet's name tells whose": (book({"Балалар": [["Ахметов К."]]}), [("Балалар", "A1")]),
    "a sheet's name": (book({"F1": CLEAN, "оқушы Ахметов Е.": CLEAN}), [("#2", "")]),
    "a sheet's name and a cell": (
        book({"87011234567": [["", IIN]]}), [("#1", ""), ("#1", "B1")],
    ),
    "a sheet's name told twice": (
        book({"87011234567": CLEAN}, Remark("87011234567", "", "87011234567")), [("#1", "")],
    ),
    "a sheet of a mere name": (
        book({"Тестов А.": CLEAN, "F1": [[IIN]]}), [("F1", "A1")],
    ),
    "a cell on a sheet of a mere name": (book({"Тестов А.": [["", IIN]]}), [("#1", "B1")]),
    "a comment": (
        book({"F1": CLEAN}, Remark("F1", "B2", "Оқушы Ахметов Е.")), [("F1", "B2")],
    ),
    "a comment on such a sheet": (
        book({"a@mail.kz": CLEAN}, Remark("a@mail.kz", "B2", IIN)), [("#1", ""), ("#1", "B2")],
    ),
    "a column each": (book({"Лист1": [
        ["№", "Фамилия", "Имя", "Отчество", "Класс"],
        [1.0, "Тестов", "Иван", "Иванович", "5 «А»"],
    ]}), [("Лист1", "B2"), ("Лист1", "C2"), ("Лист1", "D2")]),
    "a comment's author above children": (
        book({"F1": CLEAN}, Remark("F1", "B2", "Ахметов Е.Б.:\n5 бала қосылды")), [],
    ),
    "a child below a comment's author": (
        book({"F1": CLEAN}, Remark("F1", "B2", "Ахметов Е.Б.:\nоқушы Тестов А.")), [("F1", "B2")],
    ),
    "a comment's author": (book({"F1": CLEAN}, Remark("F1", "B2", "Ахметов Е.Б.: тексерілді")), []),
    "a cell and its comment": (book({"F1": [[IIN]]}, Remark("F1", "A1", IIN)), [("F1", "A1")]),
    "a property": (book({"F1": CLEAN}, Remark("", "", "тел. 87011234567")), [("", "")]),
    "an official in a property": (book({"F1": CLEAN}, Remark("", "", "Ахметов Е.Б.")), []),
    "an official's full name": (
        book({"F1": CLEAN}, Remark("", "", "Ахметов Ерлан Серікұлы")), [],
    ),
    "nothing": (book({"F1": CLEAN}), []),
}  # fmt: skip


@pytest.mark.parametrize(("told", "expected"), PLACES.values(), ids=PLACES)
def test_the_place_is_named_and_the_text_is_not(
    told: Book, expected: list[tuple[str, str]], lexicon: Lexicon
) -> None:
    findings = personal_data(told, lexicon)
    assert [(finding.sheet, finding.cell) for finding in findings] == expected
    assert {(each.code, each.severity, len(each.details)) for each in findings} <= {
        ("personal-data", Severity.ERROR, 0)
    }


# What must never be taken for a person.


def test_no_sample_form_has_a_person(lexicon: Lexicon) -> None:
    forms = sorted((ROOT / "inbox").rglob("*.xlsx"))
    assert len(forms) > 30
    for path in forms:
        assert personal_data(parse(path.read_bytes()), lexicon) == (), path.name


def texts_of(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for each in content.values():
            yield from texts_of(each)
    elif isinstance(content, list):
        for each in content:
            yield from texts_of(each)


def test_no_label_has_a_person(lexicon: Lexicon) -> None:
    """Every word of the templates but the bodies' own telephones and addresses of mail."""
    own = {"districts.toml", "campaign.toml", "mail.toml", "personal-data.toml"}
    labels = [
        text
        for path in sorted((ROOT / "templates").rglob("*.toml"))
        if path.name not in own
        for text in texts_of(tomllib.loads(path.read_text(encoding="utf-8")))
    ]
    assert len(labels) > 1000
    assert [text for text in labels if is_personal_text(text, lexicon)] == []


def test_the_plan_itself_has_no_person(campaign: Campaign, lexicon: Lexicon) -> None:
    plan = [
        text[language]
        for measure in campaign.plan.measures
        for text in (measure.text, measure.short, *(each.text for each in measure.deadlines))
        for language in ("kk", "ru")
    ]
    assert [text for text in plan if is_personal_text(text, lexicon)] == []


def test_no_figure_of_a_form_is_a_person(lexicon: Lexicon) -> None:
    figures = [*range(0, 10**9, 1_234_567), 10**9]
    written = [
        f"{figure:,}".replace(",", " ")
        for figure in (*figures, *range(10**9, 10**12, 1_234_567_891))
    ]
    assert personal_data(book({"F1": [[float(each) for each in figures]]}), lexicon) == ()
    assert [each for each in written if is_personal_text(each, lexicon)] == []
    assert [each for each in figures if is_personal_text(str(each), lexicon)] == []


@pytest.mark.parametrize("day", [date(2011, 8, day) for day in (1, 4, 11, 18, 25, 30, 31)], ids=str)
@pytest.mark.parametrize(
    "manner", ["%d.%m.%Y", "%Y-%m-%d 18-00", "%Y-%m-%d 18:00:00", "%Y%m%d180000", "%d-%m-%y"]
)
def test_no_date_is_a_person(day: date, manner: str, lexicon: Lexicon) -> None:
    assert not is_personal_text(f"балалар, {day.strftime(manner)}", lexicon)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 32_000 + " @", "8 7" * 10_000, "7" * 32_000, "(" * 32_000, "А. " * 10_000,
        "Ахметов А. " * 3_000, "Ахметов " * 4_000, "оқушы " * 5_000, "ул. 5 " * 5_000,
        "12.03.2004 туған " * 2_000, "@" * 32_000, "a.a@" * 8_000, "+1" * 16_000, "1 " * 16_000,
        "тел. " * 6_000 + "1", "тел 1-" * 5_000,
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_long_texts_are_looked_through_at_once(text: str, lexicon: Lexicon) -> None:
    assert pieces(lambda: is_personal_text(text, lexicon)) < 100  # usually below 15


def test_the_words_travel_to_the_readers(campaign: Campaign) -> None:
    layout = pickle.loads(pickle.dumps(FormLayout.of(campaign)))  # noqa: S301 - our own
    assert is_personal_text(NAMES["a pupil"], layout.persons)
    assert not is_personal_text(INNOCENT["a director"], layout.persons)
