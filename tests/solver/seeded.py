"""Property tests that find the same cases on every run."""

from hypothesis import settings


def seeded(examples: int = 60) -> settings:
    return settings(max_examples=examples, derandomize=True, database=None)
