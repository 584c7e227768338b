"""Writing one section: with a preview, live figures from a list, and text pasted from elsewhere."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.models import User
from budgets.actions import documents as actions
from budgets.actions.documents import SectionChangedMeanwhile, SectionIsGone
from budgets.actions.errors import WrongState
from budgets.documents.pasted import TooMuchPasted, markdown_of
from budgets.documents.report import text_of
from budgets.forms.documents import SectionForm
from budgets.models import BudgetVersion, Section
from budgets.models.document_contents import contents_of
from budgets.models.errors import VersionIsFrozen
from budgets.models.rules import may_edit, may_start
from budgets.views.document.edit import section_is_gone
from budgets.views.versions import editable, not_open, nothing_there, refuse, version_or_404
from budgets.wording import live_figures


def edit_section(request: HttpRequest, year: int, number: int, section: int) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    posted = request.method == "POST"
    if not may_edit(user, version):
        if posted and may_start(user):
            return _not_saved(request, version, not_open(version), status=403)
        refuse(user, not_open(version))
    there = Section.objects.filter(version=version, pk=section).first()
    if there is None:
        if posted:
            return _not_saved(request, version, section_is_gone())
        raise Http404(nothing_there())
    form = SectionForm(request.POST if posted else None, section=there)
    preview, theirs = None, None
    if posted and form.is_valid():
        if request.POST.get("do") == "preview":
            preview = _preview(version, there, form)
        else:
            try:
                theirs = _saved(version, user, there, form)
            except (VersionIsFrozen, WrongState):
                return _not_saved(request, version, not_open(version))
            except SectionIsGone:
                return _not_saved(request, version, section_is_gone())
            if theirs is None and form.is_valid():
                return redirect("budgets:edit-document", year, number)
    context = {
        "version": version,
        "section": there,
        "form": form,
        "preview": preview,
        "theirs": theirs,
        "theirs_text": live_figures.shown(theirs.text) if theirs else "",
        "figures": live_figures.choices(),
    }
    refused = posted and preview is None
    return render(request, "budgets/document/section.html", context, status=422 if refused else 200)


def _saved(
    version: BudgetVersion, user: User, section: Section, form: SectionForm
) -> Section | None:
    """Save what was written; the section as somebody else left it, where that refuses it."""
    try:
        actions.change(
            version=version,
            section_id=section.pk,
            to=form.written(),
            revision=form.cleaned_data["revision"],
            by=user,
        )
    except SectionChangedMeanwhile as refused:
        form.offer(refused.section)
        return refused.section
    except ValidationError as error:
        form.add_error(None, error)
    return None


def _preview(version: BudgetVersion, section: Section, form: SectionForm) -> SafeString:
    for name, value in form.written().items():
        setattr(section, name, value)
    return text_of(section, contents_of(version))


def _not_saved(
    request: HttpRequest, version: BudgetVersion, why: str, status: int = 409
) -> HttpResponse:
    """Say why nothing was saved, with the text to be copied: nobody's work is lost."""
    context = {"version": version, "why": why, "text": request.POST.get("text", "")}
    return render(request, "budgets/document/not_saved.html", context, status=status)


@require_POST
def pasted(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """What was pasted from a word processor, as HTML, made Markdown."""
    user = request.user
    assert isinstance(user, User)
    editable(user, year, number)
    try:
        text = markdown_of(request.POST.get("html", ""))
    except TooMuchPasted:
        return HttpResponse(status=413)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
