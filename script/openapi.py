"""Write docs/openapi.json from the declared calls. Run after adding or changing one."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.testing")
    import_module("django").setup()
    text = import_module("niangjia.fronts.api.document").as_text()
    (ROOT / "docs" / "openapi.json").write_text(text, encoding="utf-8")
