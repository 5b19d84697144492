"""What the layout of the code may not lose again."""

from tests.house import figures

#: Names of `figures` that every commit reaches.
HELD = {
    "class names defined more than once",
    "circles of files",
    "knots of folders at run time",
    "he, him, his",
    "lines of README",
}


def test_the_layout_keeps_what_it_reached():
    held = [one for one in figures() if one.what in HELD]
    assert len(held) == len(HELD)
    assert [one for one in held if not one.is_reached] == []
