"""The command line: one module per command group, and nothing heavy imported before a command needs it."""

import io
import os
import sys
from collections.abc import Sequence

INTERRUPTED = 130
BAD_INPUT = 2


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code.

    Bad usage and bad input are one sentence on standard error and code 2.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        code = _call(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _call(arguments: Sequence[str]) -> int:
    import typer

    from scribe_plugin.cli.app import app

    try:
        return int(app(list(arguments), prog_name="alif-scribe", standalone_mode=False) or 0)
    except typer.Abort:
        return INTERRUPTED
    except SystemExit:  # typer's own answer to a reader that left; commands end with typer.Exit
        return 0
    except typer.TyperException as error:
        if _said(error).startswith("Usage:"):  # a group without a command answers with its help
            print(_said(error), file=sys.stderr)
            return BAD_INPUT
        return complain(_usage(error))
    except Exception as error:
        from scribe_plugin.contract import ScribeError

        if not isinstance(error, ScribeError):
            raise
        return complain(str(error))


def complain(sentence: str) -> int:
    """Print one sentence on standard error and return the exit code of bad input."""
    print(f"alif-scribe: {' '.join(sentence.split())}", file=sys.stderr)
    return BAD_INPUT


def _usage(error: Exception) -> str:
    """Return a usage error as one sentence that ends with what to do."""
    said = _said(error).strip()
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "alif-scribe"
    return f"{said} See {command} --help" if said.endswith("?") else f"{said.rstrip('.')}; see {command} --help"


def _said(error: Exception) -> str:
    return str(error.format_message()) if hasattr(error, "format_message") else str(error)
