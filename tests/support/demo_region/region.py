"""The demonstration region as model objects: `write_own_files` makes the files of the product."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from functools import lru_cache
from typing import TYPE_CHECKING

from data.demo.generated import AGREEMENTS
from data.demo.past import make_history
from data.demo.region import OWN_FILES, WORKBOOK
from data.demo.scene import Scene, instant
from data.demo.sheets import Tables, tables_of
from data.model.demand import Demand, DemandSource
from data.model.register import Register
from data.tables.write_tables import write_tables
from tests.support.demo_region import account as account_of
from tests.support.demo_region import alerts as alerts_of
from tests.support.demo_region import base_rosters as base_of
from tests.support.demo_region import exercises as exercises_of
from tests.support.demo_region import improvement as improvement_of
from tests.support.demo_region import partners as partners_of
from tests.support.demo_region import people as people_of
from tests.support.demo_region import register as register_of
from tests.support.demo_region import time as time_of

if TYPE_CHECKING:
    from pathlib import Path

#: The control room has a second seat when the country is out in the streets; one post is closed for
#: a week, when its duty would change hands.
DEMANDS = (
    Demand(
        "CACO", instant(date(2026, 4, 27), time(10)), instant(date(2026, 4, 27), time(22)), 2,
        "Koningsdag", yearly=True,
    ),
    Demand(
        "CACO", instant(date(2026, 12, 31), time(20)), instant(date(2027, 1, 1), time(6)), 2,
        "Oud en Nieuw", yearly=True,
    ),
    Demand(
        "IM-ICC", instant(date(2027, 4, 16), time(17)), instant(date(2027, 4, 23), time(17)), 0,
        "Het coördinatiecentrum verhuist", DemandSource.CLOSED,
    ),
)  # fmt: skip
PINS = (("lepelaar", "CACO", instant(date(2027, 1, 13), time(7))),)


@lru_cache(maxsize=1)
def demo_scene() -> Scene:
    """Flevoland, Gooi en Vechtstreek and what they share with Utrecht.

    With 16 weeks of past, and 27 to come.
    """
    people = people_of.people()
    absences = time_of.absences(people)
    elsewhere = time_of.elsewhere(absences)
    scene = Scene(
        regions=people_of.REGIONS,
        functions=people_of.FUNCTIONS,
        posts=people_of.POSTS,
        books=people_of.BOOKS,
        people=people,
        register=Register(
            people_of.competences(),
            register_of.REQUIREMENTS,
            register_of.evidence(),
            register_of.OVERRIDES,
        ),
        absences=absences,
        elsewhere=elsewhere,
        wishes=time_of.wishes(),
        agreements=AGREEMENTS,
        carry_over=time_of.CARRY_OVER,
        pins=PINS,
        base_rosters=base_of.base_rosters(),
        base_members=base_of.base_members(),
        alerts=alerts_of.alert_records(people),
        demands=DEMANDS,
        partners=partners_of.PARTNERS,
        reviews=partners_of.REVIEWS,
        themes=exercises_of.THEMES,
        exercises=exercises_of.exercises((*absences, *elsewhere)),
    )
    return replace(scene, history=make_history(scene))


def made_tables() -> Tables:
    """The tables of the region, as its files should hold them."""
    more = {"account_lines": account_of.account_lines(), **improvement_of.tables()}
    return tables_of(demo_scene()) | more


def write_own_files(folder: Path = OWN_FILES) -> None:
    """Write the files of the demonstration anew: a CSV file a table, and one workbook."""
    write_tables(made_tables(), folder, folder / WORKBOOK)
