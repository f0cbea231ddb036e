"""The sentences of everything that can be wrong with a spreadsheet or one of its cells: what it is and how to mend it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    # identity documents
    "identity.empty": _("必填，请补上"),
    "identity.length": _("{change}，应为 18 位"),
    "identity.checksum": _("最后一位对不上，请照身份证核对"),
    "identity.date": _("出生日期不对：{why}"),
    "identity.format": _("号码里有不该有的字符，请照证件核对"),
    "identity.kind": _("号码和证件类型对不上，请核对"),
    "identity.ruined": _("号码被 Excel 改成了数字，后几位已经丢了。请先把这一列设为“文本”格式，再重新填写"),
    "identity.old": _("15 位的旧号码，已按 18 位新号码记，请核对"),
    "identity.county": _("前 6 位 {county} 查不到是哪里，请核对"),
    "identity.maybe_ruined": _("后几位是 0，可能被 Excel 改过，请照身份证核对"),
    "identity.residence": _("这是居住证号码，证件类型按居住证记"),
    "identity.foreign": _("这是外国人永久居留身份证号码，证件类型按此记"),
    "identity.document": _("没有这种证件类型，可以填：{choices}"),
    # phones
    "phone.empty": _("必填，请补上"),
    "phone.length": _("{change}，手机号应为 11 位"),
    "phone.format": _("不像电话号码，请核对"),
    "phone.ruined": _("号码被 Excel 改成了数字，后几位已经丢了。请先把这一列设为“文本”格式，再重新填写"),
    "phone.several": _("一格里有几个号码，请只留一个"),
    "phone.landline": _("这是固定电话，收不到短信"),
    "phone.abroad": _("这是境外号码，请核对"),
    # credit codes
    "credit_code.empty": _("必填，请补上"),
    "credit_code.length": _("{change}，统一社会信用代码应为 18 位"),
    "credit_code.format": _("代码里有不该有的字符，请照营业执照核对"),
    "credit_code.checksum": _("最后一位对不上，请照营业执照核对"),
    "credit_code.ruined": _("代码被 Excel 改成了数字，后几位已经丢了。请先把这一列设为“文本”格式，再重新填写"),
    # dates
    "date.form": _("看不出是哪一天，请写成 2021-03-05 的样子"),
    "date.month": _("没有 {month} 月，请核对"),
    "date.day": _("{month} 月没有 {day} 日，请核对"),
    "date.leap": _("{year} 年 2 月没有 29 日，请核对"),
    "date.year": _("年份 {year} 不合常理，请核对"),
    "date.future": _("还没有到这一天，请核对"),
    "date.short_year": _("年份只有两位，请写成四位，如 1985-03-12"),
    "date.year_only": _("只有年份，请补上月和日，如 2021-03-05"),
    "date.order": _("分不清月和日，请写成 2021-03-05 的样子"),
    "date.month_only": _("只有年月，按当月 1 日记"),
    "date.month_cut": _("按 {year} 年 1 月 1 日记；如果原来是 {year}.10，请写成 {year}-10-01"),
    # numbers
    "integer.form": _("应为整数，请只填数字"),
    "number.form": _("应为数字，请只填数字"),
    "number.range": _("数太大，请核对"),
    "money.empty": _("必填，请补上"),
    "money.format": _("看不出金额，请只填数字，单位为元，如 4800.00"),
    "money.places": _("金额最多两位小数，请核对"),
    "money.range": _("金额太大，请核对"),
    # names
    "name.digits": _("姓名里有数字或符号，请核对"),
    "name.lost": _("有的字没有存下来（显示为“{mark}”），请重新填写姓名"),
    "name.private": _("有的字在别的电脑上可能显示不出，请核对"),
    "name.short": _("姓名只有一个字，请核对"),
    "name.form": _("不像姓名，请核对"),
    # text and choices
    "required": _("必填，请补上"),
    "text.long": _("多 {over} 个字，最多 {most} 个字"),
    "choice.unknown": _("没有这个选项，可以填：{choices}"),
    "cell.formula": _("这一格是公式，文件里没有存结果。请在 Excel 里打开并保存一次，或者改填文字"),
    "cell.error": _("这一格的公式算错了，请改填文字"),
    # rows
    "row.repeated": _("和第 {first} 行完全一样，只记一次"),
    "key.taken": _("{title}和第 {first} 行相同，姓名不同，先填的保留。请核对是谁的"),
    "key.twice": _("{title}和第 {first} 行相同，其余内容不同，请只留一行"),
    # whole files
    "file.empty": _("这个文件是空的，没有可以读的内容"),
    "file.large": _("文件有 {size} MB，超过 {most} MB。请分成几个文件再传"),
    "file.kind": _("这不是电子表格。请传 .xlsx、.xls 或 .csv 文件"),
    "file.html": _("这是网页存成的表格，不是真正的 Excel 文件。请用 Excel 或 WPS 打开，另存为 .xlsx 再传"),
    "file.other_format": _("这种格式（{format}）读不了。请用 Excel 或 WPS 打开，另存为 .xlsx 再传"),
    "file.archive": _("这是压缩包，不是电子表格。请解压后传里面的表格"),
    "file.word": _("这是 Word 或 WPS 文档，不是电子表格。请把表格复制到 Excel 里，存为 .xlsx 再传"),
    "file.encrypted": _("文件加了打开密码。请在 Excel 里取消密码，保存后再传"),
    "file.broken": _("文件不完整或者损坏了，读不出来。请在 Excel 里打开，另存一份再传"),
    "file.bomb": _("文件解开后大得不合常理，为安全没有打开。请把内容复制到新的表格里再传"),
    "file.entries": _("文件里的部件多得不合常理，为安全没有打开。请把内容复制到新的表格里再传"),
    "file.paths": _("文件里夹着不该有的路径，为安全没有打开。请把内容复制到新的表格里再传"),
    "file.entities": _("文件里夹着不该有的定义，为安全没有打开。请把内容复制到新的表格里再传"),
    "file.wide": _("表格有 {columns} 列，最多 {most} 列。请删掉右边多余的列再传"),
    "file.sparse": _("第 {row} 行 {column} 列还有内容，中间是大片空白。请删掉下面和右边多余的内容再传"),
    "file.sheets": _("文件里有 {sheets} 张工作表，最多 {most} 张。请分成几个文件再传"),
    "file.cells": _("内容太多（约 {cells} 格），最多 {most} 格。请分成几个文件再传"),
    "file.long_cell": _("有一格的内容太长（超过 {most} 个字）。请删短后再传"),
    "file.encoding": _("认不出文字编码。请用 Excel 打开，另存为 .xlsx 再传"),
    "file.binary": _("文件里有读不了的字符，不是文字表格。请用 Excel 打开，另存为 .xlsx 再传"),
    "file.nothing": _("没有找到表头和内容。请确认第一行（或标题下面一行）是列名"),
}
"""Reason code to sentence. Values in braces are filled by `sentence`."""


WANTED_LENGTH = {"identity.length": 18, "phone.length": 11, "credit_code.length": 18}


def sentence(code: str, **values: Any) -> str:
    """The translated sentence of a reason code; a value that is missing shows as nothing rather than failing."""
    if code in WANTED_LENGTH and "length" in values:
        values["change"] = _change(int(values["length"]), WANTED_LENGTH[code])
    return str(SENTENCES[code]).format_map(_Lenient(values))


def _change(have: int, want: int) -> str:
    """`少 1 位` or `多 2 位`."""
    text = _("少 {count} 位") if have < want else _("多 {count} 位")
    return str(text).format(count=abs(want - have))


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""
