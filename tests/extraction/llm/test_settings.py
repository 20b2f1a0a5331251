"""Settings: where they come from, what is refused, and that a key goes only where it belongs."""

from pathlib import Path

import pytest

from scribe_plugin.contract.errors import SettingsError
from scribe_plugin.extraction.llm.client import ModelClient
from scribe_plugin.extraction.llm.safety import connection, safety_identifier
from scribe_plugin.extraction.llm.settings import ModelSettings, ignored_variables, load_settings, setting_rows

SECRET = "sk-very-secret"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory and no setting in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", *_variables()):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def _variables() -> list[str]:
    return ["ALIF_SCRIBE_CONFIG", *(f"ALIF_SCRIBE_{name.upper()}" for name in ModelSettings.model_fields)]


def refusal(**given: object) -> str:
    with pytest.raises(SettingsError) as caught:
        connection(load_settings(**given))
    assert "\n" not in str(caught.value)
    assert SECRET not in str(caught.value)
    return str(caught.value)


def test_with_nothing_set_no_model_is_configured() -> None:
    settings = load_settings()
    assert (settings.model, settings.prompt, settings.response_format) == (None, "alif/v1", "json_schema")
    assert {row.origin for row in setting_rows(settings)} == {"default"}
    assert "ALIF_SCRIBE_MODEL" in refusal()


def test_the_command_line_outranks_the_environment_and_that_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "alif-scribe.toml").write_text('model = "file"\nseed = 1\nconcurrency = 2\ncache = true\n')
    monkeypatch.setenv("ALIF_SCRIBE_MODEL", "environment")
    monkeypatch.setenv("ALIF_SCRIBE_SEED", "2")
    monkeypatch.setenv("ALIF_SCRIBE_TEMPERATURE", "omit")
    monkeypatch.setenv("ALIF_SCRIBE_TIMEOUT_S", "")
    settings = load_settings(model="given", prompt=None)
    assert (settings.model, settings.seed, settings.concurrency, settings.cache) == ("given", 2, 2, "on")
    assert (settings.temperature, settings.timeout_s) == ("omit", 60.0)
    origins = {row.name: row.origin for row in setting_rows(settings)}
    assert origins["model"] == "command line"
    assert origins["seed"] == "environment ALIF_SCRIBE_SEED"
    assert origins["concurrency"] == "file alif-scribe.toml"
    assert origins["timeout_s"] == origins["prompt"] == "default"


def test_another_file_can_be_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "alif-scribe.toml").write_text('model = "here"\n')
    (folder / "other.toml").write_text('model = "there"\n')
    monkeypatch.setenv("ALIF_SCRIBE_CONFIG", str(folder / "other.toml"))
    assert load_settings().model == "there"
    monkeypatch.setenv("ALIF_SCRIBE_CONFIG", "none.toml")
    assert "none.toml does not exist" in refusal()


def test_settings_made_in_code_do_not_depend_on_the_machine(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "alif-scribe.toml").write_text('model = "file"\n')
    monkeypatch.setenv("ALIF_SCRIBE_MODEL", "environment")
    assert ModelSettings().model is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (f'api_key = "{SECRET}', "not valid TOML"),
        (f'api_key = {SECRET}"', "not valid TOML"),
        ('modle = "m"', "modle (file alif-scribe.toml) is not a setting; write model"),
        ("[model]\nname = 1", "the setting model (file alif-scribe.toml)"),
        (f"{SECRET} = 1", "a key (file alif-scribe.toml) is not a setting"),
        ("timeout_s = 0", "timeout_s"),
        ("timeout_s = inf", "timeout_s"),
        ("concurrency = 0", "concurrency"),
        ("max_attempts = 1000", "max_attempts"),
        ("price_input = -1", "price_input"),
        ("price_output = nan", "price_output"),
        ('cache = "maybe"', "'on' or 'off'"),
        ('temperature = "hot"', "temperature"),
        ('model = "two words"', "model"),
        (f'base_url = "https://user:{SECRET}@host/v1"', "no credentials"),
        (f'base_url = "https://host/v1?key={SECRET}"', "no credentials, query"),
        ('base_url = "host/v1"', "http or https"),
        ('base_url = "ftp://host/v1"', "http or https"),
        ('base_url = "https://"', "http or https"),
        ('base_url = "https://[::1"', "http or https"),
        ('base_url = "https://host:99999/v1"', "http or https"),
        ('base_url = "http://host/v1"', "allow_http"),
        ('base_url = "http://localhost.example/v1"', "allow_http"),
        ('base_url = "http://127.0.0.1.example/v1"', "allow_http"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_without_the_value(folder: Path, text: str, part: str) -> None:
    (folder / "alif-scribe.toml").write_text(f"{text}\n")
    assert part in refusal()


def test_a_file_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "alif-scribe.toml").mkdir()
    assert "alif-scribe.toml cannot be read" in refusal()
    (folder / "alif-scribe.toml").rmdir()
    (folder / "alif-scribe.toml").write_bytes(b'model = "\xff"')
    assert "UTF-8" in refusal()


def test_a_misspelt_variable_is_refused_and_a_stranger_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALIF_SCRIBE_SERVICE_HOST", "10.0.0.1")
    assert load_settings().model is None
    assert ignored_variables() == ["ALIF_SCRIBE_SERVICE_HOST"]
    monkeypatch.setenv("ALIF_SCRIBE_MODLE", "m")
    assert "write ALIF_SCRIBE_MODEL" in refusal()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "127.9.9.9", "[::1]:8000"])
def test_plain_http_is_for_this_machine(host: str) -> None:
    assert connection(ModelSettings(model="m", base_url=f"http://{host}/v1/")).base_url == f"http://{host}/v1"


def test_plain_http_elsewhere_has_to_be_allowed() -> None:
    assert connection(ModelSettings(model="m", base_url="http://gpu.lan/v1", allow_http=True)).host == "gpu.lan"


def test_the_librarys_key_is_for_the_default_server_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    assert connection(ModelSettings(model="m")).api_key == SECRET
    assert connection(ModelSettings(model="m", base_url="https://h/v1")).api_key == "none"
    assert connection(ModelSettings(model="m", base_url="https://h/v1", api_key="k")).api_key == "k"
    assert connection(ModelSettings(model="m", api_key="k")).api_key == "k"


def test_the_default_server_needs_a_key() -> None:
    assert "ALIF_SCRIBE_API_KEY" in refusal(model="m")


def test_another_address_in_the_librarys_own_variable_is_not_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:8080/v1")
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    assert "ALIF_SCRIBE_BASE_URL" in refusal(model="m")
    assert connection(ModelSettings(model="m", base_url="https://h/v1")).base_url == "https://h/v1"


@pytest.mark.parametrize("key", [f"{SECRET}\nX-Other: 1", f"{SECRET} x", f"{SECRET}é", "  "])
def test_a_key_that_no_header_carries_is_refused(key: str) -> None:
    assert refusal(model="m", api_key=key)


def test_secrets_are_masked_wherever_settings_are_shown() -> None:
    settings = load_settings(model="m", api_key=SECRET, user="dr.roe")
    shown = repr(settings) + str(settings) + repr(setting_rows(settings)) + repr(connection(settings))
    assert SECRET not in shown
    assert "dr.roe" not in shown
    assert "********" in shown


def test_users_are_told_apart_without_being_named() -> None:
    assert len({safety_identifier(name) for name in ("a", "b", "a")}) == 2
    assert len(safety_identifier("é" * 500)) == 64


def test_the_clients_own_connection_follows_no_redirect_and_retries_nothing() -> None:
    client = ModelClient(ModelSettings(model="m", base_url="https://h/v1"))
    assert client._openai._client.follow_redirects is False
    assert client._openai.max_retries == 0
