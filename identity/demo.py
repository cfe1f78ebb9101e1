"""Ways into a demo school: people who are worth looking at, one password for all.

The password is hashed once and stored for every one of them: fine for a demo, and only there.
"""

from __future__ import annotations

from identity.account.policy import publish
from identity.door.gates import FACTOR_HATS
from identity.factors import totp
from identity.local import passwords
from identity.local.provider import PROVIDER, SLUG
from intranet.kit import clock, crypto
from intranet.kit.access import Viewer, system_actor
from intranet.kit.db import DB
from intranet.school.access import Hat
from intranet.school.demo import DemoSchool
from intranet.school.people.hats import grant_hat
from intranet.school.people.names import name_key, sort_key
from intranet.school.settings import save_setting

PASSWORD = "parta-demo-2026"

# login -> (what the list says of it; empty: the class), the hat put on first (empty: the usual one)
LOGINS = {
    "student": ("", ""),
    "student2": ("", ""),
    "parent": ("родитель двух детей", ""),
    "teacher": ("учитель, классный руководитель и родитель", Hat.TEACHER),
    "teacher2": ("учитель", Hat.TEACHER),
    "headteacher": ("завуч и учитель", Hat.HEAD_TEACHER),
    "director": ("директор", Hat.DIRECTOR),
    "secretary": ("секретарь", Hat.SECRETARY),
    "admin": ("администратор", Hat.ADMINISTRATOR),
    "admin2": ("администратор со вторым шагом; код: bin/intranet user code admin2", Hat.ADMINISTRATOR),
}
GUARDED = "admin2"  # who has an app with codes, to be looked at
Employee = tuple[str, Hat, str, tuple[str, str, str], str]
STAFF: tuple[Employee, ...] = (
    ("secretary", Hat.SECRETARY, "секретарь", ("Зайцева", "Светлана", "Андреевна"), "f"),
    ("admin", Hat.ADMINISTRATOR, "системный администратор", ("Макаров", "Олег", "Никитич"), "m"),
)
SECOND: Employee = (GUARDED, Hat.ADMINISTRATOR, "инженер", ("Соболева", "Вера", "Аркадьевна"), "f")
RULES = """\
Сайтом школы пользуются ученики, их законные представители и сотрудники. Это бесплатно.

Логин и пароль — только ваши: не передавайте их другим, даже родным. У каждого свой вход.

Вы видите только то, что касается вас или ваших детей, а сотрудники — то, что нужно для работы. Чужие отметки,
телефоны и адреса не копируют и не публикуют.

Данные хранятся в школе и наружу не передаются. Исправить ошибку в своих данных можно через классного
руководителя или секретаря; там же ответят на вопросы.

На общем компьютере поставьте отметку «Это общий компьютер» и выходите, когда закончили. Заметили чужой вход —
смените пароль и скажите школе."""
ACCEPT_ALL = """insert into policy_acceptance (account, policy, accepted_at)
    select a.id, t.id, $1 from account a cross join policy_text t"""
ADD_PERSON = """insert into person (surname, name, patronymic, name_key, sort_key, sex, created_at)
    values ($1, $2, $3, $4, $5, $6, $7) returning id"""
ADD_APP = """insert into factor (account, kind, title, secret, created_at, confirmed_at)
    select id, 'totp', 'bin/intranet user code', $2, $3, $3 from account where login_key = $1"""
ADD_POST = "insert into staff_post (person, title, since) values ($1, $2, $3)"
ADD_ACCOUNT = """insert into account (person, provider, login, login_key, status, last_hat, created_at)
    values ($1, $2, $3, $3, 'active', $4, $5) returning id"""
ADD_CREDENTIAL = (
    "insert into local_credential (account, phc, is_first_entry, changed_at) values ($1, $2, false, $3)"
)
WHO = """select concat_ws(' ', p.surname, p.name, nullif(p.patronymic, '')), p.sex,
        (select c.grade_level || c.letter from group_membership m join study_group g on g.id = m.study_group
         join school_class c on c.id = g.school_class where m.student = p.id and m.is_roster
         order by m.since limit 1)
    from person p where p.id = $1"""


async def fill(school: DemoSchool | None) -> list[tuple[str, str]]:
    """Accounts for the cast, or for a secretary and an administrator of an empty school.

    Gives (login, who it is) in the order of LOGINS.
    """
    phc = await passwords.hash_secret(PASSWORD)
    async with DB.transaction():
        await save_setting(system_actor("demo"), FACTOR_HATS, [], clock.today())
        actor = system_actor("demo")
        cast = dict(school.cast) if school else await _staff_alone(actor)
        cast[GUARDED] = await _employed(actor, SECOND)
        provider = await DB.value(PROVIDER, SLUG)
        accounts = []
        for login, (title, hat) in LOGINS.items():
            if login in cast:
                await _account(login, cast[login], str(hat), provider, phc)
                accounts.append((login, await _title(cast[login], title)))
        await DB.execute(ADD_APP, GUARDED, crypto.seal(totp.new_secret()), clock.real_now())
        if school:
            await _rules_accepted(system_actor("demo"))
        return accounts


async def _rules_accepted(actor: Viewer) -> None:
    """The rules of use, accepted by everybody of the list; whoever registers later reads them first."""
    await publish(actor, RULES)
    await DB.execute(ACCEPT_ALL, clock.real_now())


async def _staff_alone(actor: Viewer) -> dict[str, int]:
    return {one[0]: await _employed(actor, one) for one in STAFF}


async def _employed(actor: Viewer, one: Employee) -> int:
    """Somebody of the office: a person with a post and a hat."""
    _login, hat, post, name, sex = one
    entered = clock.local(clock.today(), 0)
    person: int = await DB.value(ADD_PERSON, *name, name_key(*name), sort_key(*name), sex, entered)
    await DB.execute(ADD_POST, person, post, clock.today())
    await grant_hat(actor, person, hat)
    return person


async def _account(login: str, person: int, hat: str, provider: int, phc: str) -> None:
    account = await DB.value(ADD_ACCOUNT, person, provider, login, hat, clock.real_now())
    await DB.execute(ADD_CREDENTIAL, account, phc, clock.real_now())


async def _title(person: int, title: str) -> str:
    """ "Иванова Ольга Петровна, завуч и учитель", "Лебедев Олег Ильич, ученик 10А"."""
    name, sex, school_class = await DB.record(WHO, person)
    return (
        f"{name}, {title or ('ученик' if sex == 'm' else 'ученица')} {'' if title else school_class}".strip()
    )
