"""Figures in a real browser: those in sight at once, the others when there is time."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.servers import settled, visitor

pytestmark = pytest.mark.browser

SCREEN = 900
# Keeps the browser from ever being idle.
BUSY = "window.requestIdleCallback = () => 0;"


def chart(page: Page, name: str) -> Locator:
    return page.locator(f".st-key-box_{name} .chart")


def test_figures_out_of_sight_wait_until_they_are_near(server: str, browser: Browser) -> None:
    with visitor(browser, height=SCREEN) as page:
        page.add_init_script(BUSY)
        page.goto(f"{server}/?lang=en")
        settled(page)
        expect(chart(page, "trend")).to_have_attribute("data-drawn", "true")
        expect(chart(page, "heat")).to_have_attribute("data-drawn", "false")
        expect(chart(page, "heat").locator(".main-svg")).to_have_count(0)
        chart(page, "heat").scroll_into_view_if_needed()
        expect(chart(page, "heat")).to_have_attribute("data-drawn", "true")
        expect(chart(page, "heat").locator(".main-svg").first).to_be_visible()


def test_figures_out_of_sight_are_drawn_when_the_browser_is_idle(
    server: str, browser: Browser
) -> None:
    with visitor(browser, height=SCREEN) as page:
        page.goto(f"{server}/?lang=en")
        settled(page)
        expect(chart(page, "heat")).to_have_attribute("data-seen", "false")
        expect(chart(page, "heat")).to_have_attribute("data-drawn", "true")


def test_figures_follow_the_width_of_the_window(server: str, page: Page) -> None:
    page.goto(f"{server}/?lang=en")
    drawing = chart(page, "trend").locator(".main-svg").first
    for width in (1200, 800):
        page.set_viewport_size({"width": width, "height": 2600})
        expect(chart(page, "trend")).to_have_attribute("data-drawn", "true")
        room = chart(page, "trend").evaluate("box => box.clientWidth")
        expect(drawing).to_have_attribute("width", str(room))


@pytest.mark.parametrize("script", ["drawing.js", "plotly.min.js"])
def test_sentence_stands_for_a_figure_until_its_script_can_be_fetched(
    server: str, page: Page, script: str
) -> None:
    lost = re.compile(rf"/drawing/.*{re.escape(script)}")
    page.route(lost, lambda route: route.abort())
    page.goto(f"{server}/?lang=en")
    expect(page.locator(".st-key-box_trend")).to_contain_text("Unit: articles", timeout=30_000)
    expect(page.locator(".st-key-box_trend .stBidiComponent")).to_contain_text("Articles by sector")
    page.unroute(lost)
    page.get_by_role("radio", name="Countries").click()
    expect(chart(page, "trend")).to_have_attribute("data-drawn", "true")
    expect(chart(page, "trend").locator(".main-svg").first).to_be_visible()


def test_figures_change_colours_with_the_theme_of_the_system(server: str, page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{server}/?lang=en")
    ground = chart(page, "trend").locator(".main-svg").first
    expect(ground).to_have_css("background-color", "rgb(255, 255, 255)")
    page.emulate_media(color_scheme="dark")
    expect(ground).to_have_css("background-color", "rgb(16, 22, 29)")


def test_double_click_on_a_mark_filters_once(server: str, page: Page) -> None:
    page.goto(f"{server}/?lang=en")
    settled(page)
    bar = chart(page, "ranking").locator(".point path").first
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page).to_have_url(re.compile(r"sector="))
    settled(page)
    expect(page).to_have_url(re.compile(r"sector="))
