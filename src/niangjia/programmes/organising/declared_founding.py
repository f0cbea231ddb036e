"""What founding and terms declare: rulebooks, lists of work, papers, contributions to others' acts. Called when Django is ready."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Contribution, Sealed, Total, register
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import listings_founding
from niangjia.programmes.organising.actions import founding_follow as follow
from niangjia.programmes.organising.choices.founding import MEMBER_SEALED
from niangjia.programmes.organising.evidence_founding import FOUNDING_PAPERS
from niangjia.programmes.organising.queries import chairs
from niangjia.programmes.organising.queries.founding import file_places
from niangjia.programmes.organising.queries.seats import by_term
from niangjia.programmes.organising.rulebooks import FOUNDING_BOOK, TERMS_BOOK
from niangjia.programmes.organising.worklists import TERM_LISTS

NAME = "organising.founding"


def register_founding() -> None:
    """Declare all of it."""
    label = _("建会和换届档案")

    def part(topic: str, **more: object) -> Contribution:
        return Contribution(topic, NAME, label, **more)  # type: ignore[arg-type]

    listings_founding.declare()
    if by_term not in chairs.SOURCES:
        chairs.SOURCES.insert(0, by_term)
    register(FOUNDING_BOOK, TERMS_BOOK, *TERM_LISTS, FOUNDING_PAPERS)
    register(
        part("unit.move", move=partial(follow.follow_move_of_files, actor=SYSTEM), order=52),
        part("unit.merge", preview=follow.files_at, move=follow.follow_merge_of_files, order=52),
        part("unit.unmerge", move=follow.return_merge_of_files, order=52),
        part("person.merge", move=partial(follow.follow_merge_of_people, actor=SYSTEM)),
        part("person.unmerge", move=partial(follow.return_merge_of_people, actor=SYSTEM)),
        part("person.erase", move=partial(follow.forget_on_lists, actor=SYSTEM)),
        part("person.export", move=partial(follow.hand_out_posts, actor=SYSTEM)),
        part("record.places", move=file_places),
        Sealed("organising_foundingmember", "sealed", MEMBER_SEALED),
        Total("organising.foundings", label, "SELECT '', COUNT(*) FROM organising_founding", order=62),
        Total("organising.terms", _("届期"), "SELECT '', COUNT(*) FROM organising_term", order=63),
        Total("organising.candidates", _("候选人"), "SELECT '', COUNT(*) FROM organising_candidate", order=63),
        Total("organising.certificates", _("法人证书"), "SELECT '', COUNT(*) FROM organising_registration", order=63),
        Total("organising.documents", _("文号"), "SELECT '', COUNT(*) FROM organising_document", order=64),
    )
