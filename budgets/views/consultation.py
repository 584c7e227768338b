from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.actions import notices
from budgets.models import BudgetVersion
from budgets.models.answered import Answered, answers_of, last_consultation_of
from budgets.models.payer import payers_of
from budgets.models.payment import payments_of
from budgets.models.rules import may_reply
from budgets.views.versions import version_or_404
from budgets.wording import consultation as wording
from budgets.wording.versions import listed


@dataclass(frozen=True)
class AnsweredTold:
    answered: Answered
    told: str


def consultation(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Show the office who has answered; a contact is led to the own proposal."""
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    if not user.is_office:
        own = payers_of(user)
        if len(own) == 1:
            return redirect("budgets:answer", year, number, own[0].payer_key)
        context = {"version": version, "payments": list(payments_of(version, own).values())}
        return render(request, "budgets/consultation_own.html", context)
    if request.method == "POST":
        return _remind(request, user, version)
    sent = last_consultation_of(version)
    answered = answers_of(version, sent)
    context = {
        "version": version,
        "sent": sent,
        "headline": wording.headline(
            version,
            answered=sum(one.has_answered for one in answered),
            payers=len(answered),
            was_sent=sent is not None,
        ),
        "rows": _told(answered),
        "may_reply": may_reply(user, version),
        "may_remind": may_reply(user, version) and bool(_to_remind(answered)),
    }
    return render(request, "budgets/consultation.html", context)


def _remind(request: HttpRequest, user: User, version: BudgetVersion) -> HttpResponse:
    if not may_reply(user, version):
        raise PermissionDenied(_("Only the office reminds, and only during a consultation."))
    reached = notices.remind(version, link_to=request.build_absolute_uri, by=user)
    if reached:
        names = sorted(str(payer) for payer in reached)
        text = _("A reminder is on its way to %(names)s.")
        messages.success(request, text % {"names": listed(names)})
    else:
        nobody = _(
            "Nobody was reminded: those who are left were reminded today, "
            "or have no contact who wants it."
        )
        messages.info(request, nobody)
    return redirect("budgets:consultation", version.year, version.number)


def _to_remind(answered: Sequence[Answered]) -> list[Answered]:
    today = timezone.localdate()
    return [one for one in answered if not one.has_answered and one.reminded != today]


def _told(answered: Sequence[Answered]) -> list[AnsweredTold]:
    return [AnsweredTold(one, wording.answer(one)) for one in answered]
