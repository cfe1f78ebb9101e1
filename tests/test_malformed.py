"""Every form of every page, sent back with what no browser would send: never a server error, never a way out.

The forms are read from the pages themselves, so a new one is tried without being named here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from wtforms import DateField, FieldList
from wtforms.validators import Optional

from intranet.kit.forms import Form
from intranet.kit.i18n import speaking
from intranet.permissions_check import PAGE, expectations
from tests.doors import sign_in
from tests.factories import World, make_school
from tests.test_permissions import WHO, address

Client = Callable[[], httpx.AsyncClient]
LINES = list(expectations(PAGE.read_text()).values())
ENDS_THE_SESSION = ("/logout", "/hat", "/login", "/view", "/profile", "/office/slips")
FILL = {
    "date": "2026-11-20", "time": "10:00", "number": "1", "email": "a@example.ru", "tel": "+79121234567",
    "text": "Тест", "textarea": "Тест", "search": "Тест",
}  # fmt: skip
ODD = (
    "", "-1", "2147483647", "99999999999999999999", "0001-01-01", "9999-12-31", "25:99", "a\x00b", "²", "NaN",
    "a\r\nBcc: x@example.ru", "{{ 7*7 }}", "9" * 5000,
)  # fmt: skip


class Forms(HTMLParser):
    """The POST forms of a page: the address and, by name, a value that would be accepted."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: dict[str, dict[str, str]] = {}
        self._now: dict[str, str] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        if tag == "form" and of.get("method", "").lower() == "post":
            self._now = self.found.setdefault(urljoin(self.page, of.get("action") or self.page), {})
        elif self._now is None or (tag != "option" and not of.get("name")):
            return
        elif tag in ("input", "textarea"):
            kind = of.get("type", "text") if tag == "input" else tag
            self._now.setdefault(of["name"], of.get("value") or FILL.get(kind, ""))
        elif tag == "select":
            self._select = of["name"]
            self._now.setdefault(self._select, "")
        elif tag == "option" and self._select and self._now[self._select] in ("", "0"):
            self._now[self._select] = of.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._now, self._select = None, ""


async def forms_of(browser: httpx.AsyncClient, world: World, hat: str) -> dict[str, dict[str, str]]:
    """Every form this hat is shown, by its address."""
    found: dict[str, dict[str, str]] = {}
    for line in LINES:
        if line.method == "GET" and not line.is_public and line.cells[hat] != "-":
            path = await address(line, world, hat, foreign=False)
            answer = await browser.get(path) if path else None
            if answer and "text/html" in answer.headers.get("content-type", ""):
                forms = Forms(path or "")
                forms.feed(answer.text)
                found = forms.found | found
    return {path: fields for path, fields in found.items() if not path.startswith(ENDS_THE_SESSION)}


def odd_bodies(fields: dict[str, str]) -> Iterator[dict[str, str]]:
    """One field at a time, then all together; then many that nobody asked for."""
    names = [name for name in fields if name != "_hat"][:12]
    for value in ODD:
        yield dict.fromkeys(fields, value) | {"_hat": fields["_hat"]}
    for value in ("2147483647", "0001-01-01", "9999-12-31"):
        yield from (fields | {name: value} for name in names)
    yield fields | dict.fromkeys(("id", "person", "person_id", "hat", "actor", "made_by", "batch"), "1")


def test_a_date_of_another_age_is_refused_wherever_it_stands() -> None:
    class Days(Form):
        day = DateField()
        more = FieldList(DateField(validators=[Optional()]), min_entries=1)

    with speaking("ru"):
        for day in (date.min, date(1899, 12, 31), date(2100, 1, 1), date.max):
            assert not Days(data={"day": day}).validate()
            form = Days(data={"day": date(2026, 11, 19), "more": [day]})
            assert not form.validate() and form.more.entries[0].errors == ["Проверьте год."]
        assert Days(data={"day": date(2099, 12, 31), "more": [None]}).validate()


@pytest.mark.parametrize("hat", ["secretary", "administrator", "head_teacher", "teacher"])
async def test_no_form_breaks_the_server(client: Client, hat: str) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, WHO[hat], hat=hat)
    wrong = []
    forms = await forms_of(browser, world, hat)
    assert len(forms) > 3
    for path, typed in forms.items():
        fields = typed | {"_hat": hat}
        answers = [await browser.post(path, data=body) for body in odd_bodies(fields)]
        files = {
            name: ("../x.svg", b"<svg onload=alert(1)>", "image/svg+xml") for name in typed if name != "_hat"
        }
        answers.append(await browser.post(path, data={"_hat": hat}, files=files))
        for kind, body in (("application/json", b"[1]"), ("multipart/form-data; boundary=x", b"--x\r\ncut")):
            answers.append(await browser.post(path, content=body, headers={"content-type": kind}))
        for answer in answers:
            to = urlsplit(answer.headers.get("location", "/"))
            if answer.status_code >= 500 or to.netloc:
                wrong.append((path, answer.status_code, answer.request.content[:80]))
    assert wrong == []
