"""Write docs/powers.md from the powers that the modules declare. Run after adding or changing one."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "powers.md"
HEAD = """# Powers

Who may do what. Written by `script/powers.py` from the modules' `policies.py`; a test compares. A role holds its powers in the unit of
the appointment and everything below it, from the first to the last day of the term. *everywhere*: does not depend on the tree.
*money*: never held by the machine or by the terminal. *keys*: may be given to a key of the API. How reach is computed: [modules/access.md](modules/access.md).
"""


def table(known: dict[str, Any], every_role: Any) -> str:
    """The page as it should be, out of the declared powers by code and the list of roles."""

    def holders(roles: frozenset[str]) -> str:
        if roles >= set(every_role):
            return "everybody"
        return "、".join(str(role.label) for role in every_role if role in roles)

    parts = [HEAD]
    for module, powers in groupby(sorted(known.items()), key=lambda pair: pair[0].split(".")[0]):
        parts.append(f"\n## {module}\n\n| power | lets | roles | |\n|---|---|---|---|\n")
        for code, one in powers:
            told = (("money", one.money), ("everywhere", one.everywhere), ("keys", one.keys))
            marks = ", ".join(word for word, on in told if on)
            parts.append(f"| `{code}` | {one.label} | {holders(one.roles)} | {marks} |\n")
    parts.append("\n## Roles\n\n| code | role | powers |\n|---|---|---|\n")
    for role in every_role:
        held = ", ".join(f"`{code}`" for code, one in sorted(known.items()) if role in one.roles)
        parts.append(f"| `{role.value}` | {role.label} | {held} |\n")
    return "".join(parts)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.testing")
    django = import_module("django")
    django.setup()
    powers = import_module("niangjia.kit.powers").known_powers()
    roles = import_module("niangjia.ground.org.choices").Role
    with import_module("django.utils.translation").override("zh-hans"):
        TARGET.write_text(table(powers, roles), encoding="utf-8")
