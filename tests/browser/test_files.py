"""Files: dropped, looked at, downloaded, deleted, and taken up where they were."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from running import REPOSITORY, Desktop

pytestmark = pytest.mark.browser

MARKET = (REPOSITORY / "scenarios/teaching/first_market.yaml").read_text("utf-8")
DROP = """(files) => {
  const dataTransfer = new DataTransfer();
  for (const [name, text] of files) {
    dataTransfer.items.add(new File([text], name, { lastModified: 1 }));
  }
  const stage = document.querySelector("#stage");
  for (const type of ["dragenter", "dragover", "drop"]) {
    stage.dispatchEvent(
      new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true })
    );
  }
}"""


@pytest.fixture
def data(standing: Desktop) -> Iterator[Path]:
    """Give the desktop's data folder; new scenarios are taken away again."""
    yield standing.data_dir
    for file in (standing.data_dir / "scenarios").iterdir():
        file.unlink()


def upload(page: Page, name: str) -> object:
    """Return the row that tells of an upload."""
    return page.locator("#uploads li", has_text=name)


def open_files(page: Page, folder: str = "") -> None:
    """Open the panel, and a folder in it."""
    page.click("#handle")
    page.click("#tool-files")
    if folder:
        page.click(f"#file-list button.link:text-is('{folder}')")


def test_a_scenario_that_is_dropped_appears(
    open_page: Callable[..., Page], data: Path
) -> None:
    """It lies among the user's scenarios, and the page says so."""
    page = open_page()
    page.evaluate(DROP, [["my_märket.yaml", MARKET]])
    expect(upload(page, "my_märket.yaml")).to_contain_text("Uploaded to scenarios")
    assert (data / "scenarios/my_märket.yaml").read_text("utf-8") == MARKET


def test_a_wrong_scenario_is_refused_with_its_mistakes(
    open_page: Callable[..., Page], data: Path
) -> None:
    """Line, column and what is wrong stay until they are closed; nothing is kept."""
    page = open_page()
    page.evaluate(
        DROP, [["wrong.yaml", MARKET.replace("seed", "sede", 1) + "\nx: y\n"]]
    )
    told = upload(page, "wrong.yaml")
    expect(told.locator("pre")).to_contain_text("wrong.yaml:")
    expect(told).to_contain_text("was not kept")
    assert list((data / "scenarios").iterdir()) == []
    told.get_by_role("button").click()
    expect(told).to_have_count(0)


def test_what_belongs_nowhere_is_told(open_page: Callable[..., Page]) -> None:
    """A text file that is dropped is no scenario."""
    page = open_page()
    page.evaluate(DROP, [["notes.txt", "x"]])
    expect(page.locator("#messages")).to_contain_text("neither a scenario")


def test_nothing_is_replaced_without_asking(
    open_page: Callable[..., Page], data: Path
) -> None:
    """A no leaves the file as it was, a yes puts the new one in its place."""
    file = data / "scenarios/taken.yaml"
    file.write_text("# mine\n", "utf-8")
    page = open_page()
    for answer, kept in (("Cancel", "# mine\n"), ("Replace", MARKET)):
        page.evaluate(DROP, [["taken.yaml", MARKET]])
        expect(page.locator("#question")).to_contain_text("Replace taken.yaml?")
        page.get_by_role("button", name=answer, exact=True).click()
        expect(page.locator("#uploads progress:visible")).to_have_count(0)
        assert file.read_text("utf-8") == kept


def test_an_upload_goes_on_where_it_was(
    open_page: Callable[..., Page], data: Path
) -> None:
    """When the connection broke the rest is sent, and not all of it again."""
    page = open_page()
    content = "x" * 3_000_000
    sent: list[str] = []

    def break_off(route: Route) -> None:
        request = route.request
        if request.method != "PUT":
            return route.continue_()
        sent.append(request.headers["content-range"])
        if len(sent) > 1:
            return route.continue_()
        # What a broken connection leaves behind: the first part has come.
        first = "bytes 0-999999/3000000"
        headers = {**request.headers, "content-range": first}
        headers.pop("content-length", None)
        route.fetch(headers=headers, post_data=content[:1_000_000])
        return route.abort()

    page.route("**/api/files/logs/long.db**", break_off)
    page.evaluate(DROP, [["long.db", content]])
    expect(upload(page, "long.db")).to_contain_text("Uploaded to logs")
    assert sent == ["bytes 0-2999999/3000000", "bytes 1000000-2999999/3000000"]
    assert (data / "logs/long.db").read_text("ascii") == content
    (data / "logs/long.db").unlink()


def test_files_are_looked_through_downloaded_and_deleted(
    open_page: Callable[..., Page], data: Path, tmp_path: Path
) -> None:
    """By the panel; deleting asks, and what is gone elsewhere goes here, too."""
    for name in ("one.yaml", "two.yaml"):
        (data / "scenarios" / name).write_text(f"# {name}\n", "utf-8")
    page = open_page()
    open_files(page, "scenarios")
    rows = page.locator("#file-list tr")
    expect(rows).to_have_count(2)
    with page.expect_download() as download:
        page.click("#file-list a:text-is('one.yaml')")
    download.value.save_as(tmp_path / "one.yaml")
    assert (tmp_path / "one.yaml").read_text("utf-8") == "# one.yaml\n"
    page.check("#file-list tr:has-text('two.yaml') input")
    with page.expect_download() as download:
        page.click("#file-zip")
    assert download.value.suggested_filename.endswith(".zip")
    page.get_by_role("button", name="Delete one.yaml").click()
    page.get_by_role("button", name="Delete", exact=True).last.click()
    expect(rows).to_have_count(1)
    assert [file.name for file in (data / "scenarios").iterdir()] == ["two.yaml"]
    other = open_page()
    other.evaluate(DROP, [["three.yaml", MARKET]])
    expect(rows).to_have_count(2)


def test_upload_puts_files_into_the_folder_that_is_shown(
    open_page: Callable[..., Page], data: Path, tmp_path: Path
) -> None:
    """By its button, whatever kind of file it is."""
    page = open_page()
    open_files(page, "logs")
    (tmp_path / "notes.txt").write_text("n", "utf-8")
    page.set_input_files("#file-input", tmp_path / "notes.txt")
    expect(page.locator("#file-list")).to_contain_text("notes.txt")
    (data / "logs/notes.txt").unlink()
