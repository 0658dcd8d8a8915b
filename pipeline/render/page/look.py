"""Fill the page's template, its style and its script put in and vouched for by their hashes."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from pipeline.render.look import check_look, filled_look
from pipeline.render.narrative.wording import source_of
from pipeline.texts import filled, load_wording

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from markupsafe import Markup

    from pipeline.schema import Bilingual
    from pipeline.texts import Wording

PAGE, STYLE, SCRIPT, WORDS = "page.html", "page.css", "page.js", "page.toml"


def load_page_words(templates: Path) -> Wording:
    """Load the page's words, refusing a page that cannot be filled."""
    for name in (STYLE, SCRIPT):
        source_of(templates / name)
    check_look(templates / PAGE)
    return load_wording(templates / WORDS)


def fill(
    templates: Path, wording: Wording, facts: Mapping[str, object], block: str, rules: str
) -> bytes:
    """Fill templates/page.html.

    `block` is JSON that may stand in HTML, `rules` are lines of style beside the page's own.

    Raises: SetupError where a template is missing or not as it must be.
    """
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    style, script = (source_of(templates / name) for name in (STYLE, SCRIPT))
    style += rules
    say = Sayings(wording)
    made = {
        **facts,
        "say": say,
        "two": say.two,
        "block": Markup(block),  # noqa: S704 - escaped by its maker
        "style": Markup(style),  # noqa: S704 - of our own making
        "script": Markup(script),  # noqa: S704 - likewise
        "policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src {_vouched(style)}; script-src {_vouched(script)}",
    }
    return filled_look(templates / PAGE, made).encode()


class Sayings:
    """Writes phrases and texts in both languages side by side; the page shows one of them."""

    def __init__(self, wording: Wording) -> None:
        """Take the phrases of page.toml."""
        from markupsafe import Markup, escape  # noqa: PLC0415 - comes with jinja2

        self._wording, self._escape = wording, escape
        self._pair = Markup('<span lang="kk">{}</span><span lang="ru">{}</span>')
        self._written: dict[tuple[str, str], Markup] = {}

    def __call__(self, key: str, /, **slots: object) -> Markup:
        """Write a phrase with its slots filled."""
        return self._both(self.kk(key, **slots), self.ru(key, **slots))

    def kk(self, key: str, /, **slots: object) -> str:
        """Give a phrase in Kazakh alone, for an attribute."""
        return filled(self._wording[key].kk, slots, "kk")

    def ru(self, key: str, /, **slots: object) -> str:
        """Give a phrase in Russian alone, for an attribute."""
        return filled(self._wording[key].ru, slots, "ru")

    def two(self, text: Bilingual) -> Markup:
        """Write a text."""
        return self._both(text.kk, text.ru)

    def _both(self, kk: str, ru: str) -> Markup:
        written = self._written.get((kk, ru))
        if written is None:
            written = self._escape(kk) if kk == ru else self._pair.format(kk, ru)
            self._written[kk, ru] = written
        return written


def _vouched(source: str) -> str:
    return f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'"
