from django.contrib.auth.views import LogoutView, PasswordChangeDoneView
from django.urls import path, reverse_lazy

from accounts import token_views, views

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("sign-out/everywhere/", views.sign_out_everywhere, name="sign-out-everywhere"),
    path(
        "password/",
        views.OwnPasswordView.as_view(
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
    path("tokens/", token_views.tokens, name="tokens"),
    path("tokens/new/", token_views.new_token, name="new-token"),
    path("tokens/<str:prefix>/revoke/", token_views.revoke_token, name="revoke-token"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
]
