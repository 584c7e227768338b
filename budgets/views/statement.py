from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from budgets import einvoice
from budgets.core.charts.bars import Bar, bars
from budgets.core.charts.frame import Frame
from budgets.core.printing import IN_KRONOR
from budgets.einvoice import of_seller
from budgets.forms.printing import PrintingForm
from budgets.models import BudgetVersion, Invoice
from budgets.models.invoice_contents import seller_on_invoice
from budgets.models.payer import payers_of
from budgets.models.payment import Payment, payments_of
from budgets.models.printed import printed_statement, printed_statements
from budgets.models.rules import may_mark, may_plan, may_tell
from budgets.models.statement import Statement, statement_of, statements_of
from budgets.models.yearly import YEARS_SHOWN, Changed, YearPaid, changed_since, years_paid
from budgets.tables.addresses import buyer_address
from budgets.views.payers import payer_or_404
from budgets.views.versions import version_or_404
from budgets.wording import changes as wording
from budgets.wording.changes import CauseTold
from municipalities.models import Payer, Seller

PICTURE = Frame(width=440, height=120, top=22)


@dataclass(frozen=True)
class Why:
    """The difference from the year before, told."""

    changed: Changed
    headline: str
    causes: Sequence[CauseTold]


@dataclass(frozen=True)
class YearDrawn:
    paid: YearPaid
    bar: Bar | None


def statements(request: HttpRequest, year: int, number: int | None = None) -> HttpResponse:
    """Everybody's statements for the office; a contact is led to the own."""
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    if not user.is_office:
        own = payers_of(user)
        if len(own) == 1:
            where = [year, number, own[0].payer_key] if number else [year, own[0].payer_key]
            return redirect("budgets:statement", *where)
        shown = [statement_of(version, payer) for payer in own]
        context = {"version": version, "statements": shown}
        return render(request, "budgets/statements_own.html", context)
    form = PrintingForm.of(request.GET, default=IN_KRONOR)
    every = statements_of(version)
    context = {
        "version": version,
        "all": every,
        "may_mark": may_mark(user, version),
        "table": printed_statements(every, form.printing),
        "form": form,
        "may_plan": may_plan(user, version),
        "may_issue": may_mark(user, version) and next(of_seller(_seller()), None) is None,
    }
    return render(request, "budgets/statements.html", context)


def _seller() -> einvoice.Seller:
    return seller_on_invoice(Seller.objects.ours())


def statement(
    request: HttpRequest, year: int, payer: str, number: int | None = None
) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    whose = payer_or_404(user, payer)
    stated = statement_or_404(version, whose)
    earlier = versions_beside(user, version)
    form = PrintingForm.of(request.GET, default=IN_KRONOR)
    context = {
        "version": version,
        "statement": stated,
        "table": printed_statement(stated, form.printing),
        "form": form,
        "payer": whose,
        "why": why(whose, version, earlier),
        "amended": amended(user, version, whose),
        "years": drawn(years_paid(whose, [*earlier, version], version.year)),
        "may_mark": may_mark(user, version),
        "documents": documents(user, whose, version),
        "tell_address": buyer_address(whose) if may_tell(user, whose) else "",
        "picture": PICTURE,
    }
    return render(request, "budgets/statement.html", context)


def documents(user: User, payer: Payer, version: BudgetVersion) -> list[Invoice]:
    """The e-invoices of the payer and year that the person may see."""
    visible = Invoice.objects.visible_to(user).of(payer).of_year(version.year)
    return list(visible.without_document())


def statement_or_404(version: BudgetVersion, payer: Payer) -> Statement:
    """The payer's statement; who has never paid has none."""
    found = statement_of(version, payer)
    payment = found.payment
    if not (payment.shares or payment.direct or found.bills):
        raise Http404(
            _("%(payer)s pays nothing of budget %(year)s.") % {"payer": payer, "year": version.year}
        )
    return found


def versions_beside(user: User, version: BudgetVersion) -> list[BudgetVersion]:
    """The versions that speak for the years before, of those the person may see."""
    years = list(range(version.year - YEARS_SHOWN + 1, version.year))
    visible = BudgetVersion.objects.visible_to(user).filter(budget_year__year__in=years)
    return list(visible.current().select_related("budget_year", "snapshot"))


def why(payer: Payer, version: BudgetVersion, earlier: Sequence[BudgetVersion]) -> Why | None:
    """Why the sum is another than the year before; None where there is none to compare with."""
    before = next((each for each in earlier if each.year == version.year - 1), None)
    if before is None:
        return None
    changed = changed_since(payer, before=before, now=version)
    return Why(changed, wording.headline(changed), wording.causes(changed))


def amended(user: User, version: BudgetVersion, payer: Payer) -> Payment | None:
    """What the payer paid of the version that this one amends; None where it amends none."""
    if version.based_on_id is None:
        return None
    visible = BudgetVersion.objects.visible_to(user).filter(budget_year=version.budget_year_id)
    found = visible.filter(pk=version.based_on_id).select_related("budget_year", "snapshot").first()
    return payments_of(found, [payer])[payer] if found else None


def drawn(years: Sequence[YearPaid]) -> list[YearDrawn]:
    found = bars([paid.total for paid in years], PICTURE)
    return [YearDrawn(paid, bar) for paid, bar in zip(years, found, strict=True)]
