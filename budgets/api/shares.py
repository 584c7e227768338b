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
    footnotes,
    money,
)
from budgets.api.versions import name_of
from budgets.core.printing import Printing, printed_figures
from budgets.models.printed import printed_allocation
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
    snapshot, explained = sharing.snapshot, sharing.explained
    printed = printed_allocation(explained, printing) if explained else None
    alone = printed_figures([sharing.total], [], printing, wholes=[0])
    return SharingOut(
        agreement=str(sharing.agreement),
        total=money(printed.total if printed else alone.figures[0]),
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
                share=money(printed.shares[share.member.code]),
            )
            for share in explained.members
        ]
        if explained and printed
        else [],
        missing=[MunicipalityOut(code=one.code, name=one.name) for one in sharing.missing],
        footnotes=footnotes(printed.printed) if printed else [],
    )
