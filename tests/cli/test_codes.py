"""The ``codes`` command: cards, lists, answers, dates and errors."""

import json
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from scribe_plugin.cli.codes import codes
from scribe_plugin.contract import InputError

app = typer.Typer()
app.command()(codes)


def run(*arguments: str, **environment: str) -> str:
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": "80", "TERM": "dumb", **environment})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("22853", "One unit per interspace, not per cage"),
        ("22558", "co-surgeons 2: co-surgeons allowed"),
        ("0SG30A0", "4 3 body part: Lumbosacral Joint"),
        ("0sg10a0", "L4-L5 with L5-S1 is two codes"),
        ("M51.36", "use M51.369, M51.360, M51.361, M51.362"),
        ("M4317", "lumbosacral"),
        ("62", "Each dictates a report"),
        ("as", "nurse practitioner"),
        ("450", "Single Level Spinal Fusion"),
        ("DRG 460", "no longer valid, last day 2024-09-30"),
        ("22851", "use 22853, 22854, 22859"),
    ],
)
def test_card_of_each_kind(code: str, said: str) -> None:
    text = flat(run(code))
    assert said in text
    assert "Sources" in text
    assert "Tables" in text


def test_card_marks_what_is_from_memory() -> None:
    text = flat(run("22853"))
    assert "no interbody fusion. *" in text
    assert "* from memory" in text
    assert "https://isass.org/" in text


@pytest.mark.parametrize(
    ("code", "day", "said"),
    [
        ("22851", "2016", "CPT on 2016-01-01: in effect until 2016-12-31"),
        ("22853", "2016-12-31", "the code then was 22851"),
        ("M51.36", "2024-01-01", "in effect from 2015-10-01 until 2024-09-30"),
        ("M51.360", "2024-09-30", "not yet in effect, valid from 2024-10-01"),
        ("460", "2024", "in effect from 2007-10-01 until 2024-09-30"),
        ("451", "2024-09-30", "not yet in effect, valid from 2024-10-01"),
    ],
)
def test_as_of_looks_back(code: str, day: str, said: str) -> None:
    assert said in flat(run(code, "--as-of", day))


@pytest.mark.parametrize("arguments", [("22853",), ("0SG10A0",), ("62",), (), ("--faq",)])
def test_eighty_columns_and_no_colour_when_piped(arguments: tuple[str, ...]) -> None:
    text = run(*arguments, NO_COLOR="1")
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "\x1b" not in text


def test_colour_on_request_and_not_against_it() -> None:
    assert "\x1b[" in run("22853", FORCE_COLOR="1", TERM="xterm")
    assert "\x1b[3" not in run("22853", FORCE_COLOR="1", NO_COLOR="1", TERM="xterm")


def test_list_is_grouped_and_follows_the_date() -> None:
    now, then = run(), run("--as-of", "2016-06-01")
    assert "CPT: arthrodesis" in now
    assert "0SG30A0" in now
    assert "\n  22853" in now
    assert "\n  22851" not in now
    assert "\n  22851" in then
    assert "\n  22853" not in then


def test_answers() -> None:
    text = run("--faq")
    assert text.count("answered 20") == 7
    assert "0SG30A0" in text


def test_json() -> None:
    card = json.loads(run("22853", "--as-of", "2016-01-01", "--json"))
    assert (card["system"], card["in_effect"], card["as_of"]) == ("CPT", False, "2016-01-01")
    assert all(line["sources"] for section in card["sections"] for line in section["lines"])
    listed = json.loads(run("--json"))
    assert any(code["code"] == "22558" for group in listed["groups"] for code in group["codes"])
    assert len(json.loads(run("--faq", "--json"))["answers"]) == 7


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("22583",), "22585"),
        (("0SG00A1",), "not combined"),
        (("M51.3",), "M51.36"),
        (("63",), "62"),
        (("999",), "999"),
        (("hello",), "no procedure, diagnosis, facility, modifier or DRG code"),
        (("",), "alif-scribe codes"),
        (("22558", "--as-of", "yesterday"), "YYYY-MM-DD"),
        (("22558", "--as-of", "2024-02-30"), "YYYY-MM-DD"),
        (("22558", "--as-of", "99999"), "YYYY-MM-DD"),
        (("22558", "--faq"), "one of them"),
    ],
)
def test_bad_input_is_one_sentence(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(InputError) as caught:
        run(*arguments)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_importing_the_command_is_light() -> None:
    program = "import sys, scribe_plugin.cli.codes; print('scribe_plugin.knowledge' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
