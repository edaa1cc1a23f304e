"""summary.json"""
import json


def render(document):
    return json.dumps(document, indent=1, sort_keys=True) + "\n"
