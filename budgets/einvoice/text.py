r"""What of a text XML can carry.

>>> carried("Krokom\x0bs  kommun")
'Krokoms kommun'
"""

import re

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def carried(text: str) -> str:
    """The text on one line, without the control characters that XML has no way to say."""
    return " ".join(_NOT_IN_XML.sub("", text).split())
