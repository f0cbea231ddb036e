import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kit.sheets import neutral, sentence
from niangjia.kit.sheets.values import read_float, read_integer, read_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张三", "张三"),
        ("张 三", "张三"),
        ("张　三", "张三"),
        (" 张\u200b三 ", "张三"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉・买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉.买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉．买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉 · 买买提", "阿卜杜拉·买买提"),
        ("𠮷田", "𠮷田"),
        ("王䶮", "王䶮"),
        ("李㛃", "李㛃"),
        ("刘〇", "刘〇"),
        ("欧阳　娜娜", "欧阳娜娜"),
        ("John  Smith", "John Smith"),
        ("Ｊohn", "John"),
        ("O'Neil", "O'Neil"),
        ("凞", "凞"),
    ],
)
def test_names_are_kept_as_they_are_meant(text, name):
    assert read_name(text).value == name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("张?", "有的字没有存下来（显示为“?”），请重新填写姓名"),
        ("张\ufffd", "有的字没有存下来（显示为“\ufffd”），请重新填写姓名"),
        ("张□", "有的字没有存下来（显示为“□”），请重新填写姓名"),
        ("张三2", "姓名里有数字或符号，请核对"),
        ("张*", "姓名里有数字或符号，请核对"),
        ("张三@", "不像姓名，请核对"),
        ("·", "不像姓名，请核对"),
    ],
)
def test_lost_and_impossible_names_are_refused(text, said):
    reading = read_name(text)
    assert reading.value is None
    assert sentence(reading.error, **reading.values) == said


def test_odd_names_pass_with_a_warning():
    assert (read_name("张\ue123").value, read_name("张\ue123").warning) == ("张\ue123", "name.private")
    assert (read_name("张").value, read_name("张").warning) == ("张", "name.short")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("12.0", 12),
        ("1,200", 1200),
        ("１２", 12),
        ("12人", 12),
        ("12 名", 12),
        ("1.2万", 12_000),
        ("-3", -3),
        ("(5)", -5),
    ],
)
def test_whole_numbers(text, number):
    assert read_integer(text).value == number


@pytest.mark.parametrize("text", ["十二", "12.5", "1,2", "", "12a", "1e99", "--3", "9" * 70])
def test_what_is_no_whole_number(text):
    assert read_integer(text).value is None


def test_numbers():
    assert read_float("1,234.5").value == 1234.5
    assert read_float("1.7米").error == "number.form"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        (" =1", "' =1"),
        ("＝1+1", "'＝1+1"),
        ("-5", "-5"),
        ("-4,800.00", "-4,800.00"),
        ("-5.5%", "-5.5%"),
        ("+8613812345678", "+8613812345678"),
        ("+86 138-1234-5678", "+86 138-1234-5678"),
        ("0579-85551234", "0579-85551234"),
        ("张三", "张三"),
        ("", ""),
    ],
)
def test_formulas_are_neutralised_and_numbers_left_alone(text, shown):
    assert neutral(text) == shown


@given(st.text(max_size=30))
def test_nothing_that_begins_like_a_formula_survives(text):
    shown = neutral(text)
    assert not shown.startswith(("=", "@", "\t", "\r"))
    assert shown == text or shown == f"'{text}"
