"""Forms of founding files, term elections and terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.desk.import_views import ENDINGS
from niangjia.fronts.shell.forms import ActingForm, DayField, Form, UnitField
from niangjia.ground.org.choices import Mode, UnitKind
from niangjia.programmes.organising import queries
from niangjia.programmes.organising.actions import Certificate, FileDetails, Held, Seat, Standing, read_list
from niangjia.programmes.organising.choices.founding import Area, Meeting, Post, Relation, Sex

BLANK = [("", _("不填"))]
KINDS = [(kind.value, kind.label) for kind in (UnitKind.GRASSROOTS, UnitKind.JOINT, UnitKind.ASSOCIATION)]
OFF = {"autocomplete": "off"}
NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


def number(label: Any, **more: Any) -> forms.IntegerField:
    """A whole number of people, votes or seats."""
    more.setdefault("min_value", 0)
    more.setdefault("max_value", 1_000_000)
    return forms.IntegerField(label=label, widget=forms.TextInput(attrs=NUMBER), **more)


class DetailsForm(ActingForm):
    """What the file says of the union."""

    name = forms.CharField(
        label=_("工会全称"), max_length=120, help_text=_("与以后的印章一致，例如“恒达五金有限公司工会委员会”。")
    )
    kind = forms.ChoiceField(label=_("工会类型"), choices=KINDS)
    mode = forms.ChoiceField(label=_("建会方式"), choices=BLANK + Mode.choices, required=False)
    area = forms.ChoiceField(
        label=_("按什么联合"), choices=BLANK + Area.choices, required=False, help_text=_("只有联合工会要填。")
    )
    trade = forms.CharField(label=_("所属行业"), max_length=60, required=False)
    focus = forms.CharField(label=_("重点领域"), max_length=60, required=False)
    town = forms.CharField(label=_("镇街"), max_length=60, required=False)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    phone = forms.CharField(label=_("联系电话"), max_length=30, required=False, widget=forms.TextInput(attrs=OFF))
    party = forms.CharField(label=_("同级党组织"), max_length=120, required=False, help_text=_("没有的写“无”。"))
    head = forms.CharField(
        label=_("单位主要负责人"), max_length=60, required=False, help_text=_("核对候选人的亲属关系时用。")
    )
    workers = number(_("职工人数"), required=False)

    def details(self) -> FileDetails:
        """The cleaned values as the action takes them."""
        return FileDetails(
            **{name: self.cleaned_data[name] for name in FileDetails.__dataclass_fields__ if name in self.cleaned_data}
        )


class StartForm(DetailsForm):
    """A new file: also who replies, and for which employers."""

    upper = UnitField(power="organising.form", label=_("由哪家上级工会批复"), help_text=_("工会成立以后就在它下面。"))
    employers = forms.CharField(
        label=_("单位"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("一行一家，写单位名录里的全称或者统一社会信用代码。")
    )  # fmt: skip
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def clean_employers(self) -> list[str]:
        """The codes of the employers that are meant."""
        lines = [line.strip() for line in self.cleaned_data["employers"].splitlines() if line.strip()][:100]
        codes, unknown = queries.employers_named(self.actor, lines)
        if unknown:
            raise ValidationError(
                _("单位名录里没有找到唯一的“%(line)s”，请核对名称，或者先新增单位。") % {"line": unknown}
            )
        return codes

    def given(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {
            "upper_code": values["upper"],
            "details": self.details(),
            "employer_codes": values["employers"],
            "key": values["key"],
        }


class EditForm(DetailsForm):
    """Changes to a file. Of a term election the name and kind stay."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, election: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if election:
            for name in ("name", "kind", "mode", "area"):
                del self.fields[name]

    def given(self) -> dict[str, Any]:
        return {"details": self.details(), "revision": self.cleaned_data["revision"]}


class PeopleForm(ActingForm):
    """Those who gather, as pasted out of a spreadsheet or typed."""

    file = forms.FileField(
        label=_("发展会员名单"), required=False, widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        help_text=_("Excel（.xlsx、.xls）或 CSV，要有“姓名”一列；性别、证件号码、手机号、工作单位有哪列收哪列。"),
    )  # fmt: skip
    people = forms.CharField(
        label=_("或者把名单贴在这里"), required=False, widget=forms.Textarea(attrs={"rows": 12, **OFF}), max_length=400_000,
        help_text=_("一行一个人，姓名在最前面，其余随意排；也可以连表头一起从表格里复制过来。有证件号码的，批复成立时自动成为会员。"),
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and not file.name.lower().endswith(ENDINGS):
            raise ValidationError(_("只能读 Excel 和 CSV。请在 Excel 里另存为 .xlsx 再传。"))
        return file

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not values.get("file") and not values.get("people", "").strip():
            self.add_error("people", _("请传一份表格，或者把名单贴进来。"))
        return values

    def given(self) -> dict[str, Any]:
        file = self.cleaned_data["file"]
        return {"data": file.read(), "name": file.name} if file else {"text": self.cleaned_data["people"]}


class CandidateForm(Form):
    """One row of the list of candidates; an empty row is left out."""

    name = forms.CharField(label=_("姓名"), max_length=60, required=False, widget=forms.TextInput(attrs=OFF))
    sex = forms.ChoiceField(label=_("性别"), choices=[("", "—"), *Sex.choices], required=False)
    post = forms.ChoiceField(label=_("提名职务"), choices=[("", "—"), *Post.choices], required=False)
    relation = forms.ChoiceField(label=_("与单位主要负责人的关系"), choices=Relation.choices, required=False)
    duty = forms.CharField(label=_("现任工作"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("name", "").strip() and not values.get("post"):
            self.add_error("post", _("请选提名职务。"))
        return values


CandidateRows = formset_factory(CandidateForm, extra=4, max_num=60, absolute_max=80)


class SeatsForm(ActingForm):
    """How many seats each body has."""

    committee = number(_("委员会名额"), max_value=99)
    review = number(_("经审组织名额"), max_value=99)
    women = number(_("女职工组织名额"), max_value=99, required=False)
    party = forms.CharField(
        label=_("同级党组织"), max_length=120, required=False, help_text=_("候选人名单报它同意；没有的写“无”。")
    )

    def given(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {"seats": (values["committee"], values["review"], values["women"] or 0), "party": values["party"]}


def standings(rows: Any) -> list[Standing]:
    """The candidates of the filled rows."""
    return [
        Standing(
            values["name"].strip(), values["post"], values["sex"], values["relation"] or "none", values["duty"].strip()
        )
        for values in (row.cleaned_data for row in rows.forms)
        if values.get("name", "").strip()
    ]


# ------------------------------------------------------------------ stages


class StageForm(ActingForm):
    """Only the day."""

    on = DayField(label=_("日期"), initial=timezone.localdate)


class GatheredForm(StageForm):
    members = number(_("会员人数"), help_text=_("包括名单里没有写的。"))
    women = number(_("其中女会员"))


class HeldForm(StageForm):
    """The meeting and its count: a field for each candidate and round."""

    meeting = forms.ChoiceField(label=_("大会形式"), choices=Meeting.choices)
    years = forms.ChoiceField(label=_("每届任期"), choices=())
    should_attend = number(_("应到会"), help_text=_("开会员大会的是全体会员，开代表大会的是全体代表。"))
    attended = number(_("实到会"))

    def __init__(self, *args: Any, candidates: Sequence[Any], years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        self.fields["years"].choices = [(str(one), _("%(n)s 年") % {"n": one}) for one in years]
        for one in candidates:
            self.fields[f"votes_{one.place}"] = number(_("%(name)s的赞成票") % {"name": one.name})
            self.fields[f"again_{one.place}"] = number(_("%(name)s再选的赞成票") % {"name": one.name}, required=False)

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """Each candidate with the two fields."""
        return [(one, self[f"votes_{one.place}"], self[f"again_{one.place}"]) for one in self.candidates]

    def given(self) -> dict[str, Any]:
        values = self.cleaned_data
        votes = {one.place: (values[f"votes_{one.place}"], values[f"again_{one.place}"]) for one in self.candidates}
        return {
            "held": Held(
                values["on"],
                values["meeting"],
                int(values["years"]),
                values["should_attend"],
                values["attended"],
                votes,
            )
        }


class CarryForm(StageForm):
    """A step after the reply."""

    document = forms.CharField(
        label=_("编号"),
        max_length=60,
        required=False,
        help_text=_("例如印章备案号、账户核准号。"),
        widget=forms.TextInput(attrs=OFF),
    )
    words = forms.CharField(label=_("说明"), max_length=200, required=False)


class SkipForm(StageForm):
    """The union does without this step."""

    words = forms.CharField(label=_("为什么不办"), max_length=200, help_text=_("例如“经费由镇总工会代管”。"))

    def given(self) -> dict[str, Any]:
        return {**self.cleaned_data, "skipped": True}


class CertificateForm(ActingForm):
    """The certificate as printed."""

    number = forms.CharField(label=_("证书号"), max_length=40, widget=forms.TextInput(attrs=OFF))
    authority = forms.CharField(label=_("登记机关"), max_length=120, help_text=_("县级以上总工会。"))
    issued_on = DayField(label=_("发证日期"))
    valid_until = DayField(label=_("有效期到"))
    credit_code = forms.CharField(
        label=_("统一社会信用代码"), max_length=18, required=False, widget=forms.TextInput(attrs=OFF)
    )

    def given(self) -> dict[str, Any]:
        return {"certificate": Certificate(**self.cleaned_data)}


class WhyForm(ActingForm):
    """Why."""

    words = forms.CharField(label=_("原因"), max_length=200)


class WordForm(ActingForm):
    """The word of a unit's documents."""

    word = forms.CharField(
        label=_("发文代字"), max_length=20, help_text=_("例如“永总工”。从下一个文号起用，已经发出的不变。")
    )


class TermForm(ActingForm):
    """A term by hand, with the names that are known."""

    since = DayField(label=_("从哪天起"))
    years = forms.ChoiceField(label=_("每届任期"), choices=())
    number = number(_("第几届"), required=False, min_value=1, max_value=99)
    reply_text = forms.CharField(label=_("批复文号"), max_length=60, required=False)
    chair = forms.CharField(label=_("主席"), max_length=60, required=False, widget=forms.TextInput(attrs=OFF))
    others = forms.CharField(
        label=_("其他人"), required=False, widget=forms.Textarea(attrs={"rows": 6}), max_length=4000,
        help_text=_("一行一个人：姓名，再写副主席、委员、经审主任、经审委员、女工主任或者女工委员；不写的算委员。"),
    )  # fmt: skip

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["years"].choices = [(str(one), _("%(n)s 年") % {"n": one}) for one in years]

    def given(self) -> dict[str, Any]:
        values = self.cleaned_data
        posts = {str(label): post for post, label in Post.choices}
        seats = [Seat(values["chair"].strip(), Post.CHAIR.value)] if values["chair"].strip() else []
        for one in read_list(values["others"]):
            seats.append(Seat(one.name, posts.get(one.workplace.strip(), Post.MEMBER.value), one.sex))
        return {
            "since": values["since"], "years": int(values["years"]), "number": values["number"], "reply_text": values["reply_text"], "seats": seats,
        }  # fmt: skip
