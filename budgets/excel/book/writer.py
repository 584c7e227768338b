"""How a sheet gets into the file, where openpyxl alone would leave something out."""

from collections.abc import Iterable
from typing import Any

from openpyxl.cell._writer import write_cell
from openpyxl.compat import safe_string
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.errors import IgnoredError, IgnoredErrors
from openpyxl.xml.functions import Element, SubElement


class Writer(WorksheetWriter):
    """Writes results beside formulas, and the list of warnings that Excel should not give."""

    def __init__(self, sheet: Any) -> None:
        super().__init__(sheet)
        self._dimensions = sheet.row_dimensions
        self.numbers_as_text: list[str] = []

    def write_row(self, xf: Any, row: Iterable[Any], row_idx: int) -> None:
        attributes = {"r": str(row_idx)}
        attributes.update(self._dimensions.get(row_idx, {}))
        with xf.element("row", attributes):
            for cell in row:
                if cell.data_type == "f":
                    xf.write(_formula_element(cell))
                else:
                    write_cell(xf, self.ws, cell, cell.has_style)

    def write_breaks(self) -> None:
        """Write the page breaks and what follows them in the order of the format."""
        super().write_breaks()
        if self.numbers_as_text:
            errors = [
                IgnoredError(sqref=cells, numberStoredAsText=True) for cells in self.numbers_as_text
            ]
            self.xf.send(IgnoredErrors(ignoredError=errors).to_tree("ignoredErrors"))


def _formula_element(cell: Any) -> Any:
    attributes = {"r": cell.coordinate, "s": str(cell.style_id)}
    if isinstance(cell.result, str):
        attributes["t"] = "str"
    element = Element("c", attributes)
    SubElement(element, "f").text = cell.value[1:]
    SubElement(element, "v").text = safe_string(cell.result)
    return element
