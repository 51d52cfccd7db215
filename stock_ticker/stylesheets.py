"""Stylesheets in one file each: collectstatic replaces ``@import "css/word.css";`` by the text of
that file, so a page makes one request, and the hashed name changes with every component. With
``DEBUG`` the browser follows the imports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage

IMPORT = re.compile(r'^@import "(.+)";$', re.MULTILINE)

Paths = dict[str, tuple[Storage, str]]
"""Public names, each with a storage and the name there."""


class JoinedStylesheets(ManifestStaticFilesStorage):
    def post_process(self, paths: Paths, *args: Any, **options: Any) -> Iterator[Any]:
        yield from super().post_process(join_stylesheets(paths), *args, **options)


def join_stylesheets(paths: Paths) -> Paths:
    texts = {name: _text(*file) for name, file in paths.items() if name.endswith(".css")}
    components = {each for text in texts.values() for each in IMPORT.findall(text)}
    memory = InMemoryStorage()
    for name in texts.keys() - components:
        whole = IMPORT.sub(lambda match: texts.get(match[1], match[0]), texts[name])
        memory.save(name, ContentFile(whole))
    return {
        name: (memory, name) if name in texts else file
        for name, file in paths.items()
        if name not in components
    }


def _text(storage: Storage, name: str) -> str:
    with storage.open(name) as stream:
        return str(stream.read().decode())
