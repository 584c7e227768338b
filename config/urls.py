"""Every address of the site."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.i18n import set_language

from accounts.views import to_the_front_door
from budgets.views.start import start
from config.health import health

admin.site.site_header = _("Fördela: administration")
admin.site.site_title = "Fördela"
admin.site.index_title = _("Registers, populations and users")

urlpatterns = [
    path("", start, name="start"),
    path("accounts/", include("accounts.urls")),
    path("budgets/", include("budgets.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("health/", health, name="health"),
    path("admin/login/", to_the_front_door, name="admin-sign-in"),
    path("admin/", admin.site.urls),
]
