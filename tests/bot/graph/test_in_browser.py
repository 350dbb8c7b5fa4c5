"""The page in a real browser, opened as a file; the small bot's and the shop's own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.graph import draw
from tests.bot.checks.small_bot import ROOT, SmallBot

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
ALONE = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
HOSTILE = "<img src=x onerror=\"document.title='taken'\">"
PHONE = {"width": 390, "height": 844}

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=[*SWITCHES, *ALONE])
        yield found
        found.close()


class GraphPage:
    """The page of a folder, in a window of some size; no mistake in it goes unnoticed."""

    def __init__(self, page: Page, folder: Path, written: Path) -> None:
        draw(folder, written)
        self.page, self.errors = page, list[str]()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text))
        page.context.set_offline(True)
        page.goto(written.as_uri())

    def chooses(self, name: str) -> None:
        self.page.get_by_role("navigation").get_by_title(name, exact=True).click()
        expect(self.page.get_by_role("heading", name=name, level=2).first).to_be_visible()

    def rows(self) -> list[str]:
        """Each row of chips as their names."""
        rows = self.page.locator("main ol.row").all()
        return [" → ".join(row.locator(".chip b").all_inner_texts()) for row in rows]

    def presses(self, chip: str) -> None:
        self.page.locator("main .chip").filter(has_text=chip).first.click()

    @property
    def details(self) -> str:
        return self.page.get_by_role("complementary").inner_text()


@pytest.fixture
def shop(browser: Browser, tmp_path: Path) -> Iterator[GraphPage]:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    shown = GraphPage(page, ROOT, tmp_path / "graph.html")
    yield shown
    assert shown.errors == []
    page.close()


def test_an_intent_shows_the_paths_on_which_it_stands(shop: GraphPage) -> None:
    shop.chooses("goodbye")
    assert "goodbye → utter_goodbye" in shop.rows()
    shown = shop.page.get_by_role("main")
    expect(shown).to_contain_text("goodbye, while asking for an order")
    expect(shown).to_contain_text("data/rules/talk.yml:")


def test_paths_that_begin_alike_are_one_tree(shop: GraphPage) -> None:
    shop.chooses("dont_know")
    rows = shop.rows()
    assert rows.count("while order_form asks") == 1
    asked = [row for row in rows if row.startswith("requested_slot is ")]
    assert len(asked) >= 4, "each goes on from there"


def test_what_comes_before_and_after_leads_on(shop: GraphPage) -> None:
    shop.chooses("affirm")
    before = shop.page.locator("dl.around dd").first
    expect(before).to_contain_text("action_complaint")
    before.get_by_role("link", name="utter_offer_person").click()
    expect(shop.page.get_by_role("heading", name="utter_offer_person").first).to_be_visible()


def test_a_step_shows_its_sentences_and_places(shop: GraphPage) -> None:
    shop.chooses("payment_problem")
    shop.presses("utter_payment_problem")
    assert "An amount that's only reserved comes back by itself" in shop.details
    assert "domain.yml:" in shop.details
    assert "rule “a payment went wrong, while asking for an order”" in shop.details
    shop.page.get_by_role("complementary").get_by_role("link", name="Talk to a person").first.click()
    expect(shop.page.get_by_role("heading", name="human_handoff").first).to_be_visible()


def test_one_of_several_shows_all_of_them(shop: GraphPage) -> None:
    shop.chooses("track_order")
    shop.presses("track_order or")
    for name in ("cancel_order", "return_item", "dont_know"):
        assert name in shop.details


@pytest.mark.parametrize(
    ("label", "there", "gone"),
    [
        ("Stories", "hello, a question, goodbye", "thanks, while asking for an order"),
        ("In the form", "thanks, while asking for an order", "hello, a question, goodbye"),
        ("Rules", "thanks, while asking for an order", "hello, a question, goodbye"),
    ],
)
def test_only_some_paths_are_shown(shop: GraphPage, label: str, there: str, gone: str) -> None:
    shop.chooses("thanks")
    shown = shop.page.get_by_role("main")
    expect(shown).to_contain_text(there)
    expect(shown).to_contain_text(gone)
    shop.page.get_by_text(label, exact=True).click()
    expect(shown).to_contain_text(there)
    expect(shown).not_to_contain_text(gone)


def test_names_and_sentences_are_found_by_keys_alone(shop: GraphPage) -> None:
    keys = shop.page.keyboard
    keys.press("/")
    keys.type("neighbours")
    expect(shop.page.get_by_role("status")).to_have_text("1 name found")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(shop.page.get_by_role("heading", name="utter_order_status_delivered").first).to_be_visible()
    assert "an action, a form or Frontdesk itself says it" in shop.page.get_by_role("main").inner_text()
    keys.press("ArrowUp")
    expect(shop.page.get_by_role("searchbox")).to_be_focused()


def test_a_phone_shows_one_thing_at_a_time(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_context(viewport=PHONE, is_mobile=True).new_page()  # type: ignore[arg-type]
    phone = GraphPage(page, ROOT, tmp_path / "graph.html")
    expect(page.get_by_role("main")).to_be_hidden()
    phone.chooses("affirm")
    expect(page.get_by_role("navigation")).to_be_hidden()
    phone.presses("utter_offer_person")
    expect(page.get_by_role("complementary")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("link", name="All names").click()
    expect(page.get_by_role("navigation")).to_be_visible()
    assert phone.errors == []


def test_answers_of_a_retrieval_intent_stand_where_it_stands(browser: Browser, tmp_path: Path) -> None:
    bot = SmallBot(tmp_path)
    bot.change("domain.yml", "We repair.", HOSTILE.replace('"', '\\"'))
    small = GraphPage(browser.new_page(), tmp_path, tmp_path / "graph.html")
    small.chooses("faq/repairs")
    assert small.rows() == ["faq → utter_faq"]
    small.chooses("utter_faq/repairs")
    assert small.rows() == ["faq → utter_faq"]
    assert HOSTILE in small.details
    assert small.page.title() == "Rules and stories"
    small.presses("utter_faq")
    assert "2 answers" in small.details
    assert small.errors == []
