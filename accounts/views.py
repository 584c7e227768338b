from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import users
from accounts.models import User


@login_not_required
def to_the_front_door(request: HttpRequest) -> HttpResponse:
    """There is one: where the admin sends a stranger, and whoever is in but not let in there."""
    if not isinstance(request.user, User):
        return redirect(reverse("accounts:sign-in", query=request.GET))
    if request.user.is_staff:
        return redirect("admin:index")
    raise Http404(_("The address leads nowhere, or to something that is not yours to see."))


class OwnPasswordView(PasswordChangeView):
    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        users.tell_of_password(form.user, by=form.user)
        return answer
