"""Generated regions: any size, the same for the same seed, plausible and with a legal past."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import date, timedelta
from functools import lru_cache
from random import Random

import pytest

from data.demo.generated import generate, generated_scene, write_generated
from data.demo.scene import PERIOD_START, make_pools, people_names
from data.demo.sheets import tables_of
from data.model.errors import InputError
from data.model.person import CompetenceLevel, ProvisionKind
from data.model.post import PostKind
from solver.problem_index import ProblemIndex
from solver.solve import components
from tests.data.demo.support import audited, judged, problem_of

pytestmark = pytest.mark.second

SIZES = [
    (20, 3, 6, 5),
    (6, 1, 2, 0),
    pytest.param(60, 8, 13, 1, marks=pytest.mark.slow),
    pytest.param(60, 8, 13, 2, marks=pytest.mark.slow),
    pytest.param(45, 7, 30, 11, marks=pytest.mark.slow),
]


@lru_cache
def middle():
    """The region that the figures are measured on."""
    return generated_scene(60, 8, 13, 1)


def test_the_same_seed_gives_the_same_tables_and_another_seed_others():
    assert generate(10, 2, 3, 7) == generate(10, 2, 3, 7)
    assert generate(10, 2, 3, 7) != generate(10, 2, 3, 8)


@pytest.mark.parametrize(("people", "posts", "weeks", "seed"), SIZES)
def test_it_is_as_large_as_asked_and_its_past_is_legal(people, posts, weeks, seed):
    tables = generate(people, posts, weeks, seed)
    assert len(tables["people"]) == people
    assert len({row["name"] for row in tables["people"]}) == people
    assert len(tables["posts"]) == posts
    problem = problem_of(tables, weeks)
    assert audited(problem, PERIOD_START + timedelta(weeks=weeks)) == []
    assert judged(problem) == []


@pytest.mark.parametrize("people", [1, 7, 60, 2000, 10_000])
@pytest.mark.parametrize("posts", [1, 5, 8, 200])
def test_everybody_is_in_exactly_one_pool(people, posts):
    regions, pools = make_pools(people, posts)
    assert len({pool.post.id for pool in pools}) == len(pools) == posts
    assert sum(pool.size for pool in pools) == people
    known = {region.id for region in regions}
    assert all(pool.post.regions and set(pool.post.regions) <= known for pool in pools)


def test_thousands_of_people_have_different_names():
    names = people_names(5000, Random(1))
    assert len(set(names)) == 5000


def test_pools_have_sensible_sizes_and_kinds_are_mixed():
    scene = middle()
    assert Counter(post.kind for post in scene.posts) == {
        PostKind.ON_SITE: 2,
        PostKind.ON_CALL: 5,
        PostKind.OPEN_CALL: 1,
    }
    people = {person.id: person for person in scene.people}
    for post in scene.posts:
        holders = {
            each.person
            for each in scene.competences
            if each.function == post.function
            and set(people[each.person].regions) & set(post.regions)
        }
        assert 6 <= len(holders) <= 13, post.id


def test_twice_the_people_fill_posts_that_need_two_at_once():
    _, pools = make_pools(140, 8)
    on_duty = [pool.post for pool in pools if pool.post.kind is not PostKind.OPEN_CALL]
    assert {post.required for post in on_duty} == {2}


def test_it_has_the_same_kinds_of_trouble_as_the_demonstration_region():
    scene = middle()
    provisions = {each.kind for person in scene.people for each in person.provisions}
    assert provisions == set(ProvisionKind)
    assert CompetenceLevel.TRAINEE in {each.level for each in scene.competences}
    assert any(each.start > PERIOD_START for each in scene.competences)
    end = PERIOD_START + timedelta(weeks=13)
    assert sum(PERIOD_START <= (each.until or end) < end for each in scene.competences) >= 2
    functions = Counter(person for person, _ in {(c.person, c.function) for c in scene.competences})
    assert sum(count > 1 for count in functions.values()) >= 4
    assert any(person.limits.max_shifts_per_month for person in scene.people)
    assert {duty.post for duty in scene.elsewhere} == {"operator", "politie"}


def test_one_post_loses_everybody_in_the_spring_holiday():
    problem = problem_of(tables_of(middle()), 13)
    week = [s for s in problem.shifts if s.post != "CACO" and s.name == "P"
            and s.start.date() == date(2027, 2, 19)]  # fmt: skip
    empty = [
        shift.post
        for shift in week
        if not any(
            problem.level(person.id, shift) is not None
            and not any(
                absence.person == person.id
                and absence.start < shift.end
                and shift.start < absence.end
                for absence in problem.absences
            )
            for person in problem.people
        )
    ]
    assert len(empty) >= 1


@pytest.mark.parametrize(
    "arguments",
    [
        (0, 1, 1, 0),
        (1, 0, 1, 0),
        (1, 1, 0, 0),
        (10_001, 1_001, 105, 0),
        (60, 6, 1, 0, 0),
        (60, 6, 1, 0, 201),
        (60, 6, 1, 0, 7),  # a post in each
        (11, 6, 1, 0, 2),  # six people in each
        (60, 21, 1, 0, 2),  # no more posts than functions
    ],
)
def test_a_size_that_cannot_be_made_is_refused(arguments):
    with pytest.raises(InputError, match="cannot be generated"):
        generate(*arguments)


def test_all_faults_of_the_size_are_told_at_once():
    with pytest.raises(InputError) as caught:
        generate(0, 0, 0, 0)
    assert len(caught.value.faults) == 3


def test_the_region_of_a_seed_stays_as_it_was_before_there_were_several():
    texts = json.dumps(generate(20, 3, 6, 5), sort_keys=True).encode()
    assert hashlib.sha256(texts).hexdigest().startswith("6abde32b8d2bc0cf")


def test_regions_apart_share_nobody_and_nothing_and_each_is_like_another():
    tables = generate(90, 11, 4, 2, regions=3)
    assert (len(tables["regions"]), len(tables["people"]), len(tables["posts"])) == (3, 90, 11)
    assert len({row["name"] for row in tables["people"]}) == 90
    assert len({row["address"] for row in tables["contacts"]}) == 180
    assert {len(row["regions"].split(";")) for row in tables["people"]} == {1}
    region = {row["id"]: row["regions"] for row in tables["people"]}
    at = {row["id"]: row["regions"] for row in tables["posts"]}
    assert all(region[row["person"]] == at[row["post"]] for row in tables["history"])
    assert Counter(region.values()) == {"R1": 30, "R2": 30, "R3": 30}
    index = ProblemIndex(problem_of(tables, 4))
    places = [{at[index.problem.shift_by_id[shift].post] for _, shift in pairs}
              for pairs in components(index)]  # fmt: skip
    assert all(len(place) == 1 for place in places)
    assert set().union(*places) == {"R1", "R2", "R3"}


def test_a_region_apart_does_not_depend_on_how_many_follow_it():
    three, one = generate(90, 12, 3, 2, regions=3), generate(30, 4, 3, 2, regions=1)
    mine = {row["id"] for row in one["people"]}
    for table in ("absences", "history", "wishes", "competences", "elsewhere"):
        assert [row for row in three[table] if row["person"] in mine] == one[table]


def test_regions_apart_have_a_legal_past():
    problem = problem_of(generate(80, 10, 4, 3, regions=2), 4)
    assert audited(problem, PERIOD_START + timedelta(weeks=4)) == []
    assert judged(problem) == []


def test_it_is_written_as_a_folder_and_a_workbook(tmp_path):
    write_generated(tmp_path / "region", people=8, posts=1, weeks=2, seed=3)
    assert (tmp_path / "region" / "region.xlsx").is_file()
    assert (tmp_path / "region" / "history.csv").is_file()
