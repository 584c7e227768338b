from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.actions import versions
from budgets.actions.errors import AlreadyStarted
from budgets.core.money import AmountTooLarge
from budgets.forms.decisions import BasisForm, NewVersionForm
from budgets.models import BudgetVersion, Heading
from budgets.models.figures import figures_of
from budgets.models.heading_in_version import headings_of
from budgets.models.rules import may_start
from budgets.views.versions import refuse


@dataclass(frozen=True)
class HeadingToRaise:
    heading: Heading
    amount: Decimal
    field: BoundField


def new(request: HttpRequest) -> HttpResponse:
    """Start a draft for a year, from an earlier version or empty."""
    user = request.user
    assert isinstance(user, User)
    if not may_start(user):
        refuse(user, _("Only the office starts a budget year."))
    possible = BudgetVersion.objects.visible_to(user).select_related("budget_year")
    newest = possible.current().order_by("-budget_year__year").first()
    chosen = request.GET if "basis" in request.GET else {"basis": newest.pk if newest else ""}
    basis_form = BasisForm(chosen, versions=possible)
    basis = basis_form.cleaned_data["basis"] if basis_form.is_valid() else None
    used = [heading for heading in headings_of(basis) if heading.has_lines] if basis else []
    form = NewVersionForm(
        request.POST or None, headings=used, is_empty=basis is None, initial=_initial(basis)
    )
    if request.method == "POST" and form.is_valid():
        try:
            draft = _start(form, basis, user)
        except AlreadyStarted as error:
            messages.info(request, _("The draft was made before. Here are its lines."))
            return redirect("budgets:edit", error.version.year, error.version.number)
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                form.add_error(name if name in form.fields else None, sentences)
        except AmountTooLarge:
            form.add_error("all", _("An amount would become more than can be kept."))
        else:
            messages.success(request, _("The draft is made. Here are its lines."))
            return redirect("budgets:edit", draft.year, draft.number)
    sums = figures_of(basis, before=None).headings if basis else {}
    context = {
        "basis_form": basis_form,
        "basis": basis,
        "form": form,
        "headings": [
            HeadingToRaise(heading, sums[heading.pk].now, form[f"heading-{heading.pk}"])
            for heading in used
        ],
    }
    return render(request, "budgets/new.html", context, status=422 if form.errors else 200)


def _initial(basis: BudgetVersion | None) -> dict[str, object]:
    if basis is None:
        return {}
    planned = basis.deciding_date
    next_year = basis.year + 1
    return {
        "year": next_year,
        # 29 February is the one day that the next year may lack.
        "planned_adoption_date": planned.replace(year=planned.year + 1, day=min(planned.day, 28))
        if planned.month == 2
        else planned.replace(year=planned.year + 1),
    }


def _start(form: NewVersionForm, basis: BudgetVersion | None, user: User) -> BudgetVersion:
    typed = form.cleaned_data
    if basis is None:
        return versions.start(
            year=typed["year"],
            planned_adoption_date=typed["planned_adoption_date"],
            by=user,
            entry=typed["entry"],
        )
    return versions.copy(
        basis,
        to_year=typed["year"],
        planned_adoption_date=typed["planned_adoption_date"],
        by=user,
        uplifts=form.uplifts(),
        unit=int(typed["unit"]),
        entry=typed["entry"],
    )
