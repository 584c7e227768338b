"""The tables as the interface answers them."""

from decimal import Decimal
from typing import Any

from tests.budgets.formats import Row


def comparison_in_json(answer: dict[str, Any]) -> list[Row]:
    def row(label: str, cells: list[dict[str, Any]]) -> Row:
        return label, [None if c["printed"] is None else Decimal(c["printed"]) for c in cells]

    totals = {total["total"]: total["cells"] for total in answer["totals"]}
    rows: list[Row] = []
    for kind, label in (("income", "Summa intäkter"), ("cost", "Summa kostnader")):
        rows += [row(r["name"], r["cells"]) for r in answer["rows"] if r["kind"] == kind]
        rows.append(row(label, totals[kind]))
    return [*rows, row("Resultat", totals["result"])]


def statement_in_json(answer: dict[str, Any]) -> list[Row]:
    def printed(*amounts: dict[str, Any]) -> list[Decimal | None]:
        return [Decimal(each["printed"]) for each in amounts]

    rows: list[Row] = [
        (str(one["number"]), printed(one["before_vat"], one["vat"], one["with_vat"]))
        for one in answer["instalments"]
    ]
    rows.append(("Summa", printed(answer["total"], answer["vat"], answer["with_vat"])))
    rows += [(one["agreement"], printed(one["share"])) for one in answer["shares"]]
    rows += [(one["text"], printed(one["charged"])) for one in answer["charged_alone"]]
    return [*rows, ("Summa utan moms", printed(answer["total"]))]


def allocation_in_json(answer: dict[str, Any]) -> list[Row]:
    told = [(one["name"], one["share"]["printed"]) for one in answer["members"]]
    told.append(("Summa", answer["total"]["printed"]))
    return [(name, [Decimal(text)]) for name, text in told]
