"""The amounts of a budget."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.models.fields import AmountField, amount_is_sane
from budgets.models.frozen import InVersion, InVersionQuerySet
from budgets.models.heading import Heading
from budgets.models.version import BudgetVersion
from municipalities.models import Agreement, Municipality, OtherParty


class Charge(models.TextChoices):
    """How an income is charged (rule 4). A cost is not charged: income covers it."""

    NOT = "", _("not charged (cost)")
    AGREEMENT = "agreement", _("shared by an agreement")
    MUNICIPALITY = "municipality", _("to one municipality")
    OTHER_PARTY = "other_party", _("to one other party")
    ON_ORDER = "on_order", _("on order")


TARGETS = {
    Charge.AGREEMENT: "agreement",
    Charge.MUNICIPALITY: "municipality",
    Charge.OTHER_PARTY: "other_party",
}
"""The field that names whom a charge goes to."""


def _target_is(named: str | None) -> models.Q:
    """The condition that just the one named field, or none, is filled."""
    return models.Q(**{f"{field}__isnull": field != named for field in TARGETS.values()})


def _charge_names_its_target() -> models.Q:
    condition = models.Q(charge__in=[Charge.NOT, Charge.ON_ORDER]) & _target_is(None)
    for charge, field in TARGETS.items():
        condition |= models.Q(charge=charge) & _target_is(field)
    return condition


class LineItemQuerySet(InVersionQuerySet["LineItem"]):
    pass


class LineItem(InVersion):
    """One amount in one version, under one heading."""

    version = models.ForeignKey(
        BudgetVersion, models.CASCADE, related_name="lines", verbose_name=_("budget version")
    )
    heading = models.ForeignKey(
        Heading, models.PROTECT, related_name="lines", verbose_name=_("heading")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    text = models.CharField(_("text"), max_length=200, blank=True)
    account = models.CharField(_("account"), max_length=20, blank=True)
    amount = AmountField(
        verbose_name=_("amount"),
        help_text=_("In kronor; “5616 tkr” and “5,6 mkr” are understood."),
    )
    charge = models.CharField(_("charged"), max_length=20, choices=Charge.choices, blank=True)
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, verbose_name=_("agreement")
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, verbose_name=_("municipality")
    )
    other_party = models.ForeignKey(
        OtherParty, models.PROTECT, null=True, blank=True, verbose_name=_("other party")
    )
    note = models.TextField(_("note"), blank=True)
    revision = models.PositiveIntegerField(
        _("revision"), default=1, editable=False, help_text=_("Counts the changes of the row.")
    )
    entry = models.UUIDField(
        _("entry"),
        null=True,
        unique=True,
        editable=False,
        help_text=_("The empty row it was typed into: the same row sent twice adds one line."),
    )

    objects = LineItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("line item")
        verbose_name_plural = _("line items")
        ordering = ["-heading__kind", "heading__position", "position", "pk"]  # income first
        constraints = [
            models.CheckConstraint(
                condition=amount_is_sane("amount"), name="line_amount_is_below_10_to_12"
            ),
            models.CheckConstraint(
                condition=_charge_names_its_target(),
                name="charge_names_its_target",
                violation_error_message=_(
                    "Name the one that is charged, and only that one: the agreement, "
                    "the municipality or the other party."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.text or str(self.heading)

    def save(self, *args: Any, **options: Any) -> None:
        """Save the row; a change counts its revision up, so that a stale one is known (rule 12)."""
        if not self._state.adding:
            self.revision += 1
            if (fields := options.get("update_fields")) is not None:
                options["update_fields"] = {*fields, "revision"}
        super().save(*args, **options)

    @property
    def charged_to(self) -> Agreement | Municipality | OtherParty | None:
        """Whom the amount is charged to; None for a cost and for work on order."""
        return self.agreement or self.municipality or self.other_party

    @property
    def charge_code(self) -> str:
        """How the line is charged and to whom, as one text: ``agreement:1`` or ``on_order``."""
        target = TARGETS.get(Charge(self.charge))
        return f"{self.charge}:{getattr(self, f'{target}_id')}" if target else self.charge

    @charge_code.setter
    def charge_code(self, code: str) -> None:
        charge, _colon, target_id = code.partition(":")
        self.charge = charge
        for of_charge, field in TARGETS.items():
            setattr(self, f"{field}_id", int(target_id) if of_charge == charge else None)

    def clean(self) -> None:
        if self.heading_id is None:
            return
        if self.heading.is_income and self.charge == Charge.NOT:
            raise ValidationError({"charge": _("Say how this income is charged.")})
        if not self.heading.is_income and self.charge != Charge.NOT:
            raise ValidationError(
                {"charge": _("A cost is not charged: the income covers it. Choose “not charged”.")}
            )
        if self.charge not in Charge.values:
            return  # the field itself says so
        wanted = TARGETS.get(Charge(self.charge))
        for field in TARGETS.values():
            filled = getattr(self, f"{field}_id") is not None
            if field == wanted and not filled:
                raise ValidationError({field: _("Name the one that is charged.")})
            if field != wanted and filled:
                raise ValidationError(
                    {field: _("Leave this empty: the amount is charged in another way.")}
                )
