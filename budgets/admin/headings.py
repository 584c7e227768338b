from django.contrib import admin

from accounts.administration import CarefulAdmin
from budgets.models import Heading


@admin.register(Heading)
class HeadingAdmin(CarefulAdmin):
    list_display = ["name", "kind", "position", "is_staff_cost"]
    list_filter = ["kind"]
    search_fields = ["name"]
    ordering = ["-kind", "position", "pk"]
    fixed_once_used = ["kind"]
