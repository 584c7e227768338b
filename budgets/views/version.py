from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from budgets.actions.adoption import obstacles
from budgets.core.printing import IN_KRONOR
from budgets.core.table import Total
from budgets.models import BudgetVersion, Consultation, Heading, LineItem, State
from budgets.models.comparison import comparison_of
from budgets.models.heading_in_version import headings_of, named
from budgets.models.rules import may_edit, may_start
from budgets.models.sharing import sharings_of
from budgets.views.obstacles import in_the_way
from budgets.views.versions import version_or_404
from budgets.wording import versions as wording
from budgets.wording.footnotes import sentences, total_name

LARGE = 500
"""From so many lines on the complete workbook takes longer than one waits for a page."""


@dataclass(frozen=True)
class HeadingWithLines:
    heading: Heading
    amount: Decimal
    lines: list[LineItem]

    @property
    def is_split(self) -> bool:
        """Whether the lines say more than their heading does."""
        return len(self.lines) > 1 or bool(self.lines[0].text)

    @property
    def note(self) -> str:
        """The note that all the lines share, to be read once."""
        notes = {line.note for line in self.lines}
        return notes.pop() if len(notes) == 1 else ""


def version(request: HttpRequest, year: int, number: int | None = None) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    chosen = version_or_404(user, year, number)
    lines = LineItem.objects.filter(version=chosen).select_related(
        "heading", "agreement", "municipality", "other_party"
    )
    table = comparison_of([chosen], IN_KRONOR)
    amounts = {
        row.heading_id: row.cells[0].amount or Decimal(0)
        for section in table.sections
        for row in section.rows
    }
    grouped = _by_heading(named(lines, headings_of(chosen)), amounts)
    sharings = sharings_of(chosen)
    context = {
        "version": chosen,
        "may_edit": may_edit(user, chosen),
        "may_decide": may_start(user) and chosen.state != State.SUPERSEDED,
        "has_consultation": Consultation.objects.of(chosen).exists(),
        "headline": wording.headline(chosen),
        "income": [group for group in grouped if group.heading.is_income],
        "costs": [group for group in grouped if not group.heading.is_income],
        "is_large": sum(len(group.lines) for group in grouped) > LARGE,
        "totals": {
            "income": table.income.total.cells[0],
            "cost": table.cost.total.cells[0],
            "result": table.result.cells[0],
        },
        "labels": {
            "income": total_name(Total.INCOME),
            "cost": total_name(Total.COST),
            "result": total_name(Total.RESULT),
        },
        "footnotes": sentences(table),
        "in_the_way": []
        if chosen.is_frozen
        else in_the_way(user, chosen, obstacles(chosen, sharings)),
        "others": BudgetVersion.objects.visible_to(user)
        .filter(budget_year=chosen.budget_year)
        .exclude(pk=chosen.pk)
        .select_related("budget_year"),
    }
    return render(request, "budgets/version.html", context)


def _by_heading(lines: Iterable[LineItem], amounts: dict[int, Decimal]) -> list[HeadingWithLines]:
    return [
        HeadingWithLines(heading, amounts[heading.pk], list(under))
        for heading, under in groupby(lines, key=lambda line: line.heading)
    ]
