"""CPU time and memory of processes, as Linux counts them."""

from __future__ import annotations

from pathlib import Path

PROC = Path("/proc")
PARENT = 1  # place in /proc/<pid>/stat after the name


def _parent(pid: int) -> int:
    text = (PROC / str(pid) / "stat").read_text()
    return int(text[text.rindex(")") + 2 :].split()[PARENT])


def family(pid: int) -> list[int]:
    """The process and all its descendants alive now."""
    parents: dict[int, int] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = _parent(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def cpu_ms(pid: int) -> float:
    """User + system time of a process and its living descendants (the scheduler's own count, in ns)."""
    total = 0
    for one in family(pid):
        for task in (PROC / str(one) / "task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
    return total / 1e6


def pss_mb(pid: int) -> float:
    """Proportional set size of one process, in MB of 10^6 bytes."""
    for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise LookupError(f"no Pss of {pid}")
