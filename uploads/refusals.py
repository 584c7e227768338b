"""Why a file is not read, and how large it may be."""

from enum import StrEnum

MOST_BYTES = 5 * 1024 * 1024
"""The largest file that is taken in."""


class Refusal(StrEnum):
    """Why a file is not read."""

    TOO_LARGE = "too large"
    NO_WORKBOOK = "no workbook"
    OLD_FORMAT = "old format"
    PASSWORD = "password"
    MACROS = "macros"
    UNPACKS_TOO_LARGE = "unpacks too large"
    ENTITIES = "entities"
    TOO_MANY_ROWS = "too many rows"
    TOO_MANY_COLUMNS = "too many columns"
    DAMAGED = "damaged"
    TOO_MUCH_WORK = "too much work"
    EMPTY = "empty"


class Refused(Exception):
    """The file is not read."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(str(why))
        self.why = why
