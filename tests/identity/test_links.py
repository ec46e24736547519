"""Set-up links: the only way to a first password; good once, for some hours, for one account."""

from __future__ import annotations

import io
import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.identity import OTHER, WORD, log_in, with_authenticator, with_password
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text
from tests.orgs.reading import ledger

from zhiben.config.logs import Scrubbed, Unworded
from zhiben.identity.models import SetUpLink
from zhiben.identity.operations import change_password, issue_link, links, reset_factors
from zhiben.identity.queries import has_factor
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed, NotFound
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person
from zhiben.orgs.operations import grant, set_active
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.either
SET = {"new": WORD, "again": WORD}


@pytest.fixture
def newcomer(city: City) -> Person:
    person = city.person(Role.OFFICE_OFFICER, "市安委办")
    person.set_unusable_password()
    person.save()
    return person


def use(word: str, client: Client | None = None, **other: str) -> tuple[int, str]:
    """Status and where it leads, of setting a password by a link."""
    got = (client or Client()).post(reverse("set_up", args=[word]), SET | other)
    return got.status_code, got.get("Location", "")


def shown(client: Client, name: str, person: Person) -> str:
    """The page that shows the link just made; it shows it once."""
    send(client, name, person.pk)
    page = text(client, "identity:link", person.pk)
    assert "/setup/" not in text(client, "identity:link", person.pk)
    return page


def test_a_link_sets_the_password_once_and_lets_in(newcomer: Person) -> None:
    word, client = issue_link(newcomer, actor=SYSTEM), Client()
    page = client.get(reverse("set_up", args=[word])).content.decode()
    assert newcomer.username in page and "本链接只能使用一次" in page
    assert use(word, client) == (302, "/")
    assert client.get("/").status_code == 200
    assert use(word, new=OTHER, again=OTHER) == (404, "")
    assert log_in(newcomer).get("/").status_code == 200
    assert [verb for verb, _who, _facts in ledger(newcomer)][1:] == [
        *("issue_link", "use_link", "set_password", "login", "login"),
    ]


def test_the_word_of_a_link_is_nowhere_kept(newcomer: Person) -> None:
    word = issue_link(newcomer, actor=SYSTEM)
    row = SetUpLink.objects.get()
    assert (word in str(vars(row)), len(row.digest), len(word)) == (False, 64, 32)


def test_a_link_ends_after_three_days_and_with_the_next_one(newcomer: Person) -> None:
    now = clock.machine()
    first = issue_link(newcomer, actor=SYSTEM)
    with clock.at(now + timedelta(hours=72, seconds=5)):
        assert use(first)[0] == 404
    with clock.at(now + timedelta(hours=71)):
        second = issue_link(newcomer, actor=SYSTEM)
        assert [use(first)[0], use(second)[0]] == [404, 302]


def test_a_link_that_ends_while_it_is_used_is_not_good(newcomer: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    word = issue_link(newcomer, actor=SYSTEM)
    monkeypatch.setattr(links, "person_of_link", lambda _word: newcomer)
    with clock.at(clock.machine() + timedelta(hours=73)), pytest.raises(NotFound):
        links.use_link(word, WORD)


def test_a_weak_password_does_not_spend_the_link(newcomer: Person) -> None:
    word = issue_link(newcomer, actor=SYSTEM)
    assert use(word, new="short", again="short") == (422, "")
    assert use(word, again=OTHER) == (422, "")
    assert use(word) == (302, "/")


def test_the_word_of_a_live_link_is_not_handed_on(newcomer: Person) -> None:
    """Of the site's own name browsers may tell; with nothing told they send `Origin: null`, which is refused."""
    word, client = issue_link(newcomer, actor=SYSTEM), Client()
    address = reverse("set_up", args=[word])
    answers = [client.get(address), client.post(address, {"new": "short", "again": "short"}), client.post(address, SET)]
    answers.append(client.get(address))
    assert [(one.status_code, one["Referrer-Policy"]) for one in answers] == [
        *((200, "strict-origin"), (422, "strict-origin"), (302, "strict-origin"), (404, "strict-origin")),
    ]


def test_the_word_of_a_live_link_is_not_logged(newcomer: Person) -> None:
    """A weak password leaves the link unspent, and its refusal writes a line."""
    lines = io.StringIO()
    handler, heard = logging.StreamHandler(lines), logging.getLogger("django.request")
    handler.addFilter(Unworded())
    handler.setFormatter(Scrubbed("%(message)s"))
    heard.addHandler(handler)
    word = issue_link(newcomer, actor=SYSTEM)
    try:
        assert use(word, new="short", again="short") == (422, "")
    finally:
        heard.removeHandler(handler)
    assert lines.getvalue() == "Unprocessable Entity: /setup/…\n"


def test_a_closed_account_is_not_opened_by_its_link(newcomer: Person) -> None:
    word = issue_link(newcomer, actor=SYSTEM)
    set_active(newcomer, active=False, actor=SYSTEM)
    assert use(word) == (404, "")


def test_a_link_is_void_once_the_password_is_another(city: City) -> None:
    person = with_password(city, Role.OFFICE_OFFICER)
    word = issue_link(person, actor=SYSTEM)
    change_password(person, old=WORD, new=OTHER, actor=actor_of(person))
    assert use(word, new="Third-harbour-55", again="Third-harbour-55") == (404, "")


def test_a_link_of_before_a_closing_is_void_when_the_account_is_opened_again(newcomer: Person) -> None:
    word = issue_link(newcomer, actor=SYSTEM)
    for active in (False, True):
        set_active(newcomer, active=active, actor=SYSTEM)
    assert (use(word), use(issue_link(newcomer, actor=SYSTEM))) == ((404, ""), (302, "/"))


def test_a_role_that_is_given_meanwhile_leaves_the_link_good(city: City, newcomer: Person) -> None:
    word = issue_link(newcomer, actor=SYSTEM)
    grant(newcomer, Role.OFFICE_LEADER, unit=city.unit("市安委办"), actor=SYSTEM)
    assert use(word) == (302, "/")


def test_the_system_administrator_alone_opens_nobodys_account(city: City) -> None:
    leader = with_password(city, Role.OFFICE_LEADER)
    system = browser(city.person(Role.SYSTEM_ADMIN, "市安委办"))
    assert reverse("identity:link", args=[leader.pk]) not in (page := text(system, "orgs:person", leader.pk))
    assert "已设置；本人忘记的，先由安全管理员重置，再发放设置链接" in page
    assert "须先由安全管理员“重置口令和第二因子”" in send(system, "identity:link", leader.pk, status=422)
    assert not SetUpLink.objects.exists()
    send(browser(city.person(Role.SECURITY_ADMIN, "市安委办")), "identity:reset_factors", leader.pk)
    assert "/setup/" in shown(system, "identity:link", leader)


def test_whoever_comes_in_again_reads_who_gave_a_link(city: City, newcomer: Person) -> None:
    """The first one brings everybody in and is told to nobody."""
    issue_link(newcomer, actor=SYSTEM)
    assert "设置链接已由" not in use_and_read(issue_link(newcomer, actor=SYSTEM), WORD)
    word, at = issue_link(newcomer, actor=SYSTEM), clock.to_the_minute(clock.now())
    assert f"设置链接已由控制台于{at}发放；不是您要求的" in use_and_read(word, OTHER)
    assert "设置链接已由" not in log_in(newcomer, OTHER).get(reverse("identity:security")).content.decode()


def use_and_read(word: str, new: str) -> str:
    """What the first page says after a link has set that password."""
    client = Client()
    assert use(word, client, new=new, again=new) == (302, "/")
    return client.get(reverse("identity:security")).content.decode()


def test_unknown_and_spent_links_say_the_same(newcomer: Person) -> None:
    word = issue_link(newcomer, actor=SYSTEM)
    use(word)
    pages = {Client().get(reverse("set_up", args=[one])).content for one in (word, "no-such-word")}
    assert len(pages) == 1 and "链接无效、已用过或已过期" in pages.pop().decode()


def test_whoever_owes_a_second_factor_is_asked_for_it_next(city: City) -> None:
    leader, client = city.person(Role.OFFICE_LEADER, "市安委办"), Client()
    assert use(issue_link(leader, actor=SYSTEM), client) == (302, "/")
    assert client.get("/")["Location"] == reverse("identity:security")


def test_the_system_administrator_gives_links_and_not_to_themself(city: City, newcomer: Person) -> None:
    admin = city.person(Role.SYSTEM_ADMIN, "市安委办")
    page = shown(browser(admin), "identity:link", newcomer)
    [word] = re.findall(r">http://testserver/setup/([^/]+)/<", page)
    assert use(word)[0] == 302
    send(browser(admin), "identity:link", admin.pk, status=403)
    for role in (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.OFFICE_LEADER):
        send(browser(city.person(role, "市安委办")), "identity:link", newcomer.pk, status=403)
    send(browser(city.person(Role.STREET_OFFICER, "民治街道")), "identity:link", newcomer.pk, status=404)


def test_the_security_administrator_resets_a_lost_factor_and_not_their_own(city: City) -> None:
    leader = with_authenticator(with_password(city, Role.OFFICE_LEADER))
    standing = browser(leader)
    admin = city.person(Role.SECURITY_ADMIN, "市安委办")
    before = issue_link(leader, actor=SYSTEM)
    send(browser(admin), "identity:reset_factors", leader.pk)
    assert (has_factor(leader.pk), standing.get("/").status_code) == (False, 302)
    assert log_in(leader).said.status_code == 422  # type: ignore[attr-defined]
    assert use(before)[0] == 404
    assert not SetUpLink.objects.filter(person=leader.pk, used__isnull=True).exists()
    system = browser(city.person(Role.SYSTEM_ADMIN, "市安委办"))
    [word] = re.findall(r">http://testserver/setup/([^/]+)/<", shown(system, "identity:link", leader))
    client = Client()
    assert use(word, client, new=OTHER, again=OTHER) == (302, "/")
    assert client.get("/")["Location"] == reverse("identity:security")
    assert f"已由{admin.name}于" in client.get(reverse("identity:security")).content.decode()
    assert "重置；不是您要求的" not in log_in(leader, OTHER).get(reverse("identity:security")).content.decode()
    assert ("reset_factors", admin.pk, {}) in ledger(leader)
    send(browser(admin), "identity:reset_factors", admin.pk, status=403)
    for role in (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.OFFICE_LEADER):
        with pytest.raises(NotAllowed):
            reset_factors(leader, actor=actor_of(city.person(role, "市安委办")))


def test_a_new_account_has_no_password(city: City) -> None:
    text(browser(city.person(Role.SYSTEM_ADMIN, "市安委办")), "identity:add")
    send(browser(city.person(Role.SYSTEM_ADMIN, "市安委办")), "identity:add", username="xin", name="新人")
    one = Person.objects.get(username="xin")
    assert (one.has_usable_password(), log_in(one, "").said.status_code) == (False, 422)  # type: ignore[attr-defined]
