"""Papers that organising keeps: the signed form of an application, which comes back and files itself, and photos of a round."""

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import EvidenceKind
from niangjia.programmes.organising.choices import JOINING
from niangjia.programmes.organising.policies import ADMIT, APPLY, GRID_EDIT, GRID_VIEW, GRID_VISIT
from niangjia.programmes.organising.queries import printing
from niangjia.programmes.organising.queries.rounds import find_round, locate_round

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
ROUND_PHOTOS = EvidenceKind(
    "organising.round",
    _("走访照片"),
    "organising.round",
    locate_round,
    find_round,
    GRID_VIEW,
    GRID_VISIT,
    GRID_EDIT,
    page="desk:round",
    order=30,
)
