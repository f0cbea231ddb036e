"""What the field declares (grids, officers, messages to chairs, joint building): its part of `apps.py`, called when Django is ready."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Contribution, Sealed, Total, register
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import field_listings, figures_field
from niangjia.programmes.organising.actions import following
from niangjia.programmes.organising.choices.grids import GRID_PHONE, NOTE
from niangjia.programmes.organising.choices.officers import LIAISON_PHONE, OFFICER_PHONE
from niangjia.programmes.organising.evidence import ROUND_PHOTOS
from niangjia.programmes.organising.rulebooks import GRID, OFFICERS
from niangjia.programmes.organising.sheets import ATTENDANCES
from niangjia.programmes.organising.sheets import OFFICERS as OFFICER_SHEET
from niangjia.programmes.organising.worklists import FIELD_LISTS

NAME = "organising.field"
LABEL = _("网格与队伍")
COUNTS = (
    ("grids", _("网格"), "organising_grid"),
    ("rounds", _("网格走访"), "organising_round"),
    ("officers", _("工会干部"), "organising_officer"),
    ("attendances", _("参加培训"), "organising_attendance"),
    ("visits", _("下基层"), "organising_visit"),
    ("meetings", _("党工联席会议"), "organising_meeting"),
)


def declare_field() -> None:
    """Register figures, rulebooks, lists, sheets, photos, ciphertext, totals, and what other modules' acts do."""
    register(*figures_field.FIGURES)
    register(GRID, OFFICERS, *FIELD_LISTS, ROUND_PHOTOS, OFFICER_SHEET, ATTENDANCES, *field_listings.LISTINGS)
    register(
        Contribution("unit.move", NAME, LABEL, move=partial(following.follow_field, actor=SYSTEM), order=60),
        Contribution("unit.merge", NAME, LABEL, preview=following.field_at, move=following.follow_field_unit, order=60),
        Contribution("unit.unmerge", NAME, LABEL, move=following.return_field_unit, order=60),
        Contribution("person.merge", NAME, LABEL, move=partial(following.follow_field_person, actor=SYSTEM)),
        Contribution("person.unmerge", NAME, LABEL, move=partial(following.return_field_person, actor=SYSTEM)),
        Contribution("person.erase", NAME, LABEL, move=partial(following.forget_field_person, actor=SYSTEM)),
        Contribution("person.export", NAME, LABEL, move=partial(following.hand_out_field, actor=SYSTEM)),
        Sealed("organising_gridofficer", "phone_sealed", GRID_PHONE),
        Sealed("organising_round", "words_sealed", NOTE),
        Sealed("organising_finding", "words_sealed", NOTE),
        Sealed("organising_officer", "phone_sealed", OFFICER_PHONE),
        Sealed("organising_visit", "found_sealed", NOTE),
        Sealed("organising_visit", "promise_sealed", NOTE),
        Sealed("organising_liaison", "phone_sealed", LIAISON_PHONE),
    )
    register(
        *(
            Total(f"organising.{code}", label, f"SELECT '', COUNT(*) FROM {table}", order=62 + place)  # noqa: S608
            for place, (code, label, table) in enumerate(COUNTS)
        )
    )
