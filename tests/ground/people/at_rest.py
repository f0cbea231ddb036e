"""Run in a process of its own by test_at_rest.py: plant, erase, scrub in a base of its own, in a file.

Prints how many of the planted words the files of the data folder hold, step by step.
"""

import os
import sys
from datetime import date
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "niangjia.config.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from niangjia.ground.org.choices import Role  # noqa: E402
from niangjia.ground.people import actions, queries  # noqa: E402
from niangjia.ground.people.models import Membership, Person  # noqa: E402
from niangjia.kit.powers import OPERATOR  # noqa: E402
from tests import factories as make  # noqa: E402

FOLDER = Path(os.environ["NIANGJIA_DATA"])


def held(words: list[str]) -> int:
    """How many of the words any file of the folder holds: base, write-ahead log, temporary and log files."""
    data = b"".join(
        path.read_bytes() for path in sorted(FOLDER.rglob("*")) if path.is_file() and path.name != "keys.json"
    )
    return sum(word.encode() in data for word in words)


def main() -> None:
    """Plant a hundred people through the product's own acts, then one who is erased."""
    call_command("migrate", verbosity=0)
    mill = make.union(make.town(make.county()))
    officer = make.officer(mill, Role.CHAIR)
    numbers = [make.identity(date(1970, 1 + n % 12, 1 + n % 28), order=n) for n in range(100)]
    phones = [f"1367{n:07d}" for n in range(100)]
    for number, phone in zip(numbers, phones, strict=True):
        details = actions.PersonDetails(name="甲乙", identity=number, phone=phone)
        her = actions.add_person(actor=officer, unit_code=mill.code, details=details, now=timezone.now())
        actions.reveal(actor=officer, code=her.code, field="identity", reason="check", now=timezone.now())
        queries.search(officer, number)
    sys.stdout.write(f"numbers {held([*numbers, *phones])}\n")
    gone = make.member(mill, "龘靐齉", phone="13677665544", native_place="ZZCANARYPLACE", work="ZZCANARYWORK")
    words = ["龘靐齉", "龘靐", "ZZCANARYPLACE", "ZZCANARYWORK", gone.pinyin, gone.identity_sealed, gone.phone_sealed]
    words += [gone.identity_index or "", gone.phone_index]
    sys.stdout.write(f"before {held(words)} of {len(words)}\n")
    Membership.rows.filter(person=gone).update(left_on=timezone.localdate(), leaving="left")
    actions.erase(actor=OPERATOR, code=gone.code, now=timezone.now())
    actions.scrub_storage(actor=OPERATOR, now=timezone.now())
    sys.stdout.write(f"after {held(words)}\n")
    Person.objects.filter(pk=her.pk).update(native_place=numbers[0])
    sys.stdout.write(f"plain {held(numbers)}\n")


main()
