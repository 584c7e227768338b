"""Mail as its reader has it."""

import re

from django.core.mail import EmailMessage


def link_in(mail: EmailMessage) -> str:
    """The path of the one link in a mail."""
    (link,) = re.findall(r"^https?://[^/]+(/\S*)$", str(mail.body), re.MULTILINE)
    return str(link)
