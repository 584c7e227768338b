"""What people type at the door. Allauth's forms, in our words."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.actions.tokens import DAYS
from accounts.models import AccessToken

ADDRESS, PASSWORD = _("E-mail address"), _("Password")
NEW, AGAIN = _("New password"), _("New password again")
CODE = _("Code")


def _say(field: forms.Field, label: Any, help_text: Any = "") -> None:
    """Label a field of allauth's, without the label repeated within it."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)


class SignInForm(account.LoginForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self.fields["login"], ADDRESS)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autofocus": True}
        _say(self.fields["password"], PASSWORD)


class ForgottenPasswordForm(account.ResetPasswordForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self.fields["email"], ADDRESS)


class ReplacePasswordForm(account.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self.fields["password1"], NEW, self.fields["password1"].help_text)
        _say(self.fields["password2"], AGAIN)


class PasswordAgainForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self.fields["password"], PASSWORD)


class NewAddressForm(account.AddEmailForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self.fields["email"], _("New e-mail address"))


class CodeForm(mfa.AuthenticateForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self.fields["code"], CODE, _("From your app, or one of your recovery codes."))


class CodeAgainForm(mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self.fields["code"], CODE, _("From your app, or one of your recovery codes."))


class AuthenticatorAppForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self.fields["code"], _("The code that the app shows"))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self.fields["name"], _("What you call it"))
        _say(
            self.fields["passwordless"],
            _("Sign in with it alone, without a password"),
            _("It then asks for your finger, your face or its own code."),
        )


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self.fields["name"], _("What you call it"))
        self.fields["name"].max_length = 100


class InvitedForm(SetPasswordForm):
    """What an invited person says: a name, and a password twice."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    field_order = ["name", "new_password1", "new_password2"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].initial = self.user.name
        self.fields["new_password1"].label = PASSWORD
        self.fields["new_password2"].label = _("Password again")


class NewTokenForm(forms.Form):
    """What an access token is called, and how long it opens."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=AccessToken._meta.get_field("name").help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    days = forms.TypedChoiceField(
        label=_("How long it is valid"),
        coerce=int,
        choices=[
            (days, ngettext_lazy("%(days)s day", "%(days)s days", "days") % {"days": days})
            for days in DAYS
        ],
        initial=DAYS[0],
    )

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())
