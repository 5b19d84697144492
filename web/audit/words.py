"""What the audit trail says, in words: actions, what they were done to, and fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exchange.language import N_
from web.look.roles import ROLES, SCOPES

if TYPE_CHECKING:
    from collections.abc import Mapping

ACTIONS = {
    "account.added": N_("account made"),
    "account.changed": N_("account changed"),
    "account.closed": N_("account closed"),
    "account.password_set": N_("password set"),
    "account.password_taken": N_("password taken away"),
    "account.recognised": N_("known at the organisation from now on"),
    "account.recovery_code_used": N_("recovery code used"),
    "account.recovery_codes_made": N_("new recovery codes made"),
    "account.reopened": N_("account opened again"),
    "account.second_factor_off": N_("second step turned off"),
    "account.second_factor_on": N_("second step turned on"),
    "account.second_factor_prepared": N_("second step being set up"),
    "account.second_factor_reset": N_("second step taken away"),
    "account.signed_in": N_("signed in"),
    "account.signed_out": N_("signed out everywhere"),
    "account.unlinked": N_("link with the organisation forgotten"),
    "calendar.linked": N_("calendar link made"),
    "calendar.revoked": N_("calendar link withdrawn"),
    "channel.tried": N_("channel tried"),
    "demo.begun": N_("demonstration begun"),
    "gap.accepted": N_("gap accepted"),
    "gap.acknowledged": N_("gap taken up"),
    "gap.released": N_("gap let go"),
    "import": N_("files imported"),
    "message.queued": N_("message sent again"),
    "message.settled": N_("message settled"),
    "offer.accepted": N_("offer accepted"),
    "offer.declined": N_("offer declined"),
    "offer.impossible": N_("offer accepted, and no longer possible"),
    "offer.made": N_("shift offered"),
    "offer.too_late": N_("offer accepted too late"),
    "offer.withdrawn": N_("offer withdrawn"),
    "person.erased": N_("personal data erased"),
    "record.added": N_("added to the records"),
    "record.changed": N_("changed in the records"),
    "record.ended": N_("ended in the records"),
    "record.erased": N_("erased from the records"),
    "roster.assign": N_("somebody put on a shift"),
    "roster.drafted": N_("draft made"),
    "roster.dropped": N_("draft thrown away"),
    "roster.left_out": N_("duties left out of a draft: the records changed"),
    "roster.pin": N_("assignment pinned"),
    "roster.published": N_("roster signed"),
    "roster.rebased": N_("draft brought up to date"),
    "roster.remove": N_("somebody taken off a shift"),
    "roster.superseded": N_("roster replaced by a later version"),
    "roster.unpin": N_("assignment no longer pinned"),
    "token.made": N_("token made"),
    "token.revoked": N_("token withdrawn"),
}
#: What an entry may be about.
KINDS = {
    "account": N_("Account"),
    "channel": N_("Channel"),
    "gap": N_("Gap"),
    "message": N_("Message"),
    "offer": N_("Offer"),
    "records": N_("Records"),
    "roster": N_("Roster"),
    "subscription": N_("Calendar link"),
    "token": N_("Token"),
    "absences": N_("Absence"),
    "agreements": N_("Agreement"),
    "alert_steps": N_("Alert step"),
    "call_answers": N_("Answer to a call"),
    "carry_over": N_("Balance"),
    "competences": N_("Competence"),
    "contacts": N_("Contact"),
    "contracts": N_("Contract"),
    "duty_managers": N_("Duty manager"),
    "elsewhere": N_("Work elsewhere"),
    "evidence": N_("Evidence"),
    "functions": N_("Function"),
    "history": N_("Past duty"),
    "overrides": N_("Override"),
    "patterns": N_("Pattern"),
    "people": N_("Person"),
    "pins": N_("Pin"),
    "pledges": N_("Pledge"),
    "posts": N_("Post"),
    "provisions": N_("Provision"),
    "regions": N_("Region"),
    "requirements": N_("Requirement"),
    "rules": N_("Rule"),
    "weekly_work": N_("Weekly work elsewhere"),
    "wishes": N_("Wish"),
}
#: Kinds that tell why somebody is not there, or how to reach him: not for every reader.
PRIVATE = frozenset({"absences", "provisions", "wishes", "contacts", "leave"})
#: Fields whose values are codes with words of their own.
CODES: Mapping[str, Mapping[str, str]] = {
    "roles": {role.value: name for role, name in ROLES.items()},
    "proof": {
        "password": N_("a password"),
        "code": N_("a password and a code"),
        "recovery_code": N_("a password and a recovery code"),
        "organisation": N_("the organisation"),
    },
    "scopes": {scope.value: name for scope, name in SCOPES.items()},
}
