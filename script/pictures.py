"""Take the pictures of docs/pictures from a running demonstration: `.venv/bin/python script/pictures.py http://localhost:8000`.

The worker's log-in code is asked for at the terminal, where the server prints it.
"""

import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs/pictures"
PASSWORD = "Niangjia-2026"  # the printed password of the demonstration, which holds nobody real
DESK = {
    "desk-home": "/desk/",
    "desk-members": "/desk/members/",
    "desk-unions": "/desk/unions/",
    "desk-figure": "/desk/figures/people.members/",
    "desk-duplicates": "/desk/duplicates/",
    "desk-imports": "/desk/imports/",
    "desk-shells": "/desk/shells/",
    "desk-founding": "/desk/founding/",
    "desk-approvals": "/desk/approvals/",
}
PHONE = {
    "mobile-home": "/m/",
    "mobile-data": "/m/me/data/",
    "mobile-looks": "/m/me/looks/",
    "mobile-consents": "/m/me/consents/",
}


def desk(browser: Any, base: str) -> None:
    """The pages of a county officer, at desk width; the first import is opened too."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN").new_page()
    page.goto(f"{base}/accounts/login/")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / "desk-login.png")
    page.fill("input[name=login]", "zuzhi")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    for name, path in DESK.items():
        page.goto(base + path)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=FOLDER / f"{name}.png")
    page.goto(f"{base}/desk/imports/")
    page.click("main table a >> nth=0")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / "desk-import.png")
    page.goto(f"{base}/desk/members/")
    page.click("main tbody a >> nth=0")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / "desk-person.png")


def phone(browser: Any, base: str, number: str, name: str) -> None:
    """The pages of a worker, at phone width, the last in 大字版."""
    context = browser.new_context(viewport={"width": 375, "height": 812}, locale="zh-CN", device_scale_factor=2)
    page = context.new_page()
    page.goto(f"{base}/m/")
    page.fill("input[name=phone]", number)
    page.click("button[type=submit]")
    page.fill("input[name=code]", input("code: ").strip())
    page.click("button[type=submit]")
    if page.query_selector("input[name=name]"):
        page.fill("input[name=name]", name)
        page.click("button[type=submit]")
    for picture, path in PHONE.items():
        page.goto(base + path)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=FOLDER / f"{picture}.png")
    context.add_cookies([{"name": "nj_elder", "value": "1", "url": base}])
    page.goto(f"{base}/m/")
    page.screenshot(path=FOLDER / "mobile-elder.png")


def main() -> None:
    """Arguments: the address and, for the phone's pictures, a worker's number and name."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        desk(browser, sys.argv[1])
        if len(sys.argv) > 3:
            phone(browser, *sys.argv[1:4])
        browser.close()


if __name__ == "__main__":
    main()
