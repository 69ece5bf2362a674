"""The notebooks in JupyterLab itself: run, looked at and tried as a reader would, in Chromium."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import axe, chromium, needs_chromium, open_everything
from PIL import Image
from pptx import Presentation
from selenium.common import TimeoutException
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from quoted.build import steps
from quoted.cli import LAB

ROOT = Path(__file__).parents[1]
PATIENCE = 120
"""Seconds to wait for what a reader waits for."""
SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    }
}
KNOWN = {("scrollable-region-focusable", ".jp-OutputArea-output"): "JupyterLab's own box"}
"""Findings of axe-core by rule and element that are not ours, each for a reason."""
KNOWN_COMPLAINTS = {
    "Could not restore the debugger state": "JupyterLab asks the kernel that it ends",
    "Comm not found for comm id": "likewise",
}
"""Errors in the console that are not ours, each for a reason."""
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"
OUTPUT = f"{PANEL} .jp-OutputArea-output"
LINK = f"{PANEL} .jp-MarkdownOutput a[href^='#']:not(.jp-InternalAnchorLink)"
PLACE = """
const panel = document.querySelector(arguments[0]);
const place = (link) => ["data-jupyter-id", "id"]  // the first where JupyterLab trusts nobody
  .map((name) => `.jp-OutputArea-output [${name}="${link.hash.slice(1)}"]`)
  .map((selector) => panel.querySelector(selector)).find((one) => one);
"""
LOST = f"{PLACE} return arguments[1].filter((link) => !place(link)).map((link) => link.hash)"
IN_SIGHT = f"""{PLACE}
const {{top, bottom}} = panel.getBoundingClientRect();
const at = place(arguments[1]).getBoundingClientRect().top;
return top <= at && at < bottom;
"""

pytestmark = needs_chromium


class Lab:
    """JupyterLab in a browser, by what a reader sees and clicks."""

    def __init__(self, driver: Chrome, folder: Path) -> None:
        self.driver = driver
        self.folder = folder

    def wait(self, condition: Any, otherwise: str) -> Any:
        try:
            return WebDriverWait(self.driver, PATIENCE, 0.1).until(condition)
        except TimeoutException:
            (state,) = [one.text for one in self.all("#jp-main-statusbar")] or [""]
            pytest.fail(f"{otherwise}; cells {self.counts()}; status {state!r}")

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def click(self, selector: str, text: str = "") -> None:
        """Click on the first visible element with a text, once there is one."""

        def clicked(_: Chrome) -> bool:
            for element in self.all(selector):
                if element.is_displayed() and text in element.text:
                    element.click()
                    return True
            return False

        self.wait(clicked, f"no {selector} with {text!r} to click on")

    def script(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def open(self, name: str) -> None:
        """Open a notebook from the list of files and wait for its kernel."""
        item = f".jp-DirListing-item[title^='Name: {name}.ipynb']"
        found = self.wait(lambda _: self.all(item), f"{name} is not in the list of files")
        ActionChains(self.driver).double_click(found[0]).perform()
        self.wait(lambda _: self.all(tab(name)), f"{name} did not open")
        self.wait(lambda _: self.idle(), f"{name}: no kernel")
        (bar,) = self.all("#jp-main-statusbar")  # JupyterLab knows the kernel's language
        self.wait(lambda _: "Idle" in bar.text, f"{name}: no kernel")

    def close(self, name: str) -> None:
        self.click(f"{tab(name)} .lm-TabBar-tabCloseIcon")
        self.wait(lambda _: not self.all(tab(name)), f"{name} did not close")

    def idle(self) -> bool:
        return bool(self.all(f"{PANEL} .jp-Notebook-ExecutionIndicator[data-status=idle]"))

    def counts(self) -> list[str]:
        return self.script(
            "return Array.from(document.querySelectorAll(arguments[0]), (one) => one.textContent)",
            f"{PANEL} .jp-CodeCell .jp-InputPrompt",
        )

    def restart_and_run_all(self, name: str) -> None:
        """Choose it from the menu, confirm, and wait until every output is a new one."""
        saved = json.loads((self.folder / f"{name}.ipynb").read_text("utf-8"))
        expected = sum(len(cell.get("outputs", ())) for cell in saved["cells"])
        outputs, old = f"{PANEL} .jp-OutputArea-child", f"{PANEL} [data-old]"
        self.wait(lambda _: len(self.all(outputs)) == expected, f"{name}: outputs are missing")
        mark = "document.querySelectorAll(arguments[0]).forEach((one) => one.dataset.old = '')"
        self.script(mark, outputs)
        self.click(".lm-MenuBar-item", "Kernel")
        self.click(".lm-Menu-item[data-command='runmenu:restart-and-run-all']")
        self.click(".jp-Dialog .jp-mod-accept", "Restart")
        self.wait(lambda _: len(self.all(old)) < expected, f"{name}: nothing was run")
        self.complaints()  # those of the kernel that was ended in the middle of its start
        self.wait(lambda _: not self.all(old), f"{name}: outputs are those of before")
        self.wait(lambda _: "[*]:" not in self.counts() and self.idle(), f"{name}: still running")

    def run(self, code: str) -> WebElement:
        """Type code into a new cell below the last one, run it and return the cell."""
        before = len(self.counts())
        self.all(f"{PANEL} .jp-Cell")[-1].click()
        keys = ActionChains(self.driver).send_keys(Keys.ESCAPE, "b", Keys.ENTER).send_keys(code)
        keys.key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
        self.wait(lambda _: self.counts()[before:][-1:] > ["[1"] and self.idle(), "it did not run")
        assert not self.all(f"{PANEL} [data-mime-type='application/vnd.jupyter.stderr']")
        return self.all(f"{PANEL} .jp-CodeCell")[-1]

    def save(self, name: str) -> Any:
        """Save with the keyboard and return the notebook as it is then on the disk."""
        keys = ActionChains(self.driver)
        keys.key_down(Keys.CONTROL).send_keys("s").key_up(Keys.CONTROL).perform()
        changed = f"{tab(name)}.jp-mod-dirty"
        self.wait(lambda _: not self.all(changed), f"{name} was not saved")
        return json.loads((self.folder / f"{name}.ipynb").read_text("utf-8"))

    def complaints(self) -> list[str]:
        """Return the errors in the browser's console since the last call."""
        log = self.driver.get_log("browser")
        errors = [entry["message"] for entry in log if entry["level"] == "SEVERE"]
        return [one for one in errors if not any(known in one for known in KNOWN_COMPLAINTS)]


def tab(name: str) -> str:
    return f".lm-TabBar-tab.lm-mod-current[title^='Name: {name}.ipynb']"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start what `make lab` starts, on a copy of the project, and open it in Chromium."""
    home = tmp_path_factory.mktemp("home")
    project = home / "the project, déplacé"
    for folder in ("notebooks", "data"):
        shutil.copytree(ROOT / folder, project / folder)
    settings = home / "settings"
    for plugin, values in SETTINGS.items():
        file = settings / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values), "utf-8")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "QUOTED"))}
    environment |= {
        "HOME": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "share"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(settings),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }
    command = [
        *(sys.executable, "-m", "jupyter", "lab", *LAB),
        *("--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0"),
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=project, env=environment, stdout=log, stderr=log)
    try:
        address = _address(server, home)
        with chromium(home / "chromium", height=12000) as driver:  # all cells are in sight
            driver.get(address)
            lab = Lab(driver, project / "notebooks")
            lab.wait(lambda _: lab.all(".jp-LauncherCard"), "JupyterLab did not start")
            yield lab
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _address(server: subprocess.Popen[bytes], home: Path) -> str:
    """Return where the server listens, from the file that it writes when it does."""
    file = home / "runtime" / f"jpserver-{server.pid}.json"
    end = time.monotonic() + PATIENCE
    while not file.exists():
        if server.poll() is not None or time.monotonic() > end:
            pytest.fail((home / "server.log").read_text("utf-8"))
        time.sleep(0.1)
    about = json.loads(file.read_text("utf-8"))
    return f"{about['url']}lab/tree/notebooks?token={about['token']}"


@pytest.fixture(scope="module", params=steps.NOTEBOOKS)
def cells(lab: Lab, request: pytest.FixtureRequest) -> Iterator[list[Any]]:
    """Run a notebook, leave it open, and return its code cells as they were saved."""
    lab.open(request.param)
    assert not lab.all(f"{tab(request.param)}.jp-mod-dirty"), "it was opened, and is modified"
    lab.restart_and_run_all(request.param)
    notebook = lab.save(request.param)
    yield [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    lab.close(request.param)


def outputs(cells: list[Any]) -> list[Any]:
    return [output for cell in cells for output in cell["outputs"]]


def test_a_notebook_runs_without_a_fault(lab: Lab, cells: list[Any]) -> None:
    numbers = list(range(1, len(cells) + 1))
    assert [cell["execution_count"] for cell in cells] == numbers
    assert lab.counts() == [f"[{number}]:" for number in numbers]
    kinds = {output["output_type"] for output in outputs(cells)}
    assert kinds and kinds <= {"execute_result", "display_data"}
    assert not lab.all(f"{PANEL} [data-mime-type='application/vnd.jupyter.stderr']")
    assert lab.complaints() == []


def test_every_picture_is_described(lab: Lab, cells: list[Any]) -> None:
    found = lab.script(
        "return Array.from(document.querySelectorAll(arguments[0]),"
        " (one) => [one.tagName, one.alt, one.complete && one.naturalWidth > 0])",
        ", ".join(f"{OUTPUT} {tag}" for tag in ("img", "svg", "canvas", "object", "embed")),
    )
    about = [output["metadata"].get("image/svg+xml") for output in outputs(cells)]
    assert found == [["IMG", chart["alt"], True] for chart in about if chart]


@pytest.mark.usefixtures("cells")
def test_axe_finds_nothing_in_what_is_shown(lab: Lab) -> None:
    open_everything(lab.driver)
    lab.click(f"{PANEL} .jp-MarkdownCell")  # axe-core takes what is in a selected cell for covered
    assert axe(lab.driver, OUTPUT, KNOWN) == []


@pytest.mark.usefixtures("cells")
def test_a_cited_number_leads_to_the_row_that_holds_it(lab: Lab) -> None:
    links = [link for link in lab.all(LINK) if "#not-ours" not in link.get_attribute("href")]
    assert links and lab.script(LOST, PANEL, links) == []
    first = links[0]
    lab.driver.set_window_size(1400, 800)
    assert not lab.script(IN_SIGHT, PANEL, first)
    first.click()
    lab.wait(lambda _: lab.script(IN_SIGHT, PANEL, first), f"{first.text} did not lead to its row")
    lab.driver.set_window_size(1400, 12000)


@pytest.mark.parametrize("cells", ["02_divide"], indirect=True)
@pytest.mark.usefixtures("cells")
def test_a_pointer_on_a_cited_number_sees_the_articles_words_and_outlet(lab: Lab) -> None:
    content = "return getComputedStyle(arguments[0], '::after').content"
    number = next(one for one in lab.all(LINK) if one.text == "61%")
    assert lab.script(content, number) == "none"
    ActionChains(lab.driver).move_to_element(number).perform()
    lab.wait(lambda _: lab.script(content, number) != "none", "nothing is shown")
    shown = lab.script(content, number)
    assert "Le Kiosque Digital du Burkina" in shown and "“61% des dirigeants déclarent”" in shown
    ActionChains(lab.driver).move_to_element(lab.all("#jp-main-statusbar")[0]).perform()
    lab.wait(lambda _: lab.script(content, number) == "none", "it stays")


@pytest.mark.parametrize("cells", ["03_uncertainty"], indirect=True)
def test_the_what_if_follows_its_controls_there_and_back(lab: Lab, cells: list[Any]) -> None:
    controls = {one.accessible_name: one for one in lab.all(f"{OUTPUT} input")}
    moves = {
        "Executives asked": ("30", "200"),
        "Entry-level marketers asked": ("30", "800"),
        "Design effect": ("2", "1"),
        "Level, in %": ("99", "95"),
    }
    assert list(controls) == [*moves, "Worst rounding"]

    def shown() -> list[str]:
        """Return picture, alternative text and table."""
        return lab.script(
            "const view = document.querySelector(arguments[0]), image = view.querySelector('img');"
            " return [image.src, image.alt, view.querySelector('table').textContent]",
            f"{OUTPUT} .widget-html-content",
        )

    before = shown()
    for name, (there, back) in moves.items():
        controls[name].send_keys(Keys.CONTROL, "a", Keys.NULL, there, Keys.TAB)
        lab.wait(lambda _: shown()[0] != before[0], f"{name}: the picture stays as it was")
        assert not {*shown()} & {*before}, name
        controls[name].send_keys(Keys.CONTROL, "a", Keys.NULL, back, Keys.TAB)
        lab.wait(lambda _: shown() == before, f"{name}: the first picture does not come back")
    worst = controls["Worst rounding"]
    worst.click()
    lab.wait(lambda _: shown()[0] != before[0], "the picture knows no rounding")
    assert not {*shown()} & {*before}
    worst.click()
    lab.wait(lambda _: shown() == before, "with rounding, the first picture does not come back")
    assert lab.complaints() == []


@pytest.mark.parametrize("cells", ["02_divide"], indirect=True)
@pytest.mark.usefixtures("cells")
def test_a_reader_filters_a_chart_draws_one_of_their_own_and_takes_it_to_a_slide(lab: Lab) -> None:
    few = lab.run('charts["divide"].but(id="few", rows="gap_points > 20")')
    (picture,) = few.find_elements(By.CSS_SELECTOR, "img")
    shown = "employer: 65% and 34%; Very confident AI improves creative results: 55%"
    assert shown in picture.get_attribute("alt") and "weekly" not in picture.get_attribute("alt")
    own = lab.run(
        'own = quoted.chart(sns.barplot, gaps.reset_index(), x="points", y="measure_id", '
        'title="Five gaps", alt="Bars of the five gaps, in points."); own.save("own.png"); '
        "from pptx import Presentation; deck = Presentation(); own.add_to(deck); "
        'deck.save("own.pptx"); own'
    )
    (picture,) = own.find_elements(By.CSS_SELECTOR, "img")
    assert picture.get_attribute("alt") == "Bars of the five gaps, in points."
    with Image.open(lab.folder / "own.png") as saved:
        assert saved.size == (2666, 1500) and saved.info["Title"] == "Five gaps"
    (slide,) = Presentation(str(lab.folder / "own.pptx")).slides
    assert slide.shapes.title.text == "Five gaps"
    lab.save("02_divide")


@pytest.mark.parametrize("cells", ["01_transcription"], indirect=True)
@pytest.mark.usefixtures("cells")
def test_articles_are_read_in_the_notebook_and_not_kept_in_it(lab: Lab) -> None:
    copies = lab.folder.parent / "articles"
    copies.mkdir()
    text = "Invented: 61% des dirigeants déclarent, and 7% of a sentence that must stay outside."
    (copies / "kiosque_burkina.txt").write_text(text, "utf-8")
    view = lab.run('report.articles(tables, root="..")')
    lab.wait(lambda _: view.find_elements(By.CSS_SELECTOR, "details"), "no article is shown")
    open_everything(lab.driver)
    marks = [(one.text, one.get_attribute("title")) for one in
             view.find_elements(By.CSS_SELECTOR, "details mark")]  # fmt: skip
    assert marks == [("61%", "weekly_use.executives"), ("7%", "")]
    lab.click(f"{PANEL} .jp-MarkdownCell")  # axe-core takes what is in a selected cell for covered
    assert axe(lab.driver, f"{OUTPUT} details") == []
    kept = lab.save("01_transcription")
    assert "must stay outside" in view.text and "must stay outside" not in json.dumps(kept)
