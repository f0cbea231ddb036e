"""What approvals refuse, and the sentence that says how to mend it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from niangjia.kit.powers import NotAllowed, Refused, Stale


class MayNotDecide(NotAllowed):
    """The actor sees the matter; another place decides it now."""

    text = _("“{title}”现在由{unit}办理，您可以看，不能替它办。")


class OwnMatter(Refused):
    """Four eyes: who asked, or whose matter it is, does not decide it, herself or as a deputy."""

    code = "approvals.own"
    text = _("“{title}”是您自己的，或者是您经手提交的，要由另一位同事办。可以转交给他。")


class MovedOn(Stale):
    """Something happened to the matter after it was opened."""

    text = _("您打开之后，“{title}”有了变化，这次没有办。请看过最新情况再办。")


class NotNow(Refused):
    """The matter is not in a state in which this can be done."""

    code = "approvals.not_now"
    text = _("“{title}”现在是“{state}”，不能这样办。")


class NotTheAsker(NotAllowed):
    """Only the asking side mends, withdraws or claims."""

    text = _("“{title}”要由提交它的一方来办，您可以看，不能替他办。")


class ReasonMissing(Refused):
    """A return or refusal names one of the kind's reasons."""

    code = "approvals.reason"
    text = _("请选一个原因，申请的人会看到它。")

    def __init__(self) -> None:
        super().__init__(field="reason")


class WordsMissing(Refused):
    """A return or refusal says in words what is wrong."""

    code = "approvals.words"
    text = _("请写明哪里不对、怎样改，申请的人会看到这些话。")

    def __init__(self) -> None:
        super().__init__(field="words")


class WordsTooLong(Refused):
    """More words than the history keeps."""

    code = "approvals.words_too_long"
    text = _("写得太长了（{length} 字），请缩短到 {most} 字以内。")


class UnknownKind(Refused):
    """No module declares such a kind."""

    code = "approvals.kind"
    text = _("没有这一类审批，请刷新页面后再试。")


class NobodyDecides(Refused):
    """The route has no stop for this matter: there is no union above, or every step was left out."""

    code = "approvals.nobody"
    text = _("“{kind}”在这家工会没有可以审批的上级。请联系县总工会检查工会的层级和审批流程。")


class KeyReused(Refused):
    """The client's key stood for another request."""

    code = "approvals.key_reused"
    text = _("这次提交和上一次用了同一个编号，内容却不一样，所以没有收下。请刷新页面重新填写。")


class AlreadyAsked(Refused):
    """There is a living matter about the same subject."""

    code = "approvals.already"
    text = _("同样的申请已经在办了，不用再提交一次。可以在“我的申请”里看它到了哪一步。")


class TooLate(Refused):
    """Somebody else has acted since: one's own step cannot be taken back any more."""

    code = "approvals.too_late"
    text = _("“{title}”后面的人已经办了，撤不回来了。需要更正的话，请联系正在办理的工会。")


class CannotUndo(Refused):
    """The ten seconds are over, or the effect of the decision cannot be taken back."""

    code = "approvals.cannot_undo"
    text = _("“{title}”的办理已经生效，撤销不了。需要更正的话，请按更正的手续办。")


class NotSilent(Refused):
    """The stop's days are not over, or its silence does not pass."""

    code = "approvals.not_silent"
    text = _("“{title}”还不能自己往下办：要等办理期限过了、而且这一步规定了逾期视为同意。")


class HolderUnfit(Refused):
    """The account does not hold the power there, or asked itself."""

    code = "approvals.holder"
    text = _("不能转交给这位同事：他在{unit}没有这项权限，或者这件事是他自己的。请换一位。")

    def __init__(self, **values: object) -> None:
        super().__init__(field="to", **values)


class NothingChosen(Refused):
    """A batch of nothing."""

    code = "approvals.nothing"
    text = _("还没有选，或者选的已经办完了。请回到列表勾选。")


class TooMany(Refused):
    """More than one batch takes."""

    code = "approvals.too_many"
    text = _("一次最多办 {most} 件，您选了 {number} 件以上。请先缩小范围。")


class WrongTotal(Refused):
    """The typed number is not the number of the preview."""

    code = "approvals.total"
    text = _("请输入要办的件数 {number}，核对无误再办。")

    def __init__(self, **values: object) -> None:
        super().__init__(field="total", **values)


class Spent(Refused):
    """The preview was confirmed before, or has expired."""

    code = "approvals.spent"
    text = _("这一批已经办过，或者放得太久失效了，没有再办一次。请回到列表重新选。")


class RouteUnfit(Refused):
    """A route that could not be followed."""

    code = "approvals.route"
    text = "{what}"
