from typing import Any, cast
from urllib.parse import urlsplit

from allauth.account.views import EmailView
from allauth.mfa.base.views import IndexView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from accounts.actions import invitations, mail, users
from accounts.actions.invitations import NotOpen
from accounts.forms import InvitedForm
from accounts.models import Invitation, Standing, User
from accounts.second_factor import has_second_factor, is_demanded_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
def to_the_front_door(request: HttpRequest) -> HttpResponse:
    """There is one: where the admin sends a stranger, and whoever is in but not let in there."""
    if not isinstance(request.user, User):
        return redirect(reverse("account_login", query=request.GET))
    if request.user.is_staff:
        return redirect("admin:index")
    raise Http404(_("The address leads nowhere, or to something that is not yours to see."))


def to_the_own_password(request: HttpRequest) -> HttpResponse:
    """There is one page for it, which tells the trace and the person: also for the admin."""
    assert isinstance(request.user, User)
    if request.user.is_staff:
        return redirect("accounts:password")
    raise Http404(_("The address leads nowhere, or to something that is not yours to see."))


def account(request: HttpRequest) -> HttpResponse:
    """What a person may change about the own account."""
    user = request.user
    assert isinstance(user, User)
    context = {"has_second_factor": has_second_factor(user)}
    return render(request, "accounts/account.html", context)


class OwnPasswordView(PasswordChangeView):
    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        users.tell_of_password(form.user, by=form.user)
        mail.send(
            "notice",
            to=form.user.email,
            language=form.user.language,
            happened=_("The password was changed."),
        )
        return answer


class OwnAddressView(EmailView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.user, User):
            users.vouch_for_address(request.user)
        return cast(HttpResponseBase, super().dispatch(request, *args, **kwargs))


class SecondFactorsView(IndexView):
    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user = self.request.user
        assert isinstance(user, User)
        has = has_second_factor(user)
        told = {"has_second_factor": has, "is_missing": is_demanded_of(user) and not has}
        return cast(dict[str, Any], super().get_context_data(**context)) | told


class _OthersSignedOut:
    """Ends every other session of a person who has got a second factor.

    One of them may have shown the password alone, and would pass for one that has shown both.
    """

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        _end_other_sessions(self.request)  # type: ignore[attr-defined]
        return answer


class OwnAppView(_OthersSignedOut, ActivateTOTPView):
    pass


class OwnPasskeyView(_OthersSignedOut, AddWebAuthnView):
    pass


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    _end_other_sessions(request)
    messages.success(request, _("You are signed out everywhere but here."))
    return redirect("accounts:account")


def _end_other_sessions(request: HttpRequest) -> None:
    assert isinstance(request.user, User)
    update_session_auth_hash(request, users.sign_out_everywhere(request.user))


@login_not_required
@never_cache
@sensitive_post_parameters("new_password1", "new_password2")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person set a password, and in."""
    found = Invitation.objects.with_token(token).first()
    standing = found.standing(timezone.now()) if found else None
    if found is None or standing is not Standing.OPEN:
        return _not_open(request, standing)
    form = InvitedForm(found.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            user = invitations.accept(found, name=typed["name"], password=typed["new_password1"])
        except NotOpen as error:
            return _not_open(request, error.standing)
        logout(request)  # whoever else was signed in on this machine
        login(request, user, backend=BACKEND)
        messages.success(request, _("Welcome. Your password is set, and you are signed in."))
        return redirect("start")
    context = {"form": form, "invited": found.user}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)


def _not_open(request: HttpRequest, standing: Standing | None) -> HttpResponse:
    context = {
        "is_used": standing is Standing.USED,
        "is_expired": standing is Standing.EXPIRED,
        "is_replaced": standing is Standing.REPLACED,
    }
    status = 410 if standing else 404
    return render(request, "accounts/invitation_closed.html", context, status=status)


@login_not_required
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Change the language of the pages, and of the person's mail."""
    answer = set_language(request)
    chosen = request.POST.get("language")
    if isinstance(request.user, User) and chosen in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    return answer


@login_not_required
def inactive(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("This account may no longer sign in. Ask the office."))
    return redirect("account_login")


def locked_out(request: HttpRequest, *_what: Any) -> HttpResponse:
    """What axes answers, in the place of a sign-in, to whoever tried too many passwords."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)


@login_not_required
def too_many(request: HttpRequest, *_what: Any) -> HttpResponse:
    """What allauth answers to whoever asks too often."""
    back_to = urlsplit(request.get_full_path()).path
    return render(request, "429.html", {"back_to": back_to}, status=429)
