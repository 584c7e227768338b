from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.actions import answers
from budgets.actions.answers import ProposalChanged
from budgets.actions.errors import WrongState
from budgets.forms.answers import CommentForm, SentOutForm
from budgets.models import Acknowledgement, BudgetVersion, Comment, Consultation
from budgets.models.answered import last_consultation_of
from budgets.models.rules import may_answer, may_reply
from budgets.views.payers import payer_or_404
from budgets.views.statement import statement_or_404, versions_beside, why
from budgets.views.versions import version_or_404
from municipalities.models import Payer


@dataclass(frozen=True)
class Round:
    """What was said about the payer's part one of the times the version was sent out."""

    consultation: Consultation
    comments: Sequence[Comment]
    acknowledgement: Acknowledgement | None


def answer(request: HttpRequest, year: int, number: int, payer: str) -> HttpResponse:
    """Show a payer the proposal, and take its comment and that it has taken note."""
    user = request.user
    assert isinstance(user, User)
    try:
        version = version_or_404(user, year, number)
    except Http404:
        if lost := _taken_back(request, user, year, number, payer):
            return lost
        raise
    whose = payer_or_404(user, payer)
    stated = statement_or_404(version, whose)
    form, refused = CommentForm(initial={"entry": uuid4()}), ""
    if request.method == "POST":
        if request.POST.get("do") != "acknowledge":
            form = CommentForm(request.POST)
        try:
            if text := _do(request, user, version, whose, form):
                messages.success(request, text)
                return redirect("budgets:answer", year, number, whose.payer_key)
        except (WrongState, ProposalChanged) as error:
            refused = _refusal(error)
    version.refresh_from_db(fields=["state"])
    rounds = rounds_of(version, whose)
    current = rounds[-1] if rounds else None
    context = {
        "version": version,
        "payer": whose,
        "payment": stated.payment,
        "why": why(whose, version, versions_beside(user, version)),
        "rounds": rounds,
        "current": current,
        "form": form,
        "refused": refused,
        "may_answer": may_answer(user, version) and current is not None,
        "may_reply": may_reply(user, version) and current is not None,
    }
    status = 409 if refused else 422 if request.method == "POST" else 200
    return render(request, "budgets/answer.html", context, status=status)


def rounds_of(version: BudgetVersion, payer: Payer) -> list[Round]:
    """All that was said about the payer's part, by the times the version was sent out."""
    comments: dict[int, list[Comment]] = {}
    for comment in Comment.objects.of_version(version).of_payer(payer).select_related("author"):
        comments.setdefault(comment.consultation_id, []).append(comment)
    rows = Acknowledgement.objects.of_version(version).of_payer(payer).select_related("by")
    acknowledged = {row.consultation_id: row for row in rows}
    sent = Consultation.objects.of(version).reverse().select_related("by")
    return [Round(one, comments.get(one.pk, []), acknowledged.get(one.pk)) for one in sent]


def _do(
    request: HttpRequest, user: User, version: BudgetVersion, payer: Payer, form: CommentForm
) -> str:
    """Do what was pressed, and say so; nothing where the form has faults."""
    answers_, replies = may_answer(user, version), may_reply(user, version)
    if (not user.is_office and not answers_) or (user.is_office and not replies):
        if version.is_frozen and last_consultation_of(version):
            raise WrongState(version)
        raise PermissionDenied(_("Only what is out for consultation is answered."))
    if request.POST.get("do") == "acknowledge" and answers_:
        sent = SentOutForm(request.POST)
        if not sent.is_valid():
            raise PermissionDenied(_("You cannot take this step."))
        answers.acknowledge(_looked_at(version, sent), payer=payer, by=user)
        return _("It is noted that you have taken note of the proposal.")
    if not form.is_valid():
        return ""
    try:
        answers.comment(
            _looked_at(version, form),
            payer=payer,
            text=form.cleaned_data["text"],
            entry=form.cleaned_data["entry"],
            by=user,
            link_to=request.build_absolute_uri,
        )
    except ValidationError as error:
        form.add_error("text", error.messages)
        return ""
    return _("The answer is sent.") if user.is_office else _("Your comment is sent to the office.")


def _looked_at(version: BudgetVersion, form: SentOutForm) -> Consultation:
    """The proposal that the person had before the eyes."""
    found = Consultation.objects.of(version).filter(pk=form.cleaned_data["consultation"]).first()
    if found is None:
        raise Http404(_("There is no such proposal."))
    return found


def _refusal(error: WrongState | ProposalChanged) -> str:
    if isinstance(error, ProposalChanged):
        return _(
            "The proposal was changed and sent out anew after you opened this page. "
            "Here it is as it is now: look at it, and then send your answer again."
        )
    return _("The consultation is over, so nothing more is taken in. What you sent was not kept.")


def _taken_back(
    request: HttpRequest, user: User, year: int, number: int, key: str
) -> HttpResponse | None:
    """Hand back what a contact wrote about a proposal that was taken back meanwhile."""
    if request.method != "POST":
        return None
    payer = payer_or_404(user, key)
    sent = Consultation.objects.filter(version__budget_year__year=year, version__number=number)
    if not sent.exists():
        return None
    context = {"payer": payer, "year": year, "text": request.POST.get("text", "")}
    return render(request, "budgets/taken_back.html", context, status=409)
