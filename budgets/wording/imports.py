"""What is said of workbooks that people hand in, and of what stands in them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.core.control import Deviation, DeviationKind
from budgets.core.money import Unit
from budgets.core.table import Total
from budgets.wording.amounts import with_unit
from budgets.wording.footnotes import total_name

REFUSALS = {
    "too large": lambda: _("The file is larger than 5 MB. Hand in the sheet with the lines alone."),
    "no workbook": lambda: _("This is no Excel workbook. Save it as .xlsx and hand it in again."),
    "old format": lambda: _(
        "This is a workbook in the old .xls format. Save it as .xlsx and hand it in again."
    ),
    "password": lambda: _(
        "The workbook is protected by a password. Save it without one and hand it in again."
    ),
    "macros": lambda: _(
        "The workbook carries macros, which are not taken in. Save it as .xlsx without macros."
    ),
    "unpacks too large": lambda: _(
        "The workbook becomes far too large when it is unpacked, so it was not opened."
    ),
    "entities": lambda: _(
        "The workbook holds declarations that no spreadsheet writes, so it was not opened."
    ),
    "too many rows": lambda: _(
        "The workbook has more rows than a budget: at most 20 000 are read. "
        "Hand in the sheet with the lines alone."
    ),
    "too many columns": lambda: _(
        "The workbook has more columns than a budget: at most 200 are read."
    ),
    "damaged": lambda: _(
        "The workbook is damaged. Open it in Excel or LibreOffice, save it anew, "
        "and hand it in again."
    ),
    "too much work": lambda: _(
        "The workbook takes too long or too much memory to read, so the reading was stopped."
    ),
    "empty": lambda: _("There is nothing in the workbook."),
}


def refusal(why: str) -> str:
    """Say why a file is not taken in, and what to do."""
    return REFUSALS[why]()


def seal_broken() -> str:
    return _(
        "The workbook's hidden identity is damaged, so its rows cannot be told apart. "
        "Download the draft anew and change that workbook."
    )


def other_version(name: str, version: object) -> str:
    """Say that the workbook belongs to another version."""
    return _(
        "The workbook was made from %(name)s, and this is %(version)s. Take it in there instead."
    ) % {"name": name, "version": version}


def too_much_to_keep() -> str:
    return _(
        "There is more in the workbook than can be looked through on one page. "
        "Hand in the sheet with the lines alone."
    )


def draft_moved() -> str:
    return _(
        "Somebody has changed the draft since the preview was made. Nothing is taken in yet: "
        "this is the preview anew."
    )


def undecided() -> str:
    return _("Choose for every value that somebody else has changed too.")


def no_rows() -> str:
    return _("The rows of the draft are not in the workbook any more.")


def merged(cells: str) -> str:
    return _("The cells %(cells)s are merged, so it is uncertain what belongs to which row.") % {
        "cells": cells
    }


def formula() -> str:
    return _("There is a formula in the cell. Type the value instead of it.")


def no_value(kind: str) -> str:
    """Say that a cell holds something other than text or a number."""
    if kind == "e":
        return _("There is an error in the cell.")
    if kind == "d":
        return _("There is a date in the cell.")
    return _("There is a truth value in the cell.")


def no_charge() -> str:
    return _("Say how this income is charged.")


def unknown_charge() -> str:
    return _("This is no way of charging. Choose from the list in the workbook.")


def under_no_heading() -> str:
    return _("The row stands under no heading.")


def too_long(longest: int) -> str:
    return _("The text is longer than %(longest)s characters.") % {"longest": longest}


def formulas_used(count: int) -> str:
    """Say that results of formulas are taken as the workbook remembers them."""
    return ngettext(
        "%(count)s amount is the result of a formula, as the workbook last computed it.",
        "%(count)s amounts are results of formulas, as the workbook last computed them.",
        count,
    ) % {"count": count}


def no_result() -> str:
    return _("There is a formula without a result. Open the workbook, let it compute, and save it.")


def rounded(exact: str) -> str:
    return _("rounded to öre from %(exact)s kr") % {"exact": exact}


def difference_of_lines(count: int, sum_now: str) -> str:
    """Say why a row becomes a line with the difference."""
    return ngettext(
        "the heading has %(count)s line of %(sum)s; this is the difference",
        "the heading has %(count)s lines, together %(sum)s; this is the difference",
        count,
    ) % {"count": count, "sum": sum_now}


def difference_text() -> str:
    return _("Difference to the workbook")


def hidden_sheets(names: list[str]) -> str:
    return ngettext(
        "The sheet %(names)s is hidden in the workbook.",
        "The sheets %(names)s are hidden in the workbook.",
        len(names),
    ) % {"names": ", ".join(names)}


def merged_cells(cells: list[str]) -> str:
    return _(
        "Cells are merged in the sheet (%(cells)s): what stands in them counts for their first row."
    ) % {"cells": ", ".join(cells)}


def control(total: Total, deviation: Deviation, unit: Unit) -> str:
    """Say how a total in the workbook stands to the rows that are taken in (rule 7)."""
    whole = deviation.limit % unit == 0
    figures = {
        "total": total_name(total),
        "printed": with_unit(deviation.printed, unit),
        "true": with_unit(deviation.true, unit),
        "difference": with_unit(deviation.difference, unit, signed=True),
        "limit": with_unit(deviation.limit, unit if whole else Unit.KRONOR),
    }
    match deviation.kind:
        case DeviationKind.NONE:
            text = _("%(total)s: %(printed)s in the workbook, and the rows add up to it.")
        case DeviationKind.ROUNDING:
            text = _(
                "%(total)s: %(printed)s in the workbook, the rows add up to %(true)s. The "
                "difference %(difference)s is rounding: half a unit per row explains up to "
                "%(limit)s."
            )
        case DeviationKind.ERROR:
            text = _(
                "%(total)s: %(printed)s in the workbook, the rows add up to %(true)s. The "
                "difference %(difference)s is an error in the source, or a row that is left out: "
                "half a unit per row explains at most %(limit)s."
            )
    return text % figures


def nothing_to_map() -> str:
    return _("There is nothing in the workbook.")


def mend_or_leave_out() -> str:
    return _("Some amounts are not understood. Mend them in the workbook, or leave those rows out.")


def first_rows(count: int) -> str:
    return _("Only the first %(count)s rows are shown.") % {"count": count}
