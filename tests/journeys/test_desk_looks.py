"""Every page of the desk at both widths: axe finds nothing, nothing is wider than the window, the console is silent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.looks import OF_LOOKS

pytestmark = pytest.mark.browser

PAGES = (
    "/desk/", "/desk/members/", "/desk/members/add/", "/desk/unions/", "/desk/employers/", "/desk/employers/add/",
    "/desk/members/?all=1", "/desk/members/message/?all=1", "/desk/members/transfer/?all=1", "/desk/members/export/",
    "/desk/lists/members/filters/?gender=f", "/desk/unions/export/",
    "/desk/duplicates/", "/desk/imports/", "/desk/imports/new/", "/desk/figures/", "/desk/figures/people.members/",
    "/desk/figures/all-units/", "/desk/figures/signed/", "/desk/tasks/", "/desk/search/?q=王", "/desk/help/", "/desk/me/", "/desk/unions/{union}/",
    "/desk/unions/{union}/edit/", "/desk/unions/{union}/move/", "/desk/people/{person}/", "/desk/people/{person}/edit/",
    "/desk/people/{person}/transfer/", "/desk/people/{person}/phone/", "/desk/nothing-here/",
    "/accounts/password/change/", "/accounts/authenticator/", "/accounts/sessions/",
)  # fmt: skip


def walk(person: Any, who: Any, rules: list[str] | None = None) -> list[str]:
    wrong = []
    for path in PAGES:
        person.goto(path.format(union=who.union.code, person=who.person.code))
        wrong += [f"{path} {found}" for found in person.violations(rules)]
        if person.wider_than_the_window():
            wrong.append(f"{path} is wider than the window")
    return wrong + [line for line in person.said if "404" not in line]


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_pages_are_clean(size: str, reader: Callable[..., Any], organiser: Any) -> None:
    person = reader(size)
    person.goto("/accounts/login/")
    assert person.violations() == []
    person.log_in(organiser.username)
    assert walk(person, organiser) == []


def test_pages_are_clean_in_the_dark_and_in_large_type(reader: Callable[..., Any], organiser: Any) -> None:
    person = reader("desk", nj_theme="dark", nj_size="large")
    person.log_in(organiser.username)
    assert walk(person, organiser, OF_LOOKS) == []


PLANTS = {
    '<img src="x.png">': "image-alt",
    "<input name=x>": "label",
    "<p id=faint>淡</p>": "faint, 1.61: 淡",
    "<input aria-label=x placeholder=淡 id=faint>": "faint, 1.61: 淡",
    "<p id=gradient>底</p>": "faint, 0: 底",
    '<button aria-label="x" role="nothing">按</button>': "aria-roles",
    "<ul><p>段</p></ul>": "list",
    '<video src="x.mp4" controls></video>': "unsure of video-caption",
}


def test_plants_would_be_noticed(reader: Callable[..., Any], organiser: Any) -> None:
    """Control: what axe finds, what axe cannot tell, and one-character texts that it leaves out."""
    person = reader("desk")
    person.log_in(organiser.username)
    person.goto("/desk/help/")
    assert person.violations() == []
    for plant, rule in PLANTS.items():
        person.page.evaluate(
            """plant => { document.getElementById('plant')?.remove()
              document.querySelector('main').insertAdjacentHTML('beforeend', `<div id=plant>${plant}</div>`)
              const faint = document.getElementById('faint'), gradient = document.getElementById('gradient')
              if (faint) { faint.style.color = '#cccccc'; faint.style.background = '#ffffff'
                const sheet = new CSSStyleSheet(); sheet.replaceSync('#faint::placeholder { color: #cccccc; opacity: 1 }')
                document.adoptedStyleSheets = [sheet] }
              if (gradient) gradient.style.backgroundImage = 'linear-gradient(red, blue)' }""",
            plant,
        )
        assert [one for one in person.violations() if one.startswith(rule)], plant


def test_an_inline_script_would_be_stopped(reader: Callable[..., Any], organiser: Any) -> None:
    person = reader("desk")
    person.goto("/accounts/login/")
    person.page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.planted = 1'; document.body.append(s) }"
    )
    assert person.page.evaluate("window.planted") is None
    assert any("Content Security Policy" in line for line in person.said)
