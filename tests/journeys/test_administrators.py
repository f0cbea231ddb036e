"""From an empty county to the first organiser at work: three administrators with passkey, authenticator and recovery codes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from click.testing import CliRunner

from niangjia.fronts.cli import county as _commands
from niangjia.fronts.cli.root import main
from niangjia.ground.access.models import Account, Invitation
from niangjia.ground.audit.models import Entry

pytestmark = pytest.mark.browser

PASSWORD = "Zhong-gong-88x"
assert _commands


@pytest.fixture
def links(transactional_db: Any, live_server: Any, settings: Any) -> dict[str, str]:
    """What `niangjia init` prints: a one-time link for each of the three."""
    settings.STAFF_SECOND_FACTOR = True
    said = CliRunner().invoke(main, ["init", "--county", "330784"])
    assert said.exit_code == 0, said.output
    assert "http://localhost:8000/accounts/invitation/" in said.output
    found = dict(re.findall(r"登录名 (\w+)  http://localhost:8000(/accounts/invitation/[^\s]+/)", said.output))
    assert sorted(found) == ["anquan", "shenji", "xitong"]
    return found


def code_now(secret: str, ahead: int = 0) -> str:
    """What an authenticator shows."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead)))


class Staff:
    """A member of staff with her own browser and her own authenticator."""

    def __init__(self, reader: Any, name: str) -> None:
        # WebAuthn knows no bare addresses: the house is called localhost, as it is on a first computer
        self.at, self.page, self.name, self.secret = reader, reader.page, name, ""
        reader.base = reader.base.replace("127.0.0.1", "localhost")

    def take_up(self, link: str) -> None:
        """Open the link, set the password, log in."""
        self.at.goto(link)
        assert self.at.violations() == []
        self.page.fill("[name=password]", PASSWORD)
        self.page.fill("[name=again]", PASSWORD)
        self.page.click("text=就用这个密码")
        self.page.wait_for_url("**/accounts/login/")
        self.log_in()

    def log_in(self) -> None:
        """Name and password; what comes next depends on what she has."""
        self.at.goto("/accounts/login/")
        self.page.fill("[name=login]", self.name)
        self.page.fill("[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)
        self.at.settle()

    def log_out(self) -> None:
        self.at.goto("/accounts/logout/")
        self.page.click("main button:has-text('退出登录')")
        self.page.wait_for_url("**/accounts/login/")

    def bind_authenticator(self) -> list[str]:
        """Scan (here: read) the secret, type the number, keep the recovery codes."""
        assert self.page.url.endswith("/accounts/authenticator/totp/activate/"), self.page.url
        assert self.at.violations() == []
        self.secret = self.page.inner_text(".nj-scan .nj-token").strip()
        self.page.fill("[name=code]", code_now(self.secret))
        self.page.click("main button:has-text('绑定')")
        self.at.settle()
        self.at.goto("/accounts/authenticator/recovery-codes/")
        return [text.strip() for text in self.page.locator(".nj-codes li").all_inner_texts()]

    def confirm(self, number: str) -> None:
        """The second step of a log-in."""
        self.page.fill("[name=code]", number)
        self.page.click("main form button.btn-primary")
        self.at.settle()

    def see(self, *words: str) -> None:
        text = self.page.inner_text("main")
        assert [word for word in words if word not in text] == [], text[:2000]


@pytest.fixture
def staff(reader: Callable[..., Any]) -> Callable[[str], Staff]:
    return lambda name: Staff(reader("desk"), name)


def virtual_key(person: Staff) -> None:
    """A fingerprint reader that always says yes."""
    session = person.page.context.new_cdp_session(person.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_three_administrators_make_an_organiser(links: dict[str, str], staff: Callable[[str], Staff]) -> None:
    opener, guard = staff("xitong"), staff("anquan")
    for one in (opener, guard):
        one.take_up(links[one.name])
        assert len(one.bind_authenticator()) == 10
        one.at.goto("/desk/")
        one.see("待我办理")

    opener.page.click("main >> text=开一个账号")
    opener.page.fill("[name=name]", "胡晓岚")
    opener.page.fill("[name=username]", "huxiaolan")
    opener.page.fill("[name=unit_code]", "永康市总工会")
    opener.page.click("text=开这个账号")
    opener.at.settle()
    opener.page.click("text=生成启用链接")
    opener.at.settle()
    link = opener.page.inner_text("#link")
    assert link.startswith(opener.at.base + "/accounts/invitation/")

    her = Account.objects.get(username="huxiaolan")
    guard.at.goto(f"/desk/accounts/{her.code}/appoint/")
    guard.page.fill("[name=unit_code]", "永康市总工会")
    guard.page.select_option("[name=role]", "organiser")
    guard.page.click("text=看会多出什么权限")
    guard.at.settle()
    guard.see("登记和修改会员", "0 → 15 家")
    guard.page.click("main button[name=sure]")
    guard.page.wait_for_url(f"**/desk/accounts/{her.code}/")
    guard.see("在任")

    organiser = staff("huxiaolan")
    organiser.take_up(link.removeprefix(opener.at.base))
    organiser.bind_authenticator()
    organiser.at.goto("/desk/")
    organiser.see("胡晓岚", "导入表格", "登记入会")
    organiser.log_out()
    organiser.log_in()
    organiser.confirm(code_now(organiser.secret, 1))
    organiser.page.wait_for_url("**/desk/")
    organiser.at.goto("/desk/accounts/")
    organiser.see("这里没有您要看的内容")

    auditor = staff("shenji")
    auditor.take_up(links["shenji"])
    auditor.bind_authenticator()
    auditor.at.goto("/desk/trail/")
    auditor.see("任命", "开设账号", "用链接设置了密码", "胡晓岚")
    assert opener.at.said == []


def test_a_passkey_opens_the_desk_without_a_password(links: dict[str, str], staff: Callable[[str], Staff]) -> None:
    person = staff("anquan")
    virtual_key(person)
    person.take_up(links["anquan"])
    person.bind_authenticator()
    person.at.goto("/accounts/authenticator/webauthn/add/")
    if "reauthenticate" in person.page.url:
        person.confirm(code_now(person.secret, 1))
    person.page.fill("[name=name]", "办公室电脑")
    if person.page.locator("[name=passwordless]").count():
        person.page.check("[name=passwordless]")
    person.page.click("#mfa_webauthn_add")
    person.page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    assert Authenticator.objects.filter(user__username="anquan", type="webauthn").count() == 1
    person.log_out()
    person.page.click("#passkey_login")
    person.page.wait_for_url("**/desk/")
    person.see("待我办理")


def test_a_recovery_code_works_once(links: dict[str, str], staff: Callable[[str], Staff]) -> None:
    person = staff("xitong")
    person.take_up(links["xitong"])
    (code, *_rest) = person.bind_authenticator()
    person.log_out()
    person.log_in()
    person.confirm(code)
    person.page.wait_for_url("**/desk/")
    person.log_out()
    person.log_in()
    person.confirm(code)
    assert "/authenticate/" in person.page.url
    person.see("验证码不对")


def test_a_lost_authenticator_takes_two_people(links: dict[str, str], staff: Callable[[str], Staff]) -> None:
    opener, guard, lost = staff("xitong"), staff("anquan"), staff("shenji")
    for one in (opener, guard, lost):
        one.take_up(links[one.name])
        one.bind_authenticator()
    her = Account.objects.get(username="shenji")
    opener.at.goto(f"/desk/accounts/{her.code}/")
    opener.page.click("text=申请重设密码和验证器")
    opener.at.settle()
    opener.see("等安全管理员同意")
    guard.at.goto("/desk/")
    guard.see("审计管理员要重设密码和验证器，等您同意")
    guard.page.click("text=从最急的一件办起")
    guard.page.wait_for_url(f"**/desk/accounts/{her.code}/")
    guard.page.click("text=同意重设，生成链接")
    guard.at.settle()
    link = guard.page.inner_text("#link").removeprefix(guard.at.base)
    lost.log_out()
    lost.take_up(link)
    lost.bind_authenticator()
    assert Authenticator.objects.filter(user=her, type="totp").count() == 1
    assert Invitation.objects.filter(account=her, used_at__isnull=True, purpose="reset").count() == 0
    verbs = list(Entry.objects.filter(subject_id=her.pk, subject_kind="access.account").values_list("verb", flat=True))
    assert verbs[-3:] == ["access.reset_asked", "access.reset_agreed", "access.link_used"]


def test_screens_of_the_second_factor_are_clean(
    links: dict[str, str], staff: Callable[[str], Staff], reader: Any
) -> None:
    person = staff("xitong")
    person.take_up(links["xitong"])
    person.bind_authenticator()
    for path in ("", "recovery-codes/", "webauthn/"):
        person.at.goto(f"/accounts/authenticator/{path}")
        assert (path, person.at.violations()) == (path, [])
        assert not person.at.wider_than_the_window()
