"""What payers pay: to others than the office only the own."""

from typing import Any

from django.http import HttpRequest
from ninja import Path, Query, Router

from budgets.api.asked import Paging
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
    amount,
)
from budgets.api.versions import name_of
from budgets.models.payer import payers_of
from budgets.models.statement import Bill, Statement, statements_of, statements_of_payers
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
    request: HttpRequest, year: Year, number: Number, paging: Query[Paging]
) -> dict[str, Any]:
    """Those of the payers that you are a contact of; the office gets everybody's."""
    user = person(request)
    version = version_or_404(user, year, number)
    if user.is_office:
        found = list(statements_of(version).statements)
    else:
        found = statements_of_payers(version, payers_of(user))
    return paging.of([_statement(one) for one in paging.cut(found)], len(found))


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
) -> StatementOut:
    """Everything the payer will be invoiced for the year, and what has been."""
    user = person(request)
    version = version_or_404(user, year, number)
    return _statement(statement_or_404(version, payer_or_404(user, payer)))


def _statement(found: Statement) -> StatementOut:
    payment = found.payment
    return StatementOut(
        version=name_of(found.version),
        state=StateOut(found.version.state),
        payer=_payer(found.payer),
        total=amount(found.total),
        vat=amount(found.vat),
        with_vat=amount(found.with_vat),
        shares=[
            PaidShare(agreement=str(sharing.agreement), amount=amount(share.amount))
            for sharing, share in payment.shares
        ],
        charged_alone=[
            ChargedAlone(text=str(line), amount=amount(line.amount)) for line in payment.direct
        ],
        instalments=[_instalment(bill) for bill in found.bills],
    )


def _payer(payer: Payer) -> PayerOut:
    is_municipality = isinstance(payer, Municipality)
    kind = PayerKind.municipality if is_municipality else PayerKind.other_party
    return PayerOut(key=payer.payer_key, name=payer.name, kind=kind)


def _instalment(bill: Bill) -> InstalmentOut:
    mark = bill.invoicing
    return InstalmentOut(
        number=bill.instalment.number,
        due=bill.instalment.day,
        amount=amount(bill.amount),
        vat_percent=bill.vat_percent,
        vat=amount(bill.vat),
        with_vat=amount(bill.with_vat),
        invoiced=Invoiced(number=mark.invoice_number, on=mark.invoiced_on) if mark else None,
    )
