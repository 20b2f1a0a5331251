"""How far a run is: a bar on a terminal, nothing elsewhere."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from scribe_plugin.evaluation.records import Record


class Progress:
    """Shows readings done, time left, errors and what has been spent; on standard error, and only on a terminal."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._errors = 0
        self._spent = 0.0
        self._bar: Bar | None = _bar() if total and sys.stderr.isatty() else None

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
            self._task = self._bar.add_task("reading", total=self._total, said="")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def add(self, record: "Record") -> None:
        """Count one reading."""
        self._errors += record.status == "error"
        self._spent += record.cost_usd or 0.0
        if self._bar is not None:
            self._bar.update(self._task, advance=1, said=self.said)

    @property
    def said(self) -> str:
        """What stands beside the bar."""
        errors = f"{self._errors} errors" if self._errors else ""
        spent = f"{self._spent:.2f} USD" if self._spent else ""
        return ", ".join(filter(None, (errors, spent)))


def _bar() -> "Bar":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[said]}"),
        console=Console(stderr=True),
        transient=True,
    )
