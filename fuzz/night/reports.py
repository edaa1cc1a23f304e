"""Writes all reports of a night into the out folder."""
import os

from . import coverage, files, report_html, report_json, report_junit, report_markdown

RENDERERS = {
    "junit.xml": report_junit.render,
    "summary.md": report_markdown.render,
    "summary.json": report_json.render,
    "summary.html": report_html.render,
}
STYLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "style.css")


def write(root, document):
    """The paths of what was written."""
    for target in document["targets"]:
        files.replace(os.path.join(root, coverage.file_name(target)), coverage.chart(target))
    with open(STYLE, "rb") as style:
        files.replace(os.path.join(root, "style.css"), style.read())
    paths = []
    for name, render in RENDERERS.items():
        paths.append(os.path.join(root, name))
        files.replace(paths[-1], render(document))
    return paths
