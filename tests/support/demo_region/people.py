"""Who there is in the demonstration region. All names are invented: nobody is called after a bird.

The control room is named after birds, the information managers of Flevoland after plants of the
marsh, those of Gooi en Vechtstreek after plants of the heath, the policy team of Gooi en
Vechtstreek after butterflies and that of Flevoland after dragonflies; who serves the centre that is
shared with Utrecht after fish. Operational leaders are named after mammals, who leads the CoPI in
Flevoland after mushrooms, and who leads it in Gooi en Vechtstreek after herbs of the kitchen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from data.model.book import QUARTER, Book
from data.model.person import (
    Competence,
    CompetenceLevel,
    Contract,
    Limits,
    Person,
    Provision,
    ProvisionKind,
    WeeklyWork,
)
from data.model.post import Authority, Discipline, Function, NormFrom, Post, PostKind, Region

FL, GV, UT, BOTH, ALL = ("FL",), ("GV",), ("UT",), ("FL", "GV"), ("FL", "GV", "UT")
CACO, IM_COPI, IM_ROT, IC, IM_ICC = "CACO", "IM-COPI", "IM-ROT", "IC-BT", "IM-ICC"
OL, LCOPI = "OL", "LCOPI"

REGIONS = (
    Region("FL", "Veiligheidsregio Flevoland", "noord"),
    Region("GV", "Veiligheidsregio Gooi en Vechtstreek", "noord"),
    Region("UT", "Veiligheidsregio Utrecht", "midden"),
)
FUNCTIONS = (
    Function(
        CACO,
        "Calamiteitencoördinator",
        Discipline.CONTROL_ROOM,
        exercise_hours=8,
        recruiting_months=4,
        training_months=9,
    ),
    Function(IM_COPI, "Informatiemanager CoPI", recruiting_months=2, training_months=6),
    Function(IM_ROT, "Informatiemanager ROT"),
    Function(IC, "Informatiecoördinator beleidsteam"),
    Function(IM_ICC, "Informatiemanager interregionaal coördinatiecentrum"),
    Function(OL, "Regionaal operationeel leider"),
    Function(LCOPI, "Leider CoPI"),
)
CONTROL_ROOM, PIKET, SHARED = "meldkamer", "piket", "samen"
BOOKS = (
    Book(CONTROL_ROOM, "Meldkamer", QUARTER),
    Book(PIKET, "Piket Flevoland en Gooi en Vechtstreek", 52),
    Book(SHARED, "Samen met Utrecht", 26),
)


def _piket(
    post: str, name: str, function: str, region: tuple[str, ...], start_norm: int = 30
) -> Post:
    return Post(
        post, name, function, region, PostKind.ON_CALL, "week-fri", 2, Authority.STATUTE,
        start_norm, book=PIKET,
    )  # fmt: skip


POSTS = (
    Post(
        "CACO", "CaCo meldkamer", CACO, BOTH, PostKind.ON_SITE, "3x8", 1, Authority.STATUTE, 2,
        book=CONTROL_ROOM,
    ),
    _piket("IM-COPI-FL", "IM CoPI Flevoland", IM_COPI, FL),
    _piket("IM-ROT-FL", "IM ROT Flevoland", IM_ROT, FL),
    _piket("IM-COPI-GV", "IM CoPI Gooi en Vechtstreek", IM_COPI, GV),
    _piket("IM-ROT-GV", "IM ROT Gooi en Vechtstreek", IM_ROT, GV),
    _piket("LCOPI-FL", "Leider CoPI Flevoland", LCOPI, FL),  # Bvr 2.1.2
    _piket("LCOPI-GV", "Leider CoPI Gooi en Vechtstreek", LCOPI, GV),
    _piket("OL", "Operationeel leider", OL, BOTH, 45),  # Bvr 2.1.4
    Post(
        "IC-BT-GV", "IC beleidsteam Gooi en Vechtstreek", IC, GV, PostKind.ON_CALL, "week-fri", 3,
        Authority.REGIONAL, 60, norm_from=NormFrom.CONVENED, book=PIKET,
    ),
    Post(
        "IC-BT-FL", "IC beleidsteam Flevoland", IC, FL, PostKind.OPEN_CALL, "", 3,
        Authority.INSPECTORATE, 60, most_chance_nobody=0.05, norm_from=NormFrom.CONVENED,
        book=PIKET,
    ),
    Post(
        "IM-ICC", "IM interregionaal coördinatiecentrum", IM_ICC, ALL, PostKind.ON_CALL, "week-fri",
        3, Authority.REGIONAL, 60, book=SHARED,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class _Week:
    """Office hours: weekdays, start, end, break."""

    weekdays: str
    start: time
    end: time
    break_minutes: int = 30


# Hours a week of the first: 36 in four long days, 36 in four and a half, 32 in four, 24 in three.
LONG_DAYS = (_Week("0134", time(7, 30), time(17)),)
HALF_FRIDAY = (
    _Week("0123", time(8, 30), time(17)),
    _Week("4", time(8, 30), time(12, 30), 0),
)
FOUR_DAYS = (_Week("0123", time(8, 30), time(17)),)
MONDAY_OFF = (_Week("1234", time(8, 30), time(17)),)
FRIDAY_TOO = (_Week("0134", time(8, 30), time(17)),)
THREE_DAYS = (_Week("013", time(8, 30), time(17)),)
OPERATOR_DAYS = (_Week("23", time(7), time(15), 30), _Week("4", time(7), time(13, 30), 30))
TRAINING = (_Week("123", time(8, 30), time(17)),)
NOTHING: tuple[_Week, ...] = ()


@dataclass(frozen=True)
class _Member:
    """A line about a person: who, where, as what, for how many hours, with which office hours."""

    name: str
    regions: tuple[str, ...]
    functions: tuple[str, ...]
    hours: float
    office: tuple[_Week, ...] = NOTHING
    employer: str = ""
    flex: bool = False

    @property
    def id(self) -> str:
        """The surname in lower case."""
        return self.name.split()[-1].lower()


REGION_EMPLOYER = {
    "FL": "Veiligheidsregio Flevoland",
    "GV": "Veiligheidsregio Gooi en Vechtstreek",
    "UT": "Veiligheidsregio Utrecht",
}

MEMBERS = (
    # CaCo: five dedicated, three combined with work as operator, one trainee.
    _Member("Anna Karekiet", BOTH, (CACO,), 36),
    _Member("Bas Rietzanger", BOTH, (CACO,), 36),
    _Member("Chantal Lepelaar", BOTH, (CACO,), 36),
    _Member("Dilara Waterral", BOTH, (CACO,), 36),
    _Member("Esra Zilverreiger", BOTH, (CACO,), 36, HALF_FRIDAY),
    _Member("Floris Tureluur", BOTH, (CACO,), 36),
    _Member("Gijs Visarend", BOTH, (CACO, IC), 36, employer="Politie"),
    _Member("Hilde Grutto", BOTH, (CACO,), 36, OPERATOR_DAYS),
    _Member("Ilse Pluvier", BOTH, (CACO,), 36, TRAINING),
    # CaCo: the flex pool, each with an office job.
    _Member("Jesse Dodaars", FL, (CACO, IM_COPI), 36, FOUR_DAYS, flex=True),
    _Member("Kim Wintertaling", FL, (CACO,), 36, FRIDAY_TOO, "Gemeente Rietoever", flex=True),
    _Member("Lars Kuifeend", GV, (CACO, IC), 36, FOUR_DAYS, flex=True),
    _Member("Mirre Slobeend", GV, (CACO,), 36, MONDAY_OFF, "GGD", flex=True),
    # Information managers of Flevoland (with Dodaars: seven).
    _Member("Niels Lisdodde", FL, (IM_COPI,), 36, HALF_FRIDAY),
    _Member("Oukje Zwanebloem", FL, (IM_COPI, IM_ROT, IC), 36, LONG_DAYS),
    _Member("Pim Watermunt", FL, (IM_COPI, IM_ROT), 36, HALF_FRIDAY, "Gemeente Rietoever"),
    _Member("Quinten Kalmoes", FL, (IM_ROT, IC), 32, FRIDAY_TOO),
    _Member("Roos Waterlelie", FL, (IM_ROT,), 36, LONG_DAYS, "GGD"),
    _Member("Sem Gagel", BOTH, (IM_COPI, IM_ROT), 36, HALF_FRIDAY),
    # Information managers of Gooi en Vechtstreek (with Gagel: eight).
    _Member("Tess Heideklokje", GV, (IM_COPI, IM_ROT), 36, HALF_FRIDAY),
    _Member("Umar Duindoorn", GV, (IM_COPI,), 36, LONG_DAYS, "Gemeente Heidezoom"),
    _Member("Vera Vlasleeuwenbek", GV, (IM_COPI, IM_ROT), 32, FOUR_DAYS),
    _Member("Wout Zonnedauw", GV, (IM_ROT,), 36, HALF_FRIDAY),
    _Member("Xander Kruipwilg", GV, (IM_COPI,), 36, LONG_DAYS, "Politie"),
    _Member("Yara Struikhei", GV, (IM_ROT,), 24, THREE_DAYS),
    _Member("Zeger Dopheide", GV, (IM_COPI, IM_ROT), 36, HALF_FRIDAY),
    # Policy team of Gooi en Vechtstreek (with Visarend and Kuifeend: six).
    _Member("Abel Zandoogje", BOTH, (IC,), 36, HALF_FRIDAY),
    _Member("Bente Dagpauwoog", GV, (IC,), 36, LONG_DAYS, "Gemeente Heidezoom"),
    _Member("Coen Koninginnepage", GV, (IC,), 32, FOUR_DAYS),
    _Member("Demi Citroenvlinder", GV, (IC,), 36, HALF_FRIDAY),
    # Policy team of Flevoland (with Visarend, Zwanebloem, Kalmoes and Zandoogje: eleven).
    _Member("Eline Waterjuffer", FL, (IC,), 36, HALF_FRIDAY),
    _Member("Fedde Vuurjuffer", FL, (IC,), 36, LONG_DAYS, "Gemeente Rietoever"),
    _Member("Gwen Keizerlibel", FL, (IC,), 32, FOUR_DAYS),
    _Member("Hugo Oeverlibel", FL, (IC,), 24, THREE_DAYS, "GGD"),
    _Member("Isa Heidelibel", FL, (IC,), 36, HALF_FRIDAY),
    _Member("Joris Azuurjuffer", FL, (IC,), 36, LONG_DAYS),
    _Member("Kaya Smaragdlibel", FL, (IC,), 32, FRIDAY_TOO),
    # The coordination centre that the three regions share: seven.
    _Member("Lotte Forel", UT, (IM_ICC,), 36, HALF_FRIDAY),
    _Member("Mees Snoekbaars", UT, (IM_ICC,), 36, LONG_DAYS),
    _Member("Nora Zeelt", UT, (IM_ICC,), 32, FOUR_DAYS),
    _Member("Olaf Bittervoorn", UT, (IM_ICC,), 36, HALF_FRIDAY),
    _Member("Puck Winde", FL, (IM_ICC,), 36, LONG_DAYS),
    _Member("Ruben Kroeskarper", GV, (IM_ICC,), 36, MONDAY_OFF),
    _Member("Silke Alver", BOTH, (IM_ICC,), 36, HALF_FRIDAY),
    # Operational leaders of both regions: eight.
    _Member("Tibbe Hermelijn", BOTH, (OL,), 36, HALF_FRIDAY),
    _Member("Ulla Boommarter", BOTH, (OL,), 36, LONG_DAYS, "Politie"),
    _Member("Valentijn Dwergmuis", BOTH, (OL,), 36, FOUR_DAYS),
    _Member("Wies Spitsmuis", BOTH, (OL,), 32, FRIDAY_TOO, "GGD"),
    _Member("Xavi Grootoorvleermuis", BOTH, (OL,), 36, HALF_FRIDAY, "Gemeente Heidezoom"),
    _Member("Ymke Zeehond", BOTH, (OL,), 36, LONG_DAYS),
    _Member("Zef Eekhoorn", BOTH, (OL,), 36, HALF_FRIDAY, "Veiligheidsregio Gooi en Vechtstreek"),
    _Member("Aleid Bunzing", BOTH, (OL,), 32, FOUR_DAYS, "Veiligheidsregio Gooi en Vechtstreek"),
    # Who leads the CoPI in Flevoland: eight.
    _Member("Berend Vliegenzwam", FL, (LCOPI,), 36, HALF_FRIDAY),
    _Member("Cato Oesterzwam", FL, (LCOPI,), 36, LONG_DAYS),
    _Member("Dirk Elfenbankje", FL, (LCOPI,), 36, FOUR_DAYS, "Politie"),
    _Member("Evi Cantharel", FL, (LCOPI,), 32, FRIDAY_TOO),
    _Member("Friso Parasolzwam", FL, (LCOPI,), 36, HALF_FRIDAY, "Gemeente Rietoever"),
    _Member("Gerda Inktzwam", FL, (LCOPI,), 36, LONG_DAYS, "GGD"),
    _Member("Hessel Judasoor", FL, (LCOPI,), 36, HALF_FRIDAY),
    _Member("Ilja Sponszwam", FL, (LCOPI,), 32, FOUR_DAYS),
    # Who leads it in Gooi en Vechtstreek: eight.
    _Member("Jantien Bieslook", GV, (LCOPI,), 36, HALF_FRIDAY),
    _Member("Kasper Bernagie", GV, (LCOPI,), 36, LONG_DAYS, "Politie"),
    _Member("Linde Majoraan", GV, (LCOPI,), 36, FOUR_DAYS),
    _Member("Maurits Rozemarijn", GV, (LCOPI,), 32, FRIDAY_TOO),
    _Member("Neele Citroenmelisse", GV, (LCOPI,), 36, HALF_FRIDAY, "Gemeente Heidezoom"),
    _Member("Oscar Kervel", GV, (LCOPI,), 36, LONG_DAYS),
    _Member("Pien Lavas", GV, (LCOPI,), 36, HALF_FRIDAY, "GGD"),
    _Member("Quirijn Bonenkruid", GV, (LCOPI,), 32, FOUR_DAYS),
)

LEAVERS = {"watermunt": date(2028, 3, 31)}  #: retires: two pools then have one too few
REFRESHED_IN_TURN = 44  #: so many members until somebody has the same day again
IN_SERVICE = date(2026, 1, 1)
STARTERS = {"zilverreiger": date(2027, 1, 1), "pluvier": date(2026, 9, 1)}
LEARNS_UNTIL = {"zilverreiger": date(2027, 1, 17)}  #: the office hours end with the course

PROVISIONS = {
    # Expects in June 2027: no nights, then the leave around the birth.
    "waterral": (
        Provision(ProvisionKind.PREGNANCY, date(2026, 12, 14), date(2027, 12, 5)),
        Provision(ProvisionKind.BIRTH_LEAVE, date(2027, 4, 26), date(2027, 8, 15)),
    ),
    "grutto": (Provision(ProvisionKind.NIGHT_EXEMPTION, date(2025, 6, 1)),),
    "rietzanger": (Provision(ProvisionKind.HOLY_DAY, date(2024, 1, 1), weekday=5),),
}

# Who did not simply take up a function at their last refresher.
_SPECIAL = {
    ("zilverreiger", CACO): (Competence("zilverreiger", CACO, date(2027, 1, 1)),),
    ("pluvier", CACO): (
        Competence(
            "pluvier", CACO, date(2026, 10, 1), date(2027, 5, 31), CompetenceLevel.TRAINEE
        ),
        Competence("pluvier", CACO, date(2027, 6, 1)),
    ),
    ("waterlelie", IM_ROT): (Competence("waterlelie", IM_ROT, date(2025, 2, 16)),),
    ("koninginnepage", IC): (Competence("koninginnepage", IC, date(2025, 2, 1)),),
}  # fmt: skip


def people() -> tuple[Person, ...]:
    """Everybody, with contract, provisions and office hours."""
    return tuple(_person(member) for member in MEMBERS)


def competences() -> tuple[Competence, ...]:
    """Who was appointed to what, by person; when that lapses is told by `demo_register`."""
    return tuple(
        competence
        for number, member in enumerate(MEMBERS)
        for function in member.functions
        for competence in _SPECIAL.get((member.id, function))
        or (Competence(member.id, function, refreshed_on(number)),)
    )


def refreshed_on(number: int) -> date:
    """The last refresher of a member: every two years, in turn; due after the demo's half year."""
    return date(2025, 9, 2) + timedelta(days=9 * (number % REFRESHED_IN_TURN))


def _person(member: _Member) -> Person:
    since = STARTERS.get(member.id, IN_SERVICE)
    contract = Contract(member.hours, since, LEAVERS.get(member.id))
    return Person(
        member.id,
        member.name,
        member.employer or REGION_EMPLOYER[member.regions[0]],
        member.regions,
        (contract,),
        PROVISIONS.get(member.id, ()),
        tuple(_weekly_work(member)),
        Limits(max_shifts_per_month=2) if member.flex else Limits(),
    )


def _weekly_work(member: _Member) -> list[WeeklyWork]:
    first, last = STARTERS.get(member.id), LEARNS_UNTIL.get(member.id)
    return [
        WeeklyWork(int(day), week.start, week.end, week.break_minutes, first, last)
        for week in member.office
        for day in week.weekdays
    ]
