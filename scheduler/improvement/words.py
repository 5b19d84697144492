"""Origins, stages, effects and marks in words: the same on a page, in a sheet and in a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.i18n.language import N_
from data.model.improvement import AssessmentMark, CheckOutcome, FindingOrigin, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

ORIGIN_WORDS: Mapping[FindingOrigin, str] = {
    FindingOrigin.COVERAGE: N_("coverage"),
    FindingOrigin.COMPETENCE: N_("competence"),
    FindingOrigin.EXERCISE: N_("exercise"),
    FindingOrigin.CALL_OUT: N_("call-out"),
    FindingOrigin.DEPLOYMENT: N_("deployment"),
    FindingOrigin.INSPECTORATE: N_("inspectorate"),
    FindingOrigin.STUDY: N_("study"),
    FindingOrigin.PEER_AUDIT: N_("peer audit"),
    FindingOrigin.OTHER: N_("other source"),
}
STAGE_WORDS: Mapping[Stage, str] = {
    Stage.PLAN: N_("no action yet"),
    Stage.DO: N_("being done"),
    Stage.CHECK: N_("to be checked"),
    Stage.ADJUST: N_("did not help"),
    Stage.READY: N_("to be closed"),
    Stage.CLOSED: N_("is closed"),
}
EFFECT_WORDS: Mapping[CheckOutcome, str] = {
    CheckOutcome.YES: N_("it helped"),
    CheckOutcome.PARTLY: N_("it helped partly"),
    CheckOutcome.NO: N_("it did not help"),
}
MARK_WORDS: Mapping[AssessmentMark, str] = {
    AssessmentMark.IN_ORDER: N_("in good order"),
    AssessmentMark.TO_BE_IMPROVED: N_("to be improved"),
    AssessmentMark.RISKY: N_("risky"),
    AssessmentMark.NO_DATA: N_("no data"),
}
