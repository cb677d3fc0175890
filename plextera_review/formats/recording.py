"""Facts about audio and video files."""

import io
from datetime import timedelta
from typing import Any

from plextera_review.formats.source import Source, content_of
from plextera_review.workers.messages import WorkerError


def recording_facts(source: Source) -> list[tuple[str, str]]:
    """Label and text of what a person wants to know before playing it. Raises those of ``content_of`` and ``BROKEN_DOCUMENT``."""
    from pymediainfo import MediaInfo

    data, kind = content_of(source)
    try:
        tracks = MediaInfo.parse(io.BytesIO(data)).tracks
    except (OSError, RuntimeError, ValueError) as error:
        raise WorkerError("BROKEN_DOCUMENT", "The recording is damaged.") from error
    facts = [("Kind", kind.mime), ("Size", _size(len(data)))]
    for track in tracks:
        facts += _track(track)
    return list(dict.fromkeys(facts))


def _track(track: Any) -> list[tuple[str, str]]:
    match track.track_type:
        case "General":
            return [("Length", _length(track.duration))] if track.duration else []
        case "Video":
            rate = f", {float(track.frame_rate):g} pictures a second" if track.frame_rate else ""
            return [("Video", f"{track.format}, {track.width} × {track.height}{rate}")]
        case "Audio":
            rate = f", {float(track.sampling_rate) / 1000:g} kHz" if track.sampling_rate else ""
            channels = {1: ", mono", 2: ", stereo"}.get(track.channel_s, f", {track.channel_s} channels")
            return [("Audio", f"{track.format}{rate}{channels if track.channel_s else ''}")]
        case _:
            return []


def _length(milliseconds: Any) -> str:
    seconds = round(float(milliseconds) / 1000)
    return str(timedelta(seconds=seconds)) if seconds else f"{float(milliseconds):.0f} ms"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(count / 1e3, 0.1):.1f} kB"
