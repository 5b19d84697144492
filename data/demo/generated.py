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
    PERIOD_START,
    WEEK,
    DemoPool,
    Scene,
    make_pools,
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

#: The control room may not be left: the break lies inside the shift.
AGREEMENTS = (
    Derogation(
        "R04",
        "Instemming ondernemingsraad OR-2025-031: de CaCo kan zijn plaats niet verlaten",
        date(2025, 4, 1),
        date(2030, 3, 31),
    ),
)
MOST_PEOPLE, MOST_POSTS, MOST_WEEKS = 2000, 200, 104


def generate(people: int, posts: int, weeks: int, seed: int) -> Tables:
    """The tables of a made-up region; the same arguments give the same tables.

    Parameters
    ----------
    people
        How many there are, 1..2000. An on-site post takes nine or ten, one on call seven.
    posts
        How many there are, 1..200.
    weeks
        Weeks from 4 January 2027 that are described, 1..104; sixteen of history come before.
    seed
        Any whole number.

    Raises
    ------
    InputError
        An argument is out of its range.
    """
    faults = list(_faults(people, posts, weeks))
    if faults:
        raise InputError(faults)
    return tables_of(generated_scene(people, posts, weeks, seed))


def write_generated(folder: Path, *, people: int, posts: int, weeks: int, seed: int) -> None:
    """Write a generated region to a folder: a CSV file a table, and one workbook.

    Raises
    ------
    InputError
        See `generate`.
    """
    write_tables(generate(people, posts, weeks, seed), folder, folder / WORKBOOK)


def generated_scene(people: int, posts: int, weeks: int, seed: int) -> Scene:
    """The same as `generate`, as model objects."""
    random = Random(seed)
    regions, pools = make_pools(people, posts)
    cast = cast_people(pools, weeks, random)
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
        alerts=AlertRecords(contacts(cast.people)),
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


def _faults(people: int, posts: int, weeks: int) -> Iterator[Fault]:
    for name, value, most in (
        ("people", people, MOST_PEOPLE),
        ("posts", posts, MOST_POSTS),
        ("weeks", weeks, MOST_WEEKS),
    ):
        if not 1 <= value <= most:
            yield Fault(f"{value} {name} cannot be generated", f"Choose 1 up to {most}")
