"""The published table: budgets of several years side by side."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from budgets.core.money import Unit
from budgets.core.printing import IN_TKR, Printing
from budgets.core.table import Column, Kind, Row, Table, Total, build_table
from budgets.models.control_total import ControlTotal
from budgets.models.heading import Heading
from budgets.models.heading_in_version import HeadingInVersion, names_in
from budgets.models.line_item import LineItem
from budgets.models.version import BudgetVersion

_LAST = 1_000_000


def comparison_of(versions: Sequence[BudgetVersion], printing: Printing = IN_TKR) -> Table:
    """Set the versions beside each other, a column each in the order given.

    Headings are called and ordered as in the last version that says something of them. Amounts
    are added up here and not in the database, where SQLite would use floats. Four queries, however
    many versions there are.
    """
    amounts: dict[int, dict[int, Decimal]] = {
        version.pk: defaultdict(Decimal) for version in versions
    }
    lines = LineItem.objects.filter(version__in=amounts)
    figures = lines.values_list("version_id", "heading_id", "amount")
    for version_id, heading_id, amount in figures.iterator():
        amounts[version_id][heading_id] += amount
    printed: dict[int, dict[Total, Decimal]] = defaultdict(dict)
    printed_in: dict[int, Unit] = {}
    for control in ControlTotal.objects.filter(version__in=amounts):
        printed[control.version_id][Total(control.total)] = control.amount
        printed_in[control.version_id] = Unit(control.printed_in)
    used = {heading_id for column in amounts.values() for heading_id in column}
    rows = _rows(versions, Heading.objects.filter(pk__in=used))
    columns = [
        Column(
            key=str(version.pk),
            label=str(version.year),
            amounts=amounts[version.pk],
            printed=printed[version.pk],
            printed_unit=printed_in.get(version.pk, Unit.TKR),
        )
        for version in versions
    ]
    return build_table(rows, columns, printing)


def _rows(versions: Sequence[BudgetVersion], headings: Iterable[Heading]) -> list[Row]:
    said = names_in(versions)
    last: dict[int, HeadingInVersion] = {}
    for version in versions:
        last |= said[version.pk]
    rows = []
    for heading in headings:
        label = last[heading.pk].name if heading.pk in last else heading.name
        other_names = tuple(
            (str(version.year), said[version.pk][heading.pk].name)
            for version in versions
            if heading.pk in said[version.pk] and said[version.pk][heading.pk].name != label
        )
        rows.append(Row(heading.pk, label, Kind(heading.kind), other_names))
    # Stable: those that no version says anything of come last, in the order they had.
    places = {pk: one.position for pk, one in last.items()}
    return sorted(rows, key=lambda row: places.get(row.heading_id, _LAST))
