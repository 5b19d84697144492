"""People of a generated region: contracts, office hours, competences and provisions."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from data.demo.leave import Rota
from data.demo.scene import HISTORY_START, PERIOD_START, people_names
from data.model.contact import MAIL, Contact
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
from data.model.post import Post, PostKind

if TYPE_CHECKING:
    from collections.abc import Iterable


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.demo.scene import DemoPool

# Hours a week, and weekdays with start, end and break. Friday ends before the piket changes.
OFFICES: tuple[tuple[float, tuple[tuple[str, time, time, int], ...]], ...] = (
    (36, (("0123", time(8, 30), time(17), 30), ("4", time(8, 30), time(12, 30), 0))),
    (36, (("0134", time(7, 30), time(17), 30),)),
    (32, (("0123", time(8, 30), time(17), 30),)),
    (32, (("0134", time(8, 30), time(17), 30),)),
    (24, (("013", time(8, 30), time(17), 30),)),
)
FLEX_OFFICES = ("0123", "0134", "1234")  #: 32 hours in four days
OPERATOR = ("DDL....", "...DDL.", "LL.....")
POLICE = ("DDD....", "....DLL", "..NN...")
#: Of every ten people in the pool of a seat; "own" has no other work.
ROLES = ("own", "own", "own", "police", "own", "own", "flex", "operator", "own", "trainee")
PREGNANT, HOLY_DAY, NOT_YET_REGISTERED, NO_NIGHTS = 1, 2, 4, 7  #: places among the first ten
EMPLOYERS = ("Politie", "GGD", "Gemeente Rietoever", "Gemeente Heidezoom")
ONBOARD = date(2025, 10, 1)
SECOND_FUNCTION, SECOND_REGION, EXPIRES, RENEWED = 0.2, 0.1, 0.08, 0.5  #: chances
LEAST_FOR_SPECIALS = 6  #: people in the pool of a seat
FULL_ON_CALL = 6  #: a smaller pool borrows from others


@dataclass
class Cast:
    """The people who were found for the posts.

    Parameters
    ----------
    homes
        Per person the post of their first function.
    """

    random: Random
    weeks: int
    homes: dict[str, Post] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    competences: list[Competence] = field(default_factory=list)
    rotas: list[Rota] = field(default_factory=list)

    def draw(self, chance: float) -> bool:
        """True with a chance."""
        return self.random.random() < chance

    def add_competence(self, person: str, function: str) -> None:
        """A competence that runs on, or one that expires inside the period."""
        start = ONBOARD - timedelta(days=self.random.randrange(300))
        if self.draw(EXPIRES):
            until = PERIOD_START + timedelta(days=self.random.randrange(7, 7 * self.weeks + 1))
            self.competences.append(Competence(person, function, start, until))
            if self.draw(RENEWED):
                again = until + timedelta(days=self.random.randrange(20, 60))
                end = again + timedelta(days=729)
                self.competences.append(Competence(person, function, again, end))
        else:
            last = PERIOD_START + timedelta(weeks=self.weeks + self.random.randrange(8, 80))
            self.competences.append(Competence(person, function, start, last))


def cast_people(
    pools: Sequence[DemoPool],
    weeks: int,
    random: Random,
    names: Iterable[str] | None = None,
    first: int = 1,
) -> Cast:
    """Everybody, pool by pool; then second functions and second regions.

    Parameters
    ----------
    names
        Of the people; None: they are drawn.
    first
        Number of the first of them.
    """
    cast = Cast(random, weeks)
    drawn = people_names(sum(pool.size for pool in pools), random) if names is None else names
    names = iter(drawn)
    for pool in pools:
        for place in range(pool.size):
            person = f"p{first + len(cast.people):03}"
            cast.homes[person] = pool.post
            if pool.post.kind is PostKind.ON_SITE:
                _cast_seat(cast, pool, place, person, next(names))
            else:
                _cast_away(cast, pool.post, person, next(names))
    _share(cast, [pool.post for pool in pools])
    for pool in pools:
        _borrow(cast, pool)
    return cast


def _cast_seat(cast: Cast, pool: DemoPool, place: int, person: str, name: str) -> None:
    """Somebody for a seat, in the role of their place."""
    role = ROLES[place % len(ROLES)]
    made = _person(person, name, pool.post.regions, 36, cast.random)
    if role == "police":
        cast.rotas.append(Rota(person, "politie", POLICE))
    elif role == "operator":
        cast.rotas.append(Rota(person, "operator", OPERATOR))
    elif role == "flex":
        weekdays = cast.random.choice(FLEX_OFFICES)
        office = ((weekdays, time(8, 30), time(17), 30),)
        made = replace(
            made, weekly_work=_weekly(office), limits=Limits(max_shifts_per_month=2)
        )  # fmt: skip
    elif role == "trainee":
        made = replace(made, weekly_work=_weekly((("123", time(8, 30), time(17), 30),)))
    cast.people.append(replace(made, provisions=_provisions(cast, pool, place)))
    _certify_seat(cast, person, pool.post.function, place, trainee=role == "trainee")


def _certify_seat(cast: Cast, person: str, function: str, place: int, *, trainee: bool) -> None:
    if trainee:
        competence = Competence(person, function, HISTORY_START, level=CompetenceLevel.TRAINEE)
        cast.competences.append(competence)
    elif place == NOT_YET_REGISTERED:
        start = PERIOD_START + timedelta(days=cast.random.randrange(7, 36))
        cast.competences.append(Competence(person, function, start))
    else:
        cast.add_competence(person, function)


def _provisions(cast: Cast, pool: DemoPool, place: int) -> tuple[Provision, ...]:
    """One pregnancy, one night exemption and one holy day in the pool of a seat."""
    if pool.size < LEAST_FOR_SPECIALS:
        return ()
    if place == PREGNANT:
        start = PERIOD_START - timedelta(days=cast.random.randrange(7, 42))
        leave = start + timedelta(weeks=20)
        return (
            Provision(ProvisionKind.PREGNANCY, start, start + timedelta(weeks=50)),
            Provision(ProvisionKind.BIRTH_LEAVE, leave, leave + timedelta(weeks=16)),
        )
    if place == NO_NIGHTS:
        return (Provision(ProvisionKind.NIGHT_EXEMPTION, ONBOARD),)
    if place == HOLY_DAY:
        return (Provision(ProvisionKind.HOLY_DAY, ONBOARD, weekday=5),)
    return ()


def _cast_away(cast: Cast, post: Post, person: str, name: str) -> None:
    hours, office = cast.random.choice(OFFICES)
    made = _person(person, name, post.regions, hours, cast.random)
    cast.people.append(replace(made, weekly_work=_weekly(office)))
    cast.add_competence(person, post.function)


def _person(
    person: str, name: str, regions: tuple[str, ...], hours: float, random: Random
) -> Person:
    employer = random.choice(EMPLOYERS) if random.random() < 0.25 else "Veiligheidsregio"
    return Person(person, name, employer, regions, (Contract(hours, ONBOARD),))


def _weekly(office: Iterable[tuple[str, time, time, int]]) -> tuple[WeeklyWork, ...]:
    return tuple(
        WeeklyWork(int(day), start, end, pause)
        for weekdays, start, end, pause in office
        for day in weekdays
    )


def _share(cast: Cast, posts: Sequence[Post]) -> None:
    """Some people serve a second post, some a second region with a post of their function."""
    for place, person in enumerate(cast.people):
        home = cast.homes[person.id]
        near = [
            post
            for post in posts
            if post.kind is not PostKind.ON_SITE
            and post.function != home.function
            and set(post.regions) & set(person.regions)
        ]
        if near and cast.draw(SECOND_FUNCTION):
            cast.add_competence(person.id, cast.random.choice(near).function)
        afar = [
            post
            for post in posts
            if post.function == home.function and not set(post.regions) & set(person.regions)
        ]
        if afar and home.kind is PostKind.ON_CALL and cast.draw(SECOND_REGION):
            other = cast.random.choice(afar)
            cast.people[place] = replace(person, regions=person.regions + other.regions)


def _borrow(cast: Cast, pool: DemoPool) -> None:
    """A pool that is too small is helped out by people who are on call for others."""
    full = FULL_ON_CALL if pool.post.kind is PostKind.ON_CALL else 0
    held = {each.person for each in cast.competences if each.function == pool.post.function}
    near = [
        person.id
        for person in cast.people
        if person.id not in held and set(person.regions) & set(pool.post.regions)
    ]
    cast.random.shuffle(near)
    for person in near[: max(0, full - pool.size)]:
        cast.add_competence(person, pool.post.function)


_DOMAINS = {
    "Politie": "politie.example",
    "GGD": "ggd.example",
    "Gemeente Rietoever": "rietoever.example",
    "Gemeente Heidezoom": "heidezoom.example",
}


def contacts(
    people: Iterable[Person], unknown: frozenset[str] = frozenset()
) -> tuple[Contact, ...]:
    """A mail address and a telephone for everybody.

    Parameters
    ----------
    unknown
        People of whom neither is known.
    """
    found, taken = [], Counter[str]()
    for number, person in enumerate(people, start=1):
        address = _address(person)
        taken[address] += 1
        if person.id not in unknown:
            again = str(taken[address]) if taken[address] > 1 else ""
            domain = _DOMAINS.get(person.employer, "vr.example")
            found += [
                Contact(person.id, MAIL, f"{address}{again}@{domain}"),
                Contact(person.id, "sms", f"+31600{number:06}"),
            ]
    return tuple(found)


def _address(person: Person) -> str:
    """Initial and surname, in plain letters."""
    first, _, last = person.name.partition(" ")
    words = f"{first[:1]}.{''.join(last.split())}".lower()
    return unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
