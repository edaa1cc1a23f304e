"""A picture of edges over time for each target: plain SVG, shown as an image."""

WIDTH, HEIGHT, LEFT, BOTTOM = 420, 140, 50, 24


def scaled(points):
    """[(x, y)] of (seconds, edges) pairs, from zero to the largest of each."""
    longest = max(seconds for seconds, _ in points) or 1
    most = max(edges for _, edges in points) or 1
    width, height = WIDTH - LEFT - 10, HEIGHT - BOTTOM - 10
    return [(LEFT + width * seconds / longest, 10 + height * (1 - edges / most)) for seconds, edges in points]


def label(x, y, text, anchor):
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-family="sans-serif" font-size="11" fill="#59636e">{text}</text>'


def chart(target):
    rows = [(seconds, edges) for seconds, edges, _ in target["over_time"]]
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">']
    base = HEIGHT - BOTTOM
    parts.append(f'<path d="M{LEFT} 10V{base}H{WIDTH - 10}" fill="none" stroke="#8b949e"/>')
    if rows:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in scaled([(0, rows[0][1]), *rows]))
        parts.append(f'<polyline points="{path}" fill="none" stroke="#2f7ed8" stroke-width="2"/>')
        parts.append(label(LEFT - 6, 16, str(max(edges for _, edges in rows)), "end"))
        parts.append(label(WIDTH - 10, HEIGHT - 8, f"{rows[-1][0]:.0f} s of fuzzing", "end"))
    parts += [label(LEFT - 6, base, "0", "end"), label(LEFT, HEIGHT - 8, "edges", "start"), "</svg>"]
    return "\n".join(parts) + "\n"


def file_name(target):
    return f"coverage-{target['name']}.svg"
