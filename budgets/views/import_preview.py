"""What a workbook would change, to be confirmed."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from budgets.actions.imports import Draft
from budgets.core.merging import compare
from budgets.forms.grid import charges_offered
from budgets.forms.imports import UploadForm
from budgets.models import BudgetVersion, Heading
from budgets.models.heading_in_version import headings_of
from budgets.tables import imports as tables
from budgets.views import plans
from budgets.views.plans import Plan


def preview(
    request: HttpRequest,
    version: BudgetVersion,
    draft: Draft,
    plan: Plan,
    *,
    problems: Sequence[object] = (),
    choices: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    outcomes = compare(plan.intents, draft.cells())
    headings = Heading.objects.in_bulk() | {h.pk: h for h in headings_of(version)}
    context = {
        "version": version,
        "rows": tables.preview(outcomes, draft, headings, charges_offered().labels, choices or {}),
        "counted": tables.counted(outcomes),
        "totals": tables.totals(outcomes, draft, headings),
        "problems": problems,
        "clashes": any(outcome.clashes for outcome in outcomes),
        "printed": plan.printed,
        # Printed totals belong to a table taken over whole, not to one that is worked on.
        "keep_printed": not draft.lines,
        "plan": plans.signed(plan, request.user, version),
        "form": UploadForm(),
    }
    return render(
        request, "budgets/import_preview.html", context, status=422 if problems else status
    )
