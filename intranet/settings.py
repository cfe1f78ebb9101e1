"""What differs between installations: read once from the environment at start.

PARTA_DATA        folder of keys, files, logs (default ./.demo)
DATABASE_URL      the app's role; DATABASE_OWNER_URL the role that migrates (default: the same)
PARTA_MODULES     comma list of installed modules (default: all)
PARTA_THEME       folder in themes/ (default "default")
PARTA_ORIGIN      the site's address, in letters too; https://...: cookies become Secure and `__Host-`
PARTA_SMTP        mail server: smtp://user:password@host:25, ?starttls=1, smtps://... (default: letters wait)
PARTA_MAIL_FROM   the address letters come from
PARTA_SMS         gateway of text messages: https://..., its word is the file `sms` of the secrets
PARTA_METRICS_TOKEN   opens /metrics
PARTA_DEMO_CLOCK  ISO moment at which the school's clock starts (demo only)
PARTA_WORKER      "inside" runs the jobs in the web process (demo)
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = (
    "home", "diary", "journal", "timetable", "substitutions", "directory", "notices", "reports", "office",
)  # fmt: skip
_APP_FOLDERS = ("intranet.kit", "intranet.school", "identity", *(f"modules.{name}" for name in MODULES))
APPS = tuple(
    f"{folder}.piccolo_app"
    for folder in _APP_FOLDERS
    if (ROOT / folder.replace(".", "/") / "piccolo_app.py").exists()
)


@dataclass(frozen=True)
class Settings:
    """One installation."""

    data: Path
    database_url: str
    owner_url: str
    modules: tuple[str, ...]
    theme: str
    origin: str
    smtp: str
    mail_from: str
    sms: str
    metrics_token: str
    demo_clock: datetime | None
    worker_inside: bool

    @property
    def is_tls(self) -> bool:
        """Whether people reach us by https."""
        return self.origin.startswith("https://")


def from_environment() -> Settings:
    """The settings of this process; ValueError for a module that does not exist."""
    env = os.environ
    modules = tuple(name.strip() for name in env.get("PARTA_MODULES", ",".join(MODULES)).split(",") if name)
    if unknown := set(modules) - set(MODULES):
        raise ValueError(f"PARTA_MODULES names unknown modules: {', '.join(sorted(unknown))}")
    url = env.get("DATABASE_URL", "")
    moment = env.get("PARTA_DEMO_CLOCK")
    return Settings(
        data=Path(env.get("PARTA_DATA", str(ROOT / ".demo"))).resolve(),
        database_url=url,
        owner_url=env.get("DATABASE_OWNER_URL", url),
        modules=modules,
        theme=env.get("PARTA_THEME", "default"),
        origin=env.get("PARTA_ORIGIN", ""),
        smtp=env.get("PARTA_SMTP", ""),
        mail_from=env.get("PARTA_MAIL_FROM", ""),
        sms=env.get("PARTA_SMS", ""),
        metrics_token=env.get("PARTA_METRICS_TOKEN", ""),
        demo_clock=datetime.fromisoformat(moment) if moment else None,
        worker_inside=env.get("PARTA_WORKER", "") == "inside",
    )
