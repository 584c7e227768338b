from django.contrib.auth.views import (
    LoginView,
    LogoutView,
    PasswordChangeDoneView,
)
from django.urls import path, reverse_lazy

from accounts.forms import SignInForm
from accounts.views import OwnPasswordView

app_name = "accounts"
urlpatterns = [
    path(
        "sign-in/",
        LoginView.as_view(template_name="accounts/sign_in.html", authentication_form=SignInForm),
        name="sign-in",
    ),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path(
        "password/",
        OwnPasswordView.as_view(
            template_name="accounts/password.html",
            success_url=reverse_lazy("accounts:password-changed"),
        ),
        name="password",
    ),
    path(
        "password/changed/",
        PasswordChangeDoneView.as_view(template_name="accounts/password_changed.html"),
        name="password-changed",
    ),
]
