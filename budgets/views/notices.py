from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.actions import notices as actions
from budgets.forms.notices import NoticesForm
from budgets.models import DeclinedNotice, Notice


def notices(request: HttpRequest) -> HttpResponse:
    """Choose which mail to get, and in which language."""
    user = request.user
    assert isinstance(user, User)
    declined = set(DeclinedNotice.objects.filter(user=user).values_list("notice", flat=True))
    wanted = [notice for notice in Notice.values if notice not in declined]
    initial = {"wanted": wanted, "language": user.language}
    form = NoticesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.choose(
            user, wanted=form.cleaned_data["wanted"], language=form.cleaned_data["language"]
        )
        messages.success(request, _("Your choice is kept."))
        return redirect("accounts:account")
    status = 422 if form.is_bound else 200
    return render(request, "budgets/notices.html", {"form": form}, status=status)
