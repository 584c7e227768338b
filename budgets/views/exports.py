from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from budgets.actions import exports as actions
from budgets.exports import work
from budgets.exports.kinds import KINDS
from budgets.models import BudgetVersion, Export, ExportKind, ExportState, FailureReason
from budgets.views.downloads import file_response, printing_of_file
from budgets.views.versions import nothing_there, version_or_404
from budgets.wording import exports as wording

_COMES_FROM = {
    ExportKind.STATEMENTS: "budgets:statements",
    ExportKind.COMPLETE: "budgets:version",
}
"""The page where each kind is asked for."""


@require_POST
def ask_export(request: HttpRequest, year: int, number: int, what: str) -> HttpResponse:
    """Have a file made, or find it where it is made already."""
    user = _user(request)
    version = version_or_404(user, year, number)
    printing_of_file(request)  # which refuses what cannot be
    return _ask(user, what, version, request.GET.dict())


@never_cache
def export(request: HttpRequest, export_key: UUID) -> HttpResponse:
    """Show how far it has come, and hand it out."""
    found = _export_or_404(request, export_key)
    reason = FailureReason.LOST if found.is_lost else found.reason
    context = {
        "export": found,
        "headline": wording.headline(found),
        "what_is_in_it": wording.what_is_in_it(found),
        "goes_on": found.is_under_way and not found.is_lost,
        "why_not": wording.why_not(reason) if reason else "",
        "comes_from": _comes_from(found),
    }
    return render(request, "budgets/export.html", context)


@never_cache
def export_file(request: HttpRequest, export_key: UUID) -> HttpResponse:
    """Hand out the file."""
    found = _export_or_404(request, export_key)
    if found.state != ExportState.DONE:
        raise Http404(nothing_there())
    assert found.content is not None  # the constraint an_export_that_is_done_has_its_file
    return file_response(bytes(found.content), found.name, found.content_type)


@require_POST
def cancel_export(request: HttpRequest, export_key: UUID) -> HttpResponse:
    """Stop the work, where nobody else waits for it."""
    found = _export_or_404(request, export_key)
    if actions.cancel(found, by=_user(request)):
        return redirect("budgets:export", export_key)
    if found.askers.filter(pk=_user(request).pk).exists():
        messages.info(request, _("It was over before it could be cancelled."))
        return redirect("budgets:export", export_key)
    messages.success(request, _("You wait for it no more. It goes on for others who asked."))
    return redirect(_comes_from(found))


@require_POST
def export_again(request: HttpRequest, export_key: UUID) -> HttpResponse:
    """Have made again what was cancelled or failed, of what the version holds now."""
    found = _export_or_404(request, export_key)
    return _ask(_user(request), found.kind, found.version, work.options_of(found))


def _ask(user: User, what: str, version: BudgetVersion, options: dict[str, str]) -> HttpResponse:
    kind = KINDS.get(what)
    if kind is None or not kind.may_ask(user, version):
        raise Http404(nothing_there())
    asked = work.ask(ExportKind(what), version=version, options=options, by=user)
    return redirect("budgets:export", asked.key)


def _export_or_404(request: HttpRequest, export_key: UUID) -> Export:
    """The export, to those who asked for it, and may still ask for it and read what it shows."""
    user = _user(request)
    visible = Export.objects.visible_to(user).without_content()
    found = visible.filter(key=export_key).select_related("version__budget_year").first()
    if (
        found is None
        or not KINDS[found.kind].may_ask(user, found.version)
        or not work.may_still_read(found, user)
    ):
        raise Http404(nothing_there())
    return found


def _comes_from(found: Export) -> str:
    page = _COMES_FROM[ExportKind(found.kind)]
    return reverse(page, args=[found.version.year, found.version.number])


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
