"""Coverage as somebody sees it whose rights hold for some regions: of the posts of these; pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.model.account import Reach
    from scheduler.coverage.input import CoverageInput
    from scheduler.coverage.snapshot import CoverageSnapshot
    from scheduler.coverage.status import CoverageStatus

    V = TypeVar("V")


def snapshot_within(snapshot: CoverageSnapshot, reach: Reach) -> CoverageSnapshot:
    """A snapshot without the posts that are out of reach, and without their gaps."""
    if reach.is_all:
        return snapshot
    facts = snapshot.facts
    inputs = input_within(facts.inputs, reach)
    intervals = tuple(one for one in facts.intervals if one.post in inputs.posts)
    return replace(
        snapshot,
        facts=replace(facts, inputs=inputs, intervals=intervals),
        status=status_within(snapshot.status, facts.inputs, reach),
    )


def input_within(inputs: CoverageInput, reach: Reach) -> CoverageInput:
    """The same of what coverage is worked out from; who is known of people stays as it is."""
    if reach.is_all:
        return inputs
    posts = {code: post for code, post in inputs.posts.items() if reach.covers(post.regions)}

    def of(found: Mapping[str, V]) -> dict[str, V]:
        return {code: value for code, value in found.items() if code in posts}

    return replace(
        inputs,
        posts=posts,
        published=of(inputs.published),
        expected=of(inputs.expected),
        recorded=of(inputs.recorded),
        ends=of(inputs.ends),
        begins=None if inputs.begins is None else of(inputs.begins),
        holidays=of(inputs.holidays),
    )


def status_within(status: CoverageStatus, inputs: CoverageInput, reach: Reach) -> CoverageStatus:
    """The same of what is open, of which posts the input says the regions."""
    if reach.is_all:
        return status
    posts = {code for code, post in inputs.posts.items() if reach.covers(post.regions)}
    rows = tuple(row for row in status.rows if row.gap.interval.post in posts)
    closed = {number: gap for number, gap in status.closed.items() if gap.interval.post in posts}
    return replace(status, rows=rows, closed=closed)
