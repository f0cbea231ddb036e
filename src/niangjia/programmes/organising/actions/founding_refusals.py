"""What founding, term elections and terms refuse, and the sentence that says how to mend it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from niangjia.kit.powers import Refused


class FileClosed(Refused):
    """The file came to its end."""

    code = "organising.file_closed"
    text = _("这份档案已经办结，不能再改。")


class LiesAbove(Refused):
    """The file is with the higher union."""

    code = "organising.lies_above"
    text = _("现在在上级工会那里，等批复以后再办。要改的话，请先收回这一步。")


class NotNextStage(Refused):
    """Stages are recorded in their order."""

    code = "organising.not_next_stage"
    text = _("现在该办的是“{stage}”，请先办这一步。")


class NotReady(Refused):
    """A line of the rule check failed."""

    code = "organising.not_ready"
    text = _("还不能办这一步。{label}。{note}")


class WrongStageDay(Refused):
    """The day lies in the future or before the stage before."""

    code = "organising.wrong_stage_day"
    text = _("日期应在 {first} 和今天之间，请修改日期。")


class NothingToTakeBack(Refused):
    """The last stage stays."""

    code = "organising.nothing_to_take_back"
    text = _("这一步不能收回：上级已经批复。建会已经批复的，要撤销请在工会页面登记撤销。")


class NotReplying(Refused):
    """The union above replies to nobody."""

    code = "organising.not_replying"
    text = _("“{name}”不批复建会。请选总工会、工会联合会、产业工会或者工会工作委员会。")


class HasUnion(Refused):
    """The employer has a union of its own."""

    code = "organising.has_union"
    text = _("“{name}”已经有自己的工会“{union}”，不用再建。")


class OtherFile(Refused):
    """Another file about the same is open."""

    code = "organising.other_file"
    text = _("“{name}”已经有一份档案在办，请接着办那一份。")


class FileKeyReused(Refused):
    """The same key came with other facts."""

    code = "organising.file_key_reused"
    text = _("这份档案已经建好了，后来改的内容没有收下。请从清单里打开它再改。")


class FileChanged(Refused):
    """Somebody changed the file after it was opened."""

    code = "organising.file_changed"
    text = _("您打开之后，这份档案已被别人改过，这次没有保存。您填的内容还在，请对照最新内容后再保存。")


class NameMissing(Refused):
    """A union has a name with 工会 in it."""

    code = "organising.file_name"
    text = _("请写工会全称，要有“工会”两个字，最多 120 个字。")


class WhyMissing(Refused):
    """Why has to be said."""

    code = "organising.why_missing"
    text = _("请写明原因，以后查得到。")


class FactMissing(Refused):
    """Something that the stage needs is not there."""

    code = "organising.fact_missing"
    text = _("还缺一项：{what}。")


class TooManyThere(Refused):
    """More people came than should have."""

    code = "organising.too_many_there"
    text = _("实到会的人数比应到会的多，请核对。")


class ListedTwice(Refused):
    """The same number on two lines of a list."""

    code = "organising.listed_twice"
    text = _("第 {line} 行的“{word}”，证件号码在前面已经有了。一个人写一行，请删掉多的那一行。")


class NoNameColumn(Refused):
    """A spreadsheet without names."""

    code = "organising.list_without_names"
    text = _("没有找到“姓名”一列，什么都没有收。请在表头里写“姓名”，有证件号码、手机号的，各写一列。")


class Unreadable(Refused):
    """A line of a typed list could not be read."""

    code = "organising.list_unreadable"
    text = _("第 {line} 行看不懂“{word}”，请改好再保存。一行一个人，先写姓名。")


class AlreadyFounded(Refused):
    """The union is there: it ends by dissolution only."""

    code = "organising.already_founded"
    text = _("工会已经批复成立，不能作废档案。要撤销请在工会页面登记撤销。")


class NoReplier(Refused):
    """Nobody stands above who replies."""

    code = "organising.no_replier"
    text = _("上面没有可以批复的工会，请先在工会组织里调整上级工会。")


class TermsOverlap(Refused):
    """A term begins after the one before began."""

    code = "organising.terms_overlap"
    text = _("新一届要晚于现在这一届的开始日期 {first}，请核对日期。")


class WrongYears(Refused):
    """Three or five years."""

    code = "organising.wrong_years"
    text = _("每届任期是 {short} 年或者 {long} 年（《工会法》第十六条）。")


class NoOpenTerm(Refused):
    """The union has no term on record."""

    code = "organising.no_open_term"
    text = _("还没有登记届期。")


class WrongCertificate(Refused):
    """The days of a certificate do not fit."""

    code = "organising.wrong_certificate"
    text = _("证书的有效期应在发证日期以后，发证日期不能晚于今天，请核对。")
