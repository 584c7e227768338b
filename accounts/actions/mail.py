"""Mail to a person: text, in the person's language, sent when what it tells of is kept."""

from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation


def send(template: str, *, to: str, language: str, **context: Any) -> None:
    """Write ``templates/mail/<template>.txt``, whose first line is the subject, and send it.

    It leaves when the transaction is done, and not at all when that is undone.
    """
    with translation.override(language):
        text = render_to_string(f"mail/{template}.txt", context)
    subject, _line, body = text.strip().partition("\n")
    message = EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[to])
    transaction.on_commit(message.send)
