"""Every answer that was recorded is read right, also those that hold no population."""

import json

import pytest

from municipalities.sources.extract import Reason, SourceRefused
from municipalities.sources.json_formats import cube_in_json
from tests.scb import SCB


def test_the_answer_with_ages_sexes_and_months_keeps_its_order() -> None:
    cube = cube_in_json((SCB / "v2_recorded_TAB6471_data.json").read_bytes())
    assert (cube.table, cube.updated[:10]) == ("TAB6471", "2026-06-08")
    at = {"Region": "25", "Alder": "100+10", "Kon": "2", "ContentsCode": "000007SF"}
    assert [cube.at(at | {"Tid": f"2026M0{month}"}) for month in (1, 2, 3, 4)] == [62, 60, 60, 54]


def test_the_answer_with_decimals_keeps_them() -> None:
    cube = cube_in_json((SCB / "v1_recorded_jsonstat2_000001J4_sv.json").read_bytes())
    assert cube.at({"Region": "01", "Kon": "1", "Tid": "2000"}) == 1.47
    assert cube.at({"Region": "25", "Kon": "2", "Tid": "2022"}) == 1.52


def test_the_answer_by_civil_status_and_sex_is_read_as_it_stands() -> None:
    content = (SCB / "v1_BefolkningNy_pxjson_recorded_en.json").read_bytes()
    cube = cube_in_json(content)
    assert [dimension.code for dimension in cube.dimensions] == [
        "Civilstand",
        "Kon",
        "Tid",
        "ContentsCode",
    ]
    for row in json.loads(content)["data"]:
        status, sex, year = row["key"]
        at = {"Civilstand": status, "Kon": sex, "Tid": year, "ContentsCode": "BE0101N1"}
        assert cube.at(at) == row["values"][0]


@pytest.mark.parametrize("name", ["v2_recorded_config.json", "v1_request_body.json"])
def test_what_is_no_answer_is_not_taken_for_one(name: str) -> None:
    with pytest.raises(SourceRefused) as caught:
        cube_in_json((SCB / name).read_bytes())
    assert caught.value.reason == Reason.NOT_RECOGNISED
