"""The desk's part of gathering: the code and its poster, lists with wrong rows, files and unions given out."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from niangjia.engines.imports.models import Export
from niangjia.ground.org.models import Employer
from tests.fronts.conftest import House
from tests.fronts.test_founding_pages import free, start

pytestmark = pytest.mark.django_db
__all__ = ["free"]


def test_the_code_and_its_poster(house: House, desk: Client, free: Employer) -> None:
    row = start(desk, house, free)
    where = f"/desk/founding/{row.code}/join-code/"
    assert "还没有开通" in desk.get(where).content.decode()
    assert desk.get(f"{where}poster.pdf")["Location"] == where

    assert desk.post(where)["Location"] == where
    row.refresh_from_db()
    page = desk.get(where)
    assert page.context["address"].endswith(f"/m/join/{row.gather_code}/")
    assert "下载海报" in page.content.decode()
    paper = desk.get(f"{where}poster.pdf")
    assert paper.status_code == 200
    assert b"".join(paper.streaming_content)[:4] in {b"%PDF", b"PK\x03\x04"}  # type: ignore[attr-defined]


def test_a_spreadsheet_with_a_wrong_row(house: House, desk: Client, free: Employer) -> None:
    row = start(desk, house, free)
    where = f"/desk/founding/{row.code}/people/"
    table = "姓名,身份证号\n应大伟,\n胡小兰,123\n"

    shown = desk.post(where, {"file": SimpleUploadedFile("名单.csv", table.encode()), "people": ""})
    text = shown.content.decode()
    assert shown.status_code == 200
    assert ["没有收的行" in text, "应为 18 位" in text] == [True, True]
    assert list(row.people.values_list("name", flat=True)) == ["应大伟"]

    assert desk.post(where, {"people": "应大伟\n胡小兰"})["Location"] == f"/desk/founding/{row.code}/"
    assert row.people.count() == 2
    assert desk.post(where, {"people": ""}).status_code == 422
    assert desk.post(where, {"file": SimpleUploadedFile("a.pdf", b"%PDF"), "people": ""}).status_code == 422
    assert row.people.count() == 2


def test_files_are_given_out(house: House, desk: Client, free: Employer) -> None:
    start(desk, house, free)
    assert "导出 1 家" in desk.get("/desk/founding/export/").content.decode()
    answer = desk.post("/desk/founding/export/", {"all": "1", "sure": "1", "col": ["name", "stage", "days"]})
    assert answer.status_code == 302
    made = Export.objects.get()
    assert (made.rows, made.title) == (1, "建会换届档案")


def test_unions_are_given_out_in_the_columns_of_their_sheet(house: House, desk: Client) -> None:
    page = desk.get("/desk/unions/export/?as=sheet").content.decode()
    assert ["任期起" in page, "上级工会" in page] == [True, True]
    columns = ["name", "parent", "kind", "term_since", "term_until"]
    assert desk.post("/desk/unions/export/?as=sheet", {"all": "1", "sure": "1", "col": columns}).status_code == 302
    made = Export.objects.get()
    assert made.title == "工会组织表"
