from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from budgets.actions import instalments
from budgets.actions import invoicing as actions
from budgets.actions.errors import StillInForce, WrongState
from budgets.actions.invoicing import Mark, NotInvoiced
from budgets.core.instalments import COUNTS
from budgets.core.instalments import plan as even_plan
from budgets.forms.invoicing import OWN, InvoicingForm, PlanForm, WithdrawalForm, field_of
from budgets.models import BudgetVersion, Invoicing
from budgets.models.errors import VersionIsFrozen
from budgets.models.instalment import plan_of
from budgets.models.rules import may_mark, may_plan
from budgets.models.statement import Bill, Statement, statements_of
from budgets.views.versions import refuse, version_or_404
from budgets.wording import invoicing as wording
from budgets.wording.invoices import credit_first


@dataclass(frozen=True)
class BillRow:
    statement: Statement
    bill: Bill
    field: BoundField | None


def invoicing(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Mark one instalment of everybody as invoiced, with the numbers that are typed."""
    user, version = _adopted(request, year, number)
    all_statements = statements_of(version).statements
    numbers = sorted({b.instalment.number for s in all_statements for b in s.bills})
    chosen = _chosen(request.POST or request.GET, all_statements, numbers)
    shown = [(s, b) for s in all_statements if (b := s.bill(chosen)) is not None]
    open_ = [s.payer for s, b in shown if b.invoicing is None and b.amount]
    form = InvoicingForm(
        request.POST or None, payers=open_, initial={"invoiced_on": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["invoiced_on"]
        marks = [Mark(payer, chosen, typed, day) for payer, typed in form.numbers().items()]
        try:
            made = actions.mark(version, marks=marks, by=user)
        except NotInvoiced as error:
            form.add_error(field_of(error.mark.payer), wording.refusal(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        except WrongState:
            messages.error(request, _("Somebody else has taken the version further meanwhile."))
            return redirect("budgets:statements", year)
        else:
            messages.success(request, _marked(len(made)))
            return redirect("budgets:statements", year, number)
    context = {
        "version": version,
        "numbers": numbers,
        "chosen": chosen,
        "form": form,
        "rows": [
            BillRow(s, b, form[field_of(s.payer)] if s.payer in open_ else None) for s, b in shown
        ],
        "has_open": bool(open_),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "budgets/invoicing.html", context, status=status)


def withdraw(request: HttpRequest, year: int, number: int, invoicing: int) -> HttpResponse:
    """Withdraw one mark, with a reason."""
    user, version = _adopted(request, year, number)
    found = (
        Invoicing.objects.standing()
        .filter(pk=invoicing, budget_year=version.budget_year_id)
        .select_related("version", "municipality", "other_party")
        .first()
    )
    if found is None:
        raise Http404(_("There is no such mark, or it has been withdrawn."))
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(found, reason=form.cleaned_data["reason"], by=user)
        except StillInForce as error:
            form.add_error(None, credit_first(error.invoice))
        else:
            text = _("The mark is withdrawn, and the instalment can be invoiced.")
            messages.success(request, text)
            return redirect("budgets:statement", year, number, found.payer.payer_key)
    context = {"version": version, "invoicing": found, "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "budgets/withdraw.html", context, status=status)


def plan(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Choose on which days a draft is paid."""
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    if not may_plan(user, version):
        refuse(user, _("The days of payment are chosen by the office, in a draft."))
    form = PlanForm(request.POST or None, year=year, initial=_as_typed(version))
    if request.method == "POST" and form.is_valid():
        try:
            instalments.plan(version, dues=form.dues, by=user)
        except (VersionIsFrozen, WrongState):
            messages.error(request, _("Somebody else has taken the version further meanwhile."))
        else:
            messages.success(request, _("The days of payment are chosen."))
        return redirect("budgets:statements", year, number)
    context = {"version": version, "form": form, "dues": plan_of(version)}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "budgets/plan.html", context, status=status)


def _adopted(request: HttpRequest, year: int, number: int) -> tuple[User, BudgetVersion]:
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    if not may_mark(user, version):
        refuse(user, _("Only the office marks what is invoiced, and only of an adopted budget."))
    return user, version


def _chosen(typed: QueryDict, statements: Sequence[Statement], numbers: Sequence[int]) -> int:
    """The instalment that was asked for, else the first that somebody is yet to be invoiced for."""
    asked = str(typed.get("instalment", ""))
    if asked.isascii() and asked.isdigit() and len(asked) < 5 and int(asked) in numbers:
        return int(asked)
    left = [
        b.instalment.number for s in statements for b in s.bills if b.invoicing is None and b.amount
    ]
    return min(left, default=numbers[0] if numbers else 1)


def _as_typed(version: BudgetVersion) -> dict[str, str]:
    """The plan as the form would say it."""
    dues = plan_of(version)
    days = "\n".join(
        due.day.isoformat() + (f" × {due.weight}" if due.weight > 1 else "") for due in dues
    )
    if len(dues) in COUNTS and dues == even_plan(version.year, len(dues)):
        return {"count": str(len(dues)), "days": days}
    return {"count": OWN, "days": days}


def _marked(count: int) -> str:
    return ngettext(
        "%(count)s instalment is marked as invoiced.",
        "%(count)s instalments are marked as invoiced.",
        count,
    ) % {"count": count}
