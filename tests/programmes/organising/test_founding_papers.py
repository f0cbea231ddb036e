"""The papers of a founding: filled from the file, blank where nothing is known, the same names on all of them, as Word and PDF."""

from __future__ import annotations

from typing import Any

import pytest

from niangjia.kit.papers import Blank, Fields, Paper, Table, Text, pdf, word
from niangjia.programmes.organising import queries
from niangjia.programmes.organising.queries import founding_papers
from tests.programmes.organising import founding as given
from tests.programmes.organising.founding import NAME, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(db: Any) -> given.Place:
    return given.place()


def said(paper: Paper) -> str:
    parts = [paper.title, paper.number, paper.to]
    for block in paper.blocks:
        if isinstance(block, Text | Blank):
            parts.append(getattr(block, "text", "") or getattr(block, "label", ""))
        elif isinstance(block, Fields):
            parts += [f"{label}={value}" for label, value in block.pairs]
        elif isinstance(block, Table):
            parts += [" ".join(row) for row in block.rows]
    return "\n".join(parts)


def test_a_file_that_has_just_begun_gives_blanks(at: given.Place) -> None:
    row = given.started(at)
    name, (paper,) = founding_papers.papers(at.preparer, row.code, "request")
    assert (name, paper.title, paper.to) == (f"{NAME}请示", f"关于筹备成立{NAME}的请示", "芝英镇总工会")
    assert "恒达五金有限公司现有职工＿＿＿＿人" in said(paper)
    assert paper.signature is not None
    assert paper.signature.on is None


def test_every_paper_of_a_founded_union_is_filled(at: given.Place) -> None:
    row = given.founded(at)
    _name, made = founding_papers.papers(at.preparer, row.code, "all")
    assert [paper.title for paper in made] == [
        f"关于筹备成立{NAME}的请示", f"关于同意筹备成立{NAME}的批复", f"{NAME}会员名册", f"关于{NAME}候选人名单的请示", f"{NAME}候选人名册",
        f"{NAME}选举办法（草案）", f"{NAME}工会委员会选票", f"{NAME}经费审查委员会选票", f"{NAME}女职工组织选票", f"{NAME}选举计票单",
        f"关于{NAME}选举结果的报告", f"关于同意成立{NAME}及选举结果的批复", "刻章介绍信", "基层工会法人登记申请表", "开户介绍信", "工会经费缴拨登记表",
    ]  # fmt: skip
    assert [paper.to for paper in made if paper.to.endswith("：")] == []  # the drawing puts the colon
    by = {paper.title: said(paper) for paper in made}
    assert f"芝英镇总工〔{TODAY.year}〕1号" in by[f"关于同意筹备成立{NAME}的批复"]
    reply = by[f"关于同意成立{NAME}及选举结果的批复"]
    assert f"芝英镇总工〔{TODAY.year}〕2号" in reply
    assert "应建伟任主席。" in reply
    assert "程立新" not in reply
    assert "应到会60人，实到会42人" in by[f"关于{NAME}选举结果的报告"]
    assert "法定代表人（主席）=应建伟" in by["基层工会法人登记申请表"]
    assert "应到会人数的三分之二" in by[f"{NAME}选举办法（草案）"]


def test_the_roster_carries_no_number(at: given.Place) -> None:
    row = given.prepared(at, people=3)
    (paper,) = founding_papers.papers(at.preparer, row.code, "members")[1]
    assert not any(part.isdigit() and len(part) > 5 for part in said(paper).split())


def test_the_papers_of_a_stage_as_word_and_pdf(at: given.Place) -> None:
    row = given.elected(at)
    _name, made = founding_papers.papers(at.preparer, row.code, "held")
    assert len(made) == 5
    assert word(made)[:2] == b"PK"
    assert pdf(made[:2])[:5] == b"%PDF-"


def test_nothing_of_others(at: given.Place) -> None:
    row = given.started(at)
    with pytest.raises(founding_papers.PaperNotFound):
        founding_papers.papers(at.preparer, row.code, "nothing")
    with pytest.raises(queries.FileNotFound):
        founding_papers.papers(given.place().preparer, row.code, "request")
