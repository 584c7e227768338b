from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _(
            "The e-mail address and the password do not belong together. "
            "Note that the password is sensitive to capital letters."
        ),
        "inactive": _("This account may no longer sign in. Ask the office."),
    }
