"""Templates can neither reach the program nor hang it, and what they may not do is said with file and line."""

import pytest

from scribe_plugin.contract.errors import PromptError
from scribe_plugin.extraction.llm.prompts.sandbox import MAX_CHARS, PromptEnvironment


def render(source: str, **values: object) -> str:
    """Render one template, beside a partial called ``part.j2``."""
    environment = PromptEnvironment({"t.j2": source, "part.j2": "{{ word }}!"}, "set")
    return environment.render("t.j2", values)


def refusal(source: str, **values: object) -> str:
    """Return the sentence with which a template is refused."""
    with pytest.raises(PromptError) as caught:
        render(source, **values)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_language_has_what_prompts_need() -> None:
    source = (
        "{# note #}{% set head = 'List' %}{{ head | upper }}:{% for a in items if a.ok %} {{ loop.index }}.{{ a.name }}"
        "{% if not loop.last %},{% endif %}{% endfor %} {{ items | length }} {{ gone | default('none') }} "
        "{% with word = 'part' %}{% include 'part.j2' %}{% endwith %} {{ data | json }} {{ 'x' if items else 'y' }}"
        "{% raw %}{{ raw }}{% endraw %}"
    )
    items = ({"ok": True, "name": "a"}, {"ok": False, "name": "b"}, {"ok": True, "name": "c"})
    assert render(source, items=items, data={"k": [1, None]}) == (
        'LIST: 1.a, 2.c 3 none part! {"k":[1,null]} x{{ raw }}'
    )


@pytest.mark.parametrize(
    "source",
    [
        "{{ x() }}",
        "{{ x.upper() }}",
        "{{ range(9) }}",
        "{{ x * 1000000000 }}",
        "{{ x ** 9 }}",
        "{{ x % 9 }}",
        "{{ x ~ x }}",
        "{{ x + x }}",
        "{{ [x, x] }}",
        "{{ (x, x) }}",
        "{{ {'a': x} }}",
        "{{ x[1:2] }}",
        "{{ x[x] }}",
        "{{ x | center(1000000000) }}",
        "{{ x | attr('y') }}",
        "{{ x | charged }}",
        "{{ _budget }}",
        "{{ x._y }}",
        "{{ x.__class__ }}",
        "{{ x['__class__'] }}",
        "{% set y %}{{ x }}{{ x }}{% endset %}",
        "{% macro m() %}{% endmacro %}",
        "{% block b %}{% endblock %}",
        "{% extends 'part.j2' %}",
        "{% import 'part.j2' as p %}",
        "{% from 'part.j2' import p %}",
        "{% filter upper %}{% endfilter %}",
        "{% include x %}",
        "{% include ['part.j2', 't.j2'] %}",
        "{% include 'part.j2' ignore missing %}",
        "{% include 'part.j2' without context %}",
        "{% include '../part.j2' %}",
        "{% include '/etc/passwd' %}",
        "{% for a in x recursive %}{{ loop(a) }}{% endfor %}",
        "{% nonsense %}",
        "{{ x",
        "{% if x %}",
        "{{ missing }}",
        "{{ x.missing }}",
        "{{ x < 3 }}",
        "{% for a in 3 %}{% endfor %}",
        "{{ x.y.z }}",
    ],
)
def test_what_a_template_may_not_do_is_said_with_its_place(source: str) -> None:
    assert refusal(f"line one\n{source}", x="words").startswith("set/t.j2, line 2: ")


def test_a_fault_in_a_partial_names_the_partial() -> None:
    environment = PromptEnvironment({"t.j2": "a\n{% include 'part.j2' %}", "part.j2": "b\n\n{{ x.y }}"}, "set")
    with pytest.raises(PromptError, match=r"^set/part\.j2, line 3: "):
        environment.render("t.j2", {"x": "words"})


def test_loops_and_includes_come_to_an_end() -> None:
    nested = "{% for a in x %}{% for b in x %}{% for c in x %}{% endfor %}{% endfor %}{% endfor %}"
    assert "does not end" in refusal(nested, x="y" * 1000)
    assert "does not end" in refusal("{% for a in x %}{% endfor %}", x="y" * 200_000)
    assert "does not end" in refusal("{% include 't.j2' %}")
    levels = {f"{at}.j2": f"{{% include '{at + 1}.j2' %}}" * 2 for at in range(40)}
    environment = PromptEnvironment(levels | {"40.j2": ""}, "set")
    with pytest.raises(PromptError, match="does not end"):
        environment.render("0.j2", {})


def test_output_is_bounded() -> None:
    source = "{% for a in x %}{{ x }}{% endfor %}"
    assert "does not end" in refusal(source, x="y" * 1000)
    assert len(render("{{ x }}", x="y" * MAX_CHARS)) == MAX_CHARS
    assert "does not end" in refusal("{{ x }}", x="y" * (MAX_CHARS + 1))


def test_values_are_never_evaluated_and_never_in_a_message() -> None:
    hostile = "{{ 7*7 }}{% include 'part.j2' %}"
    assert render("{{ x }}", x=hostile) == hostile
    for source in ("{{ x.missing }}", "{{ x < 3 }}", "{{ x['missing'] }}", "{% for a in x %}{{ a.b }}{% endfor %}"):
        assert "7*7" not in refusal(source, x=hostile)
