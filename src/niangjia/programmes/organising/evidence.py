"""Papers of an application: the signed form comes back and files itself."""

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import EvidenceKind
from niangjia.programmes.organising.choices import JOINING
from niangjia.programmes.organising.policies import ADMIT, APPLY
from niangjia.programmes.organising.queries import printing

SHEET = "form"
"""The printed application."""

JOINING_PAPERS = EvidenceKind(
    JOINING,
    _("入会材料"),
    subject="organising.application",
    locate=printing.located,
    find=printing.key_of,
    power_view=APPLY,
    power_add=APPLY,
    power_remove=ADMIT,
    own=printing.is_own,
    sheets={SHEET: _("入会申请书")},
    private=True,
    page="desk:approval",
    order=10,
)
