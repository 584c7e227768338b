"""Taking a workbook in: hand it in, look at what it would change, confirm."""

import secrets
from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from budgets.actions import imports
from budgets.actions.errors import WrongState
from budgets.actions.imports import DraftMoved, Undecided, draft_of
from budgets.core.merging import touched
from budgets.excel.editing import editing_workbook
from budgets.excel.identity import SealBroken
from budgets.excel.returned import Returned, returned
from budgets.forms.grid import charges_offered
from budgets.forms.imports import UploadForm
from budgets.models import BudgetVersion, Heading, LineItem
from budgets.models.errors import VersionIsFrozen
from budgets.models.heading_in_version import headings_of
from budgets.views import import_map, plans
from budgets.views.downloads import workbook_response
from budgets.views.import_preview import preview
from budgets.views.plans import Plan
from budgets.views.versions import editable
from budgets.wording import imports as wording
from uploads.books import read_upload
from uploads.refusals import MOST_BYTES, Refusal, Refused


def edit_workbook(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Hand out the draft as a workbook made for editing."""
    version = editable(_person(request), year, number)
    lines = list(
        LineItem.objects.filter(version=version).select_related(
            "heading", "agreement", "municipality", "other_party"
        )
    )
    workbook = editing_workbook(
        version,
        headings=headings_of(version),
        lines=lines,
        charges=_charges(lines).items(),
        made_on=timezone.localdate(),
    )
    return workbook_response(workbook, str(version))


def take_in(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Take a workbook in, step by step."""
    version = editable(_person(request), year, number)
    match request.POST.get("step"):
        case None:
            return _choose_file(request, version, UploadForm())
        case "map":
            return import_map.look(request, version)
        case "confirm":
            return _confirm(request, version)
        case _:
            return _read(request, version)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _charges(lines: Sequence[LineItem]) -> dict[str, str]:
    """The labels of all ways of charging: those to choose from, and those that lines have."""
    charges = charges_offered().labels
    for line in lines:
        if line.charge_code and line.charge_code not in charges:
            charges[line.charge_code] = str(line.charged_to)
    return charges


def _choose_file(
    request: HttpRequest, version: BudgetVersion, form: UploadForm, status: int = 200
) -> HttpResponse:
    context = {"version": version, "form": form}
    return render(request, "budgets/import.html", context, status=status)


def _read(request: HttpRequest, version: BudgetVersion) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _choose_file(request, version, form, status=422)
    file = form.cleaned_data["file"]
    try:
        if file.size > MOST_BYTES:
            raise Refused(Refusal.TOO_LARGE)
        book = read_upload(file.read())
        headings = {heading.pk: heading.is_income for heading in Heading.objects.all()}
        found = returned(book, headings)
    except Refused as refused:
        form.add_error("file", wording.refusal(refused.why))
        return _choose_file(request, version, form, status=422)
    except SealBroken:
        form.add_error("file", wording.seal_broken())
        return _choose_file(request, version, form, status=422)
    if found is None:
        try:
            return import_map.first_look(request, version, book, file.name)
        except plans.TooLarge:
            form.add_error("file", wording.too_much_to_keep())
        except import_map.NoRows:
            form.add_error("file", wording.nothing_to_map())
        return _choose_file(request, version, form, status=422)
    if found.identity.version != version.pk:
        form.add_error("file", wording.other_version(found.identity.name, version))
        return _choose_file(request, version, form, status=422)
    return _preview_returned(request, version, form, found)


def _preview_returned(
    request: HttpRequest, version: BudgetVersion, form: UploadForm, found: Returned
) -> HttpResponse:
    draft = draft_of(version)
    intents = [intent for intent in found.intents if touched(intent)]
    plan = Plan(draft.fingerprint, secrets.token_hex(8), intents)
    try:
        return preview(request, version, draft, plan, problems=found.problems)
    except plans.TooLarge:
        form.add_error("file", wording.too_much_to_keep())
        return _choose_file(request, version, form, status=422)


def _confirm(request: HttpRequest, version: BudgetVersion) -> HttpResponse:
    try:
        plan = plans.unsigned(request.POST.get("plan", ""), _person(request), version)
    except plans.NotOurs:
        messages.error(request, _("The preview is too old. Hand the workbook in again."))
        return redirect("budgets:import", version.year, version.number)
    done = request.session.get("taken_in", [])
    if plan.nonce in done:
        messages.info(request, _("The workbook is taken in already."))
        return redirect("budgets:edit", version.year, version.number)
    choices = {n: str(value) for n, value in request.POST.items() if n.startswith("keep-")}
    try:
        outcomes = imports.take_in(
            version=version,
            intents=plan.intents,
            choices=choices,
            fingerprint=plan.fingerprint,
            printed=plan.printed if "keep_printed" in request.POST else (),
            by=_person(request),
        )
    except DraftMoved:
        messages.warning(request, wording.draft_moved())
        draft = draft_of(version)
        return preview(request, version, draft, plan.of(draft.fingerprint), status=409)
    except Undecided:
        messages.error(request, wording.undecided())
        return preview(request, version, draft_of(version), plan, choices=choices, status=422)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return preview(request, version, draft_of(version), plan, status=422)
    except (WrongState, VersionIsFrozen):
        messages.error(request, _("Somebody else has taken the version further meanwhile."))
        return redirect("budgets:version", version.year, version.number)
    request.session["taken_in"] = [*done, plan.nonce][-20:]
    text = ngettext(
        "The workbook is taken in: %(n)s row.",
        "The workbook is taken in: %(n)s rows.",
        len(outcomes),
    )
    messages.success(request, text % {"n": len(outcomes)})
    return redirect("budgets:edit", version.year, version.number)
