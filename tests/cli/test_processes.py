"""The program as a process: quick to start, quiet when its reader leaves, whole in a wheel."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from time import perf_counter

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "scribe_plugin"]

pytestmark = pytest.mark.slow


def fastest(arguments: list[str], cache: Path) -> float:
    """Return the shortest wall time of four runs, in seconds; the first one fills the bytecode cache."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(cache)
    times = []
    for _ in range(4):
        start = perf_counter()
        subprocess.run([*PROGRAM, *arguments], check=True, capture_output=True, cwd=ROOT, env=environment)
        times.append(perf_counter() - start)
    return min(times)


def test_help_and_review_start_quickly(tmp_path: Path, note: str) -> None:
    # The product's budgets, doubled: the machine that runs the tests is busy with other tests.
    path = tmp_path / "note.txt"
    path.write_text(note, encoding="utf-8")
    assert fastest(["--help"], tmp_path / "cache") < 0.6
    assert fastest(["review", str(path)], tmp_path / "cache") < 1.2


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from scribe_plugin.cli import run; run(['--help'])\n"
        "print(sorted({'pydantic', 'rich', 'rapidfuzz', 'openai', 'jinja2', 'tenacity', 'scipy', 'numpy'} & set(sys.modules)), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stderr.strip() == "[]"


def test_a_closed_pipe_ends_the_program_quietly() -> None:
    command = [*PROGRAM, "demo", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
        code = process.wait(timeout=60)
    assert errors == b""
    assert code == 0


def test_output_survives_a_terminal_without_unicode() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    result = subprocess.run([*PROGRAM, "demo"], capture_output=True, env=environment, cwd=ROOT, check=True)
    assert result.stdout.isascii()


def test_content_that_the_wheel_copies_in_exists() -> None:
    import tomllib

    with (ROOT / "pyproject.toml").open("rb") as file:
        wheel = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]
    for source, target in wheel["force-include"].items():
        assert (ROOT / source).is_dir()
        assert target == f"scribe_plugin/_content/{source}"


def test_the_wheel_works_from_a_folder_without_the_repository(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "site")
    assert "scribe_plugin/_content/schemas/elements.json" in names
    assert "scribe_plugin/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "evals/"))]
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "site")}
    for arguments in (["schema", "check"], ["prompt", "check", "alif/v1"], ["demo"], ["codes", "22853"]):
        code = (
            "import scribe_plugin.content as c, sys; assert 'site' in c.__file__; from scribe_plugin.cli import run\n"
        )
        code += f"sys.exit(run({arguments!r}))"
        result = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=tmp_path, check=False
        )
        assert result.returncode == 0, result.stderr
