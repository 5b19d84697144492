"""Tables in Dutch: written, read back, and faults by the heading that was typed."""

import shutil

import pytest

from data.files.read_input import read_tables
from data.i18n.fault_words import in_words, place_in_words
from data.i18n.language import LANGUAGES, language
from data.tables.build_problem import build_problem
from data.tables.write_tables import write_tables
from tests.data.tables.small_region import (
    BOOK,
    FIRST,
    WEEKS,
    faults_in,
    small_problem,
    small_tables,
)

NL = language("nl")


@pytest.fixture(scope="module", params=LANGUAGES)
def written(request, tmp_path_factory):
    """The small region as a folder and a workbook, in a language."""
    folder = tmp_path_factory.mktemp("region") / "csv"
    workbook = folder.with_suffix(".xlsx")
    write_tables(small_tables(), folder, workbook, language(request.param))
    return request.param, folder, workbook


def test_what_is_written_in_a_language_is_read_as_it_was_given(written):
    _, folder, workbook = written
    for source in (folder, workbook):
        assert build_problem(read_tables(source), FIRST, WEEKS, rule_book=BOOK) == small_problem()


def test_the_dutch_files_are_dutch(written):
    code, folder, workbook = written
    names = {path.stem for path in folder.iterdir()}
    assert ("Dienstdoende leidinggevenden" in names) == (code == "nl")
    tables = read_tables(workbook)
    assert {raw.code for raw in tables.tables.values()} == {code}


def folder_of(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def rows_of(folder, table):
    tables = read_tables(folder)
    assert tables.faults == ()
    return [row.texts for row in tables.tables[table].rows]


@pytest.mark.parametrize(
    "heading",
    ["Uren per week", "uren_per_week", "UREN PER WEEK", "hours_per_week", "uren-per week*"],
)
def test_a_heading_is_known_however_it_is_typed(tmp_path, heading):
    folder = folder_of(tmp_path, Contracten=f"persoon *;{heading};vanaf\nan;36;2027-01-01\n")
    assert rows_of(folder, "contracts") == [
        {"person": "an", "hours_per_week": "36", "from": "2027-01-01"}
    ]


def test_dutch_words_are_read_as_those_of_the_contract(tmp_path):
    folder = folder_of(
        tmp_path,
        **{
            "Wekelijks werk elders": "Persoon,Weekdagen,Begin,Einde\nan,Ma; di;VR,09:00,17:00\n",
            "posten": "Code,Soort,Grondslag\ncaco,Op locatie,wet\n",
            "Contactgegevens": "Persoon,Kanaal,Adres\nan,Telefoon,+31612345678\nan,matrix,@an\n",
        },
    )
    tables = read_tables(folder).tables
    assert tables["weekly_work"].rows[0].texts["weekdays"] == "mo;tu;fr"
    assert tables["posts"].rows[0].texts == {
        "id": "caco", "kind": "on_site", "authority": "statute",
    }  # fmt: skip
    assert [row.texts["channel"] for row in tables["contacts"].rows] == ["phone", "matrix"]


def test_rows_that_begin_with_the_mark_of_notes_are_passed_over_and_counted(tmp_path):
    text = "Persoon,Soort,Begin,Einde\n# an,verlof,x,y\nan,verlof,2027-01-04,2027-01-05\n#,,,\n"
    raw = read_tables(folder_of(tmp_path, Afwezigheid=text)).tables["absences"]
    assert [row.number for row in raw.rows] == [3]
    assert raw.notes == 2


def test_a_code_cannot_make_its_row_a_note():
    def spoil(tables):
        tables["regions"][0]["id"] = "#fl"

    found = [f for f in faults_in(lambda: small_problem(spoil)) if f.place.column == "id"]
    assert "no # in front" in found[0].remedy


def dutch_faults(tmp_path, change):
    """Of the small region in Dutch, with changes to the text of its files."""
    folder = tmp_path / "csv"
    write_tables(small_tables(), folder, tmp_path / "region.xlsx", NL)
    for name, (old, new) in change.items():
        path = folder / f"{name}.csv"
        text = path.read_text("utf-8-sig")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = faults_in(lambda: build_problem(read_tables(folder), FIRST, WEEKS, rule_book=BOOK))
    said = [in_words(fault, NL) for fault in found]
    return [(place_in_words(f.place, NL).partition(", ")[2], f.what, f.remedy) for f in said]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"Contracten": ("Uren per week", "Uren pr week")},
            ("rij 1, kolom Uren pr week", "deze kolom is onbekend", "Bedoelde u 'Uren per week'?"),
        ),
        (
            {"Contracten": ("Uren per week", "#uren")},
            (
                "rij 1, kolom Uren per week",
                "de kolom Uren per week ontbreekt",
                "Voeg toe: gemiddelde",
            ),
        ),
        (
            {"Contracten": ("an,36", "an,veel")},
            ("rij 2, kolom Uren per week", "'veel' is geen getal", "Schrijf cijfers"),
        ),
        (
            {"Contracten": ("an,36", "an,")},
            ("rij 2, kolom Uren per week", "Uren per week is leeg", "Vul in: gemiddelde uren"),
        ),
        (
            {"Afwezigheid": (",verlof,", ",vakantie,")},
            (
                "rij 2, kolom Soort",
                "'vakantie' kan hier niet",
                "Gebruik een van de woorden verlof, ziekte, cursus, afwezig",
            ),
        ),
        (
            {"Afwezigheid": (",verlof,", ",verlog,")},
            ("rij 2, kolom Soort", "'verlog' kan hier niet", "Bedoelde u 'verlof'?"),
        ),
    ],
)
def test_a_fault_is_told_by_the_heading_that_was_typed(tmp_path, change, told):
    place, what, remedy = told
    found = dutch_faults(tmp_path, change)
    assert any(
        (at, said) == (place, what) and help_.startswith(remedy) for at, said, help_ in found
    ), found


def test_a_file_of_an_unknown_name_is_told_in_dutch(tmp_path):
    folder = tmp_path / "csv"
    write_tables(small_tables(), folder, tmp_path / "region.xlsx", NL)
    shutil.move(folder / "Wensen.csv", folder / "Wenzen.csv")
    (fault,) = read_tables(folder).faults
    assert in_words(fault, NL).what == "dit bestand is geen bekende tabel"
    assert in_words(fault, NL).remedy.startswith("Bedoelde u 'Wensen'?")
