"""What roles and scopes are called on screen, in English; translated where they are shown."""

from __future__ import annotations

from data.i18n.language import N_
from data.model.account import Role, TokenScope

ROLES = {
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.PLANNER: N_("Planner"),
    Role.DUTY_MANAGER: N_("Duty manager"),
    Role.FUNCTIONARY: N_("Functionary"),
    Role.VIEWER: N_("Viewer"),
}
#: What each may do.
MEANINGS = {
    Role.ADMINISTRATOR: N_("Accounts, tokens and channels; reads the audit trail"),
    Role.PLANNER: N_("Makes, changes and signs rosters; keeps people, posts and rules"),
    Role.DUTY_MANAGER: N_("Hears of gaps and fills them; sees how to reach people"),
    Role.FUNCTIONARY: N_("Own duties, calendar, leave and swaps; sees who has duty"),
    Role.VIEWER: N_("Sees who has duty and what is open, and changes nothing"),
}
SCOPES = {
    TokenScope.BOARD: N_("The board on a wall screen"),
    TokenScope.DUTY: N_("Who has duty at a moment, and how to reach them"),
    TokenScope.COVERAGE: N_("Coverage, gaps and the proof"),
    TokenScope.ROSTERS: N_("Rosters"),
    TokenScope.PEOPLE: N_("Bring people and competences"),
    TokenScope.METRICS: N_("Metrics for monitoring"),
}
