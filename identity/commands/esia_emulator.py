"""`intranet esia-emulator`: an ESIA for development and demos, which nobody but this machine can reach."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import click

from identity.esia.emulator.process import start
from identity.esia.emulator.world import Settings
from intranet import server

MODES = ("auto", "gost", "rsa", "v1")


def _loopback(_context: click.Context, _option: click.Parameter, value: str) -> str:
    try:
        is_right = ipaddress.ip_address(value).is_loopback
    except ValueError:
        is_right = False
    if not is_right:
        raise click.BadParameter("эмулятор слушает только эту машину: 127.0.0.1 или ::1.")
    return value


@click.command("esia-emulator", help="Эмулятор Госуслуг для проб: только на этой машине.")
@click.option("--host", default="127.0.0.1", show_default=True, callback=_loopback)
@click.option("--port", default=8100, show_default=True)
@click.option("--data", type=click.Path(path_type=Path), default=Path(".esia"), help="Папка ключей и людей.")
@click.option(
    "--mode", type=click.Choice(MODES), default="auto", show_default=True,
    help="Подпись запросов: gost, rsa (так в ЕСИА нельзя), v1 (старая); auto: gost, если он есть.",
)  # fmt: skip
def esia_emulator(host: str, port: int, data: Path, mode: str) -> None:
    """Serve until a signal."""
    click.echo(f"Эмулятор Госуслуг: http://127.0.0.1:{port}/  Ключи и люди: {data.resolve()}")
    raise SystemExit(server.wait(start(Settings(str(data.resolve()), port, mode), host)))


COMMANDS = (esia_emulator,)
