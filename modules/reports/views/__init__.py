"""Handlers of the reports: the list and one report, its files, and one's own long ones."""

from __future__ import annotations

from typing import Any

from modules.reports.views import mine, reports

HANDLERS: list[Any] = [*reports.HANDLERS, *mine.HANDLERS]
