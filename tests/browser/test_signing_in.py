"""Coming in: by invitation, with a second factor, with a passkey."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import User
from tests.accounts.test_second_factor import SECRET, code_of
from tests.browser.conftest import Visit, fill_in_sign_in
from tests.conftest import PASSWORD
from tests.mail import link_in

pytestmark = pytest.mark.browser


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_an_invited_contact_sets_a_password_sees_the_sum_and_is_ended(
    visit: Visit, the_example: None, editor: User, mailoutbox: list[EmailMessage]
) -> None:
    office = visit(editor)
    office.goto("/contacts/")
    office.get_by_role("link", name="Bjud in en kontaktperson för Krokom", exact=True).click()
    office.get_by_label("E-postadress").fill("anna@test.example")
    office.get_by_role("button", name="Skicka inbjudan").click()
    expect(office.get_by_text("Ett mejl är på väg till anna@test.example.")).to_be_visible()
    expect(office.get_by_role("row", name="anna@test.example")).to_contain_text("inbjuden")

    anna = visit()
    anna.goto(link_in(mailoutbox[-1]))
    heading(anna, "Välkommen till Fördela")
    anna.get_by_label("Ditt namn").fill("Anna Ek")
    anna.get_by_label("Lösenord").first.fill(PASSWORD)
    anna.get_by_label("Lösenordet igen").fill(PASSWORD)
    anna.get_by_role("button", name="Spara lösenordet och gå in").click()
    heading(anna, "Krokom betalar 642 528 kr för 2021")
    answer = anna.goto("/budgets/2021/statement/2380/")
    assert answer
    assert answer.status == 404

    office.reload()
    row = office.get_by_role("row", name="Anna Ek")
    expect(row).to_contain_text("aktiv")
    row.get_by_role("link", name="Avsluta").click()
    office.get_by_role("button", name="Avsluta nu").click()
    expect(office.get_by_role("heading", name="Tidigare kontaktpersoner")).to_be_visible()
    answer = anna.goto("/budgets/2021/")
    assert answer
    assert answer.status == 404


def test_the_code_of_an_app_is_the_second_step(visit: Visit, editor: User) -> None:
    TOTP.activate(editor, SECRET)
    page = visit()
    page.goto("/")
    fill_in_sign_in(page, editor)
    heading(page, "Det andra steget")
    page.get_by_label("Kod").fill("000000")
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_text("Koden stämmer inte, eller är för gammal.")).to_be_visible()
    page.get_by_label("Kod").fill(code_of(SECRET))
    page.get_by_role("button", name="Logga in", exact=True).click()
    heading(page, "Start")


def test_a_passkey_opens_without_a_password(visit: Visit, editor: User, settings: Settings) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    page = visit()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    kept_by_the_computer = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": kept_by_the_computer})

    page.goto("/accounts/second-factor/")
    fill_in_sign_in(page, editor)
    heading(page, "Du loggar in med bara ett lösenord")
    page.get_by_role("link", name="Lägg till en lösennyckel").click()
    heading(page, "Är det du?")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Fortsätt").click()
    page.get_by_label("Vad du kallar den").fill("Datorn")
    page.wait_for_load_state()
    page.get_by_label("Logga in med bara den, utan lösenord").check()
    page.get_by_role("button", name="Lägg till en lösennyckel").click()
    heading(page, "Reservkoder")
    page.get_by_role("link", name="Jag har sparat dem").click()
    heading(page, "Du loggar in med en andra faktor")

    page.get_by_role("button", name="Logga ut").click()
    heading(page, "Logga in")
    page.wait_for_load_state()
    page.get_by_role("button", name="Logga in med en lösennyckel").click()
    heading(page, "Start")
    page.goto("/accounts/second-factor/passkeys/")
    expect(page.get_by_role("row", name="Datorn")).to_be_visible()

    # As the second step, when somebody has begun with the password.
    page.get_by_role("button", name="Logga ut").click()
    fill_in_sign_in(page, editor)
    heading(page, "Det andra steget")
    page.wait_for_load_state()
    page.get_by_role("button", name="Med en lösennyckel").click()
    heading(page, "Start")

    page.goto("/accounts/second-factor/passkeys/")
    page.get_by_role("link", name="Ta bort Datorn").click()
    heading(page, "Är det du?")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Fortsätt").click()
    page.get_by_role("button", name="Ta bort lösennyckeln").click()
    heading(page, "Dina lösennycklar")
    assert not Authenticator.objects.filter(user=editor, type="webauthn").exists()


def test_a_passkey_that_is_not_there_is_told_on_the_page(visit: Visit, db: None) -> None:
    page = visit()
    page.goto("/accounts/sign-in/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject('none') }")
    page.get_by_role("button", name="Logga in med en lösennyckel").click()
    expect(page.get_by_role("alert")).to_have_text(
        "Lösennyckeln användes inte. Försök igen, eller välj ett annat sätt."
    )
