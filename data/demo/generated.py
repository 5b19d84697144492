"""Plausible regions of any size, with the same kinds of trouble as the demonstration region."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from data.demo.casting import Cast, cast_people, contacts
from data.demo.leave import LeaveCalendar, rota_duties
from data.demo.past import make_history
from data.demo.region import WORKBOOK
from data.demo.scene import (
    FUNCTIONS,
    HISTORY_START,
    MOST_POSTS_OF_REGION,
    PERIOD_START,
    WEEK,
    DemoPool,
    Scene,
    joined,
    make_pools,
    make_region,
    people_names,
    shares,
)
from data.demo.sheets import Tables, tables_of
from data.model.contact import AlertRecords
from data.model.errors import Fault, InputError
from data.model.post import PostKind
from data.model.register import Register
from data.model.ruleset import Derogation
from data.tables.write_tables import write_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from data.model.post import Region

#: The control room may not be left: the break lies inside the shift.
AGREEMENTS = (
    Derogation(
        "R04",
        "Instemming ondernemingsraad OR-2025-031: de CaCo kan zijn plaats niet verlaten",
        date(2025, 4, 1),
        date(2030, 3, 31),
    ),
)
MOST_PEOPLE, MOST_POSTS, MOST_WEEKS, MOST_REGIONS = 10_000, 1_000, 104, 200
LEAST_PEOPLE = 6  #: in a region of its own


def generate(people: int, posts: int, weeks: int, seed: int, regions: int | None = None) -> Tables:
    """The tables of a made-up region; the same arguments give the same tables.

    Parameters
    ----------
    people
        How many there are, 1..10,000. An on-site post takes nine or ten, one on call seven.
    posts
        How many there are, 1..1,000.
    weeks
        Weeks from 4 January 2027 that are described, 1..104; sixteen of history come before.
    seed
        Any whole number.
    regions
        How many regions there are that share neither people nor posts, 1..200; None: as many as the
        posts ask for, which share both.

    Raises
    ------
    InputError
        An argument is out of its range.
    """
    faults = list(_faults(people, posts, weeks, regions))
    if faults:
        raise InputError(faults)
    return tables_of(generated_scene(people, posts, weeks, seed, regions))


def write_generated(
    folder: Path, *, people: int, posts: int, weeks: int, seed: int, regions: int | None = None
) -> None:
    """Write a generated region to a folder: a CSV file a table, and one workbook.

    Raises
    ------
    InputError
        See `generate`.
    """
    tables = generate(people, posts, weeks, seed, regions)
    write_tables(tables, folder, folder / WORKBOOK)


def generated_scene(
    people: int, posts: int, weeks: int, seed: int, regions: int | None = None
) -> Scene:
    """The same as `generate`, as model objects."""
    if regions is None:
        random = Random(seed)
        shared, pools = make_pools(people, posts)
        scene = _scene(shared, pools, cast_people(pools, weeks, random))
    else:
        scene = joined(_regions_apart(people, posts, weeks, seed, regions))
    return replace(scene, alerts=AlertRecords(contacts(scene.people)))


def _regions_apart(people: int, posts: int, weeks: int, seed: int, regions: int) -> Iterator[Scene]:
    """Each region by itself, with chances of its own: what it costs grows with their number."""
    names, first = people_names(people, Random(seed)), 0
    sizes = zip(shares(people, [1.0] * regions), shares(posts, [1.0] * regions), strict=True)
    for number, (crew, of_posts) in enumerate(sizes):
        region, pools = make_region(number, crew, of_posts)
        random = Random(f"{seed} {number}")
        mine = names[first : first + crew]
        yield _scene((region,), pools, cast_people(pools, weeks, random, mine, first + 1))
        first += crew


def _scene(regions: tuple[Region, ...], pools: Sequence[DemoPool], cast: Cast) -> Scene:
    random, weeks = cast.random, cast.weeks
    calendar = LeaveCalendar(random, weeks, regions, cast.homes, _crowd(cast, pools, random))
    absences = calendar.absences(cast.people)
    last_date = PERIOD_START + (weeks + 1) * WEEK
    used = {pool.post.function for pool in pools}
    scene = Scene(
        regions=regions,
        functions=tuple(function for function in FUNCTIONS if function.id in used),
        posts=tuple(pool.post for pool in pools),
        people=tuple(cast.people),
        register=Register(tuple(cast.competences)),
        absences=absences,
        elsewhere=rota_duties(cast.rotas, HISTORY_START, last_date, absences),
        wishes=calendar.wishes(cast.people),
        agreements=AGREEMENTS,
    )
    return replace(scene, history=make_history(scene))


def _crowd(cast: Cast, pools: Sequence[DemoPool], random: Random) -> frozenset[str]:
    """All who may fill one of the posts on call."""
    on_call = [pool.post for pool in pools if pool.post.kind is PostKind.ON_CALL]
    if not on_call:
        return frozenset()
    post = random.choice(on_call)
    able = {each.person for each in cast.competences if each.function == post.function}
    return frozenset(
        p.id for p in cast.people if p.id in able and set(p.regions) & set(post.regions)
    )


def _faults(people: int, posts: int, weeks: int, regions: int | None) -> Iterator[Fault]:
    ranges = [
        ("people", people, 1, MOST_PEOPLE),
        ("posts", posts, 1, MOST_POSTS),
        ("weeks", weeks, 1, MOST_WEEKS),
    ]
    if regions is not None and not 1 <= regions <= MOST_REGIONS:
        ranges.append(("regions", regions, 1, MOST_REGIONS))
    elif regions is not None:  # each has people and posts of its own
        ranges[0] = ("people", people, LEAST_PEOPLE * regions, MOST_PEOPLE)
        most = min(MOST_POSTS, MOST_POSTS_OF_REGION * regions)
        ranges[1] = ("posts", posts, regions, most)
    for name, value, least, most in ranges:
        if not least <= value <= most:
            yield Fault(f"{value} {name} cannot be generated", f"Choose {least} up to {most}")
