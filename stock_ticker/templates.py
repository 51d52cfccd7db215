"""The loader of the project's templates, which removes their layout.

A pushed fragment is one element with no white space around it, and white space inside a row is
sent with every change of the row. The templates still have a line for each element: the loader
removes every line break together with the white space around it, much as JSX does.

* Next to a tag, HTML's or ``{% %}``, and at both ends of the file nothing replaces the line break.
* Between words and ``{{ values }}`` a space replaces it.
* Inside an HTML tag a space replaces it, too, but nothing does before ``{%``, ``>`` and ``/>``.
  An ``{% if %}`` between attributes therefore begins with a space or a line break of its own.

White space within a line is kept. Write ``{{ " " }}`` for a space next to a tag at the end or the
start of a line. ``{# Comments #}`` are removed. The text of ``<pre>`` and ``<textarea>`` is no
exception, so it must come from a value. The debug page shows a template as it is after this.

The templates of installed apps are loaded unchanged.
"""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import filesystem

_SPACE = '{{ " " }}'
_BREAK = r"[ \t\n]*\n[ \t\n]*"
_DJANGO_TAG = r"{%.*?%}|{{.*?}}"
_HTML_TAG = re.compile(
    rf"""<[/!\w](?:{_DJANGO_TAG}|"(?:{_DJANGO_TAG}|[^"])*+"|'(?:{_DJANGO_TAG}|[^'])*+'|[^<>"'])*+>"""
)
_COMMENT = re.compile("{#.*?#}")
_TO_NOTHING_IN_TAG = re.compile(rf"{_BREAK}(?={{%|/?>)")
_TO_NOTHING = re.compile(
    rf"(?:\A|(?<=>)|(?<=%}})|(?<={_SPACE})){_BREAK}|{_BREAK}(?=<|{{%|{_SPACE}|\Z)"
)
_TO_SPACE = re.compile(_BREAK)


class Loader(filesystem.Loader):
    """Wrap it in Django's cached loader, so that each template is folded once."""

    def get_contents(self, origin: Origin) -> str:
        return fold(super().get_contents(origin))


def fold(source: str) -> str:
    """The source in one line, without the white space that lays it out."""
    text = _HTML_TAG.sub(_fold_tag, _COMMENT.sub("", source))
    return _TO_SPACE.sub(" ", _TO_NOTHING.sub("", text)).replace(_SPACE, " ")


def _fold_tag(tag: re.Match[str]) -> str:
    return _TO_SPACE.sub(" ", _TO_NOTHING_IN_TAG.sub("", tag[0]))
