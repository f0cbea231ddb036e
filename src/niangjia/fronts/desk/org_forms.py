"""Forms about unions and employers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.desk.acts import Act
from niangjia.fronts.shell.forms import ActingForm, DayField, UnitField
from niangjia.ground.org import actions
from niangjia.ground.org.choices import Level, Mode, Ownership, UnitKind

BLANK = [("", _("不填"))]


def revision_of(request: HttpRequest, current: int) -> int:
    """The revision that the form was opened on."""
    told = request.POST.get("revision", "")
    return int(told) if told.isdigit() and len(told) < 9 else current


def facts_of(record: Any, form: type[forms.Form]) -> dict[str, Any]:
    """The record's values for a form's fields."""
    return {name: getattr(record, name, None) or "" for name in form.base_fields}


class UnitForm(ActingForm):
    name = forms.CharField(
        label=_("工会名称"), max_length=120, help_text=_("写印章上的全称，例如“恒达五金有限公司工会委员会”。")
    )
    kind = forms.ChoiceField(label=_("工会类型"), choices=UnitKind.choices, initial=UnitKind.GRASSROOTS)
    level = forms.ChoiceField(
        label=_("层级"),
        choices=BLANK + Level.choices,
        required=False,
        help_text=_("只有总工会、产业工会和工会工作委员会有层级。"),
    )
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)
    seal_name = forms.CharField(label=_("印章名称"), max_length=120, required=False)
    credit_code = forms.CharField(
        label=_("统一社会信用代码"), max_length=40, required=False, help_text=_("18 位，空格和小写都可以。")
    )
    region_code = forms.CharField(label=_("行政区划代码"), max_length=12, required=False)
    town = forms.CharField(label=_("镇街"), max_length=60, required=False)
    mode = forms.CharField(label=_("建会方式"), max_length=40, required=False)
    trade = forms.CharField(label=_("所属行业"), max_length=60, required=False)
    focus = forms.CharField(label=_("重点领域"), max_length=60, required=False, help_text=_("例如“新就业形态”。"))
    chair_name = forms.CharField(label=_("主席"), max_length=60, required=False)
    phone = forms.CharField(label=_("办公电话"), max_length=30, required=False)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    founded_on = DayField(label=_("成立日期"), required=False)

    modes = Mode.labels

    def given(self) -> dict[str, Any]:
        return {"details": actions.UnitDetails(**self.cleaned_data)}


def document_field() -> forms.CharField:
    """The number of the paper that an act on the tree rests on."""
    return forms.CharField(
        label=_("依据文号"), max_length=80, required=False, help_text=_("例如“永总工〔2026〕12 号”。")
    )


class MoveForm(ActingForm):
    parent = UnitField(label=_("调整到哪个工会下面"), power="org.edit", help_text=_("输入几个字，从提示里选。"))
    on = DayField(
        label=_("从哪天起"),
        initial=timezone.localdate,
        help_text=_("今天或以前。这天以前的数据仍然算在原来的上级。"),
    )
    document = document_field()

    def given(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {"parent_code": values["parent"], "on": values["on"], "document": values["document"]}


class MergeForm(ActingForm):
    """Which union receives, from when, on what paper; the number of members is typed once the preview is read."""

    into = UnitField(label=_("并入哪家工会"), power="org.edit", help_text=_("输入几个字，从提示里选。"))
    on = DayField(
        label=_("从哪天起"),
        initial=timezone.localdate,
        help_text=_("今天或以前。这天以前的数据仍然算在原来的工会。"),
    )
    document = document_field()
    words = forms.CharField(label=_("说明"), max_length=200, required=False)
    others = forms.MultipleChoiceField(label=_("一起并过去的"), required=False, widget=forms.CheckboxSelectMultiple)
    total = forms.CharField(
        label=_("随同过去的会员有多少人"),
        max_length=9,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("请对照上面的清单，把会员人数填在这里，表示已经看过。"),
    )

    def __init__(self, *args: Any, beside: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["others"].choices = [(one.code, one.name) for one in beside]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {
            "into_code": values["into"],
            "on": values["on"],
            "document": values["document"],
            "words": values["words"],
        }

    def is_read(self, members: int) -> bool:
        """Whether the number that was typed is the one that is shown; else the form says what is wrong."""
        typed = self.cleaned_data["total"].replace(",", "").replace("，", "").strip()
        if typed != str(members):
            self.add_error("total", _("人数对不上，现在是 %(n)s 人。") % {"n": f"{members:,}"})
        return not self.errors


class RenameForm(ActingForm):
    name = forms.CharField(
        label=_("新名称"), max_length=120, help_text=_("写印章上的全称。写错字的，请在“修改资料”里改。")
    )
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)
    seal_name = forms.CharField(label=_("印章名称"), max_length=120, required=False)
    on = DayField(
        label=_("从哪天起"), initial=timezone.localdate, help_text=_("今天或以前。这天以前的材料仍用原来的名称。")
    )
    document = document_field()


class DayForm(ActingForm):
    on = DayField(label=_("从哪天起"), initial=timezone.localdate, help_text=_("今天或以前。"))


class DissolveForm(DayForm):
    document = document_field()


class EmployerForm(ActingForm):
    name = forms.CharField(label=_("单位名称"), max_length=120, help_text=_("写营业执照上的全称。"))
    credit_code = forms.CharField(
        label=_("统一社会信用代码"), max_length=40, required=False, help_text=_("18 位，空格和小写都可以。")
    )
    trade = forms.CharField(label=_("行业"), max_length=60, required=False)
    ownership = forms.ChoiceField(label=_("单位性质"), choices=BLANK + Ownership.choices, required=False)
    town = forms.CharField(label=_("镇街"), max_length=60, required=False)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    founded_on = DayField(label=_("成立日期"), required=False)

    def clean_founded_on(self) -> Any:
        return self.cleaned_data["founded_on"] or None

    def given(self) -> dict[str, Any]:
        return {"details": actions.EmployerDetails(**self.cleaned_data)}


class NewEmployerForm(EmployerForm):
    unit = UnitField(
        label=_("所属工会"),
        required=False,
        power="org.edit",
        help_text=_("还没有建会的单位可以不填，会列进建会工作名单。"),
    )
    workers = forms.IntegerField(label=_("职工人数"), min_value=0, max_value=999_999, required=False)
    since = DayField(label=_("从哪天起"), required=False, help_text=_("不填就是一直如此。"))

    def given(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        rest = {
            "unit_code": values.pop("unit") or "",
            "workers": values.pop("workers"),
            "since": values.pop("since"),
        }
        return {"details": actions.EmployerDetails(**values), **rest}


class AttachForm(DayForm):
    unit_code = UnitField(label=_("所属工会"), power="org.edit", help_text=_("输入几个字，从提示里选。"))

    field_order = ("unit_code", "on")


class WorkersForm(DayForm):
    workers = forms.IntegerField(label=_("职工人数"), min_value=0, max_value=999_999)

    field_order = ("workers", "on")


class EmployerRenameForm(DayForm):
    name = forms.CharField(
        label=_("新名称"), max_length=120, help_text=_("写营业执照上的全称。写错字的，请在“修改资料”里改。")
    )
    document = document_field()

    field_order = ("name", "on", "document")


EMPLOYER_ACTS: dict[str, Act] = {
    "rename": Act(
        EmployerRenameForm,
        actions.rename_employer,
        _("登记更名"),
        _("登记更名"),
        _("“%(name)s”已更名，旧名留作曾用名。"),
        _("这天以前的材料仍用原来的名称；搜旧名也找得到它。"),
    ),
    "attach": Act(
        AttachForm,
        actions.attach_employer,
        _("归到一家工会"),
        _("归到这家工会"),
        _("“%(name)s”已归到新的工会。"),
        _("这个单位和它的职工数从这天起算在新的工会里，以前的数不变。"),
    ),
    "detach": Act(
        DayForm,
        actions.detach_employer,
        _("从工会移出"),
        _("移出工会"),
        _("“%(name)s”已移出，列入未建会单位。"),
        _("从这天起它不再算进覆盖数。"),
        refusing=True,
    ),
    "workers": Act(
        WorkersForm,
        actions.count_workers,
        _("更新职工人数"),
        _("保存职工人数"),
        _("已更新“%(name)s”的职工人数。"),
        _("这天以前的数据仍然用原来的人数。"),
    ),
    "close": Act(
        DayForm,
        actions.close_employer,
        _("登记注销"),
        _("登记注销"),
        _("“%(name)s”已登记注销。"),
        _("从这天起它不再算进覆盖数；还在名下的会员由上级工会代管。"),
        refusing=True,
    ),
}
