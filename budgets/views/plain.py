"""The tables as CSV, beside their pages and workbooks."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.documents import plain
from budgets.models import BudgetVersion
from budgets.models.complete import figures_of, snapshot_of
from budgets.models.heading_in_version import lines_of
from budgets.models.payer import payers_of
from budgets.models.sharing import sharings_of
from budgets.models.statement import Statement, statements_of, statements_of_payers
from budgets.views.downloads import CSV, file_response, printing_of_file
from budgets.views.table import chosen_or_404, spanned
from budgets.views.versions import version_or_404


def table_csv(request: HttpRequest) -> HttpResponse:
    chosen = chosen_or_404(request)
    years = spanned([version.year for version in chosen.versions])
    title = _("Budget %(years)s") % {"years": years}
    return file_response(plain.comparison_csv(chosen.table()), _named(title), CSV)


def allocation_csv(request: HttpRequest, year: int, number: int, agreement: int) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    for sharing in sharings_of(version):
        if sharing.agreement.pk == agreement and sharing.explained:
            content = plain.allocation_csv(sharing, printing_of_file(request))
            return file_response(content, _named(_("Allocation %(year)s") % {"year": year}), CSV)
    raise Http404(_("There is no such allocation."))


def version_csv(request: HttpRequest, year: int, number: int, what: str) -> HttpResponse:
    """The lines, the statements, the instalments or the population of a version."""
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    match what:
        case "lines":
            title, content = _("Lines"), plain.lines_csv(lines_of(version))
        case "statements":
            title, content = _("Statements"), _statements(request, user, version)
        case "instalments":
            title = _("Instalments")
            content = plain.instalments_csv(_own(user, version), printing_of_file(request))
        case "population":
            snapshot = snapshot_of(version)
            title = _("Population")
            content = plain.population_csv(snapshot, figures_of(snapshot))
        case _:
            raise Http404(_("There is no such file."))
    return file_response(content, _named(f"{title} {year}"), CSV)


def _statements(request: HttpRequest, user: User, version: BudgetVersion) -> bytes:
    printing = printing_of_file(request)
    if user.is_office:
        return plain.statements_csv(statements_of(version), printing)
    return plain.own_statements_csv(statements_of_payers(version, payers_of(user)), printing)


def _own(user: User, version: BudgetVersion) -> list[Statement]:
    """The statements that the person may see."""
    if user.is_office:
        return list(statements_of(version).statements)
    return statements_of_payers(version, payers_of(user))


def _named(title: str) -> str:
    return f"{title.replace('–', '-')}.csv"
