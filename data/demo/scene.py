"""A region on paper as model objects; its clock, and the names and teams of invented ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.model.base_roster import BaseMember, BaseRoster
from data.model.book import Book
from data.model.contact import AlertRecords
from data.model.demand import Demand
from data.model.duty import Absence, Duty, Wish
from data.model.exercise import Exercise, ExerciseTheme
from data.model.partner import Organisation
from data.model.person import Competence, Person
from data.model.post import Authority, Discipline, Function, Post, PostKind, Region
from data.model.problem import CarryOver
from data.model.register import Register
from data.model.review import Review
from data.model.ruleset import Derogation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

PERIOD_START = date(2027, 1, 4)  #: a Monday


HISTORY_WEEKS = 16


HISTORY_START = PERIOD_START - timedelta(weeks=HISTORY_WEEKS)


@dataclass(frozen=True)
class Scene:
    """Regions, posts and people, with their time as far as it is known beforehand.

    Parameters
    ----------
    register
        Who was appointed to what, and what is asked, shown and decided about it.
    elsewhere
        Dated work outside the roster, before and in the period.
    pins
        Person, post and start of duties that are settled beforehand.
    base_rosters, base_members
        The cycles by which teams and pools live, and who follows which.
    alerts
        How people are reached, and who came to open calls.
    books
        Those in which its posts are planned.
    demands
        When posts need more people than their patterns ask, or fewer.
    partners
        Who employs them.
    reviews
        What is looked at once more, and when.
    themes, exercises
        What is exercised, and on which mandatory themes.
    """

    regions: tuple[Region, ...]
    functions: tuple[Function, ...]
    posts: tuple[Post, ...]
    people: tuple[Person, ...]
    register: Register
    absences: tuple[Absence, ...] = ()
    elsewhere: tuple[Duty, ...] = ()
    wishes: tuple[Wish, ...] = ()
    agreements: tuple[Derogation, ...] = ()
    carry_over: tuple[CarryOver, ...] = ()
    pins: tuple[tuple[str, str, datetime], ...] = ()
    history: tuple[Duty, ...] = ()
    base_rosters: tuple[BaseRoster, ...] = ()
    base_members: tuple[BaseMember, ...] = ()
    alerts: AlertRecords = AlertRecords()  # noqa: RUF009 - frozen
    books: tuple[Book, ...] = ()
    demands: tuple[Demand, ...] = ()
    partners: tuple[Organisation, ...] = ()
    reviews: tuple[Review, ...] = ()
    themes: tuple[ExerciseTheme, ...] = ()
    exercises: tuple[Exercise, ...] = ()

    @property
    def competences(self) -> tuple[Competence, ...]:
        """Who may fill what, from when to when, with all that counts for it."""
        return self.register.effective_competences


def joined(scenes: Iterable[Scene]) -> Scene:
    """Scenes that share no post and no person as one; functions and agreements are the same."""
    parts = list(scenes)
    return Scene(
        regions=tuple(one for part in parts for one in part.regions),
        functions=tuple(dict.fromkeys(one for part in parts for one in part.functions)),
        posts=tuple(one for part in parts for one in part.posts),
        people=tuple(one for part in parts for one in part.people),
        register=Register(tuple(one for part in parts for one in part.competences)),
        absences=tuple(one for part in parts for one in part.absences),
        elsewhere=tuple(one for part in parts for one in part.elsewhere),
        wishes=tuple(one for part in parts for one in part.wishes),
        agreements=tuple(dict.fromkeys(one for part in parts for one in part.agreements)),
        history=tuple(one for part in parts for one in part.history),
    )


ZONE = ZoneInfo("Europe/Amsterdam")


HOUR = timedelta(hours=1)


DAY = timedelta(days=1)


WEEK = timedelta(weeks=1)


def instant(day: date, clock: time = time()) -> datetime:
    """The UTC instant of a local date and clock time."""
    return datetime.combine(day, clock, ZONE).astimezone(UTC)


def local(moment: datetime) -> datetime:
    """An instant on the local clock."""
    return moment.astimezone(ZONE)


def monday(day: date) -> date:
    """The Monday of the week of a date."""
    return day - timedelta(days=day.weekday())


def elapsed_minutes(start: datetime, end: datetime) -> int:
    """Real minutes between two instants."""
    return int((end - start).total_seconds()) // 60


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words(
    """
    Aafke Amir Anouk Aron Bibi Boaz Carmen Cas Daan Dilan Doutzen Ebru Elin Emre Femke Fenna
    Finn Giel Hanna Hasan Ids Imke Iris Jade Jelle Jip Juna Kees Koen Lieke Loek Maan Merel
    Mila Milan Nadia Noor Okke Olaf Pleun Puck Rayan Riemer Saar Siem Sofie Taco Teun Tijn
    Umit Veerle Wende Wiebe Yael Yusuf Zoë
    """
)


SURNAMES = _words(
    """
    Avondrood Bladgoud Braamstruik Branding Dageraad Dauwtrap Dijkgras Duinvallei Elzenprop
    Fluitekruid Ganzenveer Golfslag Hagelwit Havermout Helmgras Hoogwater Hooiwagen IJskristal
    Klaverblad Kweldergras Laagwater Lenteregen Lisbloem Maneschijn Mistbank Morgendauw
    Noorderlicht Oeverwal Ochtendgloor Paardenbloem Pluisjes Poolster Regenboog Rietpluim
    Rimpeling Schelpenpad Sneeuwklok Springtij Sterrenregen Stuifzand Tegenlicht Veenpluis
    Vloedlijn Vlonderpad Waterkant Weerlicht Wierbos Wilgenkat Windveer Wolkenlucht Zandplaat
    Zeeschuim Zilverschoon Zomerbries Zonnestraal Zuidenwind
    """
)


REGION_NAMES = _words(
    """
    Duinrand Eikenveld Fluisterbos Grasmeer Heuvelzoom IJlstroom Kievitsland Laagveen
    Mistvallei Noorderplas Oeverland Poldermeer Rietstreek Schemerwoud Terpenland Veenrijk
    Waterzoom Wilgenhoek Zandrug Zonneveld
    """
)


def people_names(number: int, random: Random) -> list[str]:
    """Different full names, with an initial where first and last names run out."""
    names = [f"{first} {last}" for first in FIRST_NAMES for last in SURNAMES]
    random.shuffle(names)
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        if len(names) >= number:
            break
        whole = [f"{first} {letter}. {last}" for first in FIRST_NAMES for last in SURNAMES]
        random.shuffle(whole)
        names += whole
    return names[:number]


def region_name(number: int) -> str:
    """A name for the region with a number from 0."""
    again, place = divmod(number, len(REGION_NAMES))
    return f"Veiligheidsregio {REGION_NAMES[place]}{f' {again + 1}' if again else ''}"


CACO = "CACO"


ON_CALL_FUNCTIONS = (
    Function("IM-COPI", "Informatiemanager CoPI"),
    Function("IM-ROT", "Informatiemanager ROT"),
    Function("IC-BT", "Informatiecoördinator beleidsteam"),
    Function("LCOPI", "Leider CoPI"),
    Function("OL", "Operationeel leider"),
    Function("COM", "Functionaris crisiscommunicatie"),
    Function("HIN", "Hoofd informatie"),
    Function("LOG", "Hoofd logistiek"),
)


FUNCTIONS = (Function(CACO, "Calamiteitencoördinator", Discipline.CONTROL_ROOM), *ON_CALL_FUNCTIONS)


PEOPLE_PER_POST = {PostKind.ON_SITE: 9.5, PostKind.ON_CALL: 7.0, PostKind.OPEN_CALL: 6.0}


POSTS_PER_SEAT = 4


LEAST_FOR_OPEN_CALL = 6  #: posts


MOST_POSTS_OF_REGION = 10  #: of one alone: each function once on call, and the seats with them


STATUTORY = ("IM-COPI", "IM-ROT")


@dataclass(frozen=True)
class DemoPool:
    """A post with the number of people whose first function it is."""

    post: Post
    size: int


def make_pools(people: int, posts: int) -> tuple[tuple[Region, ...], tuple[DemoPool, ...]]:
    """Regions and pools for a number of people and posts.

    A quarter of the posts are seats at a desk, 24 hours a day; the others are on call by the week,
    save one that is open call. With twice the people, each post needs twice as many at once.
    """
    seats = max(1, round(posts / POSTS_PER_SEAT))
    others = posts - seats
    regions = [
        _region(number) for number in range(max(1, seats, -(-others // len(ON_CALL_FUNCTIONS))))
    ]
    made = []
    for number in range(seats):
        mine = [one.id for n, one in enumerate(regions) if n * seats // len(regions) == number]
        made.append(_seat(f" {number + 1}" if seats > 1 else "", mine))
    made += [_away(number, others, posts, regions) for number in range(others)]
    return tuple(regions), _staffed(made, people)


def make_region(number: int, people: int, posts: int) -> tuple[Region, tuple[DemoPool, ...]]:
    """One of many regions, with posts and people that no other one has.

    Parameters
    ----------
    number
        From 0.
    people, posts
        How many it has; of the posts `MOST_POSTS_OF_REGION` at most.
    """
    seats = max(1, round(posts / POSTS_PER_SEAT))
    region = _region(number)
    made = [
        _seat(f" {region.id}{f' {seat + 1}' if seats > 1 else ''}", [region.id])
        for seat in range(seats)
    ]
    made += [_away(place, posts - seats, posts, [region]) for place in range(posts - seats)]
    return region, _staffed(made, people)


def _region(number: int) -> Region:
    return Region(f"R{number + 1}", region_name(number), ("noord", "midden", "zuid")[number % 3])


def _staffed(posts: Sequence[Post], people: int) -> tuple[DemoPool, ...]:
    """The posts with the people for each, and as many of them at once as there can be."""
    weights = [PEOPLE_PER_POST[post.kind] for post in posts]
    at_once = max(1, int(0.9 * people / sum(weights)))
    return tuple(
        DemoPool(_required(post, at_once), size)
        for post, size in zip(posts, shares(people, weights), strict=True)
    )


def _seat(mark: str, regions: Sequence[str]) -> Post:
    code, name = f"CACO{mark}".replace(" ", "-"), f"CaCo meldkamer{mark}"
    return Post(
        code, name, CACO, tuple(regions), PostKind.ON_SITE, "3x8", 1, Authority.STATUTE, 2
    )  # fmt: skip


def _away(number: int, others: int, posts: int, regions: Sequence[Region]) -> Post:
    """A post on call; the last one is open call, if there are posts enough."""
    region = regions[number % len(regions)]
    function = ON_CALL_FUNCTIONS[number // len(regions)]
    is_open = posts >= LEAST_FOR_OPEN_CALL and number == others - 1
    statutory = function.id in STATUTORY
    return Post(
        f"{function.id}-{region.id}",
        f"{function.name} {region.name.removeprefix('Veiligheidsregio ')}",
        function.id,
        (region.id,),
        PostKind.OPEN_CALL if is_open else PostKind.ON_CALL,
        "" if is_open else "week-fri",
        2 if statutory else 3,
        Authority.STATUTE if statutory else Authority.REGIONAL,
        30 if statutory else 60,
    )


def _required(post: Post, at_once: int) -> Post:
    return post if post.kind is PostKind.OPEN_CALL else replace(post, required=at_once)


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Whole shares of a total in proportion to weights, the largest remainders rounded up."""
    exact = [total * weight / sum(weights) for weight in weights]
    whole = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda each: whole[each] - exact[each])
    for each in by_remainder[: total - sum(whole)]:
        whole[each] += 1
    return whole
