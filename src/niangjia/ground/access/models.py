"""Tables of access: accounts, appointments, delegations, invitations, kept choices."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.ground.access.choices import AccountKind
from niangjia.ground.org.choices import Role
from niangjia.ground.org.scoped import Scoped
from niangjia.kit.ids import CODE_LENGTH, new_code


class AccountManager(BaseUserManager["Account"]):
    """Finds an account by its log-in name."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """Somebody who can log in. What the person may do stands in `Appointment`, never here.

    `unit` looks after the account: its administrators see it; the accounts of workers have none.
    `phone_sealed`/`phone_index` are ciphertext and blind index. `locked_at` is set by hand or after too many wrong
    passwords; `password_changed_at` drives the periodic change.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    username = models.CharField(_("登录名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    kind = models.CharField(max_length=8, choices=AccountKind, default=AccountKind.STAFF)
    unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    email = models.EmailField(_("邮箱"), blank=True)
    phone_sealed = models.TextField(blank=True)
    phone_index = models.CharField(max_length=64, null=True, unique=True)
    is_active = models.BooleanField(default=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    demo = models.BooleanField(default=False)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name or self.username


class Appointment(Scoped):
    """An account holds a role in a unit, and below it, from one day to the next (empty: open)."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="appointments")
    role = models.CharField(_("角色"), max_length=16, choices=Role)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)
    document = models.CharField(_("依据文号"), max_length=80, blank=True)
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["account", "unit", "role"], condition=Q(until__isnull=True), name="appointment_once_open"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="appointment_in_order"
            ),
        ]


class Delegation(models.Model):
    """A deputy: `receiver` acts with the powers of `giver`'s appointment (all, or the listed codes) for some days."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    giver = models.ForeignKey(Account, models.CASCADE, related_name="given")
    receiver = models.ForeignKey(Account, models.CASCADE, related_name="received")
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="delegations")
    powers = models.JSONField(default=list, blank=True)
    since = models.DateField()
    until = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="delegation_to_another"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="delegation_in_order"),
        ]


class Invitation(models.Model):
    """A one-time link: to take up an appointment, to reset a lost authenticator, to unlock. Only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=16)
    account = models.ForeignKey(Account, models.CASCADE, related_name="invitations")
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


class Kept(models.Model):
    """A choice that an account keeps: saved filters, columns, size of type. `shared_unit` lends it to a unit's staff."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="kept")
    topic = models.CharField(max_length=40)
    name = models.CharField(max_length=60, blank=True)
    value = models.JSONField(default=dict)
    shared_unit = models.ForeignKey("org.Unit", models.CASCADE, null=True, related_name="+")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        ordering: ClassVar[list[str]] = ["topic", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["account", "topic", "name"], name="kept_once")]


class ApiKey(Scoped):
    """A key of the API: a partner's account reaches a unit and what is below it, for one purpose, with listed powers.

    Asked for by one administrator and released by another, who is shown the secret once; only its HMAC is kept.
    `addresses` are networks from which it may be used (none: from anywhere); it opens nothing from the day `until` on.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="keys")
    purpose = models.CharField(_("用途"), max_length=200)
    powers = models.JSONField(default=list)
    addresses = models.JSONField(default=list, blank=True)
    until = models.DateField(_("止"))
    digest = models.CharField(max_length=64, null=True, unique=True)
    asked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    released_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__isnull=True) | Q(released_at__isnull=False), name="api_key_released_first"
            ),
            models.CheckConstraint(
                condition=Q(asked_by__isnull=True) | Q(released_by__isnull=True) | ~Q(asked_by=F("released_by")),
                name="api_key_by_two",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(digest__isnull=True), name="api_key_revoked_opens_nothing"
            ),
        ]
