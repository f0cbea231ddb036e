"""Papers that organising keeps: the proof of a correction."""

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import EvidenceKind
from niangjia.programmes.organising.choices.changes import CHANGE
from niangjia.programmes.organising.policies import ADMIT, APPLY
from niangjia.programmes.organising.queries import changes

CHANGE_PROOF = EvidenceKind(
    CHANGE,
    _("更正证明"),
    subject=CHANGE,
    locate=changes.locate_change,
    find=changes.key_of_change,
    power_view=APPLY,
    power_add=APPLY,
    power_remove=ADMIT,
    own=changes.is_own_change,
    private=True,
    valid_days=365,
    page="desk:change",
    order=20,
)
"""A photo of the document on which the union can read what is asked for. It is seen by whoever deals with corrections
there, every look is in the trail; it holds for a year, and goes when the rulebook says so after the decision."""
