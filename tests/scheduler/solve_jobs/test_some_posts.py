"""A roster for some of the posts: the others stay as they are."""

from dataclasses import replace

import pytest

from data.model.duty import Assignment
from data.model.errors import Refused
from data.store import jobs, rosters
from scheduler.planning.preparation import for_posts, lacking, prepare
from scheduler.solve_jobs.solve_attempt import solve_and_keep
from scheduler.solve_jobs.submission import submit
from solver.cpsat.engine import Stop
from tests.scheduler.solve_jobs.support import FIRST, NOW, WEEKS, import_texts, job_of, request
from tests.support.region import published_by_turns


@pytest.fixture
def region(store):
    import_texts(store)
    published_by_turns(store)
    return store


def prepared_of(store):
    with store.reading() as connection:
        return prepare(connection, FIRST, WEEKS, NOW)


def duties_of(store, roster):
    with store.reading() as connection:
        shifts = {
            one.id: one.post
            for one in rosters.read_shifts(
                connection, rosters.read_head(connection, roster).shift_set
            )
        }
        found = rosters.read_assignments(connection, roster)
    return {(shifts[one.shift], one.shift, one.person, one.pinned) for one in found}


def test_of_no_posts_the_whole_problem_is_left(region):
    problem = prepared_of(region).problem
    assert for_posts(problem, ()) is problem


def test_whoever_is_on_another_post_is_settled_and_nothing_is_asked_of_it_beyond_that(region):
    problem = prepared_of(region).problem
    post_of = {shift.id: shift.post for shift in problem.shifts}
    gone = problem.assignments[0]
    chosen = next(post.id for post in problem.posts if post.id != post_of[gone.shift])
    left = tuple(one for one in problem.assignments if one != gone)
    part = for_posts(replace(problem, assignments=left), (chosen,))
    pinned = {(one.person, one.shift) for one in part.assignments if one.pinned}
    assert gone.shift not in part.shift_by_id
    assert pinned == {(o.person, o.shift) for o in left if post_of[o.shift] != chosen}
    assert pinned
    mine = [shift for shift in problem.shifts if shift.post == chosen]
    assert [shift for shift in part.shifts if shift.post == chosen] == mine


def test_a_post_that_does_not_exist_is_refused(region):
    with pytest.raises(Refused, match="unknown"):
        for_posts(prepared_of(region).problem, ("NOWHERE",))


def test_the_draft_of_a_job_for_one_post_leaves_the_others_as_they_are_in_force(region):
    base = prepared_of(region).base.id
    chosen = prepared_of(region).problem.posts[0].id
    job = submit(region, replace(request(1), posts=(chosen,)), "planner", NOW).job
    with region.writing() as connection:
        job = jobs.begin(connection, job.id, "alpha", NOW)
    solve_and_keep(region, job, Stop(), lambda: NOW)
    draft = job_of(region, job.id).roster
    before = {one for one in duties_of(region, base) if one[0] != chosen}
    assert {one for one in duties_of(region, draft) if one[0] != chosen} == before
    assert before


def test_what_a_roster_lacks_is_counted_per_person(region):
    problem = prepared_of(region).problem
    needed = sum(shift.required for shift in problem.shifts)
    assert lacking(problem, ()) == needed
    pairs = {(one.person, one.shift) for one in problem.assignments}
    assert lacking(problem, pairs) == needed - len(pairs)
    stranger = next(
        Assignment(person.id, shift.id)
        for person in problem.people
        for shift in problem.shifts
        if problem.level(person.id, shift) is None
    )
    assert lacking(problem, {(stranger.person, stranger.shift)}) == needed
