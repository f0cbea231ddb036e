"""Why an act on a batch is refused, and the one way to find a batch."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from niangjia.engines.imports.models import Batch
from niangjia.ground.org.scoped import seen
from niangjia.kit.powers import Actor, NotFound, Refused


class NotRecognised(Refused):
    """No sheet of the file has headings that we know."""

    code = "imports.not_recognised"
    text = _("认不出这是什么表。请使用模板，或在导入时说明表格种类")


class NotNow(Refused):
    """The batch is not in a state in which this can be done."""

    code = "imports.not_now"
    text = _("这次导入现在不能这样做，请刷新后再看")


class NothingToDo(Refused):
    """A batch without a single good row."""

    code = "imports.nothing"
    text = _("没有可以写入的行。请先按错误文件改好，再传一次")


def batch_of(actor: Actor, code: str, power: str, *, lock: bool = False) -> Batch:
    """One batch in the actor's reach. Raises NotFound, whether it is missing or merely not hers."""
    found = Batch.objects.filter(seen(actor, power, "path"), code=code)
    batch = (found.select_for_update() if lock else found).first()
    if batch is None:
        raise NotFound
    return batch
