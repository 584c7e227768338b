"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from accounts.views import choose_language, to_the_front_door, to_the_own_password
from budgets.urls import population_patterns
from budgets.views.interface import interface
from budgets.views.notices import notices
from budgets.views.start import start
from config.health import health

admin.site.site_header = _("Fördela: administration")
admin.site.site_title = "Fördela"
admin.site.index_title = _("Registers, populations and users")

urlpatterns = [
    path("", start, name="start"),
    path("accounts/notices/", notices, name="notices"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("accounts.doors")),
    path("", include("municipalities.urls")),
    path("budgets/", include("budgets.urls")),
    path("population/", include((population_patterns, "population"))),
    path("api/", interface, name="interface"),
    path("api/v1/", include("budgets.api.urls")),
    path("language/", choose_language, name="set_language"),
    path("health/", health, name="health"),
    path("admin/login/", to_the_front_door, name="admin-sign-in"),
    path("admin/password_change/", to_the_own_password, name="admin-password"),
    path("admin/", admin.site.urls),
]

handler429 = "accounts.views.too_many"
