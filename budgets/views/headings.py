from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.actions import headings as actions
from budgets.actions.errors import WrongState
from budgets.actions.headings import HeadingIsUsed, RenamedMeanwhile
from budgets.forms.headings import NewHeadingForm, RenameForm
from budgets.models import BudgetVersion, Heading
from budgets.models.errors import VersionIsFrozen
from budgets.models.heading_in_version import headings_of
from budgets.views.versions import editable, not_open


@dataclass
class HeadingRow:
    """A heading on the page, and what it is to be called."""

    heading: Heading
    form: RenameForm


def headings(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Add, rename, order and take out the headings of a draft."""
    user = request.user
    assert isinstance(user, User)
    version = editable(user, year, number)
    there = headings_of(version)
    what, _colon, key = request.POST.get("do", "").partition(":")
    posted = request.method == "POST"
    adding = NewHeadingForm(request.POST if posted and what == "add" else None)
    rows = [
        HeadingRow(one, RenameForm(request.POST if posted else None, heading=one)) for one in there
    ]
    if posted:
        try:
            if _done(version, user, what, key, rows, adding):
                return redirect("budgets:headings", year, number)
        except (VersionIsFrozen, WrongState):
            messages.error(request, not_open(version))
            return redirect("budgets:version", year, number)
        except HeadingIsUsed:
            messages.error(request, _("The heading has lines, so it stays."))
            return redirect("budgets:headings", year, number)
    context = {
        "version": version,
        "rows": rows,
        "adding": adding,
        "earlier_names": sorted(set(Heading.objects.values_list("name", flat=True))),
    }
    return render(request, "budgets/headings.html", context, status=422 if posted else 200)


def _done(
    version: BudgetVersion,
    user: User,
    what: str,
    key: str,
    rows: list[HeadingRow],
    adding: NewHeadingForm,
) -> bool:
    """Save the names that were typed, and do what the button says; False where one is refused."""
    refused = [row for row in rows if not _renamed(version, user, row)]
    chosen = next((row.heading for row in rows if str(row.heading.pk) == key), None)
    match what:
        case "add":
            return _tried(adding, lambda: _add(version, user, adding)) and not refused
        case "up" | "down" if chosen:
            actions.move(version=version, heading=chosen, down=what == "down", by=user)
        case "take-out" if chosen:
            actions.take_out(version=version, heading=chosen, by=user)
    return not refused


def _renamed(version: BudgetVersion, user: User, row: HeadingRow) -> bool:
    form = row.form
    if not form.is_sent:
        return True

    def rename() -> None:
        actions.rename(
            version=version,
            heading=row.heading,
            to=form.cleaned_data["name"],
            read=form.read,
            by=user,
        )

    try:
        return _tried(form, rename)
    except RenamedMeanwhile as refused:
        form.offer(refused.heading.name)
        return False


def _add(version: BudgetVersion, user: User, form: NewHeadingForm) -> None:
    typed = form.cleaned_data
    actions.add(
        version=version,
        kind=typed["kind"],
        name=typed["name"],
        is_staff_cost=typed["is_staff_cost"],
        by=user,
    )


def _tried(form: NewHeadingForm | RenameForm, act: Callable[[], None]) -> bool:
    """Do it where the form is valid, and put what is refused at its field."""
    if not form.is_valid():
        return False
    try:
        act()
    except ValidationError as error:
        for name, sentences in error.message_dict.items():
            form.add_error(name if name in form.fields else None, sentences)
        return False
    return True
