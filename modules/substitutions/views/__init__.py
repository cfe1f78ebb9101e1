"""Handlers of the substitutions, a file per thing."""

from typing import Any

from modules.substitutions.views import board, published, screens

HANDLERS: list[Any] = [*published.HANDLERS, *board.HANDLERS, *screens.HANDLERS]
