"""Who pays what of a version: public in the budget, so for everybody who may see the version."""

from django.http import HttpRequest
from ninja import Query, Router

from budgets.api.asked import Print
from budgets.api.doors import person
from budgets.api.errors import ERRORS, NOT_THERE
from budgets.api.schemas import (
    MunicipalityOut,
    Number,
    PopulationName,
    ShareOut,
    SharesOut,
    SharingOut,
    StateOut,
    Year,
    amount,
)
from budgets.api.versions import name_of
from budgets.core.printing import Printing, printed_column
from budgets.models.sharing import Sharing, sharings_of
from budgets.views.versions import version_or_404

router = Router(tags=["Shares"])


@router.get(
    "/versions/{year}/{number}/shares",
    response={200: SharesOut, **ERRORS, **NOT_THERE},
    summary="The allocation of a version",
    url_name="shares",
)
def shares(
    request: HttpRequest,
    year: Year,
    number: Number,
    chosen: Query[Print],
) -> SharesOut:
    """Each agreement of the version with every participant: frozen, or as it would be today."""
    version = version_or_404(person(request), year, number)
    return SharesOut(
        version=name_of(version),
        state=StateOut(version.state),
        unit=chosen.unit,
        rounding=chosen.rounding,
        agreements=[_sharing(sharing, chosen.printing) for sharing in sharings_of(version)],
    )


def _sharing(sharing: Sharing, printing: Printing) -> SharingOut:
    explained = sharing.explained
    members = explained.members if explained else ()
    column = printed_column([share.amount for share in members], printing)
    total = column if members else printed_column([sharing.total], printing)
    snapshot = sharing.snapshot
    return SharingOut(
        agreement=str(sharing.agreement),
        total=amount(sharing.total),
        printed_total=str(total.scale.in_unit(total.total)),
        equal_percent=explained.equal_percent if explained else None,
        population=PopulationName(year=snapshot.year, revision=snapshot.revision)
        if snapshot
        else None,
        members=[
            ShareOut(
                code=share.member.code,
                name=share.member.name,
                population=share.member.population,
                percent=str(share.percent),
                amount=amount(share.amount),
                printed=str(column.scale.in_unit(figure)),
            )
            for share, figure in zip(members, column.figures, strict=True)
        ],
        missing=[MunicipalityOut(code=one.code, name=one.name) for one in sharing.missing],
    )
