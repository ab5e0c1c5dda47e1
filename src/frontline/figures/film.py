"""Film: a picture a day as an animated GIF, or as MP4 or WebM where ffmpeg is at hand."""

from __future__ import annotations

import io
import shutil
import subprocess
from typing import TYPE_CHECKING

from frontline.errors import InputError
from frontline.figures.palette import shared_palette, with_palette

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from PIL.Image import Image

    from frontline.figures.canvas import Canvas

FORMATS = ("gif", "mp4", "webm")
#: A day is shown for so long, and the last one for longer, seconds.
DAY_SECONDS, LAST_SECONDS = 1.0, 3.0
_CODECS = {
    "mp4": ["-c:v", "libx264", "-preset", "medium", "-crf", "20", "-movflags", "+faststart"],
    "webm": ["-c:v", "libvpx-vp9", "-crf", "32", "-b:v", "0"],
}
_FRAMES_A_SECOND = 10


def require_encoder(kind: str) -> str:
    """Return the ffmpeg that makes a film of this kind, "" where none is needed.

    Raises
    ------
    InputError
        If the kind is unknown, or needs ffmpeg and there is none.
    """
    if kind not in FORMATS:
        raise InputError(f"--animate {kind!r} is unknown; use one of {', '.join(FORMATS)}")
    if kind == "gif":
        return ""
    found = shutil.which("ffmpeg") or _packaged_encoder()
    if not found:
        raise InputError(
            f"--animate {kind} needs ffmpeg, and there is none on this machine; install it "
            "(apt-get install ffmpeg, or pip install imageio-ffmpeg), or use --animate gif, which needs nothing"
        )
    return found


def _packaged_encoder() -> str:
    """Return the ffmpeg of the package imageio-ffmpeg, "" where it is not installed or has none for this machine."""
    try:
        from imageio_ffmpeg import get_ffmpeg_exe
    except ImportError:
        return ""
    try:
        return str(get_ffmpeg_exe())
    except RuntimeError:
        return ""


def save_film(pictures: Iterable[Canvas], path: Path, *, dpi: int) -> None:
    """Write pictures of one size as a film; the ending of `path` says as what.

    Raises
    ------
    InputError
        If ffmpeg is needed and missing, or fails.
    """
    kind = path.suffix.lstrip(".")
    encoder = require_encoder(kind)
    frames = [_frame(picture, dpi) for picture in pictures]
    if kind == "gif":
        _save_gif(frames, path)
    else:
        _save_video(frames, path, [encoder, *_command(kind)])


def _frame(picture: Canvas, dpi: int) -> Image:
    from PIL import Image

    image = Image.fromarray(picture.pixels(dpi))
    # Encoders want even sides.
    return image.crop((0, 0, image.width - image.width % 2, image.height - image.height % 2))


def _save_gif(frames: Sequence[Image], path: Path) -> None:
    palette = shared_palette(frames)
    drawn = [with_palette(frame, palette) for frame in frames]
    seconds = [DAY_SECONDS] * (len(drawn) - 1) + [LAST_SECONDS]
    drawn[0].save(
        path, save_all=True, append_images=drawn[1:], duration=[int(1000 * s) for s in seconds], loop=0,
        optimize=False, disposal=1,
    )  # fmt: skip


def _command(kind: str) -> list[str]:
    return [
        "-loglevel", "error", "-y", "-f", "image2pipe", "-framerate", str(_FRAMES_A_SECOND), "-c:v", "png", "-i", "-",
        "-pix_fmt", "yuv420p", "-fflags", "+bitexact", "-flags:v", "+bitexact", *_CODECS[kind],
    ]  # fmt: skip


def _save_video(frames: Sequence[Image], path: Path, command: list[str]) -> None:
    stream = io.BytesIO()
    for n, frame in enumerate(frames):
        seconds = LAST_SECONDS if n == len(frames) - 1 else DAY_SECONDS
        picture = io.BytesIO()
        frame.save(picture, "png", compress_level=1)
        stream.write(picture.getvalue() * round(seconds * _FRAMES_A_SECOND))
    done = subprocess.run([*command, str(path)], input=stream.getvalue(), capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise InputError(
            f"ffmpeg could not write {path.name}: {' '.join(last) or 'no reason given'}; try --animate gif"
        )
