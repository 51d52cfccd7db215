"""The loader that removes the layout of the project's templates."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template import Template, autoreload
from django.template.backends.django import Template as DjangoTemplate
from django.template.loader import get_template, render_to_string
from pytest_django import Settings

from stock_ticker.templates import fold

FOLDED = {
    "one line stays": ("<p>one  two <b>{{ x }}</b></p>", "<p>one  two <b>{{ x }}</b></p>"),
    "ends of the file": ("\n  <p></p>\n\n", "<p></p>"),
    "between tags": ("<ul>\n  <li></li>\n\n  <li></li>\n</ul>", "<ul><li></li><li></li></ul>"),
    "between words": (
        "<p>\n  one\n  two,\n  {{ x }}\n  {{ y }}\n</p>",
        "<p>one two, {{ x }} {{ y }}</p>",
    ),
    "next to a template tag": (
        "{% if x %}\n  {{ x }}\n{% endif %}\n{{ y }}\n",
        "{% if x %}{{ x }}{% endif %}{{ y }}",
    ),
    "attributes": (
        '<a\n    href="/"\n    {{ x }}\n    id="a">\n</a>',
        '<a href="/" {{ x }} id="a"></a>',
    ),
    "end of a tag": ('<a href="/"\n>\n<br\n/>', '<a href="/"><br/>'),
    "conditional attribute": (
        '<a href="/"\n    {% if x > y %}\n      id="a"\n    {% endif %}\n    class="b">',
        '<a href="/"{% if x > y %} id="a"{% endif %} class="b">',
    ),
    "inside an attribute": ("<a title='a > b,\n    \"c\"'>\n", "<a title='a > b, \"c\"'>"),
    "quotes inside a template tag": (
        '<a href="{% url "x" %}?{{ y|default:">" }}\n    z">\n  a\n</a>',
        '<a href="{% url "x" %}?{{ y|default:">" }} z">a</a>',
    ),
    "space before a tag": ('one{{ " " }}\n<b>two</b>{{ " " }}\n{{ x }}', "one <b>two</b> {{ x }}"),
    "space after a tag": (
        '{% if x %}\n  {{ " " }}<b></b>\n{% endif %}',
        "{% if x %} <b></b>{% endif %}",
    ),
    "comment on a line of its own": ("one\n{# > #}\ntwo", "one two"),
    "comment at the end of a line": ("<b> {# a #}\n</b>", "<b></b>"),
    "tabs": ("<b>\t\n\t</b>", "<b></b>"),
    "no-break space": ("<b>\n\u00a0\n</b>", "<b>\u00a0</b>"),
}


@pytest.mark.parametrize(("source", "folded"), FOLDED.values(), ids=FOLDED)
def test_folds(source: str, folded: str) -> None:
    assert fold(source) == folded
    assert fold(folded) == folded


def compiled(name: str) -> Template:
    template = get_template(name)
    assert isinstance(template, DjangoTemplate)
    return template.template


def test_templates_of_the_project_are_folded() -> None:
    assert "\n" not in compiled("partials/row.html").source
    assert "\n" not in compiled("allauth/layouts/base.html").source


@pytest.mark.parametrize("name", ["account/login.html", "django_tables2/table.html"])
def test_templates_of_apps_are_not_folded(name: str) -> None:
    assert "\n" in compiled(name).source


def test_a_template_is_compiled_once_and_again_when_it_changes(
    tmp_path: Path, settings: Settings
) -> None:
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    file = tmp_path / "partial.html"
    file.write_text("<p>\n  one\n</p>\n")
    assert render_to_string(file.name) == "<p>one</p>"
    assert compiled(file.name) is compiled(file.name)
    file.write_text("<p>\n  two\n</p>\n")
    assert render_to_string(file.name) == "<p>one</p>"
    assert autoreload.template_changed(None, file)
    assert render_to_string(file.name) == "<p>two</p>"
