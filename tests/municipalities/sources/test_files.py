"""Files are known by what they hold, read by code, and refused where they could mean two things."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from municipalities.sources.extract import Extract, Reason, SourceRefused
from municipalities.sources.files import parsed, population_in_book, read_file
from municipalities.wording import sources as wording
from tests.population_files import (
    EXPORTS,
    csv_file,
    export_workbook,
    figure,
    json_stat,
    plain_file,
    px_file,
    saved,
    small_workbook,
    trimmed,
    yearly_book,
)
from tests.scb import DATA, JAMTLAND, SCB, truth
from uploads.books import Book, ReadCell, ReadSheet
from uploads.refusals import MOST_BYTES, Refusal


def of(year: int) -> dict[str, int]:
    return {code: truth()[year][code] for code in JAMTLAND}


def refused(content: bytes | Book, year: int | None = 2019) -> SourceRefused:
    with pytest.raises(SourceRefused) as caught:
        extract_of(content, year)
    assert wording.refusal(caught.value)
    return caught.value


def extract_of(content: bytes | Book, year: int | None = 2019) -> Extract:
    if isinstance(content, Book):
        return population_in_book(content, year=year, digest="")
    return parsed(content, year=year)


# -- The yearly workbook


@pytest.mark.parametrize("year", [2020, 2024])
def test_the_workbook_gives_all_290_and_their_year_before(year: int) -> None:
    extract = population_in_book(yearly_book(year), year=None, digest="")
    assert extract.day.isoformat() == f"{year}-12-31"
    assert extract.figures == truth()[year]
    assert extract.before == truth()[year - 1]
    assert len(extract.counties) == 22
    assert extract.counties["00"] == sum(truth()[year].values())
    assert extract.before_vouches
    assert not extract.preliminary


def test_the_workbook_says_what_it_is_and_when_it_was_made() -> None:
    extract = population_in_book(yearly_book(2020), year=2020, digest="")
    assert extract.source.startswith("SCB: Folkmängd i riket, län och kommuner 31 december")
    assert extract.source.endswith("2020. Totalt")
    assert extract.edition == "2021-02-08"


def test_the_workbook_of_another_year_is_refused() -> None:
    found = refused(yearly_book(2020), 2019)
    assert (found.reason, found.values["years"]) == (Reason.OTHER_YEAR, [2020])


def with_sheets(*names: str) -> Book:
    book = trimmed(yearly_book(2020))
    return replace(book, sheets=[sheet for sheet in book.sheets if sheet.name in names])


def renamed(old: str, new: str, book: Book | None = None) -> Book:
    book = book or trimmed(yearly_book(2020))
    sheets = [replace(s, name=new) if s.name == old else s for s in book.sheets]
    return replace(book, sheets=sheets)


@pytest.mark.parametrize("names", [("Män",), ("Kvinnor",), ("Män", "Kvinnor")])
def test_a_workbook_without_the_total_is_refused(names: tuple[str, ...]) -> None:
    found = refused(with_sheets(*names), 2020)
    assert (found.reason, found.values["what"]) == (Reason.ONLY_A_PART, ", ".join(names))


def test_the_total_alone_is_enough_and_may_be_called_something_else() -> None:
    book = renamed("Totalt", "Blad1", with_sheets("Totalt"))
    assert extract_of(book, 2020).figures == of(2020)


def test_a_sheet_whose_name_and_title_disagree_is_refused() -> None:
    assert refused(renamed("Män", "Totalt", with_sheets("Män")), 2020).reason == Reason.LAYOUT


def test_two_sheets_of_all_are_refused() -> None:
    book = with_sheets("Totalt")
    twice = replace(book, sheets=[*book.sheets, replace(book.sheets[0], name="Totalt (2)")])
    assert refused(twice, 2020).reason == Reason.SEVERAL_TOTALS


def changed(
    sheet: str, row: int, column: int, cell: ReadCell | None, book: Book | None = None
) -> Book:
    """A small workbook of 2020 with one cell changed; the county is in row 11."""
    book = book or trimmed(yearly_book(2020))
    sheets = []
    for one in book.sheets:
        if one.name == sheet:
            rows = {number: dict(cells) for number, cells in one.rows.items()}
            rows.setdefault(row, {}).pop(column, None)
            if cell:
                rows[row][column] = cell
            one = replace(one, rows=rows)
        sheets.append(one)
    return replace(book, sheets=sheets)


@pytest.mark.parametrize(
    ("row", "column", "cell", "reason"),
    [
        (12, 1, ReadCell("n", "2326"), Reason.BAD_CODE),
        (12, 1, ReadCell("s", "232"), Reason.BAD_CODE),
        (12, 1, ReadCell("s", "0127"), Reason.LAYOUT),
        (12, 1, None, Reason.BAD_CODE),
        (13, 1, ReadCell("s", "2326"), Reason.TWICE),
        (12, 3, ReadCell("n", "-5"), Reason.BAD_FIGURE),
        (12, 3, ReadCell("n", "7.5"), Reason.BAD_FIGURE),
        (12, 3, ReadCell("s", "."), Reason.BAD_FIGURE),
        (12, 3, ReadCell("s", "många"), Reason.BAD_FIGURE),
        (12, 3, ReadCell("e", "#REF!"), Reason.BAD_FIGURE),
        (12, 3, ReadCell("d", "2020-12-31"), Reason.BAD_FIGURE),
        (12, 3, ReadCell("n", "20000000"), Reason.BAD_FIGURE),
        (12, 3, ReadCell("n", "7000", is_formula=True), Reason.FORMULA),
        (12, 3, ReadCell("n", "7000"), Reason.SEXES_DISAGREE),
        (12, 3, None, Reason.BAD_FIGURE),
        (12, 2, None, Reason.LAYOUT),
        (10, 2, ReadCell("s", "Sverige"), Reason.LAYOUT),
        (6, 3, ReadCell("s", "Medelfolkmängd"), Reason.LAYOUT),
        (7, 3, ReadCell("s", "per km2"), Reason.LAYOUT),
        (6, 1, None, Reason.LAYOUT),
        (4, 1, ReadCell("s", "Folkmängd enligt indelningen 2019-01-01."), Reason.LAYOUT),
    ],
)
def test_a_changed_cell_is_refused(
    row: int, column: int, cell: ReadCell | None, reason: Reason
) -> None:
    assert refused(changed("Totalt", row, column, cell), 2020).reason == reason


def test_titles_of_two_years_are_refused() -> None:
    title = trimmed(yearly_book(2020)).sheets[0].text(3, 1)
    for wrong in (title.replace("december 2020", "december 2019"), title.replace("2020", "2019")):
        book = changed("Totalt", 3, 1, ReadCell("s", wrong))
        assert refused(book, None).reason == Reason.LAYOUT


def test_figures_of_another_day_keep_it() -> None:
    book = with_sheets("Totalt")
    title = book.sheets[0].text(3, 1).replace("31 december", "30 september")
    extract = population_in_book(
        changed("Totalt", 3, 1, ReadCell("s", title), book), year=None, digest=""
    )
    assert extract.day.isoformat() == "2020-09-30"


def test_a_merged_cell_among_the_figures_is_refused() -> None:
    book = with_sheets("Totalt")
    merged = replace(book.sheets[0], merged=[*book.sheets[0].merged, "C12:C13"])
    assert refused(replace(book, sheets=[merged]), 2020).reason == Reason.MERGED


# -- Exports and plain tables


@pytest.mark.parametrize("make", EXPORTS.values(), ids=EXPORTS)
@pytest.mark.parametrize("year", [2018, 2019])
def test_every_export_is_read_right(make: Callable[[], bytes], year: int) -> None:
    extract = parsed(make(), year=year)
    assert extract.figures == of(year)
    assert extract.before == of(year - 1)
    assert extract.counties in ({}, {"23": figure("23", year)})
    assert len(extract.digest) == 64


@pytest.mark.parametrize("make", EXPORTS.values(), ids=EXPORTS)
def test_a_file_of_several_years_needs_a_choice(make: Callable[[], bytes]) -> None:
    found = refused(make(), None)
    assert (found.reason, found.values["years"]) == (Reason.SEVERAL_YEARS, [2017, 2018, 2019])
    assert refused(make(), 2016).reason == Reason.OTHER_YEAR


@pytest.mark.parametrize("name", ["px", "JSON-stat 2", "JSON-stat 1", "json", "xlsx"])
def test_an_export_says_its_edition(name: str) -> None:
    extract = parsed(EXPORTS[name](), year=2019)
    assert extract.edition == "2025-02-21"
    assert extract.source.startswith("SCB: Folkmängd")


@pytest.mark.parametrize("separator", [";", "\t", ","])
@pytest.mark.parametrize("head", ["kod;folkmängd\n", "Code;Population\n", ""])
def test_a_plain_table_is_read_right(separator: str, head: str) -> None:
    extract = parsed(plain_file(separator, head), year=2019)
    assert (extract.figures, extract.source, extract.edition) == (of(2019), "", "")


def test_a_plain_table_needs_the_year() -> None:
    assert refused(plain_file(), None).reason == Reason.NO_YEAR


def test_a_table_with_a_row_for_each_day_is_read_right() -> None:
    content = (DATA / "population.csv").read_bytes()
    extract = parsed(content, year=2024)
    assert (extract.figures, extract.before) == (truth()[2024], truth()[2023])


def test_of_sex_and_age_only_the_total_counts() -> None:
    rows = "".join(f'"{c}","totalt","{n}"\n"{c}","män","{n // 2}"\n' for c, n in of(2019).items())
    content = ('"region","kön","Folkmängd 2019"\n' + rows).encode()
    assert parsed(content).figures == of(2019)
    assert refused(content.replace(b'"totalt"', b'"kvinnor"')).reason == Reason.ONLY_A_PART


def test_spaces_between_thousands_are_read() -> None:
    assert parsed("2303;5\u00a0284\n2380;63 779\n".encode(), year=2019).figures == {
        "2303": 5284,
        "2380": 63779,
    }


def test_what_is_preliminary_says_so() -> None:
    content = px_file().replace(b"Folkm\xe4ngd den 31", b"Prelimin\xe4r folkm\xe4ngd den 31")
    assert parsed(content, year=2019).preliminary
    assert not parsed(px_file(), year=2019).preliminary


def table(text: str) -> bytes:
    return text.encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.NOT_RECOGNISED),
        (b"hello", Reason.NOT_RECOGNISED),
        (b"%PDF-1.7 2303;5", Reason.NOT_RECOGNISED),
        (b"{}", Reason.NOT_RECOGNISED),
        (b"{", Reason.LAYOUT),
        (b"[" * 100_000, Reason.LAYOUT),
        (plain_file().decode().encode("utf-16-le"), Reason.NOT_RECOGNISED),
        (table("2303;5284\n2303;5284\n"), Reason.TWICE),
        (table("127;94847\n2303;5284\n"), Reason.LAYOUT),
        (table("2303;5284\n127;94847\n2305;1\n"), Reason.LAYOUT),
        (table("2303;5284\n2305;-5\n"), Reason.BAD_FIGURE),
        (table("2303;5284\n2305;5.284\n"), Reason.BAD_FIGURE),
        (table("2303;5284\n2305;5,284\n"), Reason.BAD_FIGURE),
        (table("2303;5284\n2305;=1+1\n"), Reason.BAD_FIGURE),
        (table("2303;5284;1\n2305;5\n"), Reason.NOT_RECOGNISED),
        (table("2303;5284;5343\n2305;6298;6376\n"), Reason.LAYOUT),
        (table("kod;folkmängd;befolkning\n2303;5284;5343\n"), Reason.SEVERAL_TOTALS),
        (table("kod;Folkmängd 2019;Folkmängd 2019\n2303;5284;5343\n"), Reason.SEVERAL_TOTALS),
        (table("kod;Folkökning 2019\n2303;5284\n"), Reason.OTHER_CONTENT),
        (table("kod;Medelfolkmängd 2019\n2303;5284\n"), Reason.OTHER_CONTENT),
        (table("kod;folkmängden den 1 november 2019\n2303;5284\n"), Reason.OTHER_CONTENT),
        (table("kod;hushåll;folkmängd\n2303;52;5284\n"), Reason.LAYOUT),
        (table("kod;datum;folkmängd\n2303;2019-02-30;5284\n"), Reason.LAYOUT),
        (table("kod;folkmängd\n2303;..\n"), Reason.NO_FIGURES),
        (table("kod;folkmängd\n23;130810\n"), Reason.NO_FIGURES),
        (px_file().replace(b"5284", b"52 84"), Reason.LAYOUT),
        (px_file().replace(b" 5284", b" 52x4"), Reason.BAD_FIGURE),
        (px_file().replace(b'CODES("region")="23"', b'CODES("region")="2303"'), Reason.LAYOUT),
        (px_file().replace(b"DATA=", b"DADA="), Reason.LAYOUT),
        (px_file().replace(b"MATRIX=", b"="), Reason.LAYOUT),
        (px_file().replace(b"MATRIX=", b"MATRIX;"), Reason.LAYOUT),
        (px_file().replace(b'"Folkm\xe4ngd";', b'"Medelfolkm\xe4ngd";'), Reason.OTHER_CONTENT),
        (json_stat().replace(b"5284", b"5284.5"), Reason.BAD_FIGURE),
        (json_stat().replace(b"5284", b"-5284"), Reason.BAD_FIGURE),
        (json_stat().replace(b"5284", b"true"), Reason.BAD_FIGURE),
        (json_stat().replace(b"5284", b"NaN"), Reason.LAYOUT),
        (json_stat().replace(b"5284,", b""), Reason.LAYOUT),
        (json_stat().replace(b'"2303": 1', b'"2303": 2'), Reason.LAYOUT),
        (json_stat().replace(b'"2305": 2', b'"2303": 2'), Reason.LAYOUT),
        (json_stat().replace('Folkmängd"'.encode(), 'Medelålder"'.encode()), Reason.OTHER_CONTENT),
        (csv_file()[:150], Reason.NOT_RECOGNISED),
    ],
)
def test_what_could_mean_two_things_is_refused(content: bytes, reason: Reason) -> None:
    assert refused(content).reason == reason


def test_a_missing_figure_is_left_out_and_not_taken_for_none() -> None:
    extract = parsed(json_stat().replace(b"5284", b"null"), year=2019)
    assert set(extract.figures) == set(JAMTLAND) - {"2303"}


def test_a_month_that_is_no_december_keeps_its_day() -> None:
    extract = parsed(table("kod;Folkmängd 2026M04\n2303;5100\n"))
    assert extract.day.isoformat() == "2026-04-30"


def exported(
    sheet: Mapping[int, Mapping[int, ReadCell]], *more: ReadSheet, merged: Any = ()
) -> Book:
    return Book([ReadSheet("Blad1", False, merged, sheet), *more])


PLAIN = {
    1: {1: ReadCell("s", "kod"), 2: ReadCell("s", "folkmängd")},
    2: {1: ReadCell("n", "2303"), 2: ReadCell("n", "5284")},
    3: {1: ReadCell("s", "0643"), 2: ReadCell("n", "9000")},
}


def test_codes_may_be_numbers_where_no_zero_was_lost() -> None:
    extract = population_in_book(exported(PLAIN), year=2019, digest="")
    assert extract.figures == {"2303": 5284, "0643": 9000}
    lost = PLAIN | {3: {1: ReadCell("n", "643"), 2: ReadCell("n", "9000")}}
    assert refused(exported(lost)).reason == Reason.LAYOUT


def test_a_formula_a_merged_cell_and_a_second_table_are_refused() -> None:
    formula = PLAIN | {3: {1: ReadCell("s", "0643"), 2: ReadCell("n", "9000", is_formula=True)}}
    assert refused(exported(formula)).reason == Reason.FORMULA
    assert refused(exported(PLAIN, merged=["A2:A3"])).reason == Reason.MERGED
    assert (
        refused(exported(PLAIN, ReadSheet("Blad2", False, (), PLAIN))).reason
        == Reason.SEVERAL_TOTALS
    )


# -- At arm's length


@pytest.mark.parametrize(
    ("content", "year"),
    [
        (lambda: (SCB / "be0101_tabhel2024.xlsx").read_bytes(), 2024),
        (px_file, 2019),
        (export_workbook, 2019),
    ],
)
def test_the_process_gives_what_reading_here_gives(content: Callable[[], bytes], year: int) -> None:
    extract = read_file(content(), year=year)
    assert extract == parsed(content(), year=year)
    assert isinstance(extract, Extract)


def test_the_process_gives_the_reason_and_what_belongs_to_it() -> None:
    with pytest.raises(SourceRefused) as caught:
        read_file(csv_file())
    assert caught.value.reason == Reason.SEVERAL_YEARS
    assert caught.value.values == {"years": [2017, 2018, 2019]}


def test_a_file_that_is_too_large_or_no_workbook_is_not_read() -> None:
    for content, why in [
        (bytes(MOST_BYTES + 1), Refusal.TOO_LARGE),
        (small_workbook()[:-200], Refusal.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), Refusal.OLD_FORMAT),
    ]:
        with pytest.raises(SourceRefused) as caught:
            read_file(content)
        assert (caught.value.reason, caught.value.values["why"]) == (Reason.NOT_READ, why)
        assert wording.refusal(caught.value)


def test_a_workbook_saved_anew_is_the_same() -> None:
    extract = parsed(saved(with_sheets("Totalt")), year=2020)
    assert (extract.figures, extract.before) == (of(2020), of(2019))
