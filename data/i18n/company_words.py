"""Who sits beside whom in a roster, in words: trainees, substitutes, skills that are missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.company import PairingKind
from data.model.sentence import Sentence
from data.model.shadowing import traineeship_standings
from data.model.skill_mixes import LackingMix, lacking_mixes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.i18n.language import Language
    from data.model.company import Pairing, SkillMix
    from data.model.duty import Assignment
    from data.model.problem import RosterProblem


@dataclass(frozen=True, slots=True)
class CompanyLines:
    """Sentences on a roster.

    Parameters
    ----------
    trainees
        How far each traineeship is.
    substitutes
        Who fills what as a substitute, and on whose word.
    lacking
        When those present lack a skill.
    pairs
        How often duties go against a wish about two people.
    """

    trainees: tuple[str, ...] = ()
    substitutes: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.trainees or self.substitutes or self.lacking or self.pairs)


Reasons = Callable[[LackingMix], Iterable[tuple[str, Sentence]]]


def company_lines(
    problem: RosterProblem,
    assignments: Sequence[Assignment],
    speech: Language,
    reasons: Reasons | None = None,
) -> CompanyLines:
    """What to tell of a roster.

    Parameters
    ----------
    reasons
        Of a stretch that lacks a skill the people who could bring it, with what keeps each from it;
        None: that is not looked into.
    """
    return CompanyLines(
        tuple(_trainees(problem, assignments, speech)),
        tuple(_substitutes(problem, assignments, speech)),
        tuple(_lacking(problem, assignments, speech, reasons)),
    )


def pairing_line(problem: RosterProblem, pairing: Pairing, count: int, speech: Language) -> str:
    """How often duties go against a wish about two people; empty: never."""
    if not count:
        return ""
    text = speech.gettext("{one} and {other}: {count}× at the same time, rather never.")
    if pairing.kind is PairingKind.TOGETHER:
        text = speech.gettext("{one} and {other}: {count}× without each other, rather never.")
    names = _name(problem, pairing.person), _name(problem, pairing.other)
    return text.format(one=names[0], other=names[1], count=count)


def substituted(problem: RosterProblem, assignment: Assignment, speech: Language) -> str:
    """On whose word somebody is a substitute on a shift; empty: they are none."""
    shift = problem.shift_by_id.get(assignment.shift)
    if not problem.substitutions or shift is None or assignment.person not in problem.person_by_id:
        return ""
    found = problem.substitution(assignment.person, shift)
    said = speech.gettext("as a substitute, under {authority}")
    return said.format(authority=found.authority) if found else ""


def _trainees(
    problem: RosterProblem, assignments: Sequence[Assignment], speech: Language
) -> Iterator[str]:
    functions = _functions(problem)
    for one in traineeship_standings(problem, assignments):
        asked, say = one.traineeship, speech.gettext
        text = say(
            "{name}, {function}: {done} of {all} shifts shadowed before, {planned} in this roster,"
            " {remaining} to come."
        )
        if asked.mentor:
            text = say(
                "{name}, {function}, beside {mentor}: {done} of {all} shifts shadowed before,"
                " {planned} in this roster, {remaining} to come."
            )
        yield text.format(
            name=_name(problem, asked.person),
            function=functions.get(asked.function, asked.function),
            mentor=_name(problem, asked.mentor or ""),
            done=one.done,
            all=asked.shifts,
            planned=one.planned,
            remaining=one.remaining,
        )


def _substitutes(
    problem: RosterProblem, assignments: Sequence[Assignment], speech: Language
) -> Iterator[str]:
    if not problem.substitutions:
        return
    shifts = problem.shift_by_id
    known = (
        one for one in assignments if one.shift in shifts and one.person in problem.person_by_id
    )
    for one in sorted(known, key=lambda one: (shifts[one.shift].start, one.shift, one.person)):
        shift = shifts[one.shift]
        found = problem.substitution(one.person, shift)
        if found is not None:
            text = speech.gettext(
                "{name} on {post} {when}, as a substitute under {authority} (decided by {who})."
            )
            yield text.format(
                name=_name(problem, one.person),
                post=problem.post_by_id[shift.post].name,
                when=speech.stretch(shift.start, shift.end, problem.zone),
                authority=found.authority,
                who=found.decided_by,
            )


def _lacking(
    problem: RosterProblem,
    assignments: Sequence[Assignment],
    speech: Language,
    reasons: Reasons | None,
) -> Iterator[str]:
    functions = _functions(problem)
    for one in lacking_mixes(problem, assignments):
        text = speech.gettext("{when}: {missing} too few with {function} on {posts}.")
        said = text.format(
            when=speech.stretch(one.start, one.end, problem.zone),
            missing=one.missing,
            function=functions.get(one.mix.function, one.mix.function),
            posts=", ".join(mix_posts(problem, one.mix)),
        )
        why = [
            f"{_name(problem, person)}: {speech.say(reason)}"
            for person, reason in (reasons(one) if reasons else ())
        ]
        yield " ".join([said, *(f"{part}." for part in why)])


def mix_posts(problem: RosterProblem, mix: SkillMix) -> tuple[str, ...]:
    """The names of the posts of a skill mix; of posts of other books their codes."""
    return (*(problem.post_by_id[post].name for post in mix.posts), *mix.other_posts)


def _functions(problem: RosterProblem) -> dict[str, str]:
    return {function.id: function.name for function in problem.functions}


def _name(problem: RosterProblem, person: str) -> str:
    found = problem.person_by_id.get(person)
    return found.name if found else person
