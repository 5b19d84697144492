"""What a report of losses says of all posts, and of some."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from data.model.person_loss import LossOfPerson, LossReport, PostOnOnePerson, SeatLost

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
DAY = date(2027, 1, 4)


def seats(*posts: str) -> tuple[SeatLost, ...]:
    return tuple(SeatLost(post, NOW, NOW) for post in posts)


REPORT = LossReport(
    NOW,
    "",
    "",
    DAY,
    DAY,
    0,
    (
        LossOfPerson("anna", 4),
        LossOfPerson("anna", 13, 3, 2, seats("A", "A", "B")),
        LossOfPerson("bert", 13, 1, 1, seats("A")),
        LossOfPerson("carl", 13, 1, 0),
    ),
)


def test_posts_are_counted_with_the_people_and_shifts_of_all_losses() -> None:
    assert REPORT.posts_missing(4) == ()
    assert REPORT.posts_missing(13) == (
        PostOnOnePerson("A", ("anna", "bert"), 3),
        PostOnOnePerson("B", ("anna",), 1),
    )
    assert (REPORT.survives(4), REPORT.survives(13)) == (True, False)


def test_of_some_posts_no_seat_elsewhere_is_told_and_no_more_is_proven_than_was() -> None:
    assert REPORT.of_posts({"A"}).missed(13) == (
        LossOfPerson("anna", 13, 2, 0, seats("A", "A")),
        LossOfPerson("bert", 13, 1, 1, seats("A")),
    )
    assert REPORT.of_posts({"B"}).missed(13) == (LossOfPerson("anna", 13, 1, 0, seats("B")),)
    assert REPORT.of_posts({"C"}).survives(13)
    both = REPORT.of_posts({"A", "B"})
    assert both.missed(13)[0] == REPORT.missed(13)[0]


def test_of_some_posts_the_ends_of_their_rosters_are_told() -> None:
    report = replace(REPORT, ends=(("A", DAY), ("B", DAY)))
    assert report.of_posts({"B", "C"}).ends == (("B", DAY),)
