"""A draft of several regions is signed for each of them; the last one brings it into force."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from data.i18n.language import language
from data.model.errors import Conflict, Refused
from data.model.roster import RemarkKind, RosterStatus, SignedFor
from data.store import rosters, signatures, signing
from data.store.audit import trail
from data.store.audit.check import verify
from data.store.audit.erasing_rows import erase_alerts
from data.store.audit.leaver import Leaver
from data.store.tables.rosters import ROSTER_SIGNATURES
from data.tables.period import ZONE
from scheduler.planning.drafts import copy_in_force, drop_draft
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.publish import Consent, propose, publish
from scheduler.planning.signatures import read_signature_state
from scheduler.planning.undo import undo
from scheduler.records.region_merge import RegionMerge, merge_regions
from tests.data.store.conftest import BOTH
from tests.support.region import CONSENT, FIRST, NOW, WEEKS, import_texts, texts
from tests.support.shared_regions import FL, GV, SHARED, drafted, shared_texts

EN = language("en")
LATER = NOW + timedelta(hours=3)


@pytest.fixture(params=BOTH)
def shared(request, tmp_path):
    """Posts that two regions share, and planners of either; on each database in turn."""
    with SHARED.copy(request.param, tmp_path) as store:
        yield store


def sign(store, draft, who, consent=CONSENT, now=NOW, seen=None):
    return publish(store, draft, consent, who, now, EN, seen)


def reasoned(text):
    return Consent({kind: text for kind in RemarkKind}, {})


def head_of(store, number):
    with store.reading() as connection:
        return rosters.read_head(connection, number)


def an_edit(store, draft):
    """Take some duty away; what gives it back."""
    with store.reading() as connection:
        duty = rosters.read_assignments(connection, draft)[0]
    edit_draft(store, draft, [Edit(EditKind.REMOVE, duty.person, duty.shift)], "petra", NOW)
    return duty


def kept_rows(store):
    with store.reading() as connection:
        return connection.execute(ROSTER_SIGNATURES.select()).all()


def test_a_planner_of_one_region_does_not_sign_for_the_other(shared):
    draft = drafted(shared)
    head, proposal = sign(shared, draft, "gina")
    assert (head.status, head.version) == (RosterStatus.DRAFT, None)
    assert [one.regions for one in proposal.signatures.signatures] == [(GV,)]
    assert proposal.signatures.outstanding == (FL,)
    with shared.reading() as connection:
        assert rosters.in_force(connection, head.start, head.end) == []


def test_the_signature_that_completes_the_regions_brings_it_into_force(shared):
    draft = drafted(shared)
    sign(shared, draft, "gina")
    head, _proposal = sign(shared, draft, "fred", now=LATER)
    assert (head.version, head.published_by, head.published_at) == (1, "fred", LATER)
    assert head.signed_for == (SignedFor("gina", (GV,)), SignedFor("fred", (FL,)))
    assert head_of(shared, draft).signed_for == head.signed_for


@pytest.mark.parametrize("who", ["bo", "petra", "nobody-here"])
def test_whoever_plans_for_all_of_its_regions_signs_alone(shared, who):
    head, _proposal = sign(shared, drafted(shared), who)
    assert (head.version, head.published_by, head.signed_for) == (1, who, ())
    assert kept_rows(shared) == []


def test_who_plans_for_all_completes_what_another_began(shared):
    draft = drafted(shared)
    sign(shared, draft, "gina")
    head, _proposal = sign(shared, draft, "petra")
    assert head.signed_for == (SignedFor("gina", (GV,)), SignedFor("petra", (FL,)))


def test_who_signed_already_or_plans_for_none_of_its_regions_is_told_so(shared):
    draft = drafted(shared)
    sign(shared, draft, "fred")
    for who in ("fred", "frida"):
        with pytest.raises(Refused, match="is signed already for FL, by fred") as refused:
            sign(shared, draft, who)
        assert "who plans for GV" in str(refused.value)
    with pytest.raises(Refused, match="is of FL, GV, for which uma does not plan"):
        sign(shared, draft, "uma")
    assert len(kept_rows(shared)) == 1


def test_what_the_first_accepted_stands_there_for_the_second_who_agrees_or_says_why(shared):
    draft = drafted(shared)
    now = head_of(shared, draft).start - timedelta(days=5)
    remarks = propose(shared, draft, "gina", now).open_remarks
    assert len(remarks) > 2
    sign(shared, draft, "gina", reasoned("no people"), now)
    proposal = propose(shared, draft, "fred", now)
    assert proposal.open_remarks == ()
    assert {(o.acceptance.acceptor, o.acceptance.reason) for o in proposal.items} == {
        ("gina", "no people")
    }
    own = remarks[0]
    head, _proposal = sign(shared, draft, "fred", Consent({}, {own.subject: "I know why"}), now)
    with shared.reading() as connection:
        items = signing.sign_off_items(connection, head.id)
        one, other = signatures.signatures_of(connection, head.id)
    said = {item.remark.subject: item.acceptance for item in items}
    assert (said[own.subject].acceptor, said[own.subject].reason) == ("fred", "I know why")
    others = {a.acceptor for subject, a in said.items() if subject != own.subject}
    assert others == {"gina"}
    assert {consent.reason for consent in one.consents} == {"no people"}
    assert {c.reason for c in other.consents if c.subject != own.subject} == {""}
    assert len(other.consents) == len(one.consents)


def test_the_first_signer_gives_a_reason_for_all_there_is(shared):
    draft = drafted(shared)
    now = head_of(shared, draft).start - timedelta(days=5)
    with pytest.raises(Refused):
        sign(shared, draft, "gina", Consent({}, {}), now)
    assert kept_rows(shared) == []


def test_an_edit_makes_a_signature_void_and_taking_it_back_makes_it_count_again(shared):
    draft = drafted(shared)
    sign(shared, draft, "gina")
    an_edit(shared, draft)
    state = read_signature_state(shared, draft)
    assert [one.signed_by for one in state.void] == ["gina"]
    assert state.outstanding == (FL, GV)
    head, proposal = sign(shared, draft, "fred")
    assert head.version is None
    assert proposal.signatures.outstanding == (GV,)
    undo(shared, draft, "petra", NOW, EN)
    assert [one.signed_by for one in read_signature_state(shared, draft).signatures] == ["gina"]


def test_a_pin_leaves_a_signature_as_it_is(shared):
    draft = drafted(shared)
    sign(shared, draft, "gina")
    with shared.reading() as connection:
        duty = rosters.read_assignments(connection, draft)[0]
    edit_draft(shared, draft, [Edit(EditKind.PIN, duty.person, duty.shift)], "petra", NOW)
    assert read_signature_state(shared, draft).outstanding == (FL,)


def test_another_problem_under_it_makes_a_signature_void(shared):
    draft = drafted(shared)
    sign(shared, draft, "gina")
    person = texts()["people"][0]["id"]
    away = {"person": person, "start": "2027-01-05", "end": "2027-01-06", "kind": "leave"}
    import_texts(shared, {"absences": [*texts().get("absences", []), away]})
    head, proposal = sign(shared, draft, "fred")
    assert head.version is None
    assert [one.signed_by for one in proposal.signatures.void] == ["gina"]
    assert sign(shared, draft, "gina")[0].version == 1
    assert [one.signed_by for one in kept_rows(shared)] == ["fred", "gina"]


def test_a_post_of_one_region_asks_for_that_one_alone(shared):
    own = [row["id"] for row in texts()["posts"]]
    import_texts(shared, {"posts": shared_texts(own)["posts"]})
    assert sign(shared, drafted(shared), "fred")[0].version == 1


def test_of_a_roster_with_posts_of_one_region_each_signs_for_their_own(shared):
    import_texts(shared, {"posts": shared_texts([texts()["posts"][0]["id"]])["posts"]})
    draft = drafted(shared)
    assert sign(shared, draft, "gina")[1].signatures.outstanding == (FL,)
    assert sign(shared, draft, "fred")[0].version == 1


def test_signers_of_a_book_sign_for_the_regions_of_their_own_right(shared):
    books = [
        {"id": "all", "name": "All", "weeks": "2", "notice_days": "28", "signers": "fred;gina"}
    ]
    posts = [{**row, "book": "all"} for row in shared_texts()["posts"]]
    import_texts(shared, {"books": books, "posts": posts})
    draft = drafted(shared, "all")
    with pytest.raises(Refused, match="petra does not sign for All"):
        sign(shared, draft, "petra")
    assert sign(shared, draft, "fred")[1].signatures.outstanding == (GV,)
    assert sign(shared, draft, "gina")[0].version == 1


def test_of_two_who_complete_it_at_once_exactly_one_brings_it_into_force(shared):
    draft = drafted(shared)
    outcomes, start = [], Barrier(2)

    def at_once(who):
        start.wait()
        try:
            head, _proposal = sign(shared, draft, who, seen=1)
            outcomes.append((who, head.version))
        except (Conflict, Refused) as refused:
            outcomes.append((who, type(refused)))

    threads = [Thread(target=at_once, args=(who,)) for who in ("fred", "gina")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(version or 0 for _who, version in outcomes) == [0, 1]
    last = next(who for who, version in outcomes if version)
    assert head_of(shared, draft).published_by == last
    assert [one.signed_by for one in kept_rows(shared)][-1] == last


def test_the_trail_has_each_signature_and_the_hash_holds_them(shared):
    draft = drafted(shared)
    sign(shared, draft, "gina")
    sign(shared, draft, "fred")
    with shared.reading() as connection:
        entries = trail.entries(connection)
        told = [one for one in entries if one.action == "roster.signed_for"]
        (published,) = [one for one in entries if one.action == "roster.published"]
        assert verify(connection, ZONE).findings == ()
    assert [(one.who, one.after["regions"], one.after["outstanding"]) for one in told] == [
        ("gina", [GV], [FL])
    ]
    assert published.after["signed_for"] == [
        {"by": "gina", "regions": [GV]},
        {"by": "fred", "regions": [FL]},
    ]
    with shared.writing() as connection:
        forged = ROSTER_SIGNATURES.update().where(ROSTER_SIGNATURES.c.signed_by == "gina")
        connection.execute(forged.values(signed_by="frida"))
    with shared.reading() as connection:
        assert [one.what for one in verify(connection, ZONE).findings] == [
            "it was changed after it was signed"
        ]


def test_a_draft_that_is_dropped_takes_its_signatures_along(shared):
    draft = drafted(shared)
    sign(shared, draft, "gina")
    drop_draft(shared, draft, "petra", NOW, head_of(shared, draft).lock_version)
    assert kept_rows(shared) == []


def test_a_later_version_asks_for_each_region_again(shared):
    draft = drafted(shared)
    sign(shared, draft, "gina")
    sign(shared, draft, "fred")
    again = copy_in_force(shared, FIRST, WEEKS, "petra", NOW)
    assert sign(shared, again.id, "gina")[1].signatures.outstanding == (FL,)
    assert sign(shared, again.id, "frida")[0].version == 2
    assert head_of(shared, draft).signed_for[1].signer == "fred"


def test_regions_that_merge_leave_what_was_signed_and_void_what_waits(shared):
    draft = drafted(shared)
    sign(shared, draft, "gina")
    signed = sign(shared, draft, "fred")[0]
    again = copy_in_force(shared, FIRST, WEEKS, "petra", NOW)
    sign(shared, again.id, "gina")
    merge_regions(shared, RegionMerge((FL, GV), "FG", "Together"), "admin", NOW)
    kept = head_of(shared, draft)
    assert (kept.signed_for, kept.content_hash) == (signed.signed_for, signed.content_hash)
    proposal = propose(shared, again.id, "gina", NOW)
    assert proposal.signatures.regions == ("FG",)
    assert [one.regions for one in proposal.signatures.void] == [(GV,)]
    assert sign(shared, again.id, "gina")[0].version == 2


def test_erasure_takes_a_signer_out_of_what_waits_and_leaves_what_was_signed(shared):
    signed = drafted(shared)
    sign(shared, signed, "gina")
    sign(shared, signed, "fred")
    waits = copy_in_force(shared, FIRST, WEEKS, "petra", NOW).id
    now = head_of(shared, waits).start - timedelta(days=5)
    sign(shared, waits, "gina", reasoned("P. One knows of it"), now)
    leaver = Leaver(1, "p001", "P. One", logins=frozenset({"gina"}))
    with shared.writing() as connection:
        erase_alerts(connection, leaver, NOW)
    with shared.reading() as connection:
        (kept,) = signatures.signatures_of(connection, waits)
        assert verify(connection, ZONE).findings == ()
    assert kept.signer == "leaver-1"
    assert {one.reason for one in kept.consents} <= {"leaver-1 knows of it", ""}
    assert read_signature_state(shared, waits).outstanding == (FL,)
    assert head_of(shared, signed).signed_for[0].signer == "gina"
