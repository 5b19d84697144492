"""The exercises of the demonstration region: a system test that was held, and what is planned.

Some of those who missed the exercises of October are invited to one in February: without it they
are no longer competent from April on.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from data.demo.scene import instant
from data.model.exercise import (
    Attendance,
    AttendanceState,
    Exercise,
    ExerciseKind,
    ExerciseTheme,
    GoalsMet,
    MainPart,
)
from tests.support.demo_region.people import CACO, IC, IM_COPI, IM_ROT
from tests.support.demo_region.register import MISSED

THEMES = (
    ExerciseTheme("nafase", "Overdracht naar de nafase", date(2026, 1, 1), date(2027, 12, 31)),
    ExerciseTheme("stroom", "Langdurige stroomuitval", date(2026, 1, 1), date(2026, 12, 31)),
    ExerciseTheme("water", "Overstroming en evacuatie", date(2027, 1, 1), date(2027, 12, 31)),
)
_PRESENT = (
    *("karekiet", "lepelaar", "grutto", "lisdodde", "zwanebloem", "kalmoes", "heideklokje"),
    *("zonnedauw", "citroenvlinder"),
)


def exercises() -> tuple[Exercise, ...]:
    """All of them, by start."""
    return (
        Exercise(
            "systeemtest-2026", "Systeemtest stroomuitval", ExerciseKind.SYSTEM_TEST,
            *_at(date(2026, 9, 10), 13, 4),
            regions=("FL", "GV"), functions=(CACO, IM_COPI, IM_ROT, IC),
            place="Oefencentrum Rietoever", theme="stroom", requirement="oefening",
            parts=(
                MainPart.CONTROL_ROOM, MainPart.INCIDENT_COMMAND_TEAM, MainPart.OPERATIONAL_TEAM,
            ),
            goals="Startbeeld binnen vijf minuten; het ROT is binnen 45 minuten op volle sterkte",
            goals_met=GoalsMet.PARTLY,
            remark="Het startbeeld kwam na zeven minuten; het ROT was op tijd",
            attendance=(
                *_each("systeemtest-2026", _PRESENT, AttendanceState.PRESENT),
                *_each("systeemtest-2026", ("duindoorn",), AttendanceState.ABSENT),
            ),
        ),
        Exercise(
            "nafase-2027", "Oefening overdracht naar de nafase", ExerciseKind.EXERCISE,
            *_at(date(2027, 2, 11), 13, 3.5),
            regions=("FL", "GV"), functions=(IM_ROT, IC), place="Gemeentehuis Heidezoom",
            theme="nafase", partner="heidezoom", requirement="oefening",
            parts=(MainPart.MUNICIPAL_TEAM, MainPart.POLICY_TEAM),
            goals="De overdracht aan de gemeente is compleet binnen een uur",
            attendance=_each("nafase-2027", tuple(MISSED), AttendanceState.INVITED),
        ),
        Exercise(
            "intervisie-2027", "Intervisie informatiemanagers", ExerciseKind.PEER_REVIEW,
            *_at(date(2027, 3, 9), 9, 2),
            regions=("GV",), functions=(IM_COPI, IM_ROT), place="Kantoor Gooi en Vechtstreek",
        ),
    )  # fmt: skip


def _at(day: date, hour: int, hours: float) -> tuple[datetime, datetime]:
    start = instant(day, time(hour))
    return start, start + timedelta(hours=hours)


def _each(exercise: str, people: tuple[str, ...], state: AttendanceState) -> tuple[Attendance, ...]:
    return tuple(Attendance(exercise, person, state) for person in people)
