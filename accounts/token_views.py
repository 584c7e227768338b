from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.actions import tokens as actions
from accounts.forms import NewTokenForm
from accounts.models import AccessToken, User


def tokens(request: HttpRequest) -> HttpResponse:
    """What programs a person has let in."""
    user = request.user
    assert isinstance(user, User)
    now = timezone.now()
    kept = AccessToken.objects.of(user).kept().select_related("user")
    context = {"tokens": [(token, token.standing(now).value) for token in kept]}
    return render(request, "accounts/tokens.html", context)


@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]
def new_token(request: HttpRequest) -> HttpResponse:
    """Make one, and show it in the answer: nothing keeps it for a page after this."""
    user = request.user
    assert isinstance(user, User)
    form = NewTokenForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            token, text = actions.make(user=user, name=typed["name"], days=typed["days"])
        except ValidationError as error:
            form.add_error("name", error.message_dict["name"])
        else:
            return render(request, "accounts/token_made.html", {"token": token, "text": text})
    return render(
        request, "accounts/new_token.html", {"form": form}, status=422 if form.errors else 200
    )


@require_POST
def revoke_token(request: HttpRequest, prefix: str) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    token = AccessToken.objects.of(user).filter(prefix=prefix[:100]).first()
    if token is None:
        raise Http404(_("The address leads nowhere, or to something that is not yours to see."))
    actions.revoke(token, by=user)
    messages.success(
        request, _("The access token “%(name)s” opens nothing any more.") % {"name": token}
    )
    return redirect("accounts:tokens")
