"""The workbook: its sheets, and what they share."""

import datetime
import re
from collections.abc import Sequence
from copy import copy
from io import BytesIO
from itertools import zip_longest
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook.defined_name import DefinedName

from budgets.excel.book.cells import OurCell, sheet_name, valid_text
from budgets.excel.book.sheet import Sheet
from budgets.excel.styles import FONT, INK, Look

CREATOR = "Fördela"

_NOT_IN_A_DEFINED_NAME = re.compile(r"[^\w.]+")


class Book:
    """A workbook on its way to being written: ask for sheets, fill each, then ``saved``."""

    def __init__(self, *, title: str, made_on: datetime.date) -> None:
        self.title = title
        self.made_on = made_on
        self._styles: dict[Look, OurCell] = {}
        self._workbook = Workbook(write_only=True)
        self._set_body_font()
        properties = self._workbook.properties
        properties.title = valid_text(title)
        properties.creator = CREATOR
        properties.created = datetime.datetime.combine(made_on, datetime.time())

    def sheet(self, *, title: str, widths: Sequence[float], name: str = "") -> Sheet:
        """A further sheet, headed by its title; ``name`` is for its tab, else the title is."""
        made: Any = self._workbook.create_sheet(sheet_name(name or title))
        return Sheet(self, made, title=title, widths=widths)

    def hide_beside(self, name: str, columns: Sequence[Sequence[str]]) -> None:
        """Add a sheet that nobody sees, with these texts in its columns."""
        beside: Any = self._workbook.create_sheet(name)
        beside.sheet_state = "veryHidden"
        beside.protection.sheet = True
        for texts in zip_longest(*columns, fillvalue=""):
            row = []
            for text in texts:
                cell = OurCell(beside, row=1, column=1)
                cell.set_text(text)
                row.append(cell)
            beside.append(row)

    def define(self, name: str, reference: str) -> str:
        """Give cells a name, made fit for one, and return it; a name that is taken gets a number.

        ``reference`` is absolute and names the sheet, as ``Sheet.reference`` gives it.
        """
        fit = _NOT_IN_A_DEFINED_NAME.sub("_", name).strip("_.")
        fit = fit if fit[:1].isalpha() else f"_{fit}"
        names: Any = self._workbook.defined_names
        taken = {known.lower() for known in names}
        free = fit
        number = 2
        while free.lower() in taken:
            free, number = f"{fit}_{number}", number + 1
        names[free] = DefinedName(free, attr_text=reference)
        return free

    def saved(self) -> bytes:
        """Finish the workbook and return the file."""
        stream = BytesIO()
        self._workbook.save(stream)
        return stream.getvalue()

    def cell(self, sheet: Any, look: Look) -> OurCell:
        """A cell that looks so; every look is entered in the workbook's styles once."""
        model = self._styles.get(look)
        if model is None:
            model = self._styles[look] = OurCell(sheet, row=1, column=1)
            model.font = look.font
            model.alignment = look.alignment
            model.border = look.border
            model.fill = look.fill
            model.number_format = look.format
            if look.unlocked:
                model.protection = look.protection
        cell = OurCell(sheet, row=1, column=1)
        cell._style = copy(model._style)
        return cell

    def _set_body_font(self) -> None:
        """Let cells that nobody styled, those that people fill in later, have our font too."""
        body = Font(name=FONT, family=2, size=10, color=INK)
        workbook: Any = self._workbook
        workbook._fonts = IndexedList([body])
        workbook._named_styles["Normal"].font = body
