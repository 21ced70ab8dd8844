"""Charts that the server draws: bars as SVG, in whole numbers, without a script or a style.

Each is a picture of a table that stands below it; the table is what machines and ears read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDTH = 720
HEIGHT = 160
# Room for the scale at the left and the days below.
LEFT = 76
BOTTOM = 22
TOP = 8
# So that a bar of a day is told from its neighbour.
GAP = 4


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar, with what it says when it is pointed at; `kind` is its class in the style sheet."""

    x: int
    y: int
    width: int
    height: int
    kind: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A word along one of the axes."""

    x: int
    y: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Series:
    """Values that are drawn alike, one a day or a month; None where there is none."""

    kind: str
    values: Sequence[float | None]
    words: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What the template draws."""

    bars: Sequence[Bar]
    days: Sequence[Tick]
    scale: Sequence[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    bottom: int = HEIGHT - BOTTOM


def chart(
    *,
    days: Sequence[str],
    series: Sequence[Series],
    top_words: str,
    top: float | None = None,
    named_every: int = 5,
) -> Chart:
    """Draw series over one another, the first one at the back. `top_words` names the highest.

    `top` is what the height stands for: by default, the highest value. Of `days`, one in
    `named_every` is named: more would run into one another.
    """
    assert all(len(each.values) == len(days) for each in series), "A value a day."
    highest = top or max(
        (value for each in series for value in each.values if value is not None), default=0
    )
    step = (WIDTH - LEFT) / max(len(days), 1)
    bars = [bar for each in series for bar in _bars(each, highest=highest, step=step)]
    return Chart(
        bars=bars,
        days=[
            Tick(x=round(LEFT + index * step), y=HEIGHT - BOTTOM // 3, words=day)
            for index, day in enumerate(days)
            if index % named_every == 0
        ],
        scale=[
            Tick(x=LEFT - 6, y=TOP + 8, words=top_words if highest else ""),
            Tick(x=LEFT - 6, y=HEIGHT - BOTTOM, words="0"),
        ],
    )


def _bars(series: Series, *, highest: float, step: float) -> Iterator[Bar]:
    room = HEIGHT - BOTTOM - TOP
    for index, (value, words) in enumerate(zip(series.values, series.words, strict=True)):
        if value is None or not highest:
            continue
        height = round(room * min(value / highest, 1))
        yield Bar(
            x=round(LEFT + index * step),
            y=HEIGHT - BOTTOM - height,
            width=max(round(step) - GAP, 1),
            height=height,
            kind=series.kind,
            words=words,
        )
