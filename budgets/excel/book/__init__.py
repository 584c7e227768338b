"""A workbook on paper and on screen: rows are written once, in order, and then forgotten.

A thin layer over openpyxl's write-only mode, which keeps memory constant. It adds what every
workbook of ours needs and openpyxl lacks:

- text is text, also when it begins with ``=`` or holds characters that XML forbids;
- a formula carries its result, so that previews, phones and Excel's protected view, which do not
  calculate, show the same figures;
- codes and years as text raise no green warning triangles.

A ``Book`` has one ``Sheet`` or several, and a sheet is finished before its book is saved. Names and
references lead from one sheet to another.
"""

from budgets.excel.book.book import Book
from budgets.excel.book.cells import Formula, Value, decimal, sheet_name
from budgets.excel.book.sheet import Rows, Sheet

__all__ = ["Book", "Formula", "Rows", "Sheet", "Value", "decimal", "sheet_name"]
