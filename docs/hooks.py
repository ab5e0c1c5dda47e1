"""What mkdocs is told beyond `mkdocs.yml`: the commands' help, files of the repository, the sample map.

Owns what is generated while the documentation is built. A page asks for it with a comment: `<!-- commands -->`
for the help of every command, `<!-- include ../SECURITY.md -->` for a file beside the docs.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

from frontline.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "maps" / "syria-2024.html"
#: Where files of the repository that pages include stand in the documentation, from its root.
PAGES = {
    "README.md": "index.md",
    "CHANGELOG.md": "project/changelog.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "SECURITY.md": "project/security.md",
    "CODE_OF_CONDUCT.md": "project/conduct.md",
    "geodata/SOURCES.md": "reference/credits.md",
}
#: What mkdocs-material's plugin `offline` loads for the search of a page that is opened from a disk.
_SHIM = "https://unpkg.com/iframe-worker/shim"
_COMMENT = re.compile(r"<!-- (commands|sample-map|include (\S+)) -->")
_LINK = re.compile(r"\]\((?!\w+:|#)([^)#]+)(#[^)]*)?\)")


def on_config(config: Any) -> Any:
    """Leave out of the navigation what has no file yet."""
    config["nav"] = list(kept_entries(config["nav"], Path(config["docs_dir"])))
    return config


def kept_entries(entries: list[Any], folder: Path) -> Iterator[Any]:
    """Yield the entries of a navigation whose page is there, and the groups that have one."""
    for entry in entries:
        ((title, target),) = entry.items()
        if isinstance(target, list):
            kept = list(kept_entries(target, folder))
            if kept:
                yield {title: kept}
        elif (folder / target).is_file():
            yield entry


def on_files(files: Any, config: Any) -> Any:
    """Put the sample map beside the gallery, where `make maps` has made it."""
    if SAMPLE.is_file():
        files.append(File.generated(config, "sample-map.html", abs_src_path=str(SAMPLE)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Fill the places that a page leaves for what is generated."""
    depth = "../" * page.file.src_uri.count("/")

    def fill(found: re.Match[str]) -> str:
        if found[1] == "commands":
            return "\n\n".join(told_commands(typer.main.get_command(app), "frontline"))
        if found[1] == "sample-map":
            return SAMPLE_FRAME if SAMPLE.is_file() else ""
        path = ROOT / "docs" / page.file.src_uri
        return included((path.parent / found[2]).resolve(), depth)

    return _COMMENT.sub(fill, markdown)


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Have the search of a page that is opened from a disk use our own shim, not one from a content network."""
    return _own_shim(output, get_relative_url("offline.js", page.url))


def on_post_template(output_content: str, template_name: str, **_: Any) -> str:
    """Do the same for the page that tells of a missing one."""
    return _own_shim(output_content, "offline.js") if template_name.endswith(".html") else output_content


def _own_shim(text: str, address: str) -> str:
    return text.replace(_SHIM, address)


SAMPLE_FRAME = (
    '<iframe src="sample-map.html?embed=1" title="The sample map" sandbox="allow-scripts allow-popups" '
    'style="width:100%;height:640px;border:1px solid #8888" loading="lazy"></iframe>'
)


def included(path: Path, to_root: str) -> str:
    """Return a file of the repository without its title, its links turned to the pages of the documentation."""
    text = re.sub(r"\A# .*\n", "", path.read_text(encoding="utf-8"))

    def turn(found: re.Match[str]) -> str:
        target = (path.parent / found[1]).resolve().relative_to(ROOT).as_posix()
        page = PAGES.get(target) or (target.removeprefix("docs/") if target.startswith("docs/") else None)
        return f"]({to_root}{page}{found[2] or ''})" if page else "]"

    # A link to what is no page (LICENSE, a folder) is left as its words.
    return re.sub(r"\[([^\]]+)\](?![(\[])", r"\1", _LINK.sub(turn, text))


def told_commands(command: Any, name: str) -> Iterator[str]:
    """Yield a section for a command, and for each command below it."""
    below = getattr(command, "commands", None)
    help_text = re.sub(r"\s*\bExample: (.*)\Z", "", command.help or "", flags=re.DOTALL)
    yield f"{'##' if name.count(' ') < 2 else '###'} `{name}`\n\n{help_text}"
    example = re.search(r"\bExample: (.*)\Z", command.help or "", flags=re.DOTALL)
    if example:
        yield f"```sh\n{' '.join(example[1].split())}\n```"
    rows = [row for parameter in command.params if (row := told_parameter(parameter))]
    if rows and not below:
        yield "\n".join(["| | what it is | otherwise |", "|---|---|---|", *rows])
    for key, part in (below or {}).items():
        if not part.hidden:
            yield from told_commands(part, f"{name} {key}")


def told_parameter(parameter: Any) -> str:
    """Return the row of a table that tells an argument or an option; empty for what every command has."""
    if parameter.name == "help" or getattr(parameter, "hidden", False):
        return ""
    words = ", ".join(f"`{text}`" for text in parameter.opts)
    if not words.startswith("`-"):
        words = f"`{parameter.name.upper()}`"
    default = "" if parameter.required or callable(parameter.default) else parameter.default
    told = f"`{default}`" if default not in (None, "", False, [], ()) else ""
    bounds = [str(bound) for bound in (getattr(parameter, "min", None), getattr(parameter, "max", None))]
    text = " ".join((parameter.help or "").split()).replace("|", "\\|")
    if bounds != ["None", "None"]:
        text += f" ({bounds[0].replace('None', '')} to {bounds[1].replace('None', 'any')})"
    return f"| {words} | {text} | {'needed' if parameter.required else told} |"
