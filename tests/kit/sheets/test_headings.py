import pytest

from niangjia.kit.sheets import match_kind, normalise, open_workbook, recognise
from tests.kit.sheets.kinds import KINDS, MEMBERS, UNIONS, xlsx


def match(*heads, name="Sheet1", title=None, known=None):
    rows = ([[title]] if title else []) + [list(heads), ["一"] * len(heads)]
    table = open_workbook(xlsx((name, rows)), name="a.xlsx", kinds=KINDS).sheets[0]
    return recognise(table, KINDS, known=known)


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        (" 姓  名 ", "姓名"),
        ("身份证号（18位）", "身份证号"),
        ("*手机号", "手机号"),
        ("手机号：", "手机号"),
        ("入会\n日期", "入会日期"),
        ("ＮＯ．", "no"),
        ("（备注）", "备注"),
        ("工作单位[全称]", "工作单位"),
    ],
)
def test_headings_are_reduced_to_what_they_say(written, bare):
    assert normalise(written) == bare


@pytest.mark.parametrize(
    "heading",
    [
        "证件号码",
        "身份证号",
        "身份证号码",
        "身份证",
        "公民身份号码",
        "居民身份证号码",
        "身 份 证 号",
        "身份证号码（必填）",
        "证件号",
    ],
)
def test_identity_under_every_usual_name(heading):
    assert match("姓名", heading, "所在工会").mapping[heading] == "identity"


def test_kinds_are_told_apart():
    members = match("姓名", "性别", "身份证号", "联系方式", "工会名称", "单位名称")
    assert members.sheet is MEMBERS
    assert members.mapping == {
        "姓名": "name",
        "性别": "gender",
        "身份证号": "identity",
        "联系方式": "phone",
        "工会名称": "unit",
        "单位名称": "workplace",
    }
    unions = match("工会名称", "上级工会", "主席", "联系电话")
    assert unions.sheet is UNIONS
    assert (unions.missing, unions.unsure, unions.unknown) == ((), (), ())


def test_nothing_fits():
    found = match("货号", "单价", "库存")
    assert found.sheet is None


def test_what_is_missing_unsure_and_unknown_is_said():
    found = match("姓名", "证件号码", "加入工会时间", "备注", "序号")
    assert found.sheet is MEMBERS
    assert [(guess.column, guess.field, guess.title) for guess in found.unsure] == [
        ("加入工会时间", "joined_on", "入会日期")
    ]
    assert [column.name for column in found.missing] == ["unit"]
    assert found.unknown == ("备注",)
    assert found.with_guesses()["加入工会时间"] == "joined_on"


def test_of_two_headings_for_one_column_the_title_wins():
    found = match("姓名", "证件号码", "联系电话", "手机号", "所在工会")
    assert found.mapping["手机号"] == "phone"
    assert "联系电话" not in found.mapping
    assert "联系电话" in found.unknown


def test_an_answer_given_before_is_taken():
    found = match("姓名", "证件号码", "组织", "所在工会", known={"组织": "workplace"})
    assert found.mapping["组织"] == "workplace"


def test_a_kind_that_somebody_chose_is_matched_as_far_as_it_goes():
    table = open_workbook(xlsx(("表", [["姓名", "备注"], ["张三", "无"]])), name="a", kinds=KINDS).sheets[0]
    found = match_kind(table, MEMBERS)
    assert found.sheet is MEMBERS
    assert [column.name for column in found.missing] == ["identity", "unit"]
