"""Papers of organising: photos of a round."""

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import EvidenceKind
from niangjia.programmes.organising.policies import GRID_EDIT, GRID_VIEW, GRID_VISIT
from niangjia.programmes.organising.queries.rounds import find_round, locate_round

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
