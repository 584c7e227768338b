from typing import Any, cast

from django.contrib import admin
from django.db import models
from django.db.models import Count
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.administration import CarefulAdmin, RowForm, RowsMixin
from municipalities.forms.participations import ParticipationRows
from municipalities.models import (
    Agreement,
    BuyerDetails,
    Contact,
    Municipality,
    OtherParty,
    Participation,
    PopulationFigure,
    PopulationSnapshot,
    Seller,
    Succession,
)


class SuccessionInline(RowsMixin, admin.TabularInline):
    """Who took over from a municipality whose code ended."""

    model = Succession
    form = RowForm
    fk_name = "former"
    extra = 0
    fields = ["successor"]
    autocomplete_fields = ["successor"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows: models.QuerySet = super().get_queryset(request)
        return rows.select_related("successor", "former")


class CodeInUse(admin.SimpleListFilter):
    """Codes that ended, and those in use."""

    title = _("code")
    parameter_name = "code_in_use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("in use")), ("no", _("ended or not begun"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        in_use = Municipality.objects.valid_in(timezone.localdate().year)
        match self.value():
            case "yes":
                return queryset.filter(pk__in=in_use)
            case "no":
                return queryset.exclude(pk__in=in_use)
        return queryset


@admin.register(Municipality)
class MunicipalityAdmin(CarefulAdmin):
    list_display = [
        "name",
        "code",
        "organisation_number",
        "vat_percent",
        "is_host",
        "from_year",
        "to_year",
        "followed_by",
    ]
    list_filter = [CodeInUse]
    inlines = [SuccessionInline]
    list_display_links = ["name", "code"]
    search_fields = ["^code", "name"]
    ordering = ["name"]
    list_per_page = 300
    fields = [
        "code",
        "name",
        "organisation_number",
        "vat_percent",
        "is_host",
        "from_year",
        "to_year",
    ]
    fixed_once_used = ["code"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows: models.QuerySet = super().get_queryset(request)
        return rows.prefetch_related("successions__successor")

    @admin.display(description=_("followed by"))
    def followed_by(self, municipality: Municipality) -> str:
        return ", ".join(str(row.successor) for row in municipality.successions.all())


@admin.register(OtherParty)
class OtherPartyAdmin(CarefulAdmin):
    list_display = ["name", "organisation_number", "vat_percent"]
    search_fields = ["name", "organisation_number"]


class ParticipationInline(RowsMixin, admin.TabularInline):
    model = Participation
    form = RowForm
    formset = ParticipationRows
    extra = 0
    fields = ["municipality", "from_year", "to_year"]
    autocomplete_fields = ["municipality"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows: models.QuerySet = super().get_queryset(request)
        return rows.select_related("municipality")


@admin.register(Agreement)
class AgreementAdmin(CarefulAdmin):
    list_display = ["name", "number_of_participants", "equal_percent", "allocates_in_ore"]
    search_fields = ["name"]
    inlines = [ParticipationInline]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        members = Count("participations__municipality", distinct=True)
        return cast(models.QuerySet, super().get_queryset(request).annotate(members=members))

    @admin.display(description=_("municipalities, now or before"), ordering="members")
    def number_of_participants(self, agreement: Any) -> int:
        number: int = agreement.members
        return number

    def save_formset(
        self, request: HttpRequest, form: Any, formset: BaseInlineFormSet, change: bool
    ) -> None:
        """Save the rows so that no two overlap on the way to where none do.

        The database looks at each row as it comes. So all that was changed leaves first.
        """
        formset.save(commit=False)
        changed = [row for row, _fields in formset.changed_objects]
        leaving = [row.pk for row in [*changed, *formset.deleted_objects]]
        Participation.objects.filter(pk__in=leaving).delete()
        for row in [*changed, *formset.new_objects]:
            row.save(force_insert=True)


class FigureInline(admin.TabularInline):
    """Figures as they were recorded; a correction is a new revision."""

    model = PopulationFigure
    extra = 0
    fields = ["code", "name", "population"]
    readonly_fields = ["code", "name", "population"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows: models.QuerySet = super().get_queryset(request)
        return rows.select_related("municipality")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("code"))
    def code(self, figure: PopulationFigure) -> str:
        return figure.municipality.code

    @admin.display(description=_("name"))
    def name(self, figure: PopulationFigure) -> str:
        return figure.municipality.name


class PopulationSnapshotAdmin(CarefulAdmin):
    """Looked at and deleted here; brought in and corrected where it shows what it does.

    Registered where it is known what the snapshots are used for.
    """

    list_display = [
        "date",
        "revision",
        "source",
        "edition_told",
        "number_of_figures",
        "is_complete",
    ]
    ordering = ["-year", "-revision"]
    search_fields = ["source", "note", "reason", "=year"]
    list_per_page = 50
    inlines = [FigureInline]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return PopulationSnapshot.objects.with_completeness()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [
            "year",
            "revision",
            "reason",
            "source",
            "edition",
            "preliminary",
            "digest",
            "note",
            "created_at",
            "created_by",
        ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("date"), ordering="year")
    def date(self, snapshot: PopulationSnapshot) -> str:
        return f"{snapshot.date:%Y-%m-%d}"

    @admin.display(description=_("edition"), ordering="edition")
    def edition_told(self, snapshot: PopulationSnapshot) -> str:
        told = [f"{snapshot.edition:%Y-%m-%d}"] if snapshot.edition else []
        return ", ".join([*told, *([gettext("preliminary")] if snapshot.preliminary else [])])

    @admin.display(description=_("figures"), ordering="figure_count")
    def number_of_figures(self, snapshot: Any) -> int:
        number: int = snapshot.figure_count
        return number

    @admin.display(description=_("complete"), boolean=True)
    def is_complete(self, snapshot: Any) -> bool | None:
        return not snapshot.lacks_a_participant if snapshot.has_participants else None


@admin.register(Contact)
class ContactAdmin(CarefulAdmin):
    list_display = ["user", "municipality", "other_party", "from_date", "to_date"]
    list_select_related = ["user", "municipality", "other_party"]
    list_filter = ["municipality__participations__agreement", "to_date"]
    search_fields = ["user__email", "user__name", "municipality__name", "other_party__name"]
    autocomplete_fields = ["user", "municipality", "other_party"]
    ordering = ["user__email", "from_date"]


@admin.register(Seller)
class SellerAdmin(CarefulAdmin):
    """The one row of who sends the invoices; it is changed, never removed."""

    list_display = ["name", "organisation_number", "bankgiro"]
    fields = [
        "name",
        "organisation_number",
        "bankgiro",
        "length_digit",
        "approved_for_f_tax",
        "street",
        "extra_line",
        "postcode",
        "city",
        "electronic_scheme",
        "electronic_address",
        "contact_name",
        "contact_phone",
        "contact_email",
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Seller.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Seller, form: Any, change: bool) -> None:
        obj.pk = 1
        super().save_model(request, obj, form, change)


@admin.register(BuyerDetails)
class BuyerDetailsAdmin(CarefulAdmin):
    list_display = ["payer", "reference", "told_by", "told_on"]
    list_select_related = ["municipality", "other_party"]
    search_fields = ["municipality__name", "other_party__name", "reference"]
    autocomplete_fields = ["municipality", "other_party"]

    @admin.display(description=_("payer"))
    def payer(self, details: BuyerDetails) -> str:
        return str(details.payer)

    def save_model(self, request: HttpRequest, obj: BuyerDetails, form: Any, change: bool) -> None:
        if change:
            obj.revision += 1
        super().save_model(request, obj, form, change)
