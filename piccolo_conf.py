"""Where Piccolo's command line finds the engine and the tables."""

from piccolo.conf.apps import AppRegistry

from intranet.kit.db import DB
from intranet.settings import APPS

__all__ = ["APP_REGISTRY", "DB"]

APP_REGISTRY = AppRegistry(apps=list(APPS))
