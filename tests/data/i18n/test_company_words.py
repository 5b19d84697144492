"""What is told of who serves beside whom in a roster."""

from dataclasses import replace
from datetime import date
from typing import Any

from data.i18n.company_words import company_lines, substituted
from data.i18n.language import language
from data.model.company import SkillMix, Substitution, Traineeship
from data.model.duty import Assignment
from data.model.person import CompetenceLevel
from tests.solver.small import shift_at, somebody, tiny

START = date(2027, 1, 1)
DAY = shift_at("2027-01-05 07:00", 8)


def problem():
    given = tiny(
        [DAY],
        [somebody(name) for name in ("ann", "ovd", "tim")],
        traineeships=(Traineeship("tim", "caco", 4, START, mentor="ann"),),
        substitutions=(Substitution("caco", "duty", 5, "Besluit 7", "Hoofd", START),),
        skill_mixes=(SkillMix("m", "duty", 2, ("caco",), START),),
    )
    changed: dict[str, Any] = {
        "ovd": {"function": "duty"},
        "tim": {"level": CompetenceLevel.TRAINEE},
    }
    return replace(
        given,
        competences=tuple(replace(one, **changed.get(one.person, {})) for one in given.competences),
    )


def test_trainees_substitutes_and_missing_skills_are_told_in_the_language_of_the_reader():
    held = [Assignment("ovd", DAY.id), Assignment("tim", DAY.id, double=True)]
    english = company_lines(problem(), held, language("en"))
    assert english.trainees == (
        "Tim, caco, beside Ann: 0 of 4 shifts shadowed before, 0 in this roster, 4 to come.",
    )
    assert english.substitutes[0].startswith("Ovd on CaCo")
    assert "as a substitute under Besluit 7 (decided by Hoofd)" in english.substitutes[0]
    assert english.lacking[0].endswith("1 too few with duty on CaCo.")
    dutch = company_lines(problem(), held, language("nl"))
    assert "naast Ann" in dutch.trainees[0]
    assert "als vervanger op grond van Besluit 7" in dutch.substitutes[0]
    assert dutch.lacking[0].endswith("1 te weinig met duty op CaCo.")


def test_nothing_is_told_where_nothing_is_asked():
    plain = replace(problem(), traineeships=(), substitutions=(), skill_mixes=())
    assert not company_lines(plain, [Assignment("ann", DAY.id)], language("en"))


def test_a_substitute_is_named_at_their_duty():
    said = substituted(problem(), Assignment("ovd", DAY.id), language("en"))
    assert said == "as a substitute, under Besluit 7"
    assert not substituted(problem(), Assignment("ann", DAY.id), language("en"))
