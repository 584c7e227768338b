"""JSON-stat (versions 1 and 2) and PxWeb's own json, as SCB's API answers and its pages export.

Source: json-stat.org/full, and the answers recorded from PxWeb's API v1 and v2. Values of the json
of API v1 are texts, sometimes after a byte-order mark.
"""

import json
import math
from collections.abc import Mapping
from typing import Any

from municipalities.sources.cube import Cube, Dimension
from municipalities.sources.extract import Reason, SourceRefused

_MOST_CELLS = 1_000_000


def cube_in_json(content: bytes) -> Cube:
    """Read either format; raises ``SourceRefused``, ``LAYOUT`` where it is neither of them."""
    try:
        answer = json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_without_doubles, parse_constant=_refuse
        )
    except (ValueError, RecursionError) as error:
        raise SourceRefused(Reason.LAYOUT, where="JSON") from error
    try:
        return _cube(answer)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise SourceRefused(Reason.LAYOUT, where=f"JSON: {error}"[:80]) from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _cube(answer: Any) -> Cube:
    if "columns" in answer:
        return _of_columns(answer)
    if "dataset" in answer:
        answer = answer["dataset"]
        dimensions = answer["dimension"]
        return _of_dataset(answer, dimensions["id"], dimensions["size"])
    if answer.get("class") != "dataset":
        raise SourceRefused(Reason.NOT_RECOGNISED)
    return _of_dataset(answer, answer["id"], answer["size"])


def _of_dataset(answer: Mapping[str, Any], ids: list[str], sizes: list[int]) -> Cube:
    dimensions = [_dimension(code, answer["dimension"][code]) for code in ids]
    if [len(dimension.categories) for dimension in dimensions] != sizes or len(set(ids)) < len(ids):
        raise ValueError("sizes differ")
    count = math.prod(sizes)
    if count > _MOST_CELLS:
        raise ValueError("too many cells")
    values = answer["value"]
    if isinstance(values, dict):
        values = [values.get(str(place)) for place in range(count)]
    if len(values) != count:
        raise ValueError("values are missing")
    px = answer.get("extension", {}).get("px", {})
    return Cube(
        label=_text(answer.get("label", "")),
        source=_text(answer.get("source", "")),
        updated=_text(answer.get("updated", "")),
        table=_text(px.get("tableid", "")),
        notes=[_text(note) for note in answer.get("note") or []],
        dimensions=dimensions,
        values=values,
    )


def _dimension(code: str, dimension: Mapping[str, Any]) -> Dimension:
    category = dimension["category"]
    labels = category.get("label", {})
    index = category.get("index", list(labels))
    if isinstance(index, dict):
        if sorted(index.values()) != list(range(len(index))):
            raise ValueError("the index has gaps")
        index = sorted(index, key=index.__getitem__)
    if len(set(index)) < len(index) or set(labels) - set(index):
        raise ValueError("categories differ")
    categories = [(_text(key), _text(labels.get(key, ""))) for key in index]
    return Dimension(code, _text(dimension.get("label", code)), categories)


def _of_columns(answer: Mapping[str, Any]) -> Cube:
    """PxWeb's json: rows of keys and values, in columns of keys and of contents."""
    keys = [column for column in answer["columns"] if column["type"] != "c"]
    contents = [column for column in answer["columns"] if column["type"] == "c"]
    rows: dict[tuple[str, ...], list[Any]] = {}
    for row in answer["data"]:
        key = tuple(_text(part) for part in row["key"])
        if len(key) != len(keys) or len(row["values"]) != len(contents):
            raise ValueError("a row has other columns")
        if key in rows:
            raise SourceRefused(Reason.TWICE, code=" ".join(key))
        rows[key] = row["values"]
    along = [list(dict.fromkeys(key[place] for key in rows)) for place in range(len(keys))]
    if math.prod(map(len, along)) * len(contents) > _MOST_CELLS:
        raise ValueError("too many cells")
    dimensions = [
        Dimension(column["code"], _text(column["text"]), [(code, "") for code in codes])
        for column, codes in zip(keys, along, strict=True)
    ]
    labels = [(_text(column["code"]), _text(column["text"])) for column in contents]
    said = (answer.get("metadata") or [{}])[0]
    return Cube(
        label=_text(said.get("label", "")),
        source=_text(said.get("source", "")),
        updated=_text(said.get("updated", "")),
        dimensions=[*dimensions, Dimension("ContentsCode", "", labels)],
        values=[
            value for key in _product(along) for value in rows.get(key, [None] * len(contents))
        ],
        notes=[_text(comment.get("comment", "")) for comment in answer.get("comments") or []],
    )


def _product(along: list[list[str]]) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = [()]
    for codes in along:
        keys = [(*key, code) for key in keys for code in codes]
    return keys


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")
    return value
