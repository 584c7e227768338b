"""Where allauth asks this project: its sentences, its mail, and whom it lets in."""

from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.actions import mail
from accounts.models import User

MAILS = {
    "account/email/password_reset_key": "password_reset",
    "account/email/email_confirmation": "confirm_address",
}
"""Our template of each mail that allauth asks for."""

NOTICES = {
    "account/email/password_changed": _("The password was changed."),
    "account/email/password_reset": _("The password was replaced by a link sent to you."),
    "account/email/email_changed": _("The e-mail address was changed to %(to_email)s."),
    "account/email/email_deleted": _("A change of the e-mail address was called off."),
    "mfa/email/totp_activated": _("An app for codes was connected."),
    "mfa/email/totp_deactivated": _("The app for codes was disconnected."),
    "mfa/email/webauthn_added": _("A passkey was added."),
    "mfa/email/webauthn_removed": _("A passkey was removed."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made."),
    "socialaccount/email/account_connected": _("The sign-in of your organisation was connected."),
}
"""What the owner of an account is told by mail, since it may have been somebody else."""

MESSAGES = {
    "account/messages/password_changed.txt": _("The password is changed."),
    "account/messages/email_confirmation_sent.txt": _(
        "A link is on its way to %(email)s. The address is changed when you open it."
    ),
    "account/messages/email_confirmed.txt": _("From now on your address is %(email)s."),
    "account/messages/email_confirmation_failed.txt": _(
        "The address cannot be changed to %(email)s."
    ),
    "account/messages/email_deleted.txt": _("Your address stays as it was."),
    "mfa/messages/totp_activated.txt": _("The app for codes is connected."),
    "mfa/messages/totp_deactivated.txt": _("The app for codes is disconnected."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "Here are your recovery codes. Keep them now: they are shown only once."
    ),
}
"""What the next page says; what allauth would say beside these goes without saying."""


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account may no longer sign in. Ask the office."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _(
            "The e-mail address and the password do not belong together. "
            "Note that the password is sensitive to capital letters."
        ),
        "incorrect_code": _("The code is not right, or is too old."),
        "incorrect_password": _("The password is not right."),
        "too_many_login_attempts": _("There were too many attempts. Try again in an hour."),
        "rate_limited": _("There were too many attempts. Wait a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context.get("user")
        language = user.language if isinstance(user, User) else get_language() or ""
        mail.send(MAILS[template_prefix], to=email, language=language, **context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        with translation.override(user.language):
            happened = str(NOTICES[template_prefix]) % (context or {})
        mail.send("notice", to=email or user.email, language=user.language, happened=happened)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        sentence = message or MESSAGES.get(message_template or "")
        if sentence:
            messages.add_message(request, level, str(sentence) % (message_context or {}))

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        # Allauth knows the addresses that it keeps; a person's own is enough to be taken.
        others = User.objects.filter(email=email_address.email).exclude(pk=email_address.user_id)
        if others.exists():
            failed = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, failed, {"email": email_address.email})
            return False
        return bool(super().confirm_email(request, email_address))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        names = {
            "reauthenticate": gettext("Use your password"),
            "mfa_reauthenticate": gettext("Use a code"),
            "mfa_reauthenticate:webauthn": gettext("Use a passkey"),
        }
        found = super().get_reauthentication_methods(user)
        return [method | {"description": names[method["id"]]} for method in found]


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": _(
            "Recovery codes belong to an app for codes or a passkey. Connect one first."
        ),
        "incorrect_code": _("The code is not right, or is too old."),
    }

    def _get_site_name(self) -> str:
        return "Fördela"

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}


class IdentityProviderAdapter(DefaultSocialAccountAdapter):
    """Connects people whom the office has invited, and creates nobody."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        address = _verified_address(sociallogin)
        user = User.objects.filter(email=address, is_active=True).first() if address else None
        if user is None:
            self._turn_away(request)
        sociallogin.connect(request, user)

    def on_authentication_error(self, request: HttpRequest, *_what: Any, **_more: Any) -> NoReturn:
        messages.error(
            request, gettext("The sign-in of your organisation did not succeed. Try again.")
        )
        raise ImmediateHttpResponse(redirect("account_login"))

    def _turn_away(self, request: HttpRequest) -> NoReturn:
        messages.error(
            request,
            gettext(
                "Your organisation knows you, but nobody has invited you here. Ask the office."
            ),
        )
        raise ImmediateHttpResponse(redirect("account_login"))


def _verified_address(sociallogin: Any) -> str:
    """The address that the provider says it has verified; the word of no other is taken."""
    told = sociallogin.account.extra_data
    data = told.get("userinfo") or told.get("id_token") or told
    return str(data.get("email", "")).lower() if data.get("email_verified") is True else ""
