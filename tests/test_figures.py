"""Figures: the right colour at known points on known days, the same bytes every time, text that stays text."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from dataclasses import replace
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from PIL import Image
from shapely import LineString, Point, box

from frontline.errors import InputError
from frontline.figures import (
    Canvas,
    Scene,
    draw_areas,
    draw_day,
    draw_distances,
    draw_multiples,
    draw_still,
    plain_words,
    require_encoder,
    save_film,
    scope_words,
)
from frontline.figures import film as film_module
from frontline.figures.canvas import PX, drawable, mixed, text_width, wrap
from frontline.figures.charts import _Sheet, day_ticks, nice, spread
from frontline.figures.labels import Box, Label, Room, put
from frontline.figures.legend import sign_entries
from frontline.figures.mapface import MapFace, map_height
from frontline.figures.palette import shared_palette, with_palette
from frontline.figures.phrases import ENGLISH, phrases_of
from frontline.figures.scene import Holding
from frontline.figures.signs import draw_star
from frontline.figures.theme import DARK, LIGHT, fill_for, holder_colour, inks_for
from frontline.figures.vector import slim
from frontline.tables import ADVANCES, CLAIMS, CONTROL, PARCELS

FIRST, TURN, THIRD, AFTER = "2031-05-02", "2031-05-04", "2031-05-05", "2031-05-07"
#: In the middle of the ground of each parcel, away from every place: lon, lat.
WEST, MIDDLE, EAST, NORTH, NOBODYS = (36.6, 34.9), (37.1, 35.1), (37.8, 34.9), (37.3, 35.3), (38.2, 34.9)


def parcels():
    rows = [
        ("west", [(FIRST, "red", "held")], 3000.0, box(36.3, 34.7, 37.0, 35.2)),
        ("middle", [(FIRST, "blue", "held"), (TURN, "red", "held")], 1400.0, box(37.0, 34.7, 37.4, 35.2)),
        ("east", [(FIRST, "blue", "probable")], 2000.0, box(37.4, 34.7, 38.0, 35.2)),
        ("north", [(FIRST, "blue", "held"), (THIRD, "contested", "contested")], 900.0, box(37.0, 35.2, 37.6, 35.4)),
        ("nobody", [(FIRST, "none", "unknown")], 1200.0, box(38.0, 34.7, 38.4, 35.2)),
    ]  # fmt: skip
    return gpd.GeoDataFrame(rows, columns=list(PARCELS), crs=4326)


def control(name="Midham"):
    rows = [
        ("midham", name, "city", "blue", False, "held", 0.6, FIRST, TURN, FIRST, [], Point(37.2, 35.0)),
        ("midham", name, "city", "red", False, "held", 0.9, TURN, AFTER, TURN, ["c1"], Point(37.2, 35.0)),
        ("weston", "Weston", "city", "red", False, "held", 0.6, FIRST, AFTER, FIRST, [], Point(36.8, 35.0)),
        ("estow", "Estow", "city", "blue", False, "held", 0.6, FIRST, AFTER, FIRST, [], Point(37.6, 35.0)),
    ]
    return gpd.GeoDataFrame(rows, columns=list(CONTROL), crs=4326)


def make_scene(theatre, *, title="", notice="", scope="", name="Midham", ground=None, phrases=ENGLISH):
    line = LineString([(36.8, 35.0), (37.2, 35.0)])
    advances = [(TURN, "red", "Weston", "Midham", "parallel", line)]
    return Scene.of(
        theatre,
        claims=gpd.GeoDataFrame([], columns=list(CLAIMS), geometry="geometry", crs=4326),
        control=control(name),
        parcels=parcels() if ground is None else ground,
        advances=gpd.GeoDataFrame(advances, columns=list(ADVANCES), crs=4326),
        title=title,
        notice=notice,
        scope=scope,
        phrases=phrases,
    )


@pytest.fixture
def scene(toy_theatre):
    return make_scene(toy_theatre)


def picture_of(scene, day, *, theme="light"):
    """Return a map alone as a picture, and from (lon, lat) to the 5 x 5 pixels around it."""
    width, dpi = 600.0, 144
    height = map_height(scene, width)
    canvas = Canvas(width, height, inks_for(theme))
    face = MapFace(canvas, scene, Box(0, 0, width, height))
    face.draw(day, names=False)
    pixels = canvas.pixels(dpi).astype(float)

    def around(point, reach=2):
        x, y = face.to_pixels(scene.project(np.array([point])))[0] * PX * dpi / 72
        column, row = round(x), round(y)
        return pixels[row - reach : row + reach + 1, column - reach : column + reach + 1].reshape(-1, 3)

    return around


def washed(holder, certainty, scene, inks):
    """Return the colour of plain ground below a fill: RGB from 0 to 255."""
    fill = fill_for(holder, certainty, scene.theatre, inks)
    return 255 * (
        (1 - fill.strength) * np.array(to_rgb(inks.land)) + fill.strength * np.array(to_rgb(fill.colour))
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("day", "point", "holder"),
    [(0, WEST, "red"), (0, MIDDLE, "blue"), (2, MIDDLE, "red"), (4, MIDDLE, "red"), (0, NORTH, "blue")],
)
def test_held_ground_has_its_holders_colour(scene, theme, day, point, holder):
    found = picture_of(scene, day, theme=theme)(point).mean(axis=0)
    assert found == pytest.approx(washed(holder, "held", scene, inks_for(theme)), abs=2)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_ground_without_information_is_bare(scene, theme):
    found = picture_of(scene, 4, theme=theme)(NOBODYS).mean(axis=0)
    assert found == pytest.approx(255 * np.array(to_rgb(inks_for(theme).land)), abs=1)


def test_probable_ground_is_nearer_to_bare_ground_than_held_ground(scene):
    around = picture_of(scene, 0)
    bare = 255 * np.array(to_rgb(LIGHT.land))
    probable = np.median(around(EAST, reach=12), axis=0)
    assert 2 < np.abs(probable - bare).max() < np.abs(washed("blue", "held", scene, LIGHT) - bare).max() - 10


def test_contested_ground_is_hatched_and_no_sides(scene):
    around = picture_of(scene, 3)
    brightness = around(NORTH, reach=12).mean(axis=1)
    assert np.ptp(brightness) > 60  # lines and the ground between them
    colours = around(NORTH, reach=12).mean(axis=0)
    assert np.ptp(colours) < 25  # of no side's hue


def test_the_front_runs_where_foes_meet_and_moves_with_them(scene):
    old, new = (37.0, 34.8), (37.4, 34.8)
    before, after = picture_of(scene, 0), picture_of(scene, 4)
    dark = 60.0
    assert before(old).mean(axis=1).min() < dark
    assert after(new).mean(axis=1).min() < dark
    assert before(new).mean(axis=1).min() > 2 * dark
    assert after(old).mean(axis=1).min() > 2 * dark


def test_an_advance_is_drawn_on_its_day_and_paler_on_the_next(scene):
    spot = (37.09, 34.997)
    red = 255 * np.array(to_rgb(holder_colour("red", scene.theatre, LIGHT)))
    off = [np.abs(picture_of(scene, day)(spot, 4) - red).max(axis=1).min() for day in (1, 2, 3, 4)]
    assert off[1] < 30
    assert off[1] < off[2] < off[3]
    assert off[0] > 60


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_same_input_same_bytes(toy_theatre, tmp_path, ending):
    paths = [tmp_path / f"{n}.{ending}" for n in range(2)]
    for path in paths:
        draw_day(make_scene(toy_theatre), 2).save(path, dpi=60, title="A day")
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_canvas_is_saved_in_any_order_with_the_same_bytes(scene, tmp_path):
    sheet = draw_day(scene, 2)
    sheet.save(tmp_path / "a.png", dpi=60, title="t")
    sheet.save(tmp_path / "a.svg", dpi=60, title="t")
    sheet.save(tmp_path / "b.png", dpi=60, title="t")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_files_are_what_their_endings_say(scene, tmp_path):
    sheet = draw_day(scene, 2, width_mm=100)
    for ending in ("png", "svg", "pdf"):
        sheet.save(tmp_path / f"a.{ending}", dpi=254, title="A day")
    with Image.open(tmp_path / "a.png") as image:
        assert (image.format, image.width) == ("PNG", 1000)
        assert "Software" not in image.info
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "date" not in (tmp_path / "a.svg").read_text(encoding="utf-8").lower()
    pdf = (tmp_path / "a.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert b"CreationDate" not in pdf


def test_slimming_an_svg_keeps_every_sign_and_loses_most_bytes(scene, tmp_path, monkeypatch):
    sheet = draw_day(scene, 2)
    sheet.save(tmp_path / "slim.svg", dpi=72, title="t")
    monkeypatch.setattr("frontline.figures.canvas.slim", lambda svg: svg)
    sheet.save(tmp_path / "full.svg", dpi=72, title="t")
    full, small = ((tmp_path / f"{name}.svg").read_text(encoding="utf-8") for name in ("full", "slim"))
    assert len(small) < 0.6 * len(full)
    assert slim(full) == small
    assert small.count("<pattern") == full.count("<pattern") > 0
    for letter in ("M", "W", "E"):  # of Midham, Weston, Estow: as many letters as before
        glyph = f'#DejaVuSans-Bold-{ord(letter):x}"'
        assert small.count(glyph) == full.count(glyph)
    halos = full.count('<g id="halo')
    assert small.count('<use xlink:href="#name') == 2 * halos > 0


HOSTILE = [
    "<script>alert(1)</script>",
    "$\\frac{1}{0}$ costs $5",
    "\\input{x} & <b>",
    "x" * 3000,
    "مدينة 城市 🏙",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(toy_theatre, tmp_path, text):
    scene = make_scene(toy_theatre, title=text, notice=text, name=text, scope=text)
    for draw in (draw_day, lambda scene, _: draw_areas(scene)):
        draw(scene, 2).save(tmp_path / "a.svg", dpi=50, title=text)
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.parse(tmp_path / "a.svg").iter()}
        assert not tags & {"script", "b", "a", "image", "foreignObject"}


def test_letters_that_the_font_lacks_are_boxes():
    assert drawable("Ab 城") == "Ab □"


def test_a_day_beyond_the_map_is_refused(scene):
    assert scene.number(dt.date(2031, 5, 4)) == 2
    with pytest.raises(InputError, match="2031-05-02 to 2031-05-06"):
        scene.number(dt.date(2031, 6, 1))


def test_a_figure_carries_its_words_and_shows_itself_in_a_notebook(scene, tmp_path):
    sheet = draw_day(scene, 2, width_mm=80)
    for ending in ("svg", "png"):
        sheet.save(tmp_path / f"a.{ending}", dpi=50, title="t")
        assert "To Reds: Midham." in (tmp_path / f"a.{ending}").read_bytes().decode("utf-8", "replace")
    assert sheet._repr_png_().startswith(b"\x89PNG")


def test_multiples_have_a_map_a_day_and_need_one(scene):
    one, six = (draw_multiples(scene, days) for days in ([0], [0, 1, 2, 3, 4, 0]))
    assert one.width == six.width
    assert six.height != one.height
    with pytest.raises(InputError, match="at least one day"):
        draw_multiples(scene, [])


def test_steady_sheets_are_of_one_size(scene):
    sizes = {draw_day(scene, day, steady=True).pixels(50).shape for day in range(scene.count)}
    assert len(sizes) == 1


def test_a_figure_tells_its_day_in_words(scene):
    told = plain_words(scene, 2)
    assert "Sunday 4 May 2031" in told
    assert "To Reds: Midham." in told
    assert "No place is reported" in plain_words(scene, 1)


def test_a_detail_shows_all_that_is_near_and_names_only_who_is_there(scene, toy_theatre):
    detail = scene.around(toy_theatre.place_by_id["weston"], 20)
    west, south, east, north = detail.frame
    angles = np.linspace(0, 2 * np.pi, 60)
    centre = scene.project(np.array([[36.8, 35.0]]))[0]
    rim = centre + 20_000 * np.column_stack([np.cos(angles), np.sin(angles)])
    assert (rim[:, 0] >= west).all() and (rim[:, 0] <= east).all()  # noqa: PT018
    assert (rim[:, 1] >= south - 1e-6).all() and (rim[:, 1] <= north + 1e-6).all()  # noqa: PT018
    assert detail.title == "Toyland · 20 km around Weston"
    assert scene.holders_on(0) >= {"red", "blue"}
    far_west = scene.around(toy_theatre.place_by_id["weston"], 5)
    assert far_west.holders_on(0) == {"red"}
    assert "here on this day" in plain_words(far_west, 2)  # Midham is beyond
    assert draw_day(detail, 2).pixels(60).std() > 0


def test_a_span_of_days_names_its_years():
    day = dt.date
    assert ENGLISH.span(day(2031, 5, 4), day(2031, 5, 4)) == "Sunday 4 May 2031"
    assert ENGLISH.span(day(2031, 5, 4), day(2031, 6, 1)) == "4 May to 1 June 2031"
    assert ENGLISH.span(day(2030, 12, 31), day(2031, 1, 1)) == "31 December 2030 to 1 January 2031"


def test_a_part_of_the_evidence_is_told():
    assert scope_words() == ""
    told = scope_words(as_known=dt.date(2031, 5, 4), side="Red Army")
    assert told == "as published by Sunday 4 May 2031, according to Red Army alone"


def test_charts_are_drawn_with_and_without_ground(toy_theatre):
    scene = make_scene(toy_theatre)
    assert draw_distances(scene).pixels(50).std() > 0
    inks = LIGHT
    picture = draw_areas(scene).pixels(100).reshape(-1, 3).astype(float)
    for holder in ("red", "blue"):
        colour = washed(holder, "held", scene, inks)
        assert (np.abs(picture - colour).max(axis=1) < 2).mean() > 0.02, holder


@pytest.mark.parametrize("ground", [parcels().iloc[-1:], parcels().iloc[:0]], ids=["nobody's", "none"])
def test_figures_are_drawn_where_no_ground_is_known(toy_theatre, ground, tmp_path):
    scene = make_scene(toy_theatre, ground=ground)
    for n, sheet in enumerate(
        (draw_day(scene, 2), draw_areas(scene), draw_distances(scene), draw_multiples(scene, [2]))
    ):
        sheet.save(tmp_path / f"{n}.png", dpi=40, title="t")
    assert draw_still(scene, 2).address.startswith("data:image/webp;base64,")


def test_a_map_of_one_day_is_drawn(toy_theatre, tmp_path):
    scene = replace(make_scene(toy_theatre), count=1)
    for n, sheet in enumerate((draw_areas(scene), draw_distances(scene))):
        sheet.save(tmp_path / f"{n}.png", dpi=40, title="t")
    save_film([draw_day(scene, 0, steady=True)], tmp_path / "a.gif", dpi=40)
    with Image.open(tmp_path / "a.gif") as gif:
        assert gif.n_frames == 1


def test_bars_are_as_high_as_the_ground_is_large(scene):
    """Red holds 3,000 km2 first and 4,400 in the end: so are its shares of the chart's pixels."""
    picture = draw_areas(scene).pixels(100).astype(float)
    red = np.abs(picture - washed("red", "held", scene, LIGHT)).max(axis=2) < 2
    columns = np.flatnonzero(red.sum(axis=0) > 20)
    early, late = red.sum(axis=0)[columns[5:20]].max(), red.sum(axis=0)[columns[-60:-20]].max()
    assert late / early == pytest.approx(4400 / 3000, rel=0.04)


def test_a_name_beside_a_line_that_ends_has_no_line_through_it(scene):
    sheet = _Sheet(scene, "distances", ["red"], "light", 180.0, panels=1)
    across, down = sheet.middle(3), sheet.middle(1)
    sheet.lines = [shapely.LineString([(across, 0), (across, 400)])]
    sheet.write_at([(across, 288.0), (down, 288.0)], "Reds")
    sheet.write_ends()
    written = next(text for text in sheet.canvas.axes.texts if text.get_text() == "Reds")
    assert written.get_position() == pytest.approx((down, 288.0))


def test_hatches_are_opaque_since_a_pdf_knows_no_other(scene):
    """Their colour is what they would have over their wash on land."""
    hatched = [patch for patch in draw_day(scene, 1).axes.patches if patch.get_hatch()]
    assert len(hatched) > 2
    assert {patch.get_edgecolor()[3] for patch in hatched} == {1.0}
    assert mixed("#000000", 0.25, "#ffffff") == "#bfbfbf"


def test_sizes_of_ground_are_told_as_estimates(scene):
    assert [ENGLISH.about(km2) for km2 in (4.4, 253, 9_448, 47_695)] == [
        "≈ 4",
        "≈ 250",
        "≈ 9,400",
        "≈ 48,000",
    ]
    assert "≈ 4,400 km²" in plain_words(scene, 3)


def _contrast(a, b):
    def light(colour):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
        return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))

    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("inks", [LIGHT, DARK])
def test_text_can_be_read(inks):
    """WCAG 2.2, 1.4.3: 4.5 to 1; names, which stand on colours, have a halo of 7 to 1."""
    assert _contrast(inks.ink, inks.halo) >= 7
    assert _contrast(inks.ink, inks.paper) >= 7
    assert _contrast(inks.muted, inks.paper) >= 4.5
    assert _contrast(inks.muted, inks.halo) >= 4.5
    assert _contrast(inks.shield_ink, inks.shield) >= 4.5


def test_a_gif_has_a_frame_a_day_and_is_the_same_every_time(scene, tmp_path):
    for name in ("a.gif", "b.gif"):
        save_film((draw_day(scene, n, steady=True) for n in range(scene.count)), tmp_path / name, dpi=40)
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()
    with Image.open(tmp_path / "a.gif") as gif:
        assert gif.n_frames == scene.count
        gif.seek(scene.count - 1)
        assert gif.info["duration"] > 1000


def test_few_colours_keep_the_smallest_sides():
    """Forty thousand pixels of one side's shades, and a town of another's."""
    rng = np.random.default_rng(1)
    pixels = rng.integers((0, 120, 60), (60, 255, 120), size=(200, 200, 3)).astype(np.uint8)
    small = (130, 29, 25)
    pixels[90:96, 90:96] = small
    picture = Image.fromarray(pixels)
    kept = np.asarray(with_palette(picture, shared_palette([picture], 64)).convert("RGB")).astype(int)
    assert np.abs(kept[91:95, 91:95] - small).max() < 5


def test_a_film_that_cannot_be_made_says_what_to_do(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(film_module, "_packaged_encoder", lambda: "")
    assert require_encoder("gif") == ""
    with pytest.raises(InputError, match=r"needs ffmpeg.*--animate gif"):
        require_encoder("mp4")
    with pytest.raises(InputError, match="use one of gif, mp4, webm"):
        require_encoder("avi")


@pytest.mark.parametrize(("ending", "sign"), [("mp4", b"ftyp"), ("webm", b"webm")])
def test_a_video_is_written_where_an_encoder_is(scene, tmp_path, ending, sign):
    try:
        require_encoder(ending)
    except InputError as missing:
        pytest.skip(str(missing))
    path = tmp_path / f"a.{ending}"
    save_film((draw_day(scene, n, steady=True) for n in range(2)), path, dpi=40)
    assert sign in path.read_bytes()[:64]


def test_a_failing_encoder_is_told(scene, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: shutil.os.path.realpath("/bin/false"))
    with pytest.raises(InputError, match=r"ffmpeg could not write a\.mp4"):
        save_film([draw_day(scene, 0, steady=True)], tmp_path / "a.mp4", dpi=40)


def test_days_are_told_as_there_is_room_for_them():
    def told(days, width=600.0):
        first = dt.date(2030, 11, 26)
        return day_ticks([first + dt.timedelta(days=n) for n in range(days)], width)

    assert told(8)[0] == (0, "26 Nov")
    assert told(8)[5:7] == [(5, "1 Dec"), (6, "2")]
    assert told(200)[:4] == [(5, "Dec 2030"), (36, "Jan 2031"), (67, "Feb"), (95, "Mar")]
    assert all(
        text[-4:].isdigit() for _, text in told(3000)
    )  # a new year each: the next tick is 14 months later
    for days in (1, 30, 100, 400, 3000):
        where = [n * 600 / days for n, _ in told(days)]
        assert where or days == 1
        assert all(after - before >= 40 for before, after in pairwise(where))


names = st.lists(
    st.tuples(
        st.text(st.characters(codec="latin-1", categories=["L"]), min_size=1, max_size=14),
        st.floats(0, 400), st.floats(0, 300), st.floats(8, 16),
    ),
    max_size=25,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(names)
def test_no_label_covers_another_or_leaves_the_map(wanted):
    frame = Box(0, 0, 400, 300)
    room = Room(frame)
    boxes = []
    for text, x, y, size in wanted:
        label = put(Label(text, x, y, size, "#000000", gap=4), room, PX)
        if label:
            width = text_width(text, size * PX) / PX
            left = {"left": label.x, "right": label.x - width, "center": label.x - width / 2}[label.align]
            boxes.append(Box(left, label.y - size * 0.575, width, size * 1.15))
    assert all(one.is_within(Box(-0.01, -0.01, 400.02, 300.02)) for one in boxes)
    assert not any(a.meets(b) for n, a in enumerate(boxes) for b in boxes[:n])


@given(st.lists(st.floats(0, 280), max_size=12))
def test_labels_beside_a_chart_stand_apart_in_their_order(wanted):
    placed = spread(wanted, 16, 280)
    assert len(placed) == len(wanted)
    ordered = [placed[n] for n in sorted(range(len(wanted)), key=lambda n: wanted[n])]
    assert all(after - before >= 16 - 1e-6 for before, after in pairwise(ordered))
    assert all(y <= 280 for y in placed)


@given(st.floats(1e-3, 1e7))
def test_steps_of_an_axis_are_round(value):
    step = nice(value)
    assert value * 0.998 <= step <= value * 2.6
    assert f"{step:e}"[:3] in {"1.0", "2.0", "2.5", "5.0"}


@settings(max_examples=50, deadline=None)
@given(
    st.text(st.characters(codec="ascii", categories=["L", "N", "Zs", "P"]), max_size=200), st.floats(40, 300)
)
def test_wrapping_keeps_the_width_and_every_word_that_fits(text, width):
    lines = wrap(text, 10, width)
    words = " ".join(lines).split()
    assert len(words) == len(text.split())
    assert all(text_width(line, 10) <= width for line in lines)
    for before, after in zip(text.split(), words, strict=True):
        assert after == before or (after.endswith("…") and before.startswith(after[:-1]))


def test_pictures_are_pixels_of_a_sheet(scene):
    picture = draw_day(scene, 0, width_mm=100).pixels(254)
    assert picture.dtype == np.uint8
    assert picture.shape[1:] == (1000, 3)
    written = io.BytesIO()
    Image.fromarray(picture).save(written, "png")
    assert written.getvalue().startswith(b"\x89PNG")


# Languages


def test_each_language_writes_days_numbers_and_countries_its_own_way():
    day = dt.date(2024, 12, 5)
    french, arabic = phrases_of("fr"), phrases_of("ar")
    assert [words.day(day) for words in (ENGLISH, french, arabic)] == [
        "Thursday 5 December 2024", "jeudi 5 décembre 2024", "الخميس 5 ديسمبر 2024",
    ]  # fmt: skip
    assert [words.number(12345.4) for words in (ENGLISH, french, arabic)] == [
        "12,345",
        "12\u202f345",
        "12,345",
    ]
    assert [words.country("Turkey", "TR") for words in (ENGLISH, french, arabic)] == [
        "Turkey",
        "Turquie",
        "تركيا",
    ]
    assert french.country("Atlantis", "ZZZ") == "Atlantis"
    assert [arabic.count("presumed-count", n).split()[0] for n in (1, 2, 5, 11)] == [
        "مكان",
        "مكانان",
        "5",
        "11",
    ]
    with pytest.raises(InputError, match="use one of: en, fr, ar"):
        phrases_of("tlh")


def test_arabic_letters_join_and_lines_run_from_the_right(toy_theatre):
    apart = "\u200c".join("حماة")
    assert text_width("حماة", 14) < text_width(apart, 14), "joined letters are drawn as single ones"
    scene = make_scene(toy_theatre, phrases=phrases_of("ar"), notice="Read me.")
    sheet = draw_day(scene, 2)
    texts = {text.get_text(): text for text in sheet.axes.texts}
    heading = next(text for words, text in texts.items() if "2031" in words)
    assert heading.get_ha() == "right"
    assert heading.get_position()[0] > 0.9 * sheet.width
    assert heading.get_text().startswith("\u200f")
    assert "Read me." in texts, "a line in another script runs its own way"
    assert "□" not in "".join(texts)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_sheet_speaks_its_language(toy_theatre, language):
    scene = make_scene(toy_theatre, phrases=phrases_of(language))
    sheets = [
        draw_day(scene, 2), draw_multiples(scene, [0, 2], width_mm=90), draw_areas(scene), draw_distances(scene),
    ]  # fmt: skip
    foreign = "What is not known" if language != "en" else "Ce qu’on ne sait pas"
    for sheet in sheets:
        said = " ".join(text.get_text() for text in sheet.axes.texts)
        assert foreign not in said
        assert scene.phrases.say("drawn-with").split()[0] in said
    assert scene.phrases.say("gained-by", names="Midham", holder=scene.short("red")) in sheets[0].words


def island(west, south, east, north):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    polygon = {"type": "Polygon", "arcs": [[0]], "properties": {"name": "Isle"}}
    countries = {"type": "GeometryCollection", "geometries": [polygon]}
    return {"type": "Topology", "arcs": [ring], "objects": {"countries": countries}}


def test_the_edge_of_what_a_map_covers_is_drawn_where_its_country_goes_on(toy_theatre):
    frame = toy_theatre.extent
    inside = island(frame.west + 0.1, frame.south + 0.05, frame.east - 0.1, frame.north - 0.05)
    beyond = island(frame.west - 1, frame.south - 1, frame.east + 1, frame.north + 1)
    whole, cut = (make_scene(replace(toy_theatre, basemap=shape)) for shape in (inside, beyond))
    assert whole.basemap.edge.is_empty
    assert whole.basemap.beyond.is_empty
    assert (
        cut.basemap.edge.length > 2 * shapely.LineString(cut.basemap.edge.envelope.exterior.coords[:2]).length
    )
    middle = shapely.Point(*cut.project(np.array([[(frame.west + frame.east) / 2, frame.south]]))[0])
    assert middle.distance(cut.basemap.edge) < 3_000
    assert not cut.basemap.beyond.contains(shapely.Point(*cut.project(np.array([[37.2, 35.0]]))[0]))
    names = [{entry.name for entry in sign_entries(scene)} for scene in (whole, cut)]
    assert "Outside this map" in names[1] - names[0]


@pytest.mark.parametrize("holding", ["contested", "presumed", "held"])
def test_a_star_tells_as_a_dot_does_how_its_place_is_held(holding):
    canvas = Canvas(40, 40, inks_for("light"))
    state = Holding("contested" if holding == "contested" else "red", holding)
    draw_star(canvas, 20, 20, 16, "#cc0000", state)
    pixels = canvas.pixels(72).astype(int)[..., :3]
    scale = pixels.shape[1] / 40
    red = [
        bool(pixels[int(20 * scale), int(x * scale), 0] - pixels[int(20 * scale), int(x * scale), 1] > 100)
        for x in (16, 24)
    ]
    assert red == {"contested": [True, False], "presumed": [False, False], "held": [True, True]}[holding]
