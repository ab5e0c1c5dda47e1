"""The rules of the house: imports point upstream, no conflict in the code, the door opens on what it promises."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import frontline
from frontline.theatre import load_theatre

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "frontline"

#: Every module may import only from those before it.
ORDER = (
    "errors", "limits", "folders", "fetch", "model", "tables", "lexicon", "placewords", "theatre", "dates", "documents", "spelling", "worldindex",
    "gazetteer", "mentions", "places", "geocoder", "online", "relative", "grammar", "claims", "llm", "explain", "spreadsheets",
    "drafting",
    "placefiles", "corrections", "control", "coverage", "estimate", "ground",
    "fronts", "spans", "payload", "figures", "timemap", "export", "gleaning", "cache", "workers", "cluster", "evidence",
    "pipeline", "editions", "review", "cli", "__main__",
)  # fmt: skip


def module_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported_modules(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("frontline."):
            names.add(node.module.split(".")[1])
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("frontline.")}
    return names


def python_files() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.py")) if "node_modules" not in path.parts]


def test_every_module_has_its_place_in_the_order():
    found = {module_of(path) for path in python_files()} - {"__init__", "web"}
    assert found <= set(ORDER), f"put {sorted(found - set(ORDER))} into ORDER"


def test_imports_point_upstream():
    wrong = [
        f"{path.relative_to(SOURCE)} imports {name}"
        for path in python_files()
        if (module := module_of(path)) not in {"__init__", "web"}
        for name in imported_modules(path) - {module}
        if ORDER.index(name) > ORDER.index(module)
    ]
    assert not wrong


def words_that_act(path: Path) -> list[tuple[int, str]]:
    """Return (line, text) of what a program acts on: strings that are no docstrings, lines that are no comments."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        comment = re.compile(r"#.*|//.*|/\*.*?\*/", re.DOTALL)
        kept = comment.sub(lambda found: "\n" * found.group().count("\n"), text)
        return list(enumerate(kept.splitlines(), start=1))
    tree = ast.parse(text)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
    ]


def test_no_conflict_in_the_code():
    """No faction, outlet, objective or colour of a theatre is written in the code or the lexicon."""
    theatre = load_theatre("syria-2024")
    words = {name for faction in theatre.factions for name in (faction.name, faction.colour) if name}
    words |= {source.name for source in theatre.sources} - {"ACLED"}  # a format of tables too
    words |= {theatre.place_by_id[objective.place].name for objective in theatre.objectives}
    words |= {"Syria", "Assad", "Aleppo", "Hayat Tahrir", "Kurdish", "Turkish", "jihadist"}
    pattern = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in sorted(words) if len(word) > 3))
    lexicon, client = (SOURCE / "lexicon").glob("*.toml"), (SOURCE / "web" / "src").rglob("*.ts")
    wrong = [
        f"{path.relative_to(SOURCE)}:{line}: {hit}"
        for path in [*python_files(), *sorted(lexicon), *sorted(client)]
        for line, text in words_that_act(path)
        for hit in pattern.findall(text)
    ]
    assert not wrong


def test_the_door_opens():
    for name in frontline.__all__:
        assert getattr(frontline, name).__name__ == name


def test_no_page_loads_from_elsewhere():
    """Nothing of the package names a content network: a page makes no request."""
    hosts = re.compile(r"cdn\.|jsdelivr|unpkg|cdnjs|googleapis|jquery", re.IGNORECASE)
    files = [p for p in (SOURCE / "web").rglob("*") if p.suffix in {".ts", ".css", ".html", ".jinja"}]
    files = [p for p in files if "node_modules" not in p.parts and "dist" not in p.parts]
    assert not [p for p in files if hosts.search(p.read_text(encoding="utf-8"))]


def prose_of(page: Path) -> str:
    """Return a page without its blocks of code."""
    return re.sub(
        r"^(`{3,})[^\n]*\n.*?^\1 *$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )


def test_every_picture_of_the_docs_is_there():
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    named = [
        page.parent / name for page in pages for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", prose_of(page))
    ]
    assert not [path for path in named if not path.is_file()]
    unused = set((ROOT / "docs").rglob("*.png")) | set((ROOT / "docs").rglob("*.gif"))
    assert not unused - set(named)


#: What comes with a library of ours and is its own way of being written to: folium's elements are branca's and jinja's, distributed is
#: a part of Dask.
BROUGHT = {"branca", "dask", "jinja2", "markupsafe"}


def test_every_import_is_declared():
    """What only the tests' environment has is missing where the wheel is installed alone."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = project["dependencies"] + [
        line for extra in ("film", "cluster") for line in project["optional-dependencies"][extra]
    ]
    declared = {re.split(r"[<>=\[;]", line)[0].strip().replace("-", "_") for line in lines}
    declared |= {"sklearn", "PIL", "frontline"} | BROUGHT | sys.stdlib_module_names
    roots = {
        (name.partition(".")[0], path.name)
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }
    assert not {root for root in roots if root[0] not in declared}


def test_every_dependency_is_imported():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=\[;]", line)[0].strip().replace("-", "_") for line in project["dependencies"]}
    names = names - {"scikit_learn", "pillow"} | {"sklearn", "PIL"}  # their distributions have other names
    code = "\n".join(path.read_text(encoding="utf-8") for path in python_files())
    unused = {
        name
        for name in names - {"tzdata", "lxml_html_clean"}
        if not re.search(rf"\b(import|from) {name}\b", code)
    }
    assert not unused, f"drop {sorted(unused)} from pyproject.toml"
