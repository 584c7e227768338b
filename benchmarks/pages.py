"""The comparison table on its page, against a bare Django template over the same cells."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from django.template import Context, Engine
from django.template.loader import get_template

from benchmarks.ratio import Ratio, best_of
from budgets.core.table import Column, Kind, Row, Table, build_table
from budgets.models import BudgetVersion, BudgetYear
from budgets.tables.comparison import printed_table

LIMIT = 3
ROWS, YEARS = 50, 3

BARE = """
<table>{% for row in rows %}
<tr><th scope="row">{{ row.0 }}</th>
{% for cell in row.1 %}<td class="num">{{ cell }}</td>{% endfor %}</tr>{% endfor %}
</table>
"""


def measure() -> list[Ratio]:
    """Compare what the page does with a core table with a bare loop that prints its amounts."""
    table, versions = example_table(ROWS, YEARS)
    page = get_template("budgets/_comparison.html")
    bare = Engine().from_string(BARE)
    ours, theirs = best_of(
        30, [partial(render_page, page, table, versions), partial(render_bare, bare, table)]
    )
    name = f"comparison table, {ROWS} rows × {YEARS} years, against a bare template"
    return [Ratio(name, ours / theirs, LIMIT)]


def render_page(page: object, table: Table, versions: Sequence[BudgetVersion]) -> str:
    """Print the table as the page does: figures, links, marks and footnotes."""
    context = {
        "table": printed_table(table, versions),
        "unit": table.unit.label,
        "focus": versions[-1].pk,
    }
    return str(page.render(context))  # type: ignore[attr-defined]


def render_bare(bare: object, table: Table) -> str:
    """Print the same cells with nothing but a loop."""
    rows = [
        (row.label, [str(cell.shown) for cell in row.cells])
        for section in table.sections
        for row in section.rows
    ]
    return str(bare.render(Context({"rows": rows})))  # type: ignore[attr-defined]


def example_table(row_count: int, years: int) -> tuple[Table, list[BudgetVersion]]:
    """Make a table of unsaved versions, with amounts that round."""
    rows = [
        Row(number, f"Heading {number}", Kind.INCOME if number % 2 else Kind.COST)
        for number in range(row_count)
    ]
    versions = [
        BudgetVersion(pk=year, number=1, state="adopted", budget_year=BudgetYear(year=year))
        for year in range(2019, 2019 + years)
    ]
    columns = [
        Column(
            key=str(version.pk),
            label=str(version.year),
            amounts={row.heading_id: Decimal(row.heading_id * 7919 + version.year) for row in rows},
        )
        for version in versions
    ]
    return build_table(rows, columns), versions
