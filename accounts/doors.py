"""The addresses of allauth that are in use, by the names that allauth calls them.

Listed one by one: what is not here, such as signing up, is not there.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import path, register_converter

from accounts.views import (
    OwnAddressView,
    OwnAppView,
    OwnPasskeyView,
    SecondFactorsView,
    inactive,
)


class Base36:
    """How allauth writes a person's number in an address."""

    regex = "[0-9A-Za-z]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Base36, "base36")

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/<slug:provider_id>/", oidc.login, name="openid_connect_login"),
    path("sign-in/<slug:provider_id>/back/", oidc.callback, name="openid_connect_callback"),
    path("inactive/", inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("again/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("password/forgotten/", account.password_reset, name="account_reset_password"),
    path(
        "password/forgotten/sent/", account.password_reset_done, name="account_reset_password_done"
    ),
    path(
        "password/forgotten/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path(
        "password/forgotten/<base36:uidb36>-<str:key>/",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("address/", OwnAddressView.as_view(), name="account_email"),
    path("address/<str:key>/", account.confirm_email, name="account_confirm_email"),
    path("second-factor/", SecondFactorsView.as_view(), name="mfa_index"),
    path("second-factor/app/", OwnAppView.as_view(), name="mfa_activate_totp"),
    path("second-factor/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-factor/codes/new/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("second-factor/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("second-factor/passkeys/add/", OwnPasskeyView.as_view(), name="mfa_add_webauthn"),
    path(
        "second-factor/passkeys/<int:pk>/remove/",
        webauthn.remove_webauthn,
        name="mfa_remove_webauthn",
    ),
    path("second-factor/passkeys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
