"""A proposal goes out, the contact of Krokom answers it, and the office sees that."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from tests.browser.conftest import Visit
from tests.browser.test_every_page import examine

pytestmark = pytest.mark.browser


def test_krokom_comments_and_acknowledges_and_the_office_sees_it(
    visit: Visit, contact_of_krokom: User, editor: User
) -> None:
    office = visit(editor)
    office.goto("/budgets/2022/1/decide/")
    office.get_by_label("Sista svarsdag").fill(timezone.localdate().isoformat())
    office.get_by_role("button", name="Skicka ut").click()
    expect(office.get_by_role("status")).to_contain_text("ute på samråd")

    krokom = visit(contact_of_krokom)
    krokom.goto("/")
    krokom.get_by_role("link", name="Läs och besvara förslaget").click()
    expect(krokom.get_by_role("heading", level=1)).to_have_text(
        "Krokom föreslås betala 644 606 kr för 2022"
    )
    krokom.get_by_label("Synpunkt").fill("Vi undrar över personalen.\n\nHur är det tänkt?")
    krokom.get_by_role("button", name="Skicka", exact=True).click()
    expect(krokom.get_by_text("Vi undrar över personalen.")).to_be_visible()
    krokom.get_by_role("button", name="Vi har tagit del av förslaget").click()
    expect(krokom.get_by_text("Det är noterat")).to_be_visible()
    assert examine(krokom, "/budgets/2022/1/consultation/2309/") == []

    office.goto("/budgets/2022/1/consultation/")
    answered = office.get_by_role("row").filter(has=office.get_by_text("Svara Krokom"))
    expect(answered).to_contain_text("har tagit del, 1 synpunkt")
    office.get_by_role("link", name="Svara Krokom").click()
    office.get_by_label("Synpunkt").fill("Löneavtalet är med.")
    office.get_by_role("button", name="Skicka", exact=True).click()
    expect(office.get_by_text("Löneavtalet är med.")).to_be_visible()
    for address in ("/budgets/2022/1/consultation/", "/budgets/2022/1/decide/"):
        assert examine(office, address) == []

    krokom.reload()
    expect(krokom.get_by_text("Löneavtalet är med.")).to_be_visible()
    krokom.goto("/accounts/")
    krokom.get_by_role("link", name="Välj vilken e-post du får").click()
    krokom.get_by_label("en budget fastställs").uncheck()
    krokom.get_by_role("button", name="Spara").click()
    expect(krokom.get_by_text("Ditt val är sparat.")).to_be_visible()
    assert examine(krokom, "/accounts/notices/") == []
