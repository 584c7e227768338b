"""SQLite connections that know Swedish as PostgreSQL does by birth.

The collation ``sv-SE-x-icu``, by the same name on both databases, lets a model say
``db_collation`` once; and a search for "öster" finds Östersund.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base, schema

SWEDISH = "sv-SE-x-icu"
_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})


def swedish_sort_key(text: str) -> tuple[str, str]:
    """The key that puts å, ä and ö after z, ignores case, and other accents unless all else ties.

    >>> sorted(["Östersund", "Åre", "Älvdalen", "Zinkgruvan", "Ékeby"], key=swedish_sort_key)
    ['Ékeby', 'Zinkgruvan', 'Åre', 'Älvdalen', 'Östersund']
    """
    folded = unicodedata.normalize("NFC", text).casefold().translate(_AFTER_Z)
    plain = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return plain, text


def compare_swedish(left: str, right: str) -> int:
    """Answer -1, 0 or 1 for SQLite; 0 only for equal texts, so that unique stays unique."""
    a, b = swedish_sort_key(left), swedish_sort_key(right)
    return (a > b) - (a < b)


@lru_cache(maxsize=64)
def _expression(pattern: str, escape: str) -> re.Pattern[str]:
    parts = []
    letters = iter(pattern)
    for letter in letters:
        if letter == escape:
            parts.append(re.escape(next(letters, "")))
        else:
            parts.append({"%": ".*", "_": "."}.get(letter, re.escape(letter)))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def like(pattern: str | None, text: object, escape: str = "") -> bool | None:
    """Compare as SQLite's LIKE, but without regard to the case of å, ä and ö too.

    >>> like("%öster%", "Östersund"), like("100!%", "1000", "!"), like("%", None)
    (True, False, None)
    """
    if pattern is None or text is None:
        return None
    return _expression(pattern, escape).fullmatch(str(text)) is not None


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    def _collate_sql(
        self, collation: str, old_collation: str | None = None, table_name: str | None = None
    ) -> str:
        # Django leaves the name bare, which does for NOCASE but not for a name with hyphens.
        return f"COLLATE {self.quote_name(collation)}"


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.create_collation(SWEDISH, compare_swedish)
        # INSERT OR REPLACE takes rows away, and tells the triggers of it only when asked to.
        connection.execute("PRAGMA recursive_triggers = ON")
        for arguments in (2, 3):
            connection.create_function("like", arguments, like, deterministic=True)
        return connection
