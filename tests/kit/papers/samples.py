"""Papers for the tests: one of each kind, and texts that want to be something else."""

from __future__ import annotations

from datetime import date

from niangjia.kit.papers import Blank, Boxes, Code, Fields, Heading, Paper, Signature, Table, Text

DAY = date(2026, 11, 20)
SENTENCE = "根据工会法和工会章程的有关规定经研究同意成立青溪县前滩镇宏远五金有限公司工会委员会"
"""Without punctuation, so that each line holds as many characters as fit."""

HOSTILE = (
    "<b>粗</b>", "<script>alert(1)</script>", "<img src=http://127.0.0.1:9/x>", "<link rel=stylesheet href=file:///etc/passwd>",
    "</w:t></w:r><w:r><w:t>假", "]]><w:p/>", "&lt;&amp;&#0;", "&xxe;", "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
    "<?xml version='1.0'?>", "<style>@page{size:1cm}</style>", "url(http://127.0.0.1:9/y)", "\\x00\\u0000", "\x00\x01\x02\x08\x1b\x7f",
    "\u202e倒着\u202c", "\u2066隔\u2069", "\ufeff头", "\ufffe\uffff", "\ud800", "=HYPERLINK(\"http://x\")", "=1+1", "+86", "-1", "@SUM(A1)",
    "{ DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe }", "{ INCLUDETEXT http://x }", "MERGEFIELD", "${name}", "{{ 7*7 }}", "{% load x %}",
    "%(name)s", "{0}", "%s%n", "$(fang)", "$(line)", "'; DROP TABLE people_person; --", "\" onclick=\"x", "' or '1'='1", "../../etc/passwd",
    "C:\\con\\nul", "javascript:alert(1)", "data:text/html;base64,PHNjcmlwdD4=", "<svg onload=alert(1)>", "<table><tr><td>",
    "<td colspan=99>", "<div style=position:fixed>", "<base href=http://x>", "<meta http-equiv=refresh>", "<iframe src=//x>",
    "<object data=x>", "<embed src=x>", "<form action=x>", "<input value=x>", "\r\n\r\nLocation: x", "\u2028\u2029", "\x0b\x0c\x85",
    "<h1>假标题</h1>", "</body></html>", "<!-- 注释", "--> -->", "\U000e0041\U000e007f", "𠮷𡈽𠅤", "㼆䶮", "👨‍👩‍👧", "é̂̃", "ﷺ" * 20,
)  # fmt: skip
"""Sixty and more strings that were met in the wild."""


def official(body: int = 3, **given: object) -> Paper:
    """A reply with a red head."""
    return Paper(
        "official",
        "关于同意成立宏远五金有限公司工会委员会的批复",
        (Heading("一、总体要求"), *(Text(SENTENCE * 4) for _one in range(body)), Heading("（一）具体安排", 2)),
        **{
            "issuer": "青溪县总工会", "number": "青工发〔2026〕12号", "to": "宏远五金有限公司工会筹备组",
            "signature": Signature("青溪县总工会", DAY), "attachments": ("委员会名单", "选举办法"), "copies": "前滩镇总工会",
            **given,
        },  # type: ignore[arg-type]
    )  # fmt: skip


def roster(number: int, *, name: str = "张{}") -> Paper:
    """A list of so many lines with their total."""
    rows = tuple((str(n), name.format(n), f"{n * 3:,}", "青溪宏远五金有限公司") for n in range(1, number + 1))
    total = sum(n * 3 for n in range(1, number + 1))
    table = Table(
        ("序号", "姓名", "金额", "单位"),
        rows,
        (1, 3, 2, 5),
        ("合计", f"{number} 人", f"{total:,}", ""),
        frozenset({0, 2}),
    )
    return Paper(
        "list", "会员名单", (Text("2026年11月20日", indent=False), table), signature=Signature("青溪县总工会", DAY)
    )


def form(name: str = "王小芳", code: str = "NJabcdefgh23456789-0123abcd") -> Paper:
    """A form of one sheet with a code at its foot."""
    pairs = (("姓名", name), ("性别", "女"), ("出生日期", "1990年1月2日"))
    blocks = (Fields(pairs), Blank("个人工作简历", 4), Fields((("意见", "\n\n（盖章）　　年　月　日"),), 1))
    return Paper("form", "工会会员登记表", blocks, number="编号：001", code=code)


def ballot() -> Paper:
    """A ballot with boxes, lines and people who sign."""
    blocks = (
        Text("请打勾。"),
        Boxes("王芳", ("同意", "不同意", "弃权")),
        Blank("另选他人", 2),
        Code("https://gh.example/m/join/x/"),
    )
    return Paper("ballot", "选票", blocks, signature=Signature("", None, ("计票人", "监票人")))


def notice() -> Paper:
    """A notice without a head."""
    return Paper("notice", "通知", (Text("请准时参加。"),), to="各位会员", signature=Signature("青溪县总工会", DAY))
