"""Tables of rulebooks: editions and their examples."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from niangjia.engines.rulebooks.choices import EditionState
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code


class Edition(models.Model):
    """The numbers of a rulebook from one day to another (`valid_to` is the first day on which they no longer hold).

    `path` "" is the whole house, else the unit's and everything below it. `hands` are the accounts that wrote it: none of them publishes it.
    `cut_to` is where the edition before it ended until this one ended it, so that withdrawing gives that back.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    kind = models.CharField(max_length=40)
    unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, related_name="+")
    path = AsciiField(max_length=255, blank=True)
    title = models.CharField(_("名称"), max_length=100)
    document = models.CharField(_("文件名称和文号"), max_length=120, blank=True)
    valid_from = models.DateField(_("从哪天起执行"), null=True)
    valid_to = models.DateField(_("到哪天为止"), null=True)
    params = models.JSONField(default=dict)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=EditionState, default=EditionState.DRAFT)
    hands = models.JSONField(default=list)
    made_by = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    published_by = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    replaced = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    cut_to = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="edition_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state=EditionState.DRAFT) | Q(valid_from__isnull=False, published_by__isnull=False),
                name="edition_published_has_a_day_and_a_hand",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | Q(made_by__isnull=True) | ~Q(made_by=F("published_by")),
                name="edition_two_people",
            ),
            models.UniqueConstraint(
                fields=["kind", "path", "valid_from"],
                condition=Q(state=EditionState.PUBLISHED),
                name="edition_one_a_day",
            ),
        ]
        indexes = [models.Index(fields=["kind", "state", "valid_from"], name="rulebooks_kind")]

    def __str__(self) -> str:
        return self.title


class Example(models.Model):
    """With these inputs this comes out. Values as JSON carries them."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="examples")
    position = models.PositiveSmallIntegerField(default=0)
    inputs = models.JSONField(default=dict)
    expected = models.JSONField(default=dict)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["edition", "position"], name="example_place_once")]
