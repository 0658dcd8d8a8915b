"""Give the tests what several of them need: a campaign, filled forms, golden files, programs."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filling import Filled, fill

from pipeline.campaign import Campaign, load_campaign
from pipeline.issue import PreviousFigure, issue
from pipeline.read import FormLayout
from pipeline.texts import Texts, Wording, load_texts, load_wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"
NOW = datetime.fromisoformat("2011-08-11T19:00:00+06:00")
FIRST, SECOND, THIRD = date(2011, 8, 4), date(2011, 8, 11), date(2011, 8, 18)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write the golden files anew, for a person to review",
    )


@pytest.fixture(scope="session")
def templates() -> Path:
    return ROOT / "templates"


@pytest.fixture(scope="session")
def campaign(templates: Path) -> Campaign:
    return load_campaign(templates, None, NOW)


@pytest.fixture(scope="session")
def texts(templates: Path) -> Texts:
    return load_texts(templates)


@pytest.fixture(scope="session")
def wording(templates: Path) -> Wording:
    """Give the words of the workbook, which most tests of sheets need."""
    return load_wording(templates / "workbook.toml")


@pytest.fixture(scope="session")
def layout(campaign: Campaign) -> FormLayout:
    return FormLayout.of(campaign)


@pytest.fixture(scope="session")
def blank(campaign: Campaign, templates: Path) -> bytes:
    figures = random.Random(5)  # noqa: S311 - figures for a test
    before = {
        row.id: PreviousFigure(total=float(figures.randint(0, 900)))
        for row in campaign.rows
        if row.is_numeric
    }
    wording = load_wording(templates / "blank-form.toml")
    return issue(campaign, wording, campaign.unit("kurshim"), SECOND, before)


@pytest.fixture(scope="session")
def filled(campaign: Campaign, blank: bytes) -> Filled:
    return fill(campaign, blank, seed=2011)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the golden file of a name, or renew it."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--rewrite-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[Path], str], list[Path]]:
    """Convert files by LibreOffice in one go; skipped where it is missing, failed under CI."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice is missing")
        pytest.skip("LibreOffice is missing")
    profile = tmp_path_factory.mktemp("office-profile")

    def convert(paths: list[Path], to: str) -> list[Path]:
        out = tmp_path_factory.mktemp("office-out")
        subprocess.run(
            [
                program,
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--convert-to",
                to,
                "--outdir",
                str(out),
                *map(str, paths),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
        return [out / f"{path.stem}.{to.partition(':')[0]}" for path in paths]

    return convert


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one headless Chromium for all; skipped where it is missing, failed under CI."""
    program = shutil.which("chromium")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing")
        pytest.skip("Chromium is missing")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only pages need it

    with sync_playwright() as driver:
        # Within a container there is no second sandbox to be had.
        started = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def soffice(
    office: Callable[[list[Path], str], list[Path]],
) -> Callable[[Path, str], Path]:
    """Convert one file by LibreOffice."""
    return lambda path, to: office([path], to)[0]
