"""Time and memory of our judge over the size of a contract, and the picture of it.

python -m benchmarks.linearity [FILE]      writes the picture (default: docs/linearity.svg)
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "linearity.svg"
SIZES = (500, 1_000, 2_000, 3_000, 4_000, 5_000)

WIDTH, HEIGHT, LEFT, TOP, GAP = 300, 180, 60, 40, 90


@dataclass(frozen=True, slots=True)
class Point:
    """What judging a contract of this many transactions took."""

    transactions: int
    seconds: float
    megabytes: float


def measure(size: int, repeat: int = 1) -> Point:
    """The quickest of some runs, each in a process of its own with its own peak of memory."""
    command = [sys.executable, "-m", "benchmarks.synthetic", str(size)]
    runs = []
    for _ in range(repeat):
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        runs.append(json.loads(done.stdout))
    seconds, megabytes = (min(run[name] for run in runs) for name in ("seconds", "megabytes"))
    return Point(size, seconds, megabytes)


def picture(points: Sequence[Point]) -> str:
    """An SVG with both curves, and the straight line from nothing through the last point."""
    time = [(point.transactions, point.seconds) for point in points]
    memory = [(point.transactions, point.megabytes) for point in points]
    whole = (2 * (LEFT + WIDTH) + GAP, TOP + HEIGHT + 50)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole[0]} {whole[1]}"'
            ' font-family="sans-serif" font-size="12">',
            f'<rect width="{whole[0]}" height="{whole[1]}" fill="white"/>',
            *_panel(LEFT, "processor seconds", time),
            *_panel(LEFT + WIDTH + GAP, "MiB at most", memory),
            "</svg>\n",
        ]
    )


def _panel(left: int, title: str, values: Sequence[tuple[int, float]]) -> list[str]:
    most, highest = values[-1][0], max(value for _, value in values)

    def place(transactions: float, value: float) -> tuple[float, float]:
        return left + WIDTH * transactions / most, TOP + HEIGHT * (1 - value / highest)

    (x0, y0), (x1, y1) = place(0, 0), place(*values[-1])
    lines = [
        f'<text x="{left}" y="{TOP - 16}" font-weight="bold">{title}</text>',
        f'<path d="M{x0} {TOP}V{y0}H{left + WIDTH}" fill="none" stroke="#333"/>',
        f'<line x1="{x0}" y1="{y0}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="#999"'
        ' stroke-dasharray="4 4"/>',
        f'<text x="{left + WIDTH / 2}" y="{y0 + 36}" text-anchor="middle">transactions</text>',
    ]
    for transactions, value in values:
        x, y = place(transactions, value)
        lines += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#2563eb"/>',
            f'<text x="{x:.1f}" y="{y0 + 18}" text-anchor="middle" fill="#333">'
            f"{transactions:,}</text>",
            f'<text x="{x - 8:.1f}" y="{y - 4:.1f}" text-anchor="end" fill="#333">'
            f"{value:.2g}</text>",
        ]
    return lines


def main() -> None:
    """Measure every size, say what was seen and draw it."""
    points = [measure(size, repeat=3) for size in SIZES]
    for point in points:
        each = point.seconds / point.transactions * 1000
        room = point.megabytes / point.transactions * 1024
        sys.stdout.write(
            f"{point.transactions:>6,} transactions: {point.seconds:.2f} s ({each:.3f} ms each),"
            f" {point.megabytes:.1f} MiB ({room:.2f} KiB each)\n"
        )
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE
    file.write_text(picture(points), encoding="utf-8")


if __name__ == "__main__":
    main()
