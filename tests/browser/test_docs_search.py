"""The documentation's search from a disk: what stands in for a worker there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
SHIM = Path(__file__).resolve().parents[2] / "docs" / "offline.js"
WORKER = """
addEventListener("message", async ({ data }) => {
  await importScripts("first.js", "second.js");
  postMessage([data, self.told]);
});
"""


def test_a_worker_runs_from_a_disk_and_asks_for_nothing(browser, tmp_path):
    """In order of its scripts; nothing but files is asked for."""
    shutil.copy(SHIM, tmp_path / "offline.js")
    (tmp_path / "worker.js").write_text(WORKER, encoding="utf-8")
    (tmp_path / "first.js").write_text("self.told = ['first'];", encoding="utf-8")
    (tmp_path / "second.js").write_text("self.told.push('second');", encoding="utf-8")
    (tmp_path / "page.html").write_text("<script src='offline.js'></script><body></body>", encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "page.html").as_uri())
    told = page.evaluate(
        """() => new Promise(done => {
          const worker = new Worker("worker.js");
          worker.addEventListener("message", ({ data }) => done(data));
          worker.postMessage("question");
        })"""
    )
    assert told == ["question", ["first", "second"]]
    assert all(url.startswith(("file:", "about:")) for url in asked)
    context.close()
