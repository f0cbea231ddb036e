"""Which tables are taken for a roster, and which lists of people are not."""

from __future__ import annotations

import io

import pytest
from tests import factories as make

from niangjia.engines.imports import actions
from niangjia.engines.imports.actions import NotRecognised
from niangjia.engines.imports.models import Batch
from niangjia.kit.powers import OPERATOR

pytestmark = pytest.mark.django_db


def staged(headings: str) -> list[str]:
    """Kinds that a file with these headings is taken for."""
    rows = f"{headings}\n" + ",".join("甲" for _ in headings.split(",")) + "\n"
    source = io.BytesIO(rows.encode())
    return [batch.kind for batch in actions.stage(actor=OPERATOR, source=source, name="表.csv")]


@pytest.mark.parametrize(
    "headings",
    [
        "姓名,证件号码,所在工会",
        "序号,姓名,性别,身份证号,联系方式,工会名称,单位名称,入会时间,备注",
        "姓名,身份证号码,手机,所在工会,工种,车间",
    ],
)
def test_rosters(headings: str) -> None:
    make.county()
    assert staged(headings) == ["members"]


@pytest.mark.parametrize(
    "headings",
    [
        "姓名,证件号码,所在工会,帮扶项目,金额,发放日期,形式",
        "姓名,证件号码,所在工会,档案级别,困难类别,主要致困原因,家庭人口,建档日期,脱困日期,脱困方式",
        "姓名,证件号码,所在工会,措施,开始日期,结果,完成日期",
        "姓名,证件号码,所在工会,互助计划,年度,缴费金额,缴费方式,参保日期",
        "指标,责任单位,年度,目标值",
    ],
)
def test_other_lists_of_people_are_not_rosters(headings: str) -> None:
    make.county()
    with pytest.raises(NotRecognised):
        staged(headings)
    assert Batch.objects.count() == 0
