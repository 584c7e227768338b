"""Why a source gave nothing, and what the checks say of what it gave."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from municipalities.sources.checks import Check, Finding, Recorded
from municipalities.sources.extract import Reason, SourceRefused
from municipalities.sources.values import plain
from uploads.refusals import Refusal

_MOST_NAMES = 8

_REASONS: Mapping[Reason, Callable[[], str]] = {
    Reason.UNREACHABLE: lambda: _(
        "Statistics Sweden (%(host)s) cannot be reached. Try again later, or take in a file."
    ),
    Reason.TIMED_OUT: lambda: _(
        "Statistics Sweden (%(host)s) did not answer in time. Try again later, or take in a file."
    ),
    Reason.NOT_UNDERSTOOD: lambda: _(
        "Statistics Sweden did not understand the question to table %(table)s. Often the year is "
        "not published yet, or a municipality is not in the table. It says: “%(told)s”"
    ),
    Reason.TOO_MUCH_ASKED: lambda: _(
        "Statistics Sweden refuses the question to table %(table)s: it asks for too much, or is "
        "not allowed."
    ),
    Reason.WITHDRAWN: lambda: _(
        "Statistics Sweden has no table %(table)s any more. An administrator of the server has to "
        "name another in SCB_TABLES; until then, take in a file."
    ),
    Reason.TOO_OFTEN: lambda: _(
        "Statistics Sweden (%(host)s) has been asked too often. Try again in a few minutes."
    ),
    Reason.CLOSED: lambda: _(
        "Statistics Sweden's database (%(host)s) is closed for the moment. Try again later."
    ),
    Reason.SERVER_ERROR: lambda: _(
        "Statistics Sweden (%(host)s) answered with error %(status)s. Try again later."
    ),
    Reason.REDIRECTED: lambda: _(
        "Statistics Sweden's address %(host)s leads somewhere else, and is not followed there. "
        "An administrator of the server has to change it in the settings."
    ),
    Reason.ANSWER_TOO_LARGE: lambda: _(
        "The answer from table %(table)s is far larger than it can be, so it was not read."
    ),
    Reason.OTHER_SHAPE: lambda: _(
        "The answer from table %(table)s is not what was asked for, so nothing was taken from it."
    ),
    Reason.NO_TABLE_FOR_YEAR: lambda: _(
        "No table is named for %(year)s in the settings (SCB_TABLES)."
    ),
    Reason.NOT_RECOGNISED: lambda: _(
        "The file is none of those that are known: Statistics Sweden's yearly workbook, an export "
        "from its database (xlsx, csv, px, JSON) or a table with code and population."
    ),
    Reason.NO_FIGURES: lambda: _("There is no population of any municipality in it."),
    Reason.NO_YEAR: lambda: _("It does not say of which year it is. Choose the year."),
    Reason.SEVERAL_YEARS: lambda: _("It holds several years: %(years)s. Choose one."),
    Reason.OTHER_YEAR: lambda: _("It holds no figures of 31 December %(year)s, but of %(years)s."),
    Reason.MISSING_REGIONS: lambda: _("The answer has no figure of %(year)s for %(codes)s."),
    Reason.ONLY_A_PART: lambda: _(
        "It holds only a part of the population (%(what)s), and not all of it together."
    ),
    Reason.SEVERAL_TOTALS: lambda: _(
        "It is uncertain which is the population: it could be any of %(names)s."
    ),
    Reason.SEXES_DISAGREE: lambda: _(
        "Men and women are together %(found)s in %(code)s, but all are %(expected)s. "
        "The file is damaged or has been changed."
    ),
    Reason.OTHER_CONTENT: lambda: _("It holds other statistics than the population: %(what)s."),
    Reason.BAD_CODE: lambda: _(
        "“%(text)s” (%(where)s) is no municipality code. Codes have four digits, a leading zero "
        "included, such as 0643."
    ),
    Reason.BAD_FIGURE: lambda: _("“%(text)s” (%(where)s) is no number of inhabitants."),
    Reason.FORMULA: lambda: _(
        "There is a formula in %(where)s. Hand in the file as it was downloaded, or type the value."
    ),
    Reason.MERGED: lambda: _(
        "The cells %(where)s are merged, so it is uncertain what belongs to which row."
    ),
    Reason.TWICE: lambda: _("%(code)s stands there twice."),
    Reason.LAYOUT: lambda: _(
        "It resembles a file from Statistics Sweden, but differs from it here: %(where)s. "
        "Hand in the file as it was downloaded."
    ),
}

_NOT_READ: Mapping[Refusal, Callable[[], str]] = {
    Refusal.TOO_LARGE: lambda: _("The file is larger than 5 MB, so it was not read."),
    Refusal.NO_WORKBOOK: lambda: _("The file is no workbook that can be read. Save it as .xlsx."),
    Refusal.OLD_FORMAT: lambda: _(
        "This is a workbook in the old .xls format. Save it as .xlsx and hand it in again."
    ),
    Refusal.PASSWORD: lambda: _(
        "The workbook is protected by a password. Save it without one and hand it in again."
    ),
    Refusal.MACROS: lambda: _(
        "The workbook carries macros, which are not taken in. Save it as .xlsx without macros."
    ),
    Refusal.UNPACKS_TOO_LARGE: lambda: _(
        "The workbook becomes far too large when it is unpacked, so it was not opened."
    ),
    Refusal.ENTITIES: lambda: _(
        "The workbook holds declarations that no spreadsheet writes, so it was not opened."
    ),
    Refusal.TOO_MANY_ROWS: lambda: _("The workbook has more than 20 000 rows."),
    Refusal.TOO_MANY_COLUMNS: lambda: _("The workbook has more than 200 columns."),
    Refusal.DAMAGED: lambda: _("The file is damaged. Download it again and hand that in."),
    Refusal.TOO_MUCH_WORK: lambda: _(
        "The file takes too long or too much memory to read, so the reading was stopped."
    ),
    Refusal.EMPTY: lambda: _("There is nothing in the workbook."),
}


def refusal(refused: SourceRefused) -> str:
    """Say why nothing is taken from a source, and what to do."""
    if refused.reason == Reason.NOT_READ:
        return not_read(Refusal(refused.values["why"]))
    values = {name: _shown(value) for name, value in refused.values.items()}
    if refused.reason == Reason.OTHER_YEAR and not refused.values["years"]:
        return _("It holds no figures of 31 December %(year)s.") % values
    return _REASONS[refused.reason]() % values


def not_read(why: Refusal) -> str:
    """Say why a file was not even read."""
    return _NOT_READ[why]()


def finding(found: Finding, names: Mapping[str, str]) -> str:
    """Say what a check found. ``names`` are those of municipalities, by code."""
    values: dict[str, Any] = {
        "place": _place(found.code, names),
        "places": places(found.codes, names),
        "found": _number(found.found),
        "expected": _number(found.expected),
        "day": found.day.isoformat() if found.day else "",
        "snapshot": _snapshot(found.recorded) if found.recorded else "",
        "change": _change(found),
    }
    return _sentence(found) % values


def _sentence(found: Finding) -> str:
    match found.check:
        case Check.NOT_31_DECEMBER:
            return _(
                "The figures are of %(day)s. A budget is shared by those of a 31 December (rule 1)."
            )
        case Check.UNKNOWN_CODES:
            return _("The register has no municipality %(places)s.")
        case Check.MISSING_PARTICIPANTS:
            return _("These take part, and have no figure: %(places)s.")
        case Check.NO_INHABITANTS:
            return _("%(place)s would have %(found)s inhabitants.")
        case Check.COUNTY_SUM:
            if found.code == "00":
                return _("The municipalities add up to %(found)s, but the country to %(expected)s.")
            return _(
                "The municipalities of county %(place)s add up to %(found)s, but the source says "
                "%(expected)s. A figure is wrong."
            )
        case Check.IMPLAUSIBLE_CHANGE:
            return _(
                "%(place)s goes from %(expected)s to %(found)s inhabitants in a year (%(change)s). "
                "Make sure that this is right."
            )
        case Check.BEFORE_DISAGREES:
            return _(
                "By the source %(place)s had %(found)s inhabitants the year before, but "
                "%(expected)s are recorded."
            )
        case _:
            return _sentence_about_all(found)


def _sentence_about_all(found: Finding) -> str:
    match found.check:
        case Check.PRELIMINARY:
            return _("The source calls these figures preliminary.")
        case Check.SAME_CONTENT:
            return _("The same file or answer was taken in before: %(snapshot)s.")
        case Check.SAME_FIGURES:
            return _("All figures are those of %(snapshot)s already.")
        case Check.OLDER_EDITION:
            return _("This edition is older than that of %(snapshot)s.")
        case _:
            return ngettext(
                "Nothing else confirms the figure of %(places)s: compare it with the source.",
                "Nothing else confirms the figures of %(places)s: compare them with the source.",
                len(found.codes),
            )


def figure(code: str, number: int, before: int | None, names: Mapping[str, str]) -> str:
    """A municipality and its inhabitants, with the change in a year where it is known."""
    values = {"place": _place(code, names), "number": _number(number)}
    if before is None:
        return _("%(place)s: %(number)s") % values
    sign = "+" if number > before else "−" if number < before else "±"
    change = sign + _number(abs(number - before))
    return _("%(place)s: %(number)s (%(change)s in a year)") % {**values, "change": change}


def places(codes: Sequence[str], names: Mapping[str, str]) -> str:
    """Some municipalities by name and code, the first of them if they are many."""
    shown = [_place(code, names) for code in codes[:_MOST_NAMES]]
    if len(codes) > _MOST_NAMES:
        return _("%(places)s and %(count)s more") % {
            "places": ", ".join(shown),
            "count": len(codes) - _MOST_NAMES,
        }
    return ", ".join(shown)


def _place(code: str, names: Mapping[str, str]) -> str:
    return f"{names[code]} ({code})" if code in names else code


def _snapshot(recorded: Recorded) -> str:
    return _("%(day)s, revision %(number)s") % {
        "day": f"{recorded.year}-12-31",
        "number": recorded.revision,
    }


def _change(found: Finding) -> str:
    """The change against the year before in per cent, with its sign and one decimal."""
    if not found.expected or found.found is None:
        return ""
    thousandths = round(1000 * (found.found - found.expected) / found.expected)
    sign = "+" if thousandths > 0 else "−" if thousandths < 0 else ""
    return f"{sign}{abs(thousandths) // 10},{abs(thousandths) % 10} %"


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return places(sorted(plain(str(one)) for one in value), {})
    return plain(str(value))


def _number(number: int | None) -> str:
    return "" if number is None else number_format(number, force_grouping=True)
