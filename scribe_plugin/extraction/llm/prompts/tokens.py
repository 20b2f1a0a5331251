"""An estimate of how many tokens a text costs.

The estimate is one token for every four characters, rounded up: close enough for English prose and JSON to compare two
prompt sets, and free of any provider's tokenizer. Bills follow the provider's count, not this one.
"""

CHARS_PER_TOKEN = 4


def estimate_tokens(text: str) -> int:
    """Return the estimated number of tokens in ``text``."""
    return -(-len(text) // CHARS_PER_TOKEN)
