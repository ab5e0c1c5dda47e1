"""Pictures of a map, wide and phone-sized, light and dark, on days that matter: `screenshots.py MAP.html FOLDER`.

They are for looking at, and for the README: nothing is compared. Days may follow the folder, as ISO texts; without
them, the first day, the last and the two between on which most changed.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync")
SIZES = {"wide": (1280, 800, 1), "phone": (390, 844, 2)}
BUSIEST = """() => {
  const map = window.frontline;
  const counts = map.days.map((day, n) => [map.reportedOn(n), n]).slice(1, -1).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  return [0, ...counts.slice(0, 2).map((entry) => entry[1]), map.days.length - 1].sort((a, b) => a - b).map((n) => map.days[n]);
}"""


def main(arguments: list[str]) -> int:
    """Write the pictures and say where."""
    if len(arguments) < 2:
        sys.stderr.write("usage: screenshots.py MAP.html FOLDER [DAY ...]\n")
        return 2
    page_file, folder = Path(arguments[0]).resolve(), Path(arguments[1])
    folder.mkdir(parents=True, exist_ok=True)
    program = (
        os.environ.get("FRONTLINE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        for name, (width, height, ratio) in SIZES.items():
            for theme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height}, device_scale_factor=ratio, color_scheme=theme
                )
                page = context.new_page()
                page.goto(page_file.as_uri())
                page.wait_for_selector("[data-ready]")
                _shoot(page, arguments[2:], folder, f"{name}-{theme}")
                context.close()
        browser.close()
    sys.stderr.write(f"pictures are in {folder}\n")
    return 0


def _shoot(page: Page, days: list[str], folder: Path, name: str) -> None:
    for day in days or page.evaluate(BUSIEST):
        page.evaluate("day => window.frontline.setDay(day)", day)
        page.wait_for_timeout(400)
        page.screenshot(path=folder / f"{day}-{name}.png")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
