"""What payers pay: to others than the office only the own."""

from typing import Any

from django.http import HttpRequest
from ninja import Path, Query, Router

from budgets.api.asked import Paging, Print
from budgets.api.doors import person
from budgets.api.errors import ERRORS, NOT_THERE
from budgets.api.schemas import (
    ChargedAlone,
    InstalmentOut,
    Invoiced,
    Number,
    PaidShare,
    PayerKind,
    PayerOut,
    StatementOut,
    Statements,
    StateOut,
    Year,
    footnotes,
    money,
)
from budgets.api.versions import name_of
from budgets.models.payer import payers_of
from budgets.models.printed import PrintedBill, printed_statement
from budgets.models.statement import Statement, statements_of, statements_of_payers
from budgets.views.payers import payer_or_404
from budgets.views.statement import statement_or_404
from budgets.views.versions import version_or_404
from municipalities.models import Municipality, Payer

router = Router(tags=["Statements"])
WHERE = "/versions/{year}/{number}/statements"


@router.get(
    WHERE,
    response={200: Statements, **ERRORS, **NOT_THERE},
    summary="The statements of a version",
    url_name="statements",
)
def statements(
    request: HttpRequest, year: Year, number: Number, paging: Query[Paging], chosen: Query[Print]
) -> dict[str, Any]:
    """Those of the payers that you are a contact of; the office gets everybody's."""
    user = person(request)
    version = version_or_404(user, year, number)
    if user.is_office:
        found = list(statements_of(version).statements)
    else:
        found = statements_of_payers(version, payers_of(user))
    return paging.of([_statement(one, chosen) for one in paging.cut(found)], len(found))


@router.get(
    WHERE + "/{payer}",
    response={200: StatementOut, **ERRORS, **NOT_THERE},
    summary="One payer's statement",
    url_name="statement",
)
def statement(
    request: HttpRequest,
    year: Year,
    number: Number,
    payer: Path[str],
    chosen: Query[Print],
) -> StatementOut:
    """Everything the payer will be invoiced for the year, and what has been."""
    user = person(request)
    version = version_or_404(user, year, number)
    return _statement(statement_or_404(version, payer_or_404(user, payer)), chosen)


def _statement(found: Statement, chosen: Print) -> StatementOut:
    printed = printed_statement(found, chosen.printing)
    return StatementOut(
        version=name_of(found.version),
        state=StateOut(found.version.state),
        payer=_payer(found.payer),
        unit=chosen.unit,
        rounding=chosen.rounding,
        total=money(printed.total.before),
        vat=money(printed.total.vat),
        with_vat=money(printed.total.with_vat),
        shares=[
            PaidShare(
                agreement=str(one.sharing.agreement),
                shared_in_all=money(one.shared_in_all),
                share=money(one.amount),
            )
            for one in printed.shares
        ],
        charged_alone=[
            ChargedAlone(text=one.label, charged=money(one.amount)) for one in printed.lines
        ],
        instalments=[_instalment(one) for one in printed.bills],
        footnotes=footnotes(printed.printed),
    )


def _payer(payer: Payer) -> PayerOut:
    is_municipality = isinstance(payer, Municipality)
    kind = PayerKind.municipality if is_municipality else PayerKind.other_party
    return PayerOut(key=payer.payer_key, name=payer.name, kind=kind)


def _instalment(printed: PrintedBill) -> InstalmentOut:
    bill, amounts = printed.bill, printed.amounts
    mark = bill.invoicing
    return InstalmentOut(
        number=bill.instalment.number,
        due=bill.instalment.day,
        before_vat=money(amounts.before),
        vat_percent=bill.vat_percent,
        vat=money(amounts.vat),
        with_vat=money(amounts.with_vat),
        invoiced=Invoiced(number=mark.invoice_number, on=mark.invoiced_on) if mark else None,
    )
