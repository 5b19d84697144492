"""Numbers to call, as people write them."""

from __future__ import annotations

import pytest

from data.model.contact import Recipient
from web.shared.display import dialled, telephone


def test_a_number_is_what_somebody_is_called_by():
    person = Recipient("people/1", "a", (("mail", "a@b.nl"), ("phone", "06 - 12 34 56 78")))
    assert telephone(person) == "06 - 12 34 56 78"
    assert telephone(Recipient("people/1", "a", (("mail", "a@b.nl"),))) == ""
    assert telephone(None) == ""


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ("06 - 12 34 56 78", "tel:0612345678"),
        ("+31 6 12345678", "tel:+31612345678"),
        ("+31 (0)6-12345678", "tel:+31612345678"),
        ("0031 ( 0 ) 6 12345678", "tel:0031612345678"),
        ("(0)36 123 4567", "tel:0361234567"),
        ("112", "tel:112"),
    ],
)
def test_a_number_is_dialled_as_the_network_wants_it(written, called):
    assert dialled(written) == called
