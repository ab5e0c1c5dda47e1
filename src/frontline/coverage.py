"""Coverage: a lattice of labelled cells -> smooth polygons that share their edges to the vertex.

Owns shapes: the theatre's outline, small islands, the staircase of a lattice. Knows no side, no day and no claim.
Everything is in the metric CRS, metres. Lines are smoothed once for both sides of an edge, then all lines and the
outline are noded together and polygonised: whatever smoothing did, the faces tile the outline.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Transformer
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely.geometry import Polygon, box

from frontline.theatre.shapes import layer_shapes

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from frontline.theatre import Theatre

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

#: Passes of Taubin smoothing (1995, A Signal Processing Approach to Fair Surface Design): a staircase becomes a
#: line, without the shrinking of plain averaging. Looked at on real fronts: 4-10 look alike.
SMOOTHING_PASSES, TAUBIN_IN, TAUBIN_OUT = 6, 0.5, -0.53
#: Part of a cell by which the smoothed lines may be simplified.
SIMPLIFY_SHARE = 0.05
#: Vertices are put on a grid of this size when lines are noded, metres.
NODE_GRID_M = 1.0
#: A face smaller than this share of a cell is the by-product of noding and joins its neighbour.
SLIVER_SHARE = 0.3
#: The side of a lattice's cells lies within these bounds, km, unless it had more squares, in and around the outline.
FINEST_KM, COARSEST_KM, MOST_SQUARES = 0.25, 10.0, 4_000_000
#: An extent wider than this, degrees, is cut to the surroundings of the places before it is projected: no metric CRS
#: holds the whole world. Land that is farther from any place than so many times `max_reach_km` is left out where the
#: lattice would have more cells than the second number; it could only be drawn as unknown.
WIDE_DEGREES, NEIGHBOURHOOD, MOST_CELLS = 40.0, 1.5, 250_000
#: Half the diagonal of a cell (0.71 of its side) and what a round buffer drawn with few corners lacks.
_REACH = 0.8


@dataclass(frozen=True)
class Lattice:
    """Square cells over an outline: `west, south` the corner, `cell_m` the side, `inside[row, column]` the land's."""

    west: float
    south: float
    cell_m: float
    inside: NDArray[np.bool_]

    @property
    def centres(self) -> Floats:
        """The centres of the cells inside, [n, 2], metres, row by row from the south-west."""
        rows, columns = np.nonzero(self.inside)
        x = self.west + (columns + 0.5) * self.cell_m
        y = self.south + (rows + 0.5) * self.cell_m
        return np.column_stack([x, y])


def theatre_outline(theatre: Theatre, points: Floats) -> BaseGeometry:
    """Return the land of the theatre as a polygon in its metric CRS.

    The countries of the base map that hold its places, else its governorates, else the surroundings of the
    places within `max_reach_km`; always inside the extent.

    Parameters
    ----------
    theatre
        Gives the base map, the extent and the CRS.
    points
        The places, [n, 2], metres.
    """
    layers = basemap_polygons(theatre)
    reach = theatre.max_reach_km * 1000
    frame = _frame(theatre, points, reach)
    spots = shapely.points(points) if len(points) else np.array([], dtype=object)
    outline: BaseGeometry | None = None
    for layer in ("countries", "governorates"):
        shapes = [_to_metric(shape, theatre) for shape in layers.get(layer, [])]
        shares = [float(shapely.contains(shape, spots).mean()) if len(spots) else 0.0 for shape in shapes]
        least = 0.05 if layer == "countries" else 0.0
        held = [shape for shape, share in zip(shapes, shares, strict=True) if share > least]
        if held and sum(shares) > 0.5:
            outline = shapely.union_all(held if layer == "countries" else shapes)
            break
    if outline is None:
        outline = shapely.union_all(shapely.buffer(spots, reach, quad_segs=16)) if len(spots) else frame
    elif len(spots) and outline.area > MOST_CELLS * (COARSEST_KM * 1000) ** 2:
        near = shapely.union_all(shapely.buffer(spots, reach * NEIGHBOURHOOD, quad_segs=16))
        outline = shapely.intersection(outline, near)
    inside = shapely.intersection(outline, frame)
    # (A frame that no CRS can hold, or that holds no place, is no frame.)
    outline = shapely.make_valid(outline if inside.is_empty else inside)
    parts = [part for part in shapely.get_parts(outline) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.set_precision(shapely.union_all(parts), NODE_GRID_M)


def _frame(theatre: Theatre, points: Floats, reach: float) -> BaseGeometry:
    """Return the extent in metres; of a very wide one what lies around the places."""
    west, south, east, north = _sides(theatre)
    if max(east - west, north - south) > WIDE_DEGREES and len(points):
        (x0, y0), (x1, y1) = points.min(axis=0) - 2 * reach, points.max(axis=0) + 2 * reach
        return box(x0, y0, x1, y1)
    return _to_metric(box(west, south, east, north), theatre, segment=0.1)


def basemap_polygons(theatre: Theatre) -> dict[str, list[BaseGeometry]]:
    """Return the polygons of each layer of the pack's TopoJSON, EPSG:4326, in the file's order."""
    layers = {name: layer_shapes(theatre, name) for name in theatre.basemap.get("objects", {})}
    return {
        name: [shape for _, shape in shapes if "Polygon" in shape.geom_type]
        for name, shapes in layers.items()
    }


def _sides(theatre: Theatre) -> tuple[float, float, float, float]:
    extent = theatre.extent
    return extent.west, extent.south, extent.east, extent.north


def _to_metric(shape: BaseGeometry, theatre: Theatre, segment: float | None = None) -> BaseGeometry:
    if segment:
        shape = shapely.segmentize(shape, segment)
    move = Transformer.from_crs("EPSG:4326", theatre.metric_crs, always_xy=True).transform
    moved = shapely.transform(shape, lambda xy: np.column_stack(move(xy[:, 0], xy[:, 1])))
    # Points that the projection cannot reach become infinite: such a shape is elsewhere.
    return shapely.make_valid(moved) if np.isfinite(shapely.get_coordinates(moved)).all() else Polygon()


def cell_size_m(outline: BaseGeometry, cells: int) -> float:
    """Return the side of the cells of an outline, metres: about `cells` of them, and a bounded lattice around them."""
    west, south, east, north = outline.bounds
    side_km = float(np.clip(np.sqrt(outline.area / 1e6 / cells), FINEST_KM, COARSEST_KM))
    least_km = np.sqrt((east - west) * (north - south) / 1e6 / MOST_SQUARES)
    return round(max(side_km, float(least_km)) * 20) * 50.0


def lay_lattice(outline: BaseGeometry, cell_m: float) -> Lattice:
    """Return the cells that cover an outline; the lattice hangs on the CRS's origin, so the same land gets the same cells."""
    bounds = outline.bounds
    west, south = (np.floor(bounds[n] / cell_m) * cell_m - cell_m for n in (0, 1))
    columns, rows = (int(np.ceil((bounds[n + 2] - low) / cell_m)) + 1 for n, low in ((0, west), (1, south)))
    x = west + (np.arange(columns) + 0.5) * cell_m
    y = south + (np.arange(rows) + 0.5) * cell_m
    near = outline.buffer(cell_m * _REACH, quad_segs=4)
    shapely.prepare(near)
    grid_x, grid_y = np.meshgrid(x, y)
    return Lattice(west, south, cell_m, np.asarray(shapely.contains_xy(near, grid_x, grid_y), dtype=bool))


def cell_areas_km2(lattice: Lattice, outline: BaseGeometry) -> Floats:
    """Return how much of each cell is inside the outline, km2; in all exactly the outline's area."""
    centres, half = lattice.centres, lattice.cell_m / 2
    areas = np.full(len(centres), lattice.cell_m**2 / 1e6)
    core = outline.buffer(-lattice.cell_m * _REACH, quad_segs=4)
    shapely.prepare(core)
    rim = ~shapely.contains_xy(core, centres[:, 0], centres[:, 1])
    x, y = centres[rim].T
    squares = shapely.box(x - half, y - half, x + half, y + half)
    areas[rim] = shapely.area(shapely.intersection(squares, outline)) / 1e6
    return areas


def merge_islands(
    labels: Ints,
    lattice: Lattice,
    unlikeness: Callable[[Ints, Ints], Floats],
    least_cells: int,
    kept: NDArray[np.bool_],
) -> Ints:
    """Give islands and holes smaller than `least_cells` to the neighbour that is most like them.

    Parameters
    ----------
    labels
        A label a cell inside the lattice.
    unlikeness
        Says of pairs of labels how unlike they are.
    least_cells
        Connected cells of one label fewer than this are an island.
    kept
        Cells whose island stays, however small: a report stands there.
    """
    number = np.full(lattice.inside.shape, -1)
    number[lattice.inside] = np.arange(len(labels))
    a, b = _neighbours(number)
    labels = labels.copy()
    for _ in range(12):
        same = labels[a] == labels[b]
        graph = coo_matrix((np.ones(same.sum()), (a[same], b[same])), shape=(len(labels),) * 2)
        count, part = connected_components(graph, directed=False)
        size = np.bincount(part, minlength=count)
        safe = np.zeros(count, dtype=bool)
        safe[part[kept]] = True
        small = (size < least_cells) & ~(safe & (size >= 2))
        of = np.zeros(count, dtype=np.intp)
        of[part] = labels
        first, second = (
            np.concatenate([part[a[~same]], part[b[~same]]]),
            np.concatenate([part[b[~same]], part[a[~same]]]),
        )
        usable = small[first] & (
            (size[second] > size[first]) | ((size[second] == size[first]) & (second < first))
        )
        if not usable.any():
            break
        pairs, border = np.unique(first[usable] * np.int64(count) + second[usable], return_counts=True)
        island, host = pairs // count, pairs % count
        order = np.lexsort((host, -border, unlikeness(of[island], of[host]), island))
        chosen, at = np.unique(island[order], return_index=True)
        target = np.arange(count)
        target[chosen] = host[order][at]
        labels = of[target][part]
    return labels


def _neighbours(number: Ints) -> tuple[Ints, Ints]:
    pairs = [(number[:, :-1], number[:, 1:]), (number[:-1], number[1:])]
    a = np.concatenate([first.ravel() for first, _ in pairs])
    b = np.concatenate([second.ravel() for _, second in pairs])
    both = (a >= 0) & (b >= 0)
    return a[both], b[both]


def trace_coverage(
    labels: Ints, lattice: Lattice, outline: BaseGeometry
) -> tuple[dict[int, BaseGeometry], Ints]:
    """Draw the labelled cells as smooth polygons that tile the outline.

    Returns
    -------
    shapes
        A polygon or multipolygon a label, metres. A label that smoothing left no ground is not there.
    drawn
        For every cell the label of the face that its centre lies in, or that of the nearest such cell.
    """
    grid = np.full(lattice.inside.shape, -1, dtype=np.intp)
    grid[lattice.inside] = labels
    lines = [_as_metres(arc, lattice) for arc in _smooth_arcs(grid)]
    lines = list(shapely.simplify(lines, lattice.cell_m * SIMPLIFY_SHARE)) if lines else []
    noded = shapely.union_all([*lines, outline.boundary], grid_size=NODE_GRID_M)
    faces = shapely.get_parts(shapely.polygonize([noded]))
    shapely.prepare(outline)
    inside = shapely.contains(outline, shapely.point_on_surface(faces))
    faces = faces[inside]
    faces = faces[np.lexsort(shapely.bounds(faces).T)]
    of_face, face_of_cell = _vote(faces, labels, lattice, grid)
    of_face = _absorb_slivers(faces, of_face, SLIVER_SHARE * lattice.cell_m**2)
    shapes = {
        int(label): shapely.coverage_union_all(faces[of_face == label])
        for label in np.unique(of_face).tolist()
    }
    on_land = face_of_cell >= 0
    drawn = np.where(on_land, of_face[face_of_cell], labels)
    if on_land.any() and not on_land.all():  # a cell on the rim, with its centre in the sea: its neighbour's
        centres = lattice.centres
        drawn[~on_land] = drawn[on_land][cKDTree(centres[on_land]).query(centres[~on_land])[1]]
    return {label: shapely.normalize(shape) for label, shape in shapes.items()}, drawn


def _as_metres(arc: Floats, lattice: Lattice) -> BaseGeometry:
    return shapely.linestrings(arc * lattice.cell_m + (lattice.west, lattice.south))


def _smooth_arcs(grid: Ints) -> list[Floats]:
    """Return the borders between labels as smoothed lines in lattice units, in a fixed order."""
    up = np.argwhere((grid[:, :-1] != grid[:, 1:]) & (grid[:, :-1] >= 0) & (grid[:, 1:] >= 0))
    along = np.argwhere((grid[:-1] != grid[1:]) & (grid[:-1] >= 0) & (grid[1:] >= 0))
    starts = np.concatenate([up[:, ::-1] + (1, 0), along[:, ::-1] + (0, 1)]).astype(float)
    ends = starts + np.concatenate([np.tile((0, 1), (len(up), 1)), np.tile((1, 0), (len(along), 1))])
    if not len(starts):
        return []
    merged = shapely.line_merge(
        shapely.multilinestrings(shapely.linestrings(np.stack([starts, ends], axis=1)))
    )
    arcs = [shapely.get_coordinates(arc) for arc in shapely.get_parts(merged)]
    arcs = [arc if tuple(arc[0]) <= tuple(arc[-1]) else arc[::-1] for arc in arcs]
    arcs.sort(key=lambda arc: (*arc[0], *arc[-1], len(arc), *arc[1]))
    arcs = [_midpoints(arc) for arc in arcs]
    shift = _node_shifts(arcs)
    return [_taubin(_moved(arc, shift)) for arc in arcs]


def _is_ring(arc: Floats) -> bool:
    return bool((arc[0] == arc[-1]).all())


def _midpoints(arc: Floats) -> Floats:
    """Replace the corners of a staircase by the middles of its steps; the ends of an open line stay."""
    middles = (arc[:-1] + arc[1:]) / 2
    if _is_ring(arc):
        return np.concatenate([middles, middles[:1]])
    return np.concatenate([arc[:1], middles, arc[-1:]])


def _node_shifts(arcs: list[Floats]) -> dict[tuple[float, ...], Floats]:
    """Return where the points at which three or more borders meet go: halfway to the middle of their neighbours."""
    around: dict[tuple[float, ...], list[Floats]] = {}
    for arc in arcs:
        if not _is_ring(arc):
            around.setdefault(tuple(arc[0]), []).append(arc[1])
            around.setdefault(tuple(arc[-1]), []).append(arc[-2])
    return {
        node: (np.array(node) + np.mean(near, axis=0)) / 2 for node, near in around.items() if len(near) > 2
    }


def _moved(arc: Floats, shift: dict[tuple[float, ...], Floats]) -> Floats:
    if _is_ring(arc):
        return arc
    out = arc.copy()
    for end in (0, -1):
        out[end] = shift.get(tuple(arc[end]), arc[end])
    return out


def _taubin(arc: Floats) -> Floats:
    out = arc.copy()
    ring = _is_ring(arc)
    for _ in range(SMOOTHING_PASSES):
        for factor in (TAUBIN_IN, TAUBIN_IN, TAUBIN_OUT):
            if ring:
                body = out[:-1]
                body = body + factor * ((np.roll(body, 1, axis=0) + np.roll(body, -1, axis=0)) / 2 - body)
                out = np.concatenate([body, body[:1]])
            else:
                out[1:-1] += factor * ((out[:-2] + out[2:]) / 2 - out[1:-1])
    return out


def _vote(faces: NDArray[np.object_], labels: Ints, lattice: Lattice, grid: Ints) -> tuple[Ints, Ints]:
    """Give every face the label of most cells whose centre it holds, or of the cell it lies in."""
    centres = lattice.centres
    cells, holders = shapely.STRtree(faces).query(shapely.points(centres), predicate="intersects")
    face_of_cell = np.full(len(centres), -1, dtype=np.intp)
    face_of_cell[cells[::-1]] = holders[::-1]
    votes = coo_matrix(
        (np.ones(len(cells)), (holders, labels[cells])), shape=(len(faces), labels.max() + 1)
    ).tocsr()
    of_face = np.asarray(votes.argmax(axis=1)).ravel().astype(np.intp)
    for empty in np.flatnonzero(np.diff(votes.indptr) == 0):
        spot = shapely.point_on_surface(faces[empty])
        column = int((spot.x - lattice.west) // lattice.cell_m)
        row = int((spot.y - lattice.south) // lattice.cell_m)
        of_face[empty] = max(grid[row, column], 0)
    return of_face, face_of_cell


def _absorb_slivers(faces: NDArray[np.object_], of_face: Ints, least_m2: float) -> Ints:
    area = shapely.area(faces)
    tree = shapely.STRtree(faces)
    out = of_face.copy()
    for sliver in np.flatnonzero(area < least_m2):
        near = [n for n in sorted(tree.query(faces[sliver], predicate="touches")) if area[n] >= least_m2]
        shared = [
            shapely.length(shapely.intersection(faces[sliver].boundary, faces[n].boundary)) for n in near
        ]
        if near and max(shared) > 0:
            out[sliver] = of_face[near[int(np.argmax(shared))]]
    return out
