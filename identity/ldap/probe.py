"""What an administrator's "test" button finds out about a directory, step by step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from identity.door.providers import Finding
from identity.ldap import entries
from identity.ldap.config import LdapConfig
from identity.ldap.connection import Connection, Entry
from identity.ldap.groups import read_graph
from identity.ldap.troubles import ADVICE, DirectoryError, Trouble
from identity.ldap.tunnel import Deadline, address_of
from intranet.kit import clock
from intranet.kit.i18n import _

SOON = timedelta(days=30)
SKEW = timedelta(minutes=5)
CLOCKS = ("currentTime", "modifyTimestamp")


def findings(config: LdapConfig, deadline: Deadline) -> list[Finding]:
    """One line a step; the first that fails is the last."""
    told: list[Finding] = []
    where = _("Адрес каталога")
    try:
        address = address_of(config.url)
        where = _("Соединение: %(host)s, порт %(port)s", host=address.host, port=address.port)
        with Connection(config, deadline) as service:
            told += [Finding(where, True), _certificate(service.valid_until)]
            where = _("Служебная учётная запись")
            service.bind_service()
            told.append(Finding(where, True))
            where = _("Люди в каталоге")
            told += _people(service)
            where = _("Часы")
            told += _clock(service)
    except DirectoryError as error:
        told.append(Finding(where, False, error.advice))
    return told


def _certificate(until: datetime) -> Finding:
    what = _("Сертификат сервера действует до %(day)s", day=f"{clock.to_local(until):%d.%m.%Y}")
    is_right = until - clock.real_now() > SOON
    return Finding(what, is_right, "" if is_right else _("Замените его заранее: без него вход закроется."))


def _people(service: Connection) -> list[Finding]:
    config = service.config
    found = list(
        service.search(config.base, "subtree", config.user_filter, entries.person_attributes(config))
    )
    if not found:
        return [Finding(_("Под базой никого нет"), False, str(ADVICE[Trouble.SEARCH]))]
    told = [Finding(_("Людей по фильтру: %(n)s", n=len(found)), True)]
    told.append(_seen(found, _("Постоянный номер (%(name)s)", name=config.attributes.stable_id),
                      lambda one: entries.stable_id(config, one)))  # fmt: skip
    told.append(_seen(found, _("Логин (%(name)s)", name=config.attributes.login),
                      lambda one: one.text(config.attributes.login)))  # fmt: skip
    told.append(_numbers(config, found))
    graph = read_graph(service)
    grouped = sum(bool(graph.groups_of(one)) for one in found)
    told.append(Finding(_("Состоят в группах: %(n)s", n=grouped), True))
    return told


def _seen(found: list[Entry], what: str, read: object) -> Finding:
    assert callable(read)
    lacking = sum(not read(one) for one in found)
    if not lacking:
        return Finding(_("%(what)s есть у всех", what=what), True)
    advice = _("Нет у %(n)s записей: проверьте имя атрибута и права служебной записи.", n=lacking)
    return Finding(what, False, advice)


def _numbers(config: LdapConfig, found: list[Entry]) -> Finding:
    name = config.attributes.number
    count = sum(bool(one.text(name)) for one in found)
    what = _("Номер из списков школы (%(name)s) есть у %(n)s", name=name, n=count)
    advice = _("Без него записи привязывает администратор или школьный код.")
    return Finding(what, True, "" if count else advice)


def _clock(service: Connection) -> list[Finding]:
    """Active Directory tells its time; a wrong one breaks certificates and expiry dates."""
    root = service.first("", [CLOCKS[0]])
    text = root.text(CLOCKS[0])[:14] if root else ""
    if not text.isdigit() or len(text) != 14:
        return []
    there = datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    is_right = abs(there - clock.real_now()) < SKEW
    advice = "" if is_right else _("Часы сервера и каталога расходятся: настройте NTP.")
    return [Finding(_("Часы каталога идут верно") if is_right else _("Часы каталога"), is_right, advice)]
