from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User

from dashboard.boards.boards import BOARDS
from dashboard.choices.fields import ColumnsField
from dashboard.screens import limits
from dashboard.screens.forms import ChangesForm
from dashboard.screens.programmes import LAYOUTS, ProgrammePage
from dashboard.watchlists import lists
from dashboard.watchlists.models import Watchlist
from ticker.rows.columns import MARKET_COLUMNS

TYPE_SIZE_HELP = (
    "Empty: as large as lets all rows fit. Character height in mm × 0.4 ≈ metres: a 55″ 1080p wall "
    "at 10 m wants 56 px, about 13 rows."
)
ROWS_HELP = (
    "Of screens side by side, each part begins after as many: where a fixed type size lets fewer "
    "fit, the others are on no screen."
)
LABELS = {key: column.label for key, column in MARKET_COLUMNS.items()}


def _sort_choices() -> list[tuple[str, str]]:
    offered = [("", "Its own order")]
    for key, column in MARKET_COLUMNS.items():
        if column.is_drawing:
            continue
        up, down = ("A to Z", "Z to A") if column.is_text else ("smallest first", "greatest first")
        offered += [(key, f"{column.label}, {up}"), (f"-{key}", f"{column.label}, {down}")]
    return offered


class PageForm(ChangesForm):
    what = forms.ChoiceField(label="Board or list")
    layout = forms.ChoiceField(choices=list(LAYOUTS.items()))
    rows = forms.IntegerField(
        min_value=limits.ROWS[0],
        max_value=limits.ROWS[1],
        label="Rows, at most",
        help_text=ROWS_HELP,
    )
    type_size = forms.IntegerField(
        required=False,
        min_value=limits.TYPE_SIZE[0],
        max_value=limits.TYPE_SIZE[1],
        label="Type size in px",
        help_text=TYPE_SIZE_HELP,
    )
    sort = forms.ChoiceField(choices=_sort_choices, required=False)
    dwell = forms.IntegerField(
        min_value=limits.DWELL[0],
        max_value=limits.DWELL[1],
        label="Seconds",
        help_text="For which it is shown.",
    )
    columns = ColumnsField(
        choices=[(key, label) for key, label in LABELS.items() if key != "symbol"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Beside the symbol; with none ticked, the usual ones of the layout.",
    )

    def __init__(self, user: User, page: ProgrammePage, data: Any = None) -> None:
        """``page`` may be unsaved: it then has the defaults."""
        self._lists = {watchlist.pk: watchlist for watchlist in _selectable_lists(user, page)}
        fields = ("layout", "rows", "type_size", "sort", "dwell")
        initial = {name: getattr(page, name) for name in fields}
        columns = [key for key in page.shown_columns if key != "symbol"]
        super().__init__(
            data, initial={**initial, "what": _content_value(page), "columns": columns}
        )
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)
        what.choices = _content_choices(
            user, list(self._lists.values()), is_gone=not _content_value(page)
        )

    @property
    def values(self) -> dict[str, Any]:
        return self._model_values(self.cleaned_data)

    @property
    def changes(self) -> dict[str, Any]:
        return self._model_values(super().changes)

    def _model_values(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        values = dict(cleaned)
        if "columns" in values:
            values["columns"] = " ".join(values["columns"])
        if "what" in values:
            kind, _, name = values.pop("what").partition(":")
            values["board"] = name if kind == "board" else ""
            values["watchlist"] = self._lists[int(name)] if kind == "list" else None
        return values


def _selectable_lists(user: User, page: ProgrammePage) -> Sequence[Watchlist]:
    """The user's own lists, and a colleague's list if the page already shows it."""
    own = list(lists.owned_lists(user))
    return own if page.watchlist is None or page.watchlist in own else [*own, page.watchlist]


def _content_value(page: ProgrammePage) -> str:
    if page.watchlist_id:
        return f"list:{page.watchlist_id}"
    return f"board:{page.board}" if page.board in BOARDS else ""


def _content_choices(
    user: User, watchlists: Sequence[Watchlist], *, is_gone: bool
) -> list[tuple[str, str | list[tuple[str, str]]]]:
    boards = [(f"board:{board.slug}", board.title) for board in BOARDS.values()]
    groups: list[tuple[str, str | list[tuple[str, str]]]] = [("", "Choose")] if is_gone else []
    groups.append(("Boards", boards))
    for title, is_own in (("Your lists", True), ("A colleague’s list", False)):
        group = [watchlist for watchlist in watchlists if (watchlist.owner_id == user.pk) is is_own]
        if group:
            groups.append(
                (title, [(f"list:{watchlist.pk}", watchlist.name) for watchlist in group])
            )
    return groups
