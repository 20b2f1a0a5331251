"""What the tests of pages share: hostile texts, and reading a page as a browser would."""

from collections import Counter
from html.parser import HTMLParser

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</mark></div></details><h1>mine</h1>",
    "' autofocus onfocus='alert(1)",
    "</style><style>*{display:none}</style>",
    "<!-- <svg/onload=alert(1)> ]]>",
    "{{ 7 * 7 }}{% raw %}",
    "<a href='javascript:alert(1)'>x</a>",
    "&lt;b&gt; &amp;amp; &#60;i&#62;",
    "\u202egnp.exe\u202c \x1b[31m\x9b",
)

_VOID = {"meta", "br", "wbr", "input", "line", "circle", "use", "path"}


class Page(HTMLParser):
    """A page: its tags with attributes, and its visible text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.parts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str):
        if tag not in _VOID:
            assert self.open.pop() == tag, f"</{tag}> closes what is not open"

    def handle_data(self, data: str):
        if not self.open or self.open[-1] != "style":
            self.parts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def names(self) -> Counter[str]:
        return Counter(tag for tag, _ in self.tags)


def assert_inert(page: Page) -> None:
    """Nothing runs, nothing is fetched, and links stay on the page."""
    assert page.open == []
    assert not set(page.names) & {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "link",
        "form",
        "base",
        "audio",
        "video",
    }
    assert page.names["style"] == page.names["h1"] == 1
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        assert not {"src", "srcset", "action", "formaction", "autofocus", "background"} & set(attributes), tag
        for name in ("href", "xlink:href"):
            assert attributes.get(name, "#").startswith("#"), (tag, attributes[name])
    (policy,) = [values for tag, values in page.tags if values.get("http-equiv") == "Content-Security-Policy"]
    assert policy["content"].startswith("default-src 'none'; style-src 'unsafe-inline';")
