from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import User
from budgets.models.answered import Answered, answers_of, last_consultation_of
from budgets.models.payment import payments_of
from budgets.models.rules import may_reply
from budgets.views.payers import payers_of
from budgets.views.versions import version_or_404
from budgets.wording import consultation as wording


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
    }
    return render(request, "budgets/consultation.html", context)


def _told(answered: Sequence[Answered]) -> list[AnsweredTold]:
    return [AnsweredTold(one, wording.answer(one)) for one in answered]
