"""Ground of thousands of areas is painted by pixel: it must look as if its outlines were drawn, on every day and at any zoom."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point, Polygon, box

from frontline.timemap import ClientMissingError, InlineMap, TimeMap

pytestmark = pytest.mark.browser

ACROSS, DOWN, STEP, SIDES = 70, 60, 0.05, 9
WEST, SOUTH = 36.0, 33.0
#: From this row on all areas begin with one side.
PLAIN = 56
#: Waits until a day is painted, then reads the mean colour in the middle of some cells.
LOOK = """([day, cells, step, view]) => {
    if (view) frontline.map.setView([view[1], view[0]], view[2], { animate: false });
    frontline.setDay(day);
    return cells.map(([lon, lat]) => {
        const sums = [0, 0, 0, 0];
        for (let i = -4; i <= 4; i += 2) for (let j = -4; j <= 4; j += 2) {
            const pixel = frontline.paintedAt(lon + (i * step) / 14, lat + (j * step) / 14).pixel;
            sums.forEach((_, n) => (sums[n] += pixel[n] * (n < 3 ? pixel[3] / 255 : 1) / 25));
        }
        return sums;
    });
}"""


def lattice() -> gpd.GeoDataFrame:
    rows = []
    for i in range(ACROSS):
        for j in range(DOWN):
            shape = box(WEST + i * STEP, SOUTH + j * STEP, WEST + (i + 1) * STEP, SOUTH + (j + 1) * STEP)
            side, turn = (i + 2 * j) % SIDES if j < PLAIN else 0, 5 if (i + j) % 3 == 0 else None
            rows.append((f"side {side}", "2031-01-01", f"2031-01-0{turn}" if turn else None, shape))
            if turn:
                rows.append((f"side {(side + 4) % SIDES}", f"2031-01-0{turn}", None, shape))
    rows.append(("side 0", "2031-01-01", "2031-01-09", box(30, 30, 30.1, 30.1)))
    return gpd.GeoDataFrame(rows, columns=["side", "valid_from", "valid_to", "geometry"], crs=4326)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Return the same areas as a mosaic, and as outlines: two far ones overlap, which a mosaic cannot show."""
    folder = tmp_path_factory.mktemp("mosaic")
    table = lattice()
    crossed = table.copy()
    crossed.loc[len(crossed)] = ["side 0", "2031-01-01", None, box(30.05, 30.05, 30.2, 30.2)]
    try:
        for name, rows in {"mosaic": table, "outlines": crossed}.items():
            page = InlineMap(title=name)
            TimeMap(rows).add_to(page)
            page.save(folder / f"{name}.html")
    except ClientMissingError as missing:
        pytest.skip(str(missing))
    return folder


@pytest.mark.parametrize(("ratio", "zoom"), [(1, 9.25), (2, 8)])
def test_a_mosaic_looks_as_its_outlines_do(pages, open_page, ratio, zoom):
    view = [37.8, 34.6, zoom]
    cells = [[37.725 + STEP * n, 34.525 + STEP * n] for n in range(-3, 4)]
    seen = {}
    for name in ("mosaic", "outlines"):
        opened = open_page(
            pages / f"{name}.html", viewport={"width": 900, "height": 700}, device_scale_factor=ratio
        )
        assert opened.page.evaluate("Boolean(frontline.ground.pieces.mosaic)") is (name == "mosaic")
        seen[name] = [opened.page.evaluate(LOOK, [day, cells, STEP, view]) for day in (0, 7, 3)]
        opened.is_quiet()
    mosaic, outlines = np.array(seen["mosaic"]), np.array(seen["outlines"])
    assert mosaic[..., 3].min() > 0
    assert np.abs(mosaic - outlines).max() < 12
    assert np.ptp(mosaic[0], axis=0).max() > 20, "sides do not differ"
    # Days 3 and 0 lie before the change, day 7 after it: stepping back shows what was there.
    assert np.abs(mosaic[0] - mosaic[1]).max() > 20
    assert np.abs(mosaic[0] - mosaic[2]).max() == 0


def test_a_mosaic_answers_clicks_and_finds_its_fronts(pages, open_page):
    opened = open_page(pages / "mosaic.html", viewport={"width": 900, "height": 700})
    found = opened.page.evaluate(
        """([lon, lat, step]) => {
            frontline.map.setView([lat, lon], 10, { animate: false });
            frontline.setDay(0);
            frontline.stage.paint();
            const { ground } = frontline;
            return [ground.stateAt(lon - step / 2, lat, 0).holder, ground.stateAt(lon + step / 2, lat, 0).holder,
                    ground.frontAt(lon, lat, 0, 10, 5)?.sides, ground.frontAt(lon + step / 2, lat, 0, 10, 3)];
        }""",
        [WEST + 7 * STEP, SOUTH + 3.5 * STEP, STEP],
    )
    assert found == [3, 4, [3, 4], None]


def test_steps_leave_what_a_fresh_picture_has(pages, open_page):
    """Ground and fronts, pixel by pixel: only what changed was painted, and nothing was forgotten."""
    opened = open_page(pages / "mosaic.html", viewport={"width": 700, "height": 500})
    sums = opened.page.evaluate(
        """() => {
            const { stage, ground } = frontline;
            const sum = (name) => {
                const { ctx, canvas } = stage.sheets.find((sheet) => sheet.name === name);
                const pixels = new Uint32Array(ctx.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
                return pixels.reduce((hash, pixel) => (Math.imul(hash, 31) + pixel) | 0, 0);
            };
            const look = (day) => {
                frontline.setDay(day);
                stage.paint();
                return [sum('ground'), sum('fronts')];
            };
            return [0, 7, 3, 4, 5, 0].map((day) => {
                const stepped = look(day);
                for (const sheet of [ground.pieces.mosaic.zones, ground.pieces.mosaic.fronts]) sheet.version = -1;
                return [stepped, look(day)];
            });
        }"""
    )
    assert all(stepped == fresh for stepped, fresh in sums)
    assert sums[0] == sums[5]
    assert sums[0][0][0] != sums[1][0][0]
    assert sums[0][0][1] != sums[1][0][1]


def archipelago() -> gpd.GeoDataFrame:
    """Islands, lakes, islands in lakes and crumbs, whose rings close at points that were told before."""
    rng = np.random.default_rng(5)
    shapes = []
    for n in range(40):
        lon, lat = 36 + (n % 8) * 0.5, 33 + (n // 8) * 0.5
        turns = np.sort(rng.uniform(0, 2 * np.pi, 9))
        island = Polygon(np.column_stack([lon + 0.2 * np.cos(turns), lat + 0.2 * np.sin(turns)])).buffer(0.01)
        lake = Point(lon, lat).buffer(0.06, quad_segs=3).intersection(island)
        shapes += [island.difference(lake), *([lake] if n % 3 else [])]
    rows = [(f"side {n % SIDES}", "2031-01-01", None, shape) for n, shape in enumerate(shapes)]
    return gpd.GeoDataFrame(rows, columns=["side", "valid_from", "valid_to", "geometry"], crs=4326)


def test_every_island_and_lake_lies_where_the_table_has_it(open_page, tmp_path):
    table = archipelago()
    page = InlineMap()
    try:
        TimeMap(table).add_to(page)
        page.save(tmp_path / "islands.html")
    except ClientMissingError as missing:
        pytest.skip(str(missing))
    opened = open_page(tmp_path / "islands.html")
    middles = table.geometry.representative_point()
    seen = opened.page.evaluate(
        "points => points.map(([lon, lat]) => frontline.paintedAt(lon, lat).controller)",
        [[point.x, point.y] for point in middles],
    )
    assert seen == list(table.side)
    lakes = [Point(36 + n * 0.5, 33.0) for n in (0, 3, 6)]
    assert [
        opened.page.evaluate("([x, y]) => frontline.paintedAt(x, y).certainty", [p.x, p.y]) for p in lakes
    ] == ["unknown"] * 3
    opened.is_quiet()
