"""Where prompt sets stand, and reading one folder into memory.

A set is read whole, once: what is hashed is what is rendered, and no template can name a file outside its folder.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scribe_plugin import content
from scribe_plugin.contract import ELEMENT_NAMES
from scribe_plugin.contract.errors import PromptError
from scribe_plugin.extraction.llm.prompts.compact import compact_json
from scribe_plugin.extraction.llm.prompts.manifest import NAME_PATTERN, Manifest

MANIFEST = "prompt.toml"
PARTIALS: dict[str, str] = {name: f"elements/{name}.j2" for name in ELEMENT_NAMES}
REQUIRED = (MANIFEST, "system.j2", "documents.j2", "repair.j2", *PARTIALS.values())
MAX_FILES = 200
MAX_BYTES = 200_000
MAX_DEPTH = 4

_PACKAGED = re.compile(rf"{NAME_PATTERN}(/{NAME_PATTERN})*")


@dataclass(frozen=True, slots=True)
class Location:
    """One prompt folder; ``label`` is how messages call it, ``packaged`` its name when the package carries it."""

    folder: Path
    label: str
    packaged: str | None


def locate(name: str) -> Location:
    """Return the folder of a packaged set (``alif/v1``) or of a path.

    A name is a path when it starts with ``.``, ``/`` or ``~``, or names an existing folder that holds a prompt.toml.

    Raises:
        PromptError: there is no such set.
    """
    root = content.folder("prompts")
    if name.startswith((".", "/", "~")) or _holds_set(Path(name)):
        return _at_path(name, root)
    if not _PACKAGED.fullmatch(name):
        msg = f"{name!r} is not the name of a prompt set; give a name such as alif/v1, or a path that starts with ./"
        raise PromptError(msg)
    if not _holds_set(root / name):
        known = ", ".join(packaged_names()) or "none"
        msg = f"prompt set {name!r} is not known; choose one of {known}, or give a folder as ./{name}"
        raise PromptError(msg)
    return Location(root / name, name, name)


def _at_path(name: str, root: Path) -> Location:
    try:
        folder = Path(name).expanduser().resolve()
        is_set = _holds_set(folder)
    except (OSError, RuntimeError, ValueError) as error:  # no home folder, a loop of links, a NUL character
        msg = f"{name!r} cannot be used as a prompt folder ({type(error).__name__}); give the path of a folder"
        raise PromptError(msg) from None
    if not is_set:
        msg = f"{name} is not a prompt folder: it has no {MANIFEST}; give a folder made by alif-scribe prompt new"
        raise PromptError(msg)
    packaged = folder.is_relative_to(root.resolve())
    return Location(folder, name.rstrip("/"), folder.relative_to(root.resolve()).as_posix() if packaged else None)


def _holds_set(folder: Path) -> bool:
    try:
        return (folder / MANIFEST).is_file()
    except (OSError, ValueError):
        return False


def packaged_names() -> list[str]:
    """Return the names of the sets that the package carries, sorted."""
    return names_below(content.folder("prompts"))


def names_below(root: Path) -> list[str]:
    """Return the paths, relative to ``root``, of the prompt folders at most four levels below it."""
    return sorted(folder.relative_to(root).as_posix() for folder in _walk(root) if (folder / MANIFEST).is_file())


def _walk(root: Path) -> Iterator[Path]:
    """Yield ``root`` and the folders below it; hidden ones and links to folders are left out."""
    for folder, children, _ in os.walk(root):
        depth = len(Path(folder).relative_to(root).parts)
        children[:] = sorted(name for name in children if not name.startswith(".")) if depth < MAX_DEPTH else []
        yield Path(folder)


def read_files(location: Location) -> dict[str, bytes]:
    """Return every file of the set that the engine may use, by its path inside the folder.

    Raises:
        PromptError: a file is missing, too large, unreadable or a link that leaves the folder.
    """
    folder, label = location.folder.resolve(), location.label
    names = [path.relative_to(folder).as_posix() for path in _usable(folder)]
    if len(names) > MAX_FILES:
        msg = f"{label} holds {len(names)} prompt files; keep it to {MAX_FILES}"
        raise PromptError(msg)
    for name in REQUIRED:
        if name not in names:
            msg = f"{label}/{name} is missing; copy it from alif/v1 or make the folder with alif-scribe prompt new"
            raise PromptError(msg)
    return {name: _bytes(folder, name, label) for name in sorted(names)}


def _usable(folder: Path) -> Iterator[Path]:
    """Yield the manifest, every template and the examples; links are yielded too, to be judged when they are read."""
    yield from (path for path in [folder / MANIFEST] if path.exists())
    for place in _walk(folder):
        pattern = "*.json" if place == folder / "examples" else "*.j2"
        yield from (path for path in place.glob(pattern) if not path.name.startswith("."))


def _bytes(folder: Path, name: str, label: str) -> bytes:
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder):
            msg = f"{label}/{name} is a link that leaves the folder; put the file itself there"
            raise PromptError(msg)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        data.decode()
    except UnicodeDecodeError:
        msg = f"{label}/{name} is not UTF-8 text; save it as UTF-8"
        raise PromptError(msg) from None
    except (OSError, RuntimeError) as error:
        msg = f"{label}/{name} cannot be read ({type(error).__name__}); check the file and its permissions"
        raise PromptError(msg) from None
    if len(data) > MAX_BYTES:
        msg = f"{label}/{name} is larger than {MAX_BYTES // 1000} kB; split or shorten it"
        raise PromptError(msg)
    return data


def content_hash(files: Mapping[str, bytes], manifest: Manifest) -> str:
    """Return a SHA-256 over everything that can change what is sent, in hex.

    That is every template and example with its name, and the model defaults. Purpose, status and change log are left
    out: approving a set does not make it another one.
    """
    digest = hashlib.sha256()
    sent = {name: data for name, data in files.items() if name != MANIFEST}
    sent[f"{MANIFEST}#model"] = compact_json(manifest.model.model_dump(exclude_none=True)).encode()
    for name in sorted(sent):
        digest.update(f"{name}\0{len(sent[name])}\0".encode())
        digest.update(sent[name])
    return digest.hexdigest()
