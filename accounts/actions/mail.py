"""Mail to a person: text, in the person's language, sent when what it tells of is kept.

All mail goes this way. It is kept as ``OutgoingMail`` in the same transaction, and a task hands it
to the mail server afterwards (``accounts.actions.delivery``).
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from accounts.actions.delivery import deliver
from accounts.models import OutgoingMail


def send(template: str, *, to: str, language: str, **context: Any) -> OutgoingMail:
    """Write ``templates/mail/<template>.txt``, whose first line is the subject, and send it.

    It leaves when the transaction is done, and not at all when that is undone.
    """
    with translation.override(language):
        text = render_to_string(f"mail/{template}.txt", context)
    subject, _line, body = text.strip().partition("\n")
    mail: OutgoingMail = OutgoingMail.objects.create(
        to=to, subject=" ".join(subject.split())[:200], body=body.strip() + "\n"
    )
    # Where the task cannot be kept the mail waits all the same: nothing that was done is undone.
    transaction.on_commit(partial(deliver.enqueue, mail.pk), robust=True)
    return mail
