"""Dates: what a text says of time, given the day it came out."""

from __future__ import annotations

import datetime as dt
import json
import time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontline.dates import find_dates, infer_day_first, infer_published, is_history, parse_published

#: A Wednesday.
PUBLISHED = dt.date(2031, 5, 14)
KINDS = {
    "explicit", "weekday", "relative", "clock", "ordinal_day", "range", "month", "season", "year", "future",
}  # fmt: skip


def only(text: str, published: dt.date | None = PUBLISHED, **options):
    spans = find_dates(text, published=published, **options)
    assert len(spans) == 1, [(text[s.start : s.end], s) for s in spans]
    return spans[0]


def day(number: int, month: int = 5, year: int = 2031) -> dt.date:
    return dt.date(year, month, number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("taken on 2031-05-03", day(3)),
        ("taken on 2031-05-03T22:10:00Z", day(3)),
        ("taken on 30 April 2031", day(30, 4)),
        ("taken on April 30, 2031", day(30, 4)),
        ("taken on Apr. 30", day(30, 4)),
        ("taken on 30 Apr", day(30, 4)),
        ("taken on the 3rd of May", day(3)),
        ("taken on May the 3rd", day(3)),
        ("taken on 30/04/2031 17:05", day(30, 4)),
        ("taken on 03/05/2031", day(3)),
        ("taken on 3.5.2031", day(3)),
        ("taken on 04-May-2031", day(4)),
        ("taken on Tuesday, May 13", day(13)),
        ("taken on Tuesday (13 May)", day(13)),
        ("TAKEN ON 13 MAY", day(13)),
        ("taken on 13\u00a0May", day(13)),
        ("taken on 28 December", day(28, 12, 2030)),
    ],
)
def test_a_day_and_month_in_any_order(text, expected):
    span = only(text)
    assert (span.day, span.kind, span.precision_days) == (expected, "explicit", 0)


def test_a_chronicle_s_lines_begin_with_day_and_month():
    text = "28.4 - The rebels strike.\n3.5 : Midham falls.\nA walk of 3.5 - 4 km.\n30.13 - nothing."
    assert [span.day for span in find_dates(text, published=PUBLISHED)] == [day(28, 4), day(3)]


def test_month_first_when_told_so():
    assert only("taken on 03/05/2031", day_first=False).day == day(5, 3)
    assert only("taken on 13/05/2031", day_first=False).day == day(13)


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("on Monday", day(12), 0),
        ("on Wednesday", day(14), 0),
        ("on Thursday", day(8), 0),
        ("last Wednesday", day(7), 0),
        ("on last Saturday", day(10), 0),
        ("on Saturday night", day(10), 1),
        ("early on Saturday morning", day(10), 0),
        ("in the small hours of Tuesday", day(13), 0),
        ("on the morning of this Tuesday", day(13), 0),
        ("at dawn on Tuesday", day(13), 0),
        ("on Tuesday at dawn", day(13), 0),
        ("since Saturday", day(10), 0),
        ("Thursday of last week", day(8), 0),
    ],
)
def test_a_weekday_is_the_nearest_in_the_past(text, expected, precision):
    span = only(text)
    assert (span.day, span.precision_days, span.kind) == (expected, precision, "weekday")


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("today", day(14), 0),
        ("Tonight they will", day(14), 0),
        ("this morning", day(14), 0),
        ("yesterday", day(13), 0),
        ("yesterday Tuesday", day(13), 0),
        ("yesterday evening", day(13), 0),
        ("the day before yesterday", day(12), 0),
        ("Overnight the", day(14), 1),
        ("during the night", day(14), 1),
        ("last night", day(13), 1),
        ("a day earlier", day(13), 0),
        ("two days earlier", day(12), 0),
        ("three days ago", day(11), 0),
        ("3 days ago", day(11), 0),
        ("a week ago", day(7), 2),
        ("before days", day(11), 2),
        ("over the weekend", day(11), 1),
        ("within the past 24 hours", day(14), 1),
        ("in the past two days", day(13), 1),
        ("early this week", day(13), 1),
        ("last week", day(8), 3),
    ],
)
def test_relative_days(text, expected, precision):
    span = only(text)
    assert (span.day, span.precision_days, span.kind) == (expected, precision, "relative")


def test_midnight_passes_into_the_next_day():
    assert only("after the midnight of yesterday Tuesday").day == day(14)


@pytest.mark.parametrize(
    ("text", "year", "kind"),
    [
        ("in 2016", 2016, "year"),
        ("the 1982 massacre", 1982, "year"),
        ("in early 2020", 2020, "year"),
        ("the beginning of the year 2020", 2020, "year"),
        ("December 2016", 2016, "month"),
        ("August of the year 2019", 2019, "month"),
        ("the summer of 2012", 2012, "season"),
        ("on 22 December 2016", 2016, "explicit"),
        ("five years ago", 2026, "year"),
        ("the 1980s", 1985, "year"),
    ],
)
def test_history_is_told_apart(text, year, kind):
    span = only(text)
    assert (span.day.year, span.kind) == (year, kind)
    assert is_history(span, PUBLISHED)


@pytest.mark.parametrize(
    "text", ["on Monday", "on 1 May", "yesterday", "in May", "this year", "a week ago", "since April"]
)
def test_the_present_is_not_history(text):
    assert not is_history(only(text), PUBLISHED)


def test_the_campaign_s_first_day_draws_the_line():
    span = only("on 1 May")
    assert is_history(span, PUBLISHED, first_day=day(2))
    assert not is_history(span, PUBLISHED, first_day=day(1))


@pytest.mark.parametrize(
    "text",
    [
        "2000 fighters and 2016 shells",
        "$2015",
        "1,982 dead",
        "the 25th Division",
        "they may march to the sun",
        "Operation Dawn of Liberty",
        "the Morning Post",
        "Parallel Today reported",
        "Black Friday",
        "the Sunday Times",
        "Good morning",
        "a ratio of 3:1",
        "Sat beside",
        "the M5 road",
        "version 1.2.3.4",
    ],
)
def test_what_is_no_date(text):
    assert find_dates(text, published=PUBLISHED) == []


def test_what_lies_ahead():
    for text in (
        "tomorrow",
        "next Friday",
        "They will meet on Friday",
        "on 20 May",
        "within the next 48 hours",
    ):
        assert only(text).kind == "future", text
    assert [s.kind for s in find_dates("They will win, he said on Friday", published=PUBLISHED)] == [
        "weekday"
    ]


def test_two_days_make_a_range():
    span = only("from 27 April to 2 May")
    assert (span.day, span.precision_days, span.kind) == (day(30, 4), 3, "range")
    assert only("on 1 and 2 May").day == day(2)
    assert (only("the night of 7 to 8 May").day, only("the night of 7 to 8 May").precision_days) == (
        day(8),
        1,
    )
    between = only("between Friday lunchtime and Saturday night")
    assert (between.day, between.precision_days) == (day(10), 1)


def test_a_numbered_thread_is_no_range():
    span = only("2/ 12 May: the base")
    assert (span.day, span.kind) == (day(12), "explicit")


def test_relative_days_lean_on_their_sentence():
    text = "They left on Monday, a day after the others had come."
    assert [span.day for span in find_dates(text, published=PUBLISHED)] == [day(12), day(11)]
    text = "The town fell on Monday, and two days later the base."
    assert [span.day for span in find_dates(text, published=PUBLISHED)] == [day(12), day(14)]
    text = "The town fell on Monday, and the bridge on the same day."
    assert [span.day for span in find_dates(text, published=PUBLISHED)] == [day(12), day(12)]


def test_a_time_of_day_is_of_its_sentence_s_day():
    text = "On Monday they came. By noon the town had fallen.\n\nBy mid-afternoon it was calm."
    spans = find_dates(text, published=PUBLISHED)
    assert [(span.day, span.kind) for span in spans] == [
        (day(12), "weekday"),
        (day(12), "clock"),
        (day(14), "clock"),
    ]
    stamp = find_dates("08:20 - Good morning.", published=PUBLISHED)[0]
    assert (stamp.start, stamp.day, stamp.kind) == (0, day(14), "clock")


def test_a_date_on_its_own_line_heads_what_follows():
    text = "Sunday, May 11\n\nThe army left. By noon the town had fallen.\n\n12 May: the base.\n\nOn 13 May it was calm."
    spans = find_dates(text, published=PUBLISHED)
    assert [(span.day.day, span.cue) for span in spans] == [
        (11, "heading"),
        (11, "by"),
        (12, "heading"),
        (13, ""),
    ]


def test_an_account_of_the_past_goes_on_in_its_year():
    text = "The battle began on 27 November 2024. On 5 December the city fell."
    assert find_dates(text, published=PUBLISHED)[1].day == day(5, 12, 2024)
    news = "The siege ended on 22 December 2016. On Friday rebels, in place since 5 December, left."
    assert find_dates(news, published=PUBLISHED)[2].day == day(5, 12, 2030)


def test_an_account_goes_on_in_the_last_year_that_it_tells():
    text = "The 2024 battle was long.\n\nThey took it on 12 August 2016.\n\nOn 5 December the city fell."
    start = day(27, 11, 2024)
    assert find_dates(text, published=PUBLISHED, campaign_start=start)[2].day == day(5, 12, 2024)
    paragraph = "Retaken on 27 March 2016, it was lost on 11 December. In 2024 the city fell."
    assert find_dates(paragraph, published=PUBLISHED, campaign_start=start)[1].day == day(11, 12, 2016)


def test_a_day_of_the_month_is_near_the_day_just_told():
    text = (
        "On 28 February they came. On the 1st they left; on the 2nd Alton fell, and all was over by the 3rd."
    )
    assert [span.day for span in find_dates(text, published=PUBLISHED)] == [
        day(28, 2),
        day(1, 3),
        day(2, 3),
        day(3, 3),
    ]
    assert find_dates("They fell on the 25th Division, on the 5th Brigade.", published=PUBLISHED) == []


def test_days_of_a_campaign_are_counted_from_its_start():
    text = "The offensive began on 5 May. On the fourth day of it they took the town."
    assert find_dates(text, published=PUBLISHED)[1].day == day(8)
    assert only("on the fourth day of the offensive").day is None
    assert only("it spent its first full day in peace", campaign_start=day(5)).day is None
    text = "The operation began on 9 May. They lost the farm on the first day and the mill on the second."
    assert [s.day for s in find_dates(text, published=PUBLISHED, campaign_start=day(5))] == [
        day(9),
        day(9),
        day(10),
    ]
    assert only("on the fourth day of the offensive", campaign_start=day(5)).day == day(8)


def test_a_bounding_word_is_told():
    cues = {"since Saturday": "since", "until Saturday": "until", "by Saturday": "by", "on Saturday": ""}
    assert {text: only(text).cue for text in cues} == cues


def test_that_december_is_the_year_s_just_told():
    spans = find_dates("Lost in March 2016, it was retaken that December.", published=PUBLISHED)
    assert [(span.day.year, span.day.month) for span in spans] == [(2016, 3), (2016, 12)]


def test_without_publication_only_full_dates_have_a_day():
    spans = find_dates("On Friday, 3 May and 4 May 2031, yesterday.", published=None)
    assert [span.day for span in spans][-2:] == [day(4), None]


@given(
    st.text(alphabet=st.characters(), max_size=300),
    st.none() | st.dates(dt.date(1901, 1, 1), dt.date(2098, 1, 1)),
)
@settings(deadline=None, max_examples=150)
def test_no_text_raises_and_spans_are_in_order(text, published):
    spans = find_dates(text, published=published)
    assert all(span.kind in KINDS and 0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    infer_published(text, url=text, title=text)
    parse_published(text)


WORDS = st.sampled_from(
    [
        "on",
        "the",
        "of",
        "last",
        "this",
        "two",
        "5",
        "12",
        "31",
        "2016",
        "May",
        "May,",
        "December",
        "Dec.",
        "Monday",
        "Tuesday.",
        "yesterday",
        "ago",
        "earlier",
        "before",
        "after",
        "day",
        "days",
        "week",
        "night",
        "dawn",
        "morning",
        "since",
        "until",
        "between",
        "and",
        "to",
        "-",
        "–",
        "/",
        "03/05/2031",
        "2031-05-03",
        "14:30",
        "midnight",
        "fourth",
        "1st",
        "early",
        "end",
        "within",
        "hours",
        "next",
        "year",
        "month",
        "weekend",
        "a",
        "few",
        "(",
        ")",
        "\n",
        ".",
    ]
)


@given(
    st.lists(WORDS, max_size=30).map(" ".join), st.none() | st.dates(dt.date(1901, 1, 1), dt.date(2098, 1, 1))
)
@settings(deadline=None, max_examples=300)
def test_no_order_of_the_words_of_time_raises(text, published):
    spans = find_dates(text, published=published)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    infer_published(text)


@given(st.dates(dt.date(2000, 1, 10), dt.date(2090, 1, 1)), st.integers(0, 6))
def test_a_weekday_lies_within_the_past_week(published, weekday):
    name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[weekday]
    span = only(f"on {name}", published)
    assert 0 <= (published - span.day).days < 7
    assert span.day.weekday() == weekday


@given(st.dates(dt.date(1950, 1, 1), dt.date(2090, 1, 1)))
def test_every_way_to_write_a_day_gives_the_day(moment):
    for form in (
        "%Y-%m-%d",
        "%d/%m/%Y",
        "%-d %B %Y",
        "%B %-d, %Y",
        "%A, %-d %b %Y",
        "%b. %-d, %Y",
        "%d.%m.%Y",
    ):
        written = moment.strftime(form).replace("May.", "May")
        assert only(f"taken on {written}").day == moment, written


@pytest.mark.parametrize(
    "piece", ["Thursday ", "12:30 ", "1/", "a ", "early ", "since ", "Dec 5 - ", "5 and ", "the 2016 "]
)
def test_time_grows_with_the_text_and_no_faster(piece):
    def seconds(count: int) -> float:
        text, begun = piece * count, time.process_time()
        find_dates(text, published=PUBLISHED)
        return time.process_time() - begun

    seconds(50)
    small, large = min(seconds(800) for _ in range(3)), min(seconds(12_800) for _ in range(2))
    assert large < 16 * 3 * small + 0.3  # a machine may be busy; time in squares would be 256 times as much


# --- which comes first


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("03/05/2031", True),
        ("03/05/2031 and 13/05/2031", True),
        ("03/05/2031 and 05/13/2031", False),
        ("05/03/2031. Rebels took it on May 2.", False),
        ("Published on 03/05/2031. Taken on Friday May 2", True),
        ("12/11/2031, as of May 4, 2031 and May 5, 2031", False),
        ("12/11/2031, as of 4 May 2031", True),
    ],
)
def test_the_document_tells_which_comes_first(text, expected):
    assert infer_day_first(text) is expected


# --- publication

EXPECTED_DAYS = (day(1), day(30))


@pytest.mark.parametrize(
    ("text", "expected", "rule"),
    [
        ("Published on 03/05/2031 11:43\nUpdated on 04/05/2031 11:48\nFighting goes on.", day(3), "label"),
        ("A title\nThe Post\nPublished: 3 May 2031, 21:15\n\nText.", day(3), "label"),
        ("Text of a page.\n\nPosted on May 3, 2031 by the desk", day(3), "label"),
        ("28/04/2031 17:05\n\nReported sources that the town fell.", day(28, 4), "date line"),
        ("3 May 2031. Activists say that the town fell.", day(3), "date line"),
        ("By Ann Other | 3 May 2031\n\nText.", day(3), "date line"),
        ("WESTON, 3 May 2031 (Wire) - The town fell.", day(3), "dateline"),
        ("WESTON (Wire, May 3, 2031) - The town fell.", day(3), "dateline"),
        ("Situation report (as of 6 May 2031)\n\nThe town fell.", day(6), "updated"),
    ],
)
def test_publication_where_it_stands(text, expected, rule):
    assert infer_published(text) == (expected, rule)


def test_a_year_is_settled_by_a_weekday_the_text_or_the_address():
    weekday = "The army struck this Wednesday, May 14. The war of 2026 is not forgotten."
    assert infer_published(weekday) == (day(14), "this weekday")
    dateline = "WESTON, May 14 (Wire) - The town fell."
    assert infer_published(dateline) is None
    assert infer_published(dateline, url="https://example.org/2031/05/14/fall") == (day(14), "dateline")
    assert infer_published(dateline + " It was besieged on 2 May 2031.") == (day(14), "dateline")
    assert infer_published(dateline, likely=EXPECTED_DAYS) == (day(14), "dateline")


def test_the_address_tells_the_day():
    assert infer_published("Text.", url="https://example.org/2031/05/03/fall-of-2016") == (day(3), "url")
    assert infer_published("Text.", url="https://example.org/news/20310503-fall") == (day(3), "url")
    assert infer_published("Text.", url="https://example.org/2016/11/ideas") is None


@pytest.mark.parametrize(
    "text",
    [
        "In February 2020 the army took the town.",
        "The siege ended on 22 December 2016.",
        "Rebels took the town on Wednesday, May 14, and again in 2016.",
        "How the town fell on 22 December 2016\n\nIt was cold.",
        "Twelve years after 3 May 2019, they came back.",
        "The town fell on Sunday.",
        "27 Nov: the base. 28 Nov: the bridge.",
    ],
)
def test_a_day_of_the_story_is_not_the_day_of_the_paper(text):
    assert infer_published(text, likely=EXPECTED_DAYS) is None


def test_fields_of_publication():
    zone = ZoneInfo("Asia/Tokyo")
    assert parse_published("2031-05-03") == (day(3), "")
    assert parse_published("2031-05-03T19:40:00") == (day(3), "19:40")
    assert parse_published("2031-05-03T19:40:00Z", time_zone=zone) == (day(4), "04:40")
    assert parse_published("Sat, 03 May 2031 22:30:00 GMT", time_zone=zone) == (day(4), "07:30")
    assert parse_published("3 May 2031, 21:15") == (day(3), "21:15")
    assert parse_published("May 3, 2031 9:15 PM") == (day(3), "21:15")
    assert parse_published("soon") is None
    assert parse_published("May 3") is None


# --- the reference data beside the project


def test_publication_is_never_wrong_on_the_reference_articles(shared):
    right = 0
    for path in sorted((shared / "corpus" / "texts").glob("*.json")):
        article = json.loads(path.read_text(encoding="utf-8"))
        gold = json.loads((shared / "corpus" / "gold" / path.name).read_text(encoding="utf-8"))["published"]
        days = (dt.date(2024, 11, 27), dt.date(2024, 12, 8))
        guess = infer_published(article["text"], title=article["title"], likely=days)
        assert guess is None or guess[0].isoformat() == gold, path.name
        assert guess or article["published"], f"{path.name} has no day of its own and none was inferred"
        right += guess is not None
    assert right >= 10


def test_publication_of_the_reference_pages(shared):
    days = {}
    for path in sorted((shared / "seeds").glob("*.txt")):
        days[path.stem[:3]] = infer_published(path.read_text(encoding="utf-8"))[0].isoformat()
    assert days == {"000": "2024-12-04", "004": "2024-12-03"}


@pytest.mark.parametrize(
    "line",
    [
        "By Ann Other | 5 December 2024",
        "Ann Other and Bo Roe - December 5, 2024",
        "Ann Other, Thursday 5 December 2024 10.15 GMT",
        "Ann Other and Bo Roe in Oldmill - 5 December 2024, 10:15",
    ],
)
def test_the_day_of_a_byline_is_the_day_of_publication(line):
    story = "The war began on 27 November 2024 with an attack."
    assert infer_published(f"Reds take Midham\n\n{line}\n\n{story}")[0] == dt.date(2024, 12, 5)
    assert infer_published(story, headings=(line,))[0] == dt.date(2024, 12, 5)


@pytest.mark.parametrize(
    "line",
    [
        "Midham fell - 5 December 2024",
        "The fall of Midham, 5 December 2024 and after",
        "What was said: Midham - 5 December 2024",
        "Ann Other and Bo Roe - 5 December 2024\n\nCy Poe and Di Poe - 6 December 2024",
    ],
)
def test_a_line_of_prose_or_one_of_two_days_is_no_byline(line):
    assert infer_published(f"Reds take Midham\n\n{line}\n\nReds took Midham.") is None
