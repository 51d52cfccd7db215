from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from pytest_django import Settings

from stock_ticker.stylesheets import IMPORT
from tests.conventions.test_arrows import ROOT

PARTS = {
    "whole.css": '@layer one;\n\n@import "css/row.css";\n@import "css/word.css";\n',
    "css/row.css": "@layer one { td { color: red; } }\n",
    "css/word.css": "@layer one { b { color: blue; } }\n",
    "alone.css": "p {}\n",
}


@pytest.fixture
def source(tmp_path: Path, settings: Settings) -> Path:
    source = tmp_path / "source"
    for name, text in PARTS.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text)
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], tmp_path / "static"
    settings.INSTALLED_APPS = ["django.contrib.staticfiles"]
    return source


def collect(settings: Settings) -> dict[str, str]:
    """The hashed names in the manifest."""
    call_command("collectstatic", verbosity=0, interactive=False)
    manifest = json.loads((Path(settings.STATIC_ROOT) / "staticfiles.json").read_text())
    paths: dict[str, str] = manifest["paths"]
    return paths


def test_a_stylesheet_is_collected_in_one_piece(source: Path, settings: Settings) -> None:
    paths = collect(settings)
    whole = (Path(settings.STATIC_ROOT) / paths["whole.css"]).read_text()
    assert whole == (
        "@layer one;\n\n@layer one { td { color: red; } }\n\n@layer one { b { color: blue; } }\n\n"
    )
    assert paths.keys() == {"whole.css", "alone.css"}


def test_its_name_changes_with_every_component(source: Path, settings: Settings) -> None:
    before = collect(settings)
    (source / "css" / "word.css").write_text("@layer one { b { color: green; } }\n")
    after = collect(settings)
    assert after["whole.css"] != before["whole.css"]
    assert after["alone.css"] == before["alone.css"]


def test_a_missing_component_is_an_error(source: Path, settings: Settings) -> None:
    (source / "css" / "word.css").unlink()
    with pytest.raises(ValueError, match=r"css/word\.css"):
        collect(settings)


@pytest.mark.parametrize("name", ["stock_ticker.css", "kiosk.css"])
def test_a_browser_can_follow_the_imports_where_nothing_is_collected(name: str) -> None:
    imported = IMPORT.findall((ROOT / "static" / name).read_text(encoding="utf-8"))
    assert len(imported) > 5
    assert [each for each in imported if finders.find(each) is None] == []
