"""Who signs in, and as what."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is here to do; the table in ``docs/rules.md`` says what each may."""

    EDITOR = "editor", _("office editor")
    APPROVER = "approver", _("office approver")
    CONTACT = "contact", _("municipal contact")
    ADMINISTRATOR = "administrator", _("administrator")


OFFICE_ROLES = frozenset({Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR})


class LowerCaseEmailField(models.EmailField):
    """An e-mail address, kept in lower case so that one person is one row however it is typed."""

    def to_python(self, value: object) -> str | None:
        return None if value is None else str(value).strip().lower()


class UserQuerySet(models.QuerySet["User"]):
    def with_role(self, role: Role) -> "UserQuerySet":
        return self.filter(role=role)

    def active(self) -> "UserQuerySet":
        """Those that may sign in."""
        return self.filter(is_active=True)


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, email: str | None) -> "User":
        """Find the person by e-mail as people write it: in any case."""
        user: User = self.get(email=(email or "").lower())
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: str) -> "User":
        """Make an administrator; what ``manage.py createsuperuser`` calls."""
        user = User(email=email.lower(), role=Role.ADMINISTRATOR, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address.

    The role alone says what the person may do: there are no groups and no single permissions. Only
    the properties here compare roles; rules, querysets, views and templates ask them.
    """

    email = LowerCaseEmailField(
        _("e-mail address"),
        max_length=254,
        unique=True,
        error_messages={"unique": _("There is already a user with this e-mail address.")},
    )
    name = models.CharField(_("name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    is_active = models.BooleanField(
        _("may sign in"), default=True, help_text=_("Clear this instead of deleting the person.")
    )
    language = models.CharField(
        _("language of mail"),
        max_length=5,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    signed_out_at = models.DateTimeField(_("signed out everywhere"), null=True, editable=False)
    date_joined = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="email_is_in_lower_case"
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_is_known"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django ends every session when this changes: with the password, or on the person's word.
        known = f"{self.password}{self.signed_out_at or ''}"
        salt = "accounts.models.user.User._get_session_auth_hash"
        return salted_hmac(salt, known, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_office(self) -> bool:
        """Whether the person works with the budget and therefore sees everything."""
        return self.role in OFFICE_ROLES

    @property
    def prepares_budgets(self) -> bool:
        """Whether the person makes budgets, and what belongs to them."""
        return self.role in (Role.EDITOR, Role.APPROVER)

    @property
    def adopts_budgets(self) -> bool:
        """Whether the person records the decision of the board."""
        return self.role == Role.APPROVER

    @property
    def is_staff(self) -> bool:
        """Whether the person administers, and is let into the Django admin."""
        return self.role == Role.ADMINISTRATOR

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Answer the admin: an administrator who may sign in may do what the admin offers."""
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff
