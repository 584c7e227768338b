r"""Text as XML can hold it, which is what the files of Excel and Word are made of.

>>> writable("5\u00a0616\x0c tkr") == "5\u00a0616\ufffd tkr"
True
"""

import re

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """The text with a sign for each character that XML has no way to hold."""
    return _NOT_IN_XML.sub("\ufffd", text)
