"""`intranet user ...`: accounts and granted hats from the command line, as the system actor "cli"."""

from __future__ import annotations

import sys

import click

from identity.factors import service as factors
from identity.factors import totp
from identity.local import accounts, slips
from intranet.commands import database_command
from intranet.installation import demo_moment
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.kit.templating import date_long
from intranet.school.access import HAT_TITLES, Hat
from intranet.school.people import hats as hats_service
from intranet.school.people import names
from intranet.school.people import service as people_service
from intranet.settings import from_environment

CLI = "cli"
BY_NAME = "select id from person where name_key = $1"
GRANTED = click.Choice([str(hat) for hat in hats_service.GRANTABLE])


async def _person(full_name: str, is_new: bool) -> int:
    parts = names.split_full_name(full_name)
    if parts is None:
        raise DomainError(_("Нужны фамилия и имя: «Иванова Мария Сергеевна»."))
    found = await DB.rows(int, BY_NAME, names.name_key(*parts))
    if len(found) > 1:
        raise DomainError(_("Людей с таким именем несколько: укажите --person."))
    if found:
        return found[0]
    if not is_new:
        raise DomainError(_("Такого человека в школе нет: проверьте имя или добавьте --new."))
    surname, name, patronymic = parts
    card = people_service.PersonCard(surname=surname, name=name, patronymic=patronymic)
    return await people_service.create_person(system_actor(CLI), card)


async def _known(login: str) -> accounts.AccountCard:
    try:
        return await accounts.account_by_login(system_actor(CLI), login)
    except NotFound as error:
        raise DomainError(_("Логина %(login)s нет: смотрите intranet user list.", login=login)) from error


def _tell(printed: list[slips.Slip]) -> None:
    for slip in printed:
        click.echo(f"{slip.name}\t{slip.login}\t{slip.code}\t{date_long(slip.last_day)}")


def _read_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("Новый пароль", hide_input=True, confirmation_prompt="Ещё раз"))


@click.argument("full_name", metavar='"ФАМИЛИЯ ИМЯ ОТЧЕСТВО"', required=False, default="")
@click.option("--person", type=int, help="Номер человека, если однофамильцев несколько.")
@click.option("--new", "is_new", is_flag=True, help="Завести человека, если его ещё нет.")
@click.option("--hat", type=GRANTED, help="Сразу выдать роль.")
async def _add(full_name: str, person: int | None, is_new: bool, hat: str | None) -> None:
    """Дать человеку вход: печатает логин и одноразовый пароль."""
    found = person or await _person(full_name, is_new)
    if hat is not None:
        await hats_service.grant_hat(system_actor(CLI), found, hat)
    try:
        _tell(await slips.issue_entry(system_actor(CLI), [found]))
    except NotFound as error:
        raise DomainError(_("Человека с номером %(person)s нет.", person=found)) from error


@click.argument("login")
@click.option("--stdin", "from_stdin", is_flag=True, help="Прочесть пароль первой строкой ввода.")
@click.option("--slip", is_flag=True, help="Не задавать, а напечатать одноразовый.")
async def _passwd(login: str, from_stdin: bool, slip: bool) -> None:
    """Сменить пароль: все сеансы этого человека закончатся."""
    found = await _known(login)
    if slip:
        _tell(await slips.issue_entry(system_actor(CLI), [found.person]))
    else:
        await accounts.set_password(system_actor(CLI), login, _read_password(from_stdin))


@click.argument("login")
@click.argument("hat", type=GRANTED)
async def _grant(login: str, hat: str) -> None:
    """Выдать роль с сегодняшнего дня."""
    await hats_service.grant_hat(system_actor(CLI), (await _known(login)).person, hat)
    click.echo(_("%(login)s: выдана роль «%(hat)s».", login=login, hat=str(HAT_TITLES[Hat(hat)])))


@click.argument("login")
@click.argument("hat", type=GRANTED)
async def _withdraw(login: str, hat: str) -> None:
    """Отозвать роль; последнего администратора отозвать нельзя."""
    await hats_service.withdraw_hat(system_actor(CLI), (await _known(login)).person, hat)
    click.echo(_("%(login)s: роль «%(hat)s» отозвана.", login=login, hat=str(HAT_TITLES[Hat(hat)])))


@click.argument("login")
async def _reset_factors(login: str) -> None:
    """Снять второй шаг входа, если телефон и листок потеряны: все сеансы закончатся."""
    count = await factors.reset_factors(system_actor(CLI), (await _known(login)).id)
    click.echo(_("%(login)s: снято способов: %(n)s. Сеансы закончены.", login=login, n=count))


@click.argument("login")
async def _code(login: str) -> None:
    """Код второго шага для входа в демонстрационную школу (только там)."""
    if demo_moment(from_environment().data) is None:
        raise DomainError(_("Коды показывает только демонстрационная школа."))
    secret = await totp.secret_of((await _known(login)).id)
    if secret is None:
        raise DomainError(_("%(login)s: приложения с кодами нет.", login=login))
    click.echo(totp.code_now(secret))


async def _list() -> None:
    """Все, кто может войти: логин, имя, роли, вход, когда был, номер человека."""
    for one in await accounts.all_accounts(system_actor(CLI)):
        hats = ",".join(one.hats) or "-"
        state = "first-entry" if one.is_first_entry else one.status
        last = one.last_entry.date().isoformat() if one.last_entry else "-"
        name = names.full_name(one.surname, one.name, one.patronymic)
        click.echo(f"{one.login}\t{name}\t{hats}\t{state}\t{last}\t{one.person}")


COMMANDS = (
    click.Group(
        "user",
        help="Учётные записи и роли.",
        commands=[
            database_command("add")(_add),
            database_command("passwd")(_passwd),
            database_command("grant")(_grant),
            database_command("withdraw")(_withdraw),
            database_command("reset-factors")(_reset_factors),
            database_command("code")(_code),
            database_command("list")(_list),
        ],
    ),
)
