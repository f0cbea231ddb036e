"""`niangjia figures`, as scripts use it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from tests import factories

from niangjia.fronts.cli.figures import figures
from niangjia.fronts.cli.root import main
from niangjia.ground.people.models import Membership, Person


@pytest.fixture
def place(db):
    county = factories.county("虞山区总工会")
    union = factories.union(county, "骑手联合工会", trade="网约送餐", focus="新就业形态")
    for name, gender in (("甲", "f"), ("乙", "")):
        person = Person.objects.create(name=name, gender=gender)
        Membership.rows.create(person=person, unit=union, path=union.path)
    return county


def said(*words, code=0):
    found = CliRunner().invoke(main, ["figures", *words])
    assert found.exit_code == code, found.output
    return found.output


def test_a_figure_as_json_has_figure_at_value_and_rows(place):
    found = json.loads(said("people.members", "--at", "虞山区总工会", "--on", "2026-01-01", "--rows", "--json"))
    assert (found["figure"], found["at"], found["on"], found["value"]) == (
        "people.members",
        "虞山区总工会",
        "2026-01-01",
        2,
    )
    assert [(row["name"], row["unit"]) for row in found["rows"]] == [("甲", "骑手联合工会"), ("乙", "骑手联合工会")]


def test_a_breakdown_is_a_table_as_in_published_figures(place):
    found = json.loads(
        said("organising.unions", "--at", "虞山区总工会", "--where", "重点领域=新就业形态", "--by", "trade", "--json")
    )
    assert (found["value"], found["total"]) == ({"网约送餐": 1}, 1)


def test_a_ratio_gives_the_rows_of_both_its_numbers(place):
    found = json.loads(said("people.women_rate", "--rows", "--json"))
    assert found["value"] == 0.5
    assert [row["figure"] for row in found["rows"]] == ["people.women", "people.members", "people.members"]


def test_all_figures_of_a_unit_and_the_catalogue_are_lists_of_objects(place):
    listed = json.loads(said("--at", "虞山区总工会", "--on", "2026-01-01", "--json"))
    assert {"figure", "at", "value"} <= set(listed[0])
    assert {one["figure"]: one["value"] for one in listed}["people.members"] == 2
    assert len(json.loads(said("--json"))) == len(listed)


def test_words_for_people(place):
    text = said("people.members", "--by", "gender", "--on", "2026-01-01")
    assert "会员人数：2 人" in text
    assert "未填写\t1 人" in text


def test_a_refusal_is_a_sentence_and_ends_with_two(place):
    assert "没有“people.nobody”这项统计" in said("people.nobody", code=2)


def test_the_command_is_registered():
    assert main.commands["figures"] is figures
