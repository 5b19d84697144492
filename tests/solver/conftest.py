"""Problems, from tiny to complete (see `tests.solver.small`)."""

import pytest

from tests.solver.small import complete, control_room, shift_at, somebody, tiny


@pytest.fixture(scope="session")
def one_seat():
    """Two people, three day shifts."""
    days = [shift_at(f"2027-01-0{day} 07:00", 8) for day in (4, 5, 6)]
    return tiny(days, [somebody("ann"), somebody("bob")])


@pytest.fixture(scope="session")
def small_room():
    """A CaCo seat and a piket week, for one week."""
    return control_room(cacos=5, ims=2, weeks=1, both=1)


@pytest.fixture(scope="session")
def full():
    """Everything a problem can hold."""
    return complete()
