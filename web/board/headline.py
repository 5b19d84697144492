"""The sentence above the board, and the one that says when it was last checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.coverage.words import cause_word
from web.board.words import may_come
from web.locale import _, current_language, ngettext
from web.shared.display import day, lasting, moment

if TYPE_CHECKING:
    from scheduler.coverage.board import Board, PostRow
    from scheduler.service.health import HealthStatus


_MINUTE = timedelta(minutes=1)
_NAMED = 3  #: posts that the sentence names


@dataclass(frozen=True, slots=True)
class Headline:
    """The sentence above the board.

    Parameters
    ----------
    now, ahead
        How it is now, and what comes.
    is_bad
        Somebody is missing now, or nothing is watched.
    uncounted
        Posts that it does not count.
    """

    now: str
    ahead: str
    is_bad: bool
    uncounted: str = ""


def headline(board: Board) -> Headline:
    """How it is now, and the first gap that is to come."""
    if not board.rows:
        ahead = _("Once your region has posts, this page says who has duty.")
        return Headline(_("There is nothing to watch yet."), ahead, is_bad=False)
    if board.not_begun and not board.needed:
        return _before_all(board)
    return Headline(_filled(board), _ahead(board), bool(board.empty), _uncounted(board))


def _before_all(board: Board) -> Headline:
    """That no roster was ever signed, or when the first begins."""
    if board.begins is None:
        todo = _("No roster says who has duty. Plan a period, and sign its roster.")
        return Headline(_("No roster has been signed yet."), todo, is_bad=False)
    text = _("It begins on {when}; until then no roster says who has duty.")
    text = text.format(when=moment(board.begins))
    ahead = f"{text} {_ahead(board)}" if board.first_gap else text
    return Headline(_("The first roster has yet to begin."), ahead, is_bad=False)


def _filled(board: Board) -> str:
    if board.empty:
        names = ", ".join(_lacking(row) for row in board.empty[:_NAMED])
        if (more := len(board.empty) - _NAMED) > 0:
            names += " " + ngettext("and {count} more", "and {count} more", more)
        text = _("{empty} of {all} posts not filled: {names}.")
        return text.format(empty=len(board.empty), all=len(board.needed), names=names)
    if not board.needed:
        return _("No post needs anybody at this moment.")
    if len(board.needed) == 2:
        return _("Both posts are filled.")
    return ngettext("The post is filled.", "All {count} posts are filled.", len(board.needed))


def _lacking(row: PostRow) -> str:
    """A post that is not filled; where somebody is on it who may come, why they do not count."""
    if row.gap is not None and may_come(row.gap.gap.interval):
        return f"{row.post.name} ({cause_word(row.gap.gap.interval.cause, current_language())})"
    return row.post.name


def _uncounted(board: Board) -> str:
    """The posts on the board that the sentence does not count, and why; empty: it counts all."""
    calls = [row.post.name for row in board.rows if row.is_open_call]
    free = [row.post.name for row in board.rows if not row.is_open_call and not row.is_needed]
    return " ".join(
        text.format(names=", ".join(names))
        for text, names in (
            (_("Not counted, as it is an open call: {names}."), calls),
            (_("Needs nobody now: {names}."), free),
        )
        if names
    )


def _ahead(board: Board) -> str:
    first = board.first_gap
    if first is None:
        text = _("No other gap in the roster up to {day}.").format(day=day(board.until))
        return f"{text} {without_roster(board)}".rstrip()
    text = _("First gap: {post}, {when} (in {left}).")
    if board.empty:
        text = _("Next gap: {post}, {when} (in {left}).")
    start = first.gap.interval.start
    left = lasting(start - board.at)
    return text.format(post=first.post_name, when=moment(start), left=left)


def without_roster(board: Board) -> str:
    """The posts whose first roster has yet to begin; empty: all of them have one."""
    names = ", ".join(row.post.name for row in board.not_begun)
    return _("First roster yet to begin: {posts}.").format(posts=names) if names else ""


@dataclass(frozen=True, slots=True)
class BoardCheck:
    """When coverage was last checked, in words; late: nobody is warned of what opens."""

    text: str
    is_late: bool


def check(health: HealthStatus) -> BoardCheck:
    """Whether the check that warns people goes on."""
    sweep, at = health.sweep, health.checked_at
    if at is None:
        never = _("Coverage was never checked: nobody is warned of gaps.")
        return BoardCheck(never, is_late=True)
    if sweep is None or sweep.is_late or sweep.is_stuck:
        text = _("Not checked since {when}: nobody is warned of gaps that opened after that.")
        return BoardCheck(text.format(when=moment(at)), is_late=True)
    if health.at - at < _MINUTE:
        return BoardCheck(
            _("Last checked {when}, just now.").format(when=moment(at)), is_late=False
        )
    ago = lasting(health.at - at)
    return BoardCheck(_("Last checked {when}, {ago} ago.").format(when=moment(at), ago=ago), False)
