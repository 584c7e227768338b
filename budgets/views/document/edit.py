"""Putting a draft's document together: which sections, in which order, printed how."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.actions import documents as actions
from budgets.actions.documents import (
    DocumentChangedMeanwhile,
    RemovedSection,
    SectionIsGone,
)
from budgets.actions.errors import WrongState
from budgets.core.money import Unit
from budgets.forms.documents import NewSectionForm, TitleForm
from budgets.models import BudgetVersion, Section
from budgets.models.document_contents import document_of
from budgets.models.errors import VersionIsFrozen
from budgets.views.versions import editable, not_open

_REMOVED = "removed_section"


def edit_document(request: HttpRequest, year: int, number: int) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    version = editable(user, year, number)
    what, _colon, key = request.POST.get("do", "").partition(":")
    posted = request.method == "POST"
    adding = NewSectionForm(
        request.POST if posted and what == "add" else None, initial={"entry": uuid4()}
    )
    title = TitleForm(
        request.POST if posted and what == "entitle" else None, document=document_of(version)
    )
    if posted:
        try:
            answer = _done(request, version, user, what, key, adding, title)
        except (VersionIsFrozen, WrongState):
            messages.error(request, not_open(version))
            return redirect("budgets:document", year, number)
        except SectionIsGone:
            messages.error(request, section_is_gone())
            answer = redirect("budgets:edit-document", year, number)
        if answer:
            return answer
    context = {
        "version": version,
        "sections": Section.objects.filter(version=version).order_by("position", "pk"),
        "adding": adding,
        "title": title,
        "removed": _removed(request, version),
    }
    return render(request, "budgets/document/edit.html", context, status=422 if posted else 200)


def _done(
    request: HttpRequest,
    version: BudgetVersion,
    user: User,
    what: str,
    key: str,
    adding: NewSectionForm,
    title: TitleForm,
) -> HttpResponse | None:
    """Do what the button says, and answer where to go; None where a form is refused."""
    here = redirect("budgets:edit-document", version.year, version.number)
    match what:
        case "add":
            return _add(version, user, adding)
        case "entitle":
            return here if _entitle(version, user, title) else None
        case "up" | "down" if section := _key(key):
            actions.move(version=version, section_id=section, down=what == "down", by=user)
        case "remove" if section := _key(key):
            removed = actions.remove(version=version, section_id=section, by=user)
            request.session[_REMOVED] = removed.__dict__
        case "put-back":
            if there := _removed(request, version):
                actions.put_back(there, by=user)
                del request.session[_REMOVED]
    return here


def _key(sent: str) -> int:
    """The key of a section that a button names; 0, which none has, for what no button names."""
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 18 else 0


def _add(version: BudgetVersion, user: User, form: NewSectionForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        section = actions.add(version=version, by=user, **form.section())
    except ValidationError as error:
        form.add_error(None, error)
        return None
    return redirect("budgets:edit-section", version.year, version.number, section.pk)


def _entitle(version: BudgetVersion, user: User, form: TitleForm) -> bool:
    if not form.is_valid():
        return False
    chosen = form.cleaned_data
    try:
        actions.entitle(
            version=version,
            title=chosen["title"],
            unit=Unit(chosen["printed_in"]),
            adjusted=chosen["adjusted"],
            read=chosen["read"],
            by=user,
        )
    except DocumentChangedMeanwhile as refused:
        form.offer(refused.document)
    except ValidationError as error:
        form.add_error(None, error)
    return form.is_valid()


def _removed(request: HttpRequest, version: BudgetVersion) -> RemovedSection | None:
    """The section that this person took out last, of this version."""
    kept = request.session.get(_REMOVED)
    if not kept or kept["version_id"] != version.pk:
        return None
    return RemovedSection(**kept)


def section_is_gone() -> str:
    return _("Somebody else has taken that section out meanwhile.")
