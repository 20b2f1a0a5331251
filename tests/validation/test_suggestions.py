"""The wording of every suggestion, as printed in ``suggestions.json``.

After a deliberate change, write the file again: ``python -m tests.validation.test_suggestions``.
"""

import json
from pathlib import Path
from typing import Any

from tests.validation.test_catalogue import ROWS

PRINTED = Path(__file__).with_name("suggestions.json")


def suggestions() -> list[dict[str, Any]]:
    """Return the suggestion of each row, in order."""
    return [
        {"code": row.code, **found.suggestion.model_dump(mode="json", exclude_defaults=True)}
        for row in ROWS
        if (found := row.fires.findings[row.code]).suggestion
    ]


def test_wording() -> None:
    assert suggestions() == json.loads(PRINTED.read_text(encoding="utf-8"))


if __name__ == "__main__":
    PRINTED.write_text(json.dumps(suggestions(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
