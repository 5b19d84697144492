"""Problems from tiny to complete."""

import pytest

from tests.solver.small import complete


@pytest.fixture(scope="session")
def full():
    """Everything a problem can hold."""
    return complete()
