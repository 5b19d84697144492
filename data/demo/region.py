"""The demonstration region."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from functools import lru_cache

from data.demo import demo_alerts, demo_people, demo_register, demo_time
from data.demo.amsterdam import instant
from data.demo.past import make_history
from data.demo.scene import Scene
from data.demo.sheets import Tables, tables_of
from data.model.register import Register

PINS = (("lepelaar", "CACO", instant(date(2027, 1, 13), time(7))),)


@lru_cache(maxsize=1)
def demo_scene() -> Scene:
    """Flevoland and Gooi en Vechtstreek: 37 people, 7 posts, 16 weeks of past, 27 to come."""
    people = demo_people.people()
    absences = demo_time.absences(people)
    scene = Scene(
        regions=demo_people.REGIONS,
        functions=demo_people.FUNCTIONS,
        posts=demo_people.POSTS,
        people=people,
        register=Register(
            demo_people.competences(),
            demo_register.REQUIREMENTS,
            demo_register.evidence(),
            demo_register.OVERRIDES,
        ),
        absences=absences,
        elsewhere=demo_time.elsewhere(absences),
        wishes=demo_time.wishes(),
        agreements=demo_time.AGREEMENTS,
        carry_over=demo_time.CARRY_OVER,
        pins=PINS,
        alerts=demo_alerts.alert_records(people),
    )
    return replace(scene, history=make_history(scene))


def demo_tables() -> Tables:
    """The tables of the demonstration region."""
    return tables_of(demo_scene())
