"""What is known beforehand of everybody's time in the demonstration region.

School holidays of the region Noord: 10-18 October 2026, 19 December - 3 January, 20-28 February
2027 and 24 April - 2 May.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from data.demo.diary import absence_minutes
from data.demo.leave import Rota, rota_duties
from data.demo.scene import DAY, HISTORY_START, instant
from data.model.duty import Absence, AbsenceKind, Duty, Wish, WishKind
from data.model.problem import CarryOver

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.model.person import Person

LAST_DATE = date(2027, 7, 11)

# First day + number of days. In the week of 19 February nobody is left for two posts.
LEAVE = """
karekiet        2026-10-10+9   2027-02-20+9   2027-04-24+9
rietzanger      2026-11-08+8   2027-03-07+8   2027-06-06+8
lepelaar        2026-12-19+9   2027-01-30+5   2027-05-01+9
waterral        2026-10-19+7   2027-02-13+5   2027-03-29+2
zilverreiger    2027-02-24+3   2027-05-08+9   2027-06-19+5
tureluur        2026-11-23+5   2027-01-04+7   2027-05-15+9
visarend        2026-12-26+5   2027-03-20+7   2027-05-22+9
grutto          2026-09-26+9   2027-02-20+9   2027-06-12+7
pluvier         2026-12-19+14  2027-02-20+9   2027-05-01+9
dodaars         2026-11-23+5   2027-03-20+6   2027-06-26+9
wintertaling    2026-12-21+5   2027-03-15+5   2027-04-24+9
kuifeend        2026-10-19+4   2027-02-22+4   2027-05-01+9
slobeend        2026-11-16+5   2027-02-20+9   2027-06-21+5
lisdodde        2026-10-17+9   2027-01-04+5   2027-05-15+9   2027-06-14+4
zwanebloem      2026-10-10+9   2027-02-20+9   2027-04-26+5
watermunt       2026-12-19+16  2027-02-22+4   2027-05-03+5
kalmoes         2026-11-02+5   2027-02-20+7   2027-06-07+5
waterlelie      2026-11-23+5   2027-03-01+5   2027-05-10+5
gagel           2026-12-23+5   2027-02-22+4   2027-04-24+9
heideklokje     2026-11-09+5   2027-02-20+9   2027-06-14+5
duindoorn       2026-12-19+9   2027-02-20+9   2027-05-01+9
vlasleeuwenbek  2026-10-19+4   2027-02-22+3   2027-04-24+9
zonnedauw       2026-11-23+5   2027-02-22+5   2027-05-18+4
kruipwilg       2026-09-21+4   2027-01-18+5   2027-04-24+9
struikhei       2026-10-12+4   2027-03-22+4   2027-05-24+4
dopheide        2026-12-19+9   2027-03-08+4   2027-06-28+5
zandoogje       2026-10-10+9   2027-02-20+9   2027-05-01+9
dagpauwoog      2026-12-21+12  2027-02-20+7   2027-04-24+9
koninginnepage  2026-11-09+4   2027-01-11+4   2027-06-05+9
citroenvlinder  2026-10-12+5   2027-02-22+5   2027-05-31+5
waterjuffer     2026-12-19+16  2027-02-20+9   2027-04-24+9
vuurjuffer      2026-10-10+9   2027-02-22+5   2027-06-07+5
keizerlibel     2026-10-12+4   2027-03-08+4   2027-05-01+9
oeverlibel      2026-12-28+7   2027-02-20+9   2027-06-01+3
heidelibel      2026-11-30+5   2027-01-25+5   2027-04-24+9
azuurjuffer     2026-10-17+9   2027-02-22+5   2027-06-19+9
smaragdlibel    2026-12-19+9   2027-02-01+2   2027-04-26+5
hermelijn         2026-10-10+9   2027-02-20+9   2027-04-24+9
boommarter        2026-11-09+5   2027-01-18+5   2027-05-01+9
dwergmuis         2026-12-19+9   2027-02-20+9   2027-06-07+5
spitsmuis         2026-10-19+4   2027-02-01+4   2027-04-26+5
grootoorvleermuis 2026-12-21+5   2027-02-22+5   2027-05-15+9
zeehond           2026-10-12+5   2027-03-29+5   2027-06-14+5
eekhoorn          2026-11-23+5   2027-02-20+9   2027-04-24+9
bunzing           2026-12-28+7   2027-01-25+4   2027-05-24+4
vliegenzwam       2026-10-10+9   2027-02-20+9   2027-04-24+9
oesterzwam        2026-11-09+5   2027-01-18+5   2027-05-01+9
elfenbankje       2026-12-19+9   2027-02-20+9   2027-06-07+5
cantharel         2026-10-19+4   2027-02-01+4   2027-04-26+5
parasolzwam       2026-12-21+5   2027-02-22+5   2027-05-15+9
inktzwam          2026-10-12+5   2027-03-29+5   2027-06-14+5
judasoor          2026-11-23+5   2027-02-20+9   2027-04-24+9
sponszwam         2026-12-28+7   2027-01-25+4   2027-05-24+4
bieslook          2026-10-10+9   2027-02-20+9   2027-04-24+9
bernagie          2026-11-09+5   2027-01-18+5   2027-05-01+9
majoraan          2026-12-19+9   2027-02-20+9   2027-06-07+5
rozemarijn        2026-10-19+4   2027-02-01+4   2027-04-26+5
citroenmelisse    2026-12-21+5   2027-02-22+5   2027-05-15+9
kervel            2026-10-12+5   2027-03-29+5   2027-06-14+5
lavas             2026-11-23+5   2027-02-20+9   2027-04-24+9
bonenkruid        2026-12-28+7   2027-01-25+4   2027-05-24+4
"""
ILLNESS = """
karekiet        2026-11-17+3
vuurjuffer      2026-11-24+4
waterjuffer     2026-09-21+5
heideklokje     2026-12-07+4
struikhei       2026-12-30+7
slobeend        2027-01-04+10
"""
COURSES = """
dopheide        2027-01-21
zonnedauw       2027-01-21
vuurjuffer      2027-01-21
rietzanger      2027-03-18
lepelaar        2027-03-18
grutto          2027-03-18
kruipwilg       2027-06-10
heideklokje     2027-06-10
"""
COURSE_DAY = time(9), time(17)

# Person, kind, first and last day, weight; then a post and a shift where only these are meant.
WISHES = """
karekiet        avoid 2027-01-16 2027-01-17 5
karekiet        want  2027-03-01 2027-03-07 2 CACO D
karekiet        avoid 2027-06-12 2027-06-13 5
rietzanger      avoid 2027-01-08 2027-01-08 8 CACO L
rietzanger      want  2027-01-17 2027-01-17 3 CACO D
rietzanger      want  2027-02-14 2027-02-14 3 CACO D
rietzanger      avoid 2027-05-21 2027-05-21 8 CACO L
lepelaar        avoid 2027-01-22 2027-01-24 4
lepelaar        want  2027-02-08 2027-02-12 2 CACO N
lepelaar        avoid 2027-05-15 2027-05-17 4
waterral        avoid 2027-01-11 2027-01-11 6
waterral        avoid 2027-02-08 2027-02-08 6
waterral        avoid 2027-03-08 2027-03-08 6
waterral        want  2027-03-15 2027-03-21 2 CACO D
zilverreiger    want  2027-02-01 2027-02-07 4 CACO D
zilverreiger    avoid 2027-03-27 2027-03-28 5
tureluur        avoid 2027-02-27 2027-02-28 4
tureluur        want  2027-03-22 2027-03-28 2 CACO N
visarend        avoid 2027-01-30 2027-01-31 3
visarend        avoid 2027-03-12 2027-03-19 5 IC-BT-GV
visarend        want  2027-04-05 2027-04-11 2 CACO D
grutto          avoid 2027-01-14 2027-01-17 3
grutto          want  2027-03-12 2027-03-14 2 CACO D
dodaars         want  2027-01-09 2027-01-10 2 CACO D
dodaars         avoid 2027-03-26 2027-03-29 8
dodaars         avoid 2027-02-05 2027-02-11 4 IM-COPI-FL
wintertaling    want  2027-01-23 2027-01-24 3 CACO D
wintertaling    avoid 2027-02-19 2027-02-21 3
kuifeend        avoid 2027-01-29 2027-02-01 4
kuifeend        want  2027-03-19 2027-03-21 2 CACO
slobeend        want  2027-02-06 2027-02-07 3 CACO L
slobeend        avoid 2027-05-13 2027-05-16 4
lisdodde        avoid 2027-01-29 2027-02-04 5
lisdodde        want  2027-03-05 2027-03-11 2 IM-COPI-FL
lisdodde        avoid 2027-06-18 2027-06-24 3
zwanebloem      avoid 2027-01-08 2027-01-14 4
zwanebloem      want  2027-03-19 2027-03-25 2
watermunt       avoid 2027-03-26 2027-04-01 6
watermunt       want  2027-01-15 2027-01-21 2
kalmoes         avoid 2027-03-05 2027-03-11 3
kalmoes         want  2027-02-05 2027-02-11 2 IM-ROT-FL
waterlelie      want  2027-01-08 2027-01-14 3 IM-ROT-FL
waterlelie      avoid 2027-04-30 2027-05-06 4
gagel           avoid 2027-01-22 2027-01-28 4
gagel           avoid 2027-03-12 2027-03-18 4 IM-ROT-FL
gagel           want  2027-04-09 2027-04-15 2 IM-COPI-GV
heideklokje     avoid 2027-01-15 2027-01-21 4
heideklokje     want  2027-03-12 2027-03-18 2 IM-COPI-GV
duindoorn       avoid 2027-03-26 2027-04-01 5
duindoorn       want  2027-01-08 2027-01-14 2
vlasleeuwenbek  avoid 2027-02-05 2027-02-11 3
vlasleeuwenbek  want  2027-03-05 2027-03-11 2 IM-ROT-GV
zonnedauw       avoid 2027-01-29 2027-02-04 3
zonnedauw       avoid 2027-04-30 2027-05-06 4
kruipwilg       avoid 2027-02-12 2027-02-18 4
kruipwilg       want  2027-04-02 2027-04-08 2
struikhei       avoid 2027-02-19 2027-02-25 8
struikhei       want  2027-01-29 2027-02-04 2 IM-ROT-GV
dopheide        avoid 2027-01-08 2027-01-14 3
dopheide        want  2027-03-19 2027-03-25 2
zandoogje       avoid 2027-03-26 2027-04-01 5
zandoogje       want  2027-01-15 2027-01-21 2 IC-BT-GV
dagpauwoog      avoid 2027-01-29 2027-02-04 4
dagpauwoog      want  2027-03-05 2027-03-11 2
koninginnepage  want  2027-01-15 2027-01-21 1
koninginnepage  avoid 2027-05-14 2027-05-20 3
citroenvlinder  avoid 2027-03-19 2027-03-25 5
citroenvlinder  want  2027-02-05 2027-02-11 2
forel           avoid 2027-02-19 2027-02-25 4
forel           want  2027-01-15 2027-01-21 2
snoekbaars      avoid 2027-01-08 2027-01-14 3
snoekbaars      want  2027-03-12 2027-03-18 2
zeelt           avoid 2027-04-30 2027-05-06 5
zeelt           want  2027-02-05 2027-02-11 2
bittervoorn     avoid 2027-03-26 2027-04-01 4
bittervoorn     want  2027-01-22 2027-01-28 2
winde           avoid 2027-05-14 2027-05-20 3
winde           want  2027-02-12 2027-02-18 2
kroeskarper     avoid 2027-01-29 2027-02-04 4
kroeskarper     want  2027-03-05 2027-03-11 2
alver           avoid 2027-03-19 2027-03-25 3
alver           want  2027-01-08 2027-01-14 2
hermelijn         avoid 2027-01-22 2027-01-28 3
hermelijn         want  2027-03-12 2027-03-18 2
boommarter        avoid 2027-03-19 2027-03-25 4
boommarter        want  2027-02-05 2027-02-11 2
dwergmuis         avoid 2027-02-12 2027-02-18 5
dwergmuis         want  2027-04-02 2027-04-08 2
spitsmuis         avoid 2027-03-05 2027-03-11 3
spitsmuis         want  2027-01-15 2027-01-21 2
grootoorvleermuis avoid 2027-04-23 2027-04-29 4
grootoorvleermuis want  2027-02-19 2027-02-25 2
zeehond           avoid 2027-01-29 2027-02-04 5
zeehond           want  2027-04-09 2027-04-15 2
eekhoorn          avoid 2027-03-26 2027-04-01 3
eekhoorn          want  2027-01-22 2027-01-28 2
bunzing           avoid 2027-05-07 2027-05-13 4
bunzing           want  2027-03-05 2027-03-11 2
vliegenzwam       avoid 2027-01-22 2027-01-28 5
vliegenzwam       want  2027-03-12 2027-03-18 2
oesterzwam        avoid 2027-03-19 2027-03-25 3
oesterzwam        want  2027-02-05 2027-02-11 2
elfenbankje       avoid 2027-02-12 2027-02-18 4
elfenbankje       want  2027-04-02 2027-04-08 2
cantharel         avoid 2027-03-05 2027-03-11 5
cantharel         want  2027-01-15 2027-01-21 2
parasolzwam       avoid 2027-04-23 2027-04-29 3
parasolzwam       want  2027-02-19 2027-02-25 2
inktzwam          avoid 2027-01-29 2027-02-04 4
inktzwam          want  2027-04-09 2027-04-15 2
judasoor          avoid 2027-03-26 2027-04-01 5
judasoor          want  2027-01-22 2027-01-28 2
sponszwam         avoid 2027-05-07 2027-05-13 3
sponszwam         want  2027-03-05 2027-03-11 2
bieslook          avoid 2027-01-22 2027-01-28 4
bieslook          want  2027-03-12 2027-03-18 2
bernagie          avoid 2027-03-19 2027-03-25 5
bernagie          want  2027-02-05 2027-02-11 2
majoraan          avoid 2027-02-12 2027-02-18 3
majoraan          want  2027-04-02 2027-04-08 2
rozemarijn        avoid 2027-03-05 2027-03-11 4
rozemarijn        want  2027-01-15 2027-01-21 2
citroenmelisse    avoid 2027-04-23 2027-04-29 5
citroenmelisse    want  2027-02-19 2027-02-25 2
kervel            avoid 2027-01-29 2027-02-04 3
kervel            want  2027-04-09 2027-04-15 2
lavas             avoid 2027-03-26 2027-04-01 4
lavas             want  2027-01-22 2027-01-28 2
bonenkruid        avoid 2027-05-07 2027-05-13 5
bonenkruid        want  2027-03-05 2027-03-11 2
"""

ROTAS = (
    Rota("tureluur", "operator", ("DDL....", "...DDL.", "LL.....")),
    # The nights of 24 and 25 February keep them from being on call in the week before them.
    Rota("visarend", "politie", ("DDD....", "....DLL", "..NN...")),
)

CARRY_OVER = (
    CarryOver("karekiet", "nights", 3),
    CarryOver("rietzanger", "weekends", -1),
    CarryOver("rietzanger", "nights", -1),
    CarryOver("lepelaar", "holidays", 1),
    CarryOver("tureluur", "nights", -2),
    CarryOver("gagel", "on_call", 1),
    CarryOver("struikhei", "on_call", -1),
    CarryOver("dopheide", "on_call", 1),
    CarryOver("zandoogje", "on_call", -1),
)


def absences(people: Iterable[Person]) -> tuple[Absence, ...]:
    """Leave, illness and courses, by person and start."""
    hours = {person.id: person.contracts[0].hours_per_week for person in people}
    whole = [
        Absence(name, kind, start, end, absence_minutes(start, end, hours[name]))
        for kind, text in ((AbsenceKind.LEAVE, LEAVE), (AbsenceKind.ILLNESS, ILLNESS))
        for name, start, end in _stretches(text)
    ]
    courses = [
        Absence(name, AbsenceKind.COURSE, instant(day, COURSE_DAY[0]), instant(day, COURSE_DAY[1]),
                8 * 60)
        for name, text in (line.split() for line in COURSES.strip().splitlines())
        for day in [date.fromisoformat(text)]
    ]  # fmt: skip
    order = {name: number for number, name in enumerate(hours)}
    return tuple(sorted([*whole, *courses], key=lambda each: (order[each.person], each.start)))


def wishes() -> tuple[Wish, ...]:
    """What people asked for."""
    return tuple(_wish(*line.split()) for line in WISHES.strip().splitlines())


def elsewhere(away: Iterable[Absence]) -> tuple[Duty, ...]:
    """Dated work elsewhere of the combined CaCos, except when they are away."""
    return rota_duties(ROTAS, HISTORY_START, LAST_DATE, away)


def _stretches(text: str) -> Iterator[tuple[str, datetime, datetime]]:
    for line in text.strip().splitlines():
        name, *parts = line.split()
        for part in parts:
            first, days = part.split("+")
            day = date.fromisoformat(first)
            yield name, instant(day), instant(day + timedelta(days=int(days)))


def _wish(
    person: str, kind: str, first: str, last: str, weight: str,
    post: str | None = None, shift: str | None = None,
) -> Wish:  # fmt: skip
    start = instant(date.fromisoformat(first))
    end = instant(date.fromisoformat(last) + DAY)
    return Wish(person, WishKind(kind), start, end, int(weight), post, shift)
