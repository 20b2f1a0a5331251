"""The packages of the extra ``evals``: there, or one sentence that says how to get them."""

from importlib import import_module

from scribe_plugin.contract import InputError


def need_extras(*names: str) -> None:
    """Check that packages can be imported.

    Raises:
        InputError: one of them cannot; the message says how to install them.
    """
    for name in names or ("numpy", "scipy"):
        try:
            import_module(name)
        except ImportError:
            msg = f"evaluation needs {name}, which is not installed; run pip install 'alif-scribe[evals]'"
            raise InputError(msg) from None
