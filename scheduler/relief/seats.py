"""Which seats are asked for: teams, seats of the decree and posts, by their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.i18n.relief_words import seat_title
from data.model.deployment import SEAT_BY_CODE, TEAM_SEATS, TEAMS, DeploymentSeat
from data.model.errors import Fault, InputError
from data.tables.faults import nearest, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.i18n.language import Language
    from data.model.post import Post

MOST = 20  #: people at once on one seat
SAME = {"GBT": "BT", "RBT": "BT", "MELDKAMER": "MK", "BEVZ": "BZ"}  #: other names of teams


def read_seats(
    asked: Iterable[str], posts: Mapping[str, Post], regions: tuple[str, ...]
) -> tuple[DeploymentSeat, ...]:
    """The seats of codes such as ``ROT``, ``COPI-IM``, ``IM-ROT-FL`` or ``MK-CACO=2``.

    A seat that is asked for twice counts as it was asked for last.

    Parameters
    ----------
    posts
        Of the records, by id.
    regions
        Of which people may come to a seat of a team.

    Raises
    ------
    InputError
        Codes that are not known, or counts that make no sense.
    """
    found: dict[str, DeploymentSeat] = {}
    faults = []
    for text in asked:
        code, _, count = text.strip().partition("=")
        if count and not (count.isascii() and count.isdigit() and 1 <= int(count) <= MOST):
            what = f"{shown(text)}: the number of people is not 1 to {MOST}"
            faults.append(Fault(what, "Write it as ROT-IM=2"))
            continue
        seats = _seats(code.upper(), posts, regions)
        if not seats:
            faults.append(
                Fault(
                    f"{shown(code)} is no team, seat or post",
                    nearest(code, [*TEAMS, *SEAT_BY_CODE, *posts]),
                )
            )
        for seat in seats:
            number = int(count) if count else seat.count
            found[seat.code] = DeploymentSeat(seat.code, seat.function, seat.regions, number)
    if not found and not faults:
        faults.append(Fault("no seats are chosen", f"Choose teams: {', '.join(TEAMS)}"))
    if faults:
        raise InputError(faults)
    return tuple(found.values())


def _seats(
    code: str, posts: Mapping[str, Post], regions: tuple[str, ...]
) -> tuple[DeploymentSeat, ...]:
    if code in posts:
        post = posts[code]
        return (DeploymentSeat(code, post.function, post.regions, post.required),)
    team = SAME.get(code, code)
    return tuple(
        DeploymentSeat(seat.code, seat.function, regions)
        for seat in TEAM_SEATS
        if code == seat.code or team == seat.team
    )


def seat_name(code: str, posts: Mapping[str, Post], speech: Language) -> str:
    """What a seat is called: ``ROT: sectie politie``, or the name of its post."""
    return seat_title(code, posts[code].name if code in posts else "", speech)
