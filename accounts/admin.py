from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.http import HttpRequest
from django.urls import resolve
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from accounts.actions import invitations, users
from accounts.actions.invitations import HasPassword
from accounts.administration import CarefulAdmin, ReadOnlyAdmin
from accounts.models import Change, Invitation, Role, User
from accounts.models.user import OFFICE_ROLES

# A role says all: there are no groups to administer. What allauth keeps is the person's own.
PERSONAL = [EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken]
for theirs in [Group, DBTaskResult, *PERSONAL]:
    admin.site.unregister(theirs)


class AddUserForm(forms.ModelForm):
    """Somebody who is to work here; the password is the person's own to choose."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", "---------"), *((r.value, r.label) for r in Role if r in OFFICE_ROLES)],
        help_text=_("Contacts are invited under Contacts, where it is said what they see."),
    )

    class Meta:
        model = User
        fields = ("email", "name", "role", "language")

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        saved: User = super().save(commit)
        return saved


class ChangeUserForm(UserChangeForm):
    signed_in: User

    class Meta:
        model = User
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance == self.signed_in:
            if cleaned.get("role") != Role.ADMINISTRATOR:
                self.add_error(
                    "role",
                    _("You cannot take this role from yourself. Another administrator can."),
                )
            if not cleaned.get("is_active"):
                self.add_error(
                    "is_active",
                    _("You cannot shut yourself out. Another administrator can."),
                )
        return cleaned


@admin.register(User)
class PersonAdmin(CarefulAdmin, UserAdmin):
    add_form = AddUserForm
    form = ChangeUserForm
    list_display = ["email", "name", "role", "is_active", "last_login"]
    list_filter = ["role", "is_active"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    actions = ["invite_again", "forget_second_factor"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Person"), {"fields": ["name", "role", "is_active", "language"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_form_template = None
    add_fieldsets = [
        (
            None,
            {
                "fields": ["email", "name", "role", "language"],
                "description": _(
                    "The person gets a mail with a link, and chooses a password under it."
                ),
            },
        )
    ]

    def get_form(  # type: ignore[override]
        self, request: HttpRequest, obj: Any = None, **options: Any
    ) -> type[forms.ModelForm]:
        form: type[forms.ModelForm] = super().get_form(request, obj, **options)
        if obj is not None:
            form.signed_in = request.user  # type: ignore[attr-defined]
        return form

    @admin.action(description=_("Invite again"))
    def invite_again(self, request: HttpRequest, chosen: models.QuerySet) -> None:
        for person in chosen.order_by("pk"):
            try:
                self._invite(request, person)
            except HasPassword:
                sentence = _("%(name)s has a password already.") % {"name": person}
                self.message_user(request, sentence, messages.ERROR)

    def _invite(self, request: HttpRequest, person: User) -> None:
        assert isinstance(request.user, User)
        if not person.is_office:
            sentence = _("%(name)s is a contact, and is invited under Contacts.")
            self.message_user(request, sentence % {"name": person}, messages.ERROR)
            return
        invitations.invite(person, to_see=[], link_to=request.build_absolute_uri, by=request.user)
        sentence = _("A mail is on its way to %(address)s.")
        self.message_user(request, sentence % {"address": person.email})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            self._invite(request, form.instance)

    @admin.action(description=_("Take away a lost second factor"))
    def forget_second_factor(self, request: HttpRequest, chosen: models.QuerySet) -> None:
        assert isinstance(request.user, User)
        for person in chosen.order_by("pk"):
            users.forget_second_factor(person, by=request.user)
        self.message_user(
            request,
            _("They are signed out everywhere, and sign in with the password alone."),
        )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            # What is remembered of the address before would still open the account.
            EmailAddress.objects.filter(user=obj).delete()
            SocialAccount.objects.filter(user=obj).delete()
            Invitation.objects.filter(user=obj, used_at=None).delete()

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        with transaction.atomic():
            return super().user_change_password(request, id, form_url)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        # The page for a password saves without asking the admin; it only logs.
        if resolve(request.path_info).url_name == "auth_user_password_change":
            assert isinstance(request.user, User)
            users.tell_of_password(obj, by=request.user)
        return super().log_change(request, obj, message)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and obj != request.user

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        if request.user in list(objs):
            return [], {}, set(), [_("You cannot delete yourself. Another administrator can.")]
        return super().get_deleted_objects(objs, request)

    def reasons_to_keep(self, objects: Any) -> list[str]:
        # Deleting a person would delete the history of what the person did.
        if LogEntry.objects.filter(user__in=objects).exists():
            sentence = _("What these people did is in the history. Clear “may sign in” instead.")
            return [str(sentence), *super().reasons_to_keep(objects)]
        return super().reasons_to_keep(objects)


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ["number", "at", "by_name", "deed", "label", "field", "before", "after"]
    list_filter = ["deed", "subject"]
    search_fields = ["by_name", "label", "before", "after"]
    ordering = ["-number"]
    date_hierarchy = "at"
