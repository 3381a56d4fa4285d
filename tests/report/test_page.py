"""The report in a browser: everything is there, nothing overlaps, and what it offers works."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from nelumbo.pipeline import Results
from nelumbo.pipeline.results import CACHE, OBSERVABLES
from nelumbo.report.build import write_report

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
BARE, MEMBRANE = "cu_foil", "homs_3s"
WIDTHS = (1280, 400)
OFFLINE = ("file:", "data:")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed"),
]

OVERLAPPING_LETTERS = """() => {
  const found = [];
  for (const svg of document.querySelectorAll("figure svg")) {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll(".text, .key, .ticks text")]
      .filter((group) => !group.querySelector(".text, image"))
      .map((g) => [g, g.getBoundingClientRect()]).filter(([, box]) => box.width > 0 && box.height > 0);
    const name = svg.getAttribute("aria-label");
    for (const [k, [, a]] of texts.entries()) {
      if (a.left < frame.left - 1 || a.right > frame.right + 1
          || a.top < frame.top - 1 || a.bottom > frame.bottom + 1)
        found.push(`${name}: a text leaves the drawing`);
      for (const [, b] of texts.slice(k + 1)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const along = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && along > 1) found.push(`${name}: two texts overlap by ${across} x ${along} pixels`);
      }
    }
  }
  return found;
}"""

OVERFLOWING_BLOCKS = """() => {
  const found = [], page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) found.push(`the page is ${page.scrollWidth} pixels wide`);
  for (const block of document.querySelectorAll("h1, h2, h3, p, li, figcaption, summary, td, th, button"))
    if (block.scrollWidth > block.clientWidth + 1 && getComputedStyle(block).display !== "inline")
      found.push(`${block.tagName} overflows: ${block.textContent.slice(0, 60)}`);
  const stack = [...document.querySelectorAll("header.top > *, main > *")]
    .map((block) => [block, block.getBoundingClientRect()]).filter(([, box]) => box.height > 0);
  for (const [k, [block, box]] of stack.slice(1).entries())
    if (box.top < stack[k][1].bottom - 1) found.push(`${block.tagName} lies on ${stack[k][0].tagName}`);
  return found;
}"""


SPOIL = """() => {
  const [first, second] = document.querySelectorAll("figure svg .text");
  first.setAttribute("transform", "translate(0 -400)");
  second.after(second.cloneNode(true));
  document.querySelector("main h3").style.cssText = "width:9px; white-space:nowrap";
  document.querySelector("main p.soft").style.marginTop = "-90px";
}"""

SCROLLED = """async (before) => {
  const now = scrollY;
  await new Promise((done) => setTimeout(done, 100));
  return now !== before && scrollY === now;
}"""


@pytest.fixture(scope="module")
def report(campaign) -> Path:
    return write_report(campaign, campaign.folder)


@pytest.fixture(scope="module")
def crowded(campaign, tmp_path_factory) -> Path:
    """The report of the same two electrodes under fourteen names, as long as names may be or short."""
    folder = tmp_path_factory.mktemp("crowded")
    (folder / CACHE).symlink_to(campaign.folder / CACHE)
    table = pd.read_csv(campaign.folder / OBSERVABLES, dtype=str, keep_default_na=False)
    electrodes, stages, rows = [], [], []
    for number in range(14):
        original = campaign.design.electrode[number % 2]
        name = f"film_{number}" if number % 3 else f"film_{number:02d}_of_hollow_spheres_{'x' * 15}"
        electrodes.append(original.model_copy(update={"id": name}))
        mine = (stage for stage in campaign.manifest["stages"] if stage["electrode"] == original.id)
        stages += [{**stage, "electrode": name} for stage in mine]
        rows.append(table[table["electrode"] == original.id].assign(electrode=name))
    pd.concat(rows).to_csv(folder / OBSERVABLES, index=False)
    design = campaign.design.model_copy(update={"electrode": tuple(electrodes)})
    manifest = {**campaign.manifest, "stages": stages, "observables_sha256": None}
    return write_report(Results(folder, design, manifest), folder)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright  # here, so that the fast tests are collected without it

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(browser, report, complaints):
    """The report on a wide screen; whatever the browser complains about fails the test."""
    opened = browser.new_page(viewport={"width": WIDTHS[0], "height": 900})
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "request", lambda request: complaints.extend([] if request.url.startswith(OFFLINE) else [request.url])
    )
    opened.goto(report.as_uri())
    yield opened
    opened.close()
    assert complaints == []


def box_of(page: Page, figure: str, panel: int = 0) -> dict[str, float]:
    frame = page.locator(f"#{figure} + figure .panel .zoom").nth(panel)
    frame.scroll_into_view_if_needed()
    return frame.bounding_box()


def drag(page: Page, box: dict[str, float], shares: tuple[float, float, float, float]) -> None:
    """Drag from one place of a box to another, in shares of it from its upper left."""
    x0, y0, x1, y1 = shares
    page.mouse.move(box["x"] + x0 * box["width"], box["y"] + y0 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + x1 * box["width"], box["y"] + y1 * box["height"], steps=4)
    page.mouse.up()


def ticks(page: Page, figure: str, panel: int, anchor: str) -> list[float]:
    texts = page.locator(f"#{figure} + figure .panel").nth(panel).locator(f".ticks text[text-anchor={anchor}]")
    return [float(text) for text in texts.all_text_contents()]


def curve(page: Page, figure: str, electrode: str, panel: int = 0) -> str:
    mark = (
        page.locator(f"#{figure} + figure .panel").nth(panel).locator(f".mark[data-electrode={electrode}] > path")
    )
    return mark.first.get_attribute("d")


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overlaps_or_overflows(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate(OVERFLOWING_BLOCKS) == []
    assert page.evaluate(OVERLAPPING_LETTERS) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_many_electrodes_with_long_names_find_their_place(browser, crowded, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(crowded.as_uri())
    assert page.locator("#electrodes button[value]").count() == 14
    assert page.evaluate(OVERFLOWING_BLOCKS) == []
    assert page.evaluate(OVERLAPPING_LETTERS) == []
    page.close()


def test_the_checks_see_what_they_look_for(page):
    page.evaluate(SPOIL)
    assert any("leaves the drawing" in found for found in page.evaluate(OVERLAPPING_LETTERS))
    assert any("texts overlap" in found for found in page.evaluate(OVERLAPPING_LETTERS))
    found = page.evaluate(OVERFLOWING_BLOCKS)
    assert any("H3 overflows" in one for one in found)
    assert any("P lies on" in one for one in found)


def test_all_figures_are_there(page):
    figures = page.locator("figure svg, figure img")
    sizes = figures.evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect()).map((b) => b.width * b.height)"
    )
    assert len(sizes) == page.locator("nav ul a").count() == 29
    assert min(sizes) > 3e4
    for link in page.locator("nav a").all():
        assert page.locator(link.get_attribute("href")).is_visible()


def test_an_electrode_is_hidden_everywhere_by_keyboard(page):
    chip = page.locator(f"#electrodes button[value={BARE}]")
    mine, others = (page.locator(f"main [data-electrode={name}]:visible") for name in (BARE, MEMBRANE))
    before, rest = mine.count(), others.count()
    assert min(before, rest) > 100
    chip.focus()
    page.keyboard.press("Space")
    assert chip.get_attribute("aria-pressed") == "false"
    assert mine.count() == 0
    assert others.count() == rest
    assert BARE in page.locator("#hidden-electrodes").inner_text()
    page.keyboard.press("Enter")
    assert mine.count() == before
    page.locator("button[data-all=hide]").click()
    assert mine.count() == others.count() == 0
    page.locator("button[data-all=show]").click()
    assert (mine.count(), others.count()) == (before, rest)


def test_dragging_shows_a_part_of_a_panel_and_a_double_click_all(page):
    figure, panel = "symmetric_symmetric", 1  # from 0 to 1 h, a margin of a twentieth on both sides
    whole = curve(page, figure, MEMBRANE, panel)
    box = box_of(page, figure, panel)
    drag(page, box, (0.5, 0.1, 0.75, 0.9))
    hours, millivolts = ticks(page, figure, panel, "middle"), ticks(page, figure, panel, "end")
    assert 0.5 <= hours[0] <= 0.55
    assert 0.72 < hours[-1] <= 0.775
    assert millivolts[0] > 0
    assert curve(page, figure, MEMBRANE, panel) != whole
    reset = page.locator(f"#{figure} + figure button")
    assert reset.is_visible()
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert numbers(curve(page, figure, MEMBRANE, panel)) == pytest.approx(numbers(whole), abs=1e-6)
    assert ticks(page, figure, panel, "middle") == []
    assert not reset.is_visible()


def test_a_flat_drag_keeps_the_height_and_the_button_shows_all(page):
    figure = "growth_plating"
    drag(page, box_of(page, figure), (0.2, 0.5, 0.4, 0.505))
    heights = ticks(page, figure, 0, "end")
    assert heights[0] == 0
    assert heights[-1] >= 20
    page.locator(f"#{figure} + figure button").click()
    assert ticks(page, figure, 0, "end") == []


def test_wheel_and_keys_zoom_once_a_panel_has_the_focus(page):
    figure = "efficiency_half_cell_1_1"
    box = box_of(page, figure)
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, -100)  # scrolls the page
    page.wait_for_function(SCROLLED, arg=before)
    assert ticks(page, figure, 0, "middle") == []
    box = box_of(page, figure)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, -100)
    page.wait_for_function(f"document.querySelector('#{figure} + figure .zoomed')")
    wheeled = ticks(page, figure, 0, "middle")
    page.keyboard.press("+")
    assert max(ticks(page, figure, 0, "middle")) <= max(wheeled)
    first = curve(page, figure, MEMBRANE)
    page.keyboard.press("ArrowRight")
    assert numbers(curve(page, figure, MEMBRANE))[0] < numbers(first)[0]
    page.keyboard.press("Escape")
    assert ticks(page, figure, 0, "middle") == []


def test_a_zoomed_panel_has_no_overlapping_letters(page):
    for figure in ("symmetric_symmetric", "stability_ether", "growth_plating"):
        drag(page, box_of(page, figure), (0.3, 0.3, 0.4, 0.4))
    assert page.evaluate(OVERLAPPING_LETTERS) == []


def test_the_page_reads_without_a_program(browser, report):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.locator("figure svg:visible, figure img:visible").count() == 29
    assert not page.locator("#electrodes").is_visible()
    assert page.locator(f".mark[data-electrode={BARE}]:visible").count() > 50
    context.close()


def test_print_leaves_the_buttons_out(page):
    page.emulate_media(media="print")
    assert not page.locator("#electrodes").is_visible()
    assert page.locator(".files:visible").count() == 0
    assert page.locator("figure svg:visible, figure img:visible").count() == 29


def numbers(path: str) -> list[float]:
    return [float(part) for part in path.replace("M", " ").replace("L", " ").replace("z", " ").split()]
