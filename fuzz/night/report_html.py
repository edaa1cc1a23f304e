"""summary.html: no script, no style of its own, images and one style sheet from beside it."""
from . import coverage, wording
from .escape import markup

HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<main>
<h1>{title}</h1>
"""
COLUMNS = ("target", "fuzzed", "executions", "a second", "edges", "features", "corpus", "fuzzed in all")


def row(cells, tag="td"):
    return "<tr>" + "".join(f"<{tag}>{markup(str(cell))}</{tag}>" for cell in cells) + "</tr>"


def target_cells(target):
    return (
        f"fuzz_{target['name']}",
        wording.duration(target["seconds"]),
        target["executions"],
        f"{target['per_second']:.0f}",
        wording.change(target["edges"], target["edges_before"]),
        wording.change(target["features"], target["features_before"]),
        target["corpus"],
        wording.duration(target["total_seconds"]),
    )


def targets(document):
    rows = [row(target_cells(target)) for target in document["targets"]]
    problems = [f'<p class="new">{markup(p)}</p>' for p in map(wording.problem, document["targets"]) if p]
    return ["<h2>Targets</h2>", '<div class="wide"><table>', row(COLUMNS, "th"), *rows, "</table></div>", *problems]


def charts(document):
    shown = [t for t in document["targets"] if t["over_time"]]
    figures = [
        f'<figure><img src="{coverage.file_name(t)}" alt="edges of fuzz_{markup(t["name"])} over time">'
        f"<figcaption>fuzz_{markup(t['name'])}</figcaption></figure>"
        for t in shown
    ]
    return ["<h2>Coverage over time</h2>", '<div class="charts">', *figures, "</div>"] if shown else []


def finding(entry):
    folder = markup(entry["folder"])
    return [
        f'<section id="{markup(entry["bucket"])}">',
        f'<h3><span class="{entry["state"]}">{entry["state"]}</span> {markup(entry["title"])}</h3>',
        f"<p>{markup(wording.KINDS[entry['kind']])} in fuzz_{markup(entry['target'])}, {markup(wording.state(entry))}</p>",
        f"<p><code>{markup(entry['command'])}</code></p>",
        f'<p>{markup(wording.size(entry))}: <a href="{folder}/input">input</a>, <a href="{folder}/stack.txt">stack</a></p>',
        f"<pre>{markup(entry['dump'])}</pre>",
        f"<details><summary>{markup(entry['bucket'])}</summary><pre>{markup(entry['stack'])}</pre></details>",
        "</section>",
    ]


def render(document):
    parts = [HEAD.format(title=f"Fuzzing, session {document['session']}")]
    parts.append(f"<p>{markup(wording.headline(document))}.</p>")
    times = f"From {wording.moment(document['started'])} to {wording.moment(document['ended'])}, {document['ending']}."
    parts.append(f"<p>{markup(times)}</p>")
    parts += targets(document) + charts(document)
    if document["findings"]:
        parts.append("<h2>Findings</h2>")
    for entry in document["findings"]:
        parts += finding(entry)
    parts.append("</main>\n</body>\n</html>")
    return "\n".join(parts) + "\n"
