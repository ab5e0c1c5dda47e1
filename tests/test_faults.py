"""Faults of machine, disk, input and network: outputs stay whole, the answer is a clear line, the next run is right.

A slim cut of `make faults`, which does each of them more often.
"""

from __future__ import annotations

import os
import time

import pytest

import faults
from frontline.export import written_together


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return faults.Desk(tmp_path_factory.mktemp("faults") / "desk", draws=False)


def test_a_killed_run_leaves_every_output_whole(desk):
    assert not faults.kills(desk, 5).lost


def test_a_full_disk_leaves_every_output_whole(desk):
    assert not faults.full_disk(desk, (1, 60_000)).lost


def test_two_runs_into_one_folder_leave_whole_files(desk):
    assert not faults.two_runs(desk, 1).lost


def test_a_damaged_cache_changes_nothing(desk):
    assert not faults.damaged_cache(desk).lost


def test_articles_that_change_while_they_are_read_break_nothing(desk):
    assert not faults.changing_input(desk, 1).lost


def test_a_feed_that_fails_is_one_clear_line(desk):
    assert not faults.faulty_feeds(desk, ("broken", "circle")).lost


def test_what_a_killed_run_left_lying_is_cleared_away(tmp_path):
    stale, fresh = tmp_path / ".frontline-stale", tmp_path / ".frontline-fresh"
    for folder in (stale, fresh):
        folder.mkdir()
        (folder / "half.html").write_text("half a page", encoding="utf-8")
    for path in (stale / "half.html", stale):
        os.utime(path, (time.time() - 2 * 86_400,) * 2)
    with written_together(tmp_path) as aside:
        (aside / "a.txt").write_text("whole", encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".frontline-fresh", "a.txt"]
