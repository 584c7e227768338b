"""What contacts are told of by mail, and what a person does not want to be told of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Notice(models.TextChoices):
    """What has happened to a version."""

    CONSULTATION = "consultation", _("a proposal is out for consultation")
    REPLY = "reply", _("the office answers what I have written about a proposal")
    REMINDER = "reminder", _("the office reminds of a proposal that we have not answered")
    ADOPTED = "adopted", _("a budget is adopted")
    AMENDED = "amended", _("an adopted budget is amended")


class DeclinedNotice(models.Model):
    """That a person does not want mail of one kind; who has said nothing gets all."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="declined_notices", verbose_name=_("user")
    )
    notice = models.CharField(_("notice"), max_length=20, choices=Notice.choices)

    class Meta:
        verbose_name = _("declined notice")
        verbose_name_plural = _("declined notices")
        ordering = ["user", "notice"]
        constraints = [
            models.UniqueConstraint(fields=["user", "notice"], name="a_notice_is_declined_once"),
            models.CheckConstraint(
                condition=models.Q(notice__in=Notice.values), name="notice_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_notice_display()}"
