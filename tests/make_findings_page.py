"""Write FINDINGS.md, the list of all findings, from templates/texts.toml."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.texts import load_texts

if TYPE_CHECKING:
    from pipeline.texts import FindingText, Texts

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "FINDINGS.md"
HEAD = """# Findings

All that may be said of a file or of a cell, in the words of `templates/texts.toml`; names in
braces are filled in. An **error** on a file returns it, an error in a cell leaves that cell out;
a **warning** counts and is shown; a **note** records. *Reason*: whose explanation accepts it: the
row's «Түсініктеме / Пояснение», that of a report marked as corrected, or either. The clerk may
accept any error or warning in `decisions.xlsx`.

| code | severity | of | reason | Қазақша | По-русски |
|---|---|---|---|---|---|
"""


def page_of(texts: Texts) -> str:
    """Write the page."""
    return HEAD + "".join(_row(code, text) for code, text in sorted(texts.findings.items()))


def _row(code: str, text: FindingText) -> str:
    said = [f"{text.text[each]} {text.mend[each]}".strip() for each in ("kk", "ru")]
    cells = [f"`{code}`", text.severity, "file" if text.file else "cell", text.reason or "–", *said]
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"


if __name__ == "__main__":
    PAGE.write_text(page_of(load_texts(ROOT / "templates")), encoding="utf-8", newline="\n")
