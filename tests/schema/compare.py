"""Our validator and python3-jsonschema must agree: on every file that is shipped, and on mutants of these.

usage: compare.py SCHEMA_VERDICT SCENARIOS_FOLDER
"""
import copy
import json
import pathlib
import random
import subprocess
import sys

import jsonschema

MUTANTS_A_FILE = 25
OTHERS = [None, True, 17, -1, 2.5, "zzz", "INVITE", "{unknown.1}", [], {}, ["x"], [None], {"zzz": 1}, {"at_least": 1}]


def kind_of(path):
    if path.name == "requirements.json":
        return "requirements"
    return "profile" if path.parent.name == "profiles" else "scenario"


def places(node, found):
    """Every (container, key) of a document."""
    keys = node.keys() if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else []
    for key in list(keys):
        found.append((node, key))
        places(node[key], found)
    return found


def mutate(document, rng):
    mutant = copy.deepcopy(document)
    container, key = rng.choice(places(mutant, []))
    way = rng.randrange(5)
    if way == 0:
        del container[key]
    elif way == 1 and isinstance(container, dict):
        container[rng.choice(["zzz", "title", "Zzz", "status", "$schema"])] = rng.choice(OTHERS)
    elif way == 2 and isinstance(container, dict):
        container[key[:-1] + "q"] = container.pop(key)
    elif way == 3 and isinstance(container[key], str):
        container[key] = container[key] + rng.choice(["x", " ", "{", "1"])
    else:
        container[key] = copy.deepcopy(rng.choice(OTHERS))
    return mutant


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    names = ["scenario", "profile", "requirements"]
    validators = {}
    words = json.loads((folder / "schema" / "words.schema.json").read_text())
    for name in names:
        text = (folder / "schema" / (name + ".schema.json")).read_text()
        # versions of jsonschema differ in how they are told of a second file: its definitions are put into the first
        schema = json.loads(text.replace(words["$id"] + "#", "#"))
        schema.setdefault("$defs", {}).update(words["$defs"])
        jsonschema.Draft202012Validator.check_schema(schema)
        validators[name] = jsonschema.Draft202012Validator(schema)
    rng = random.Random(1)
    documents = []
    for path in sorted(folder.rglob("*.json")):
        if path.parent.name == "schema":
            continue
        document = json.loads(path.read_text())
        documents.append((str(path), kind_of(path), document, True))
        source = document[:3] if kind_of(path) == "requirements" else document
        for number in range(MUTANTS_A_FILE):
            documents.append(("%s mutant %d" % (path, number), kind_of(path), mutate(source, rng), False))
    text = "".join("%s\t%s\n" % (kind, json.dumps(document)) for _, kind, document, _ in documents)
    answers = subprocess.run([program], input=text, text=True, stdout=subprocess.PIPE, check=True).stdout.splitlines()
    if len(answers) != len(documents):
        sys.exit("%d documents, %d answers" % (len(documents), len(answers)))
    wrong = refused = 0
    for (name, kind, document, shipped), answer in zip(documents, answers):
        theirs, ours = validators[kind].is_valid(document), answer.startswith("ok")
        refused += not theirs
        if theirs != ours or (shipped and not ours):
            wrong += 1
            print("%s: jsonschema says %s, we say %s\n  %s" % (name, theirs, answer, json.dumps(document)[:2000]))
    print("%d documents, %d of them refused, %d disagreements" % (len(documents), refused, wrong))
    # a comparison in which nothing is refused, or everything, says nothing
    sys.exit(0 if not wrong and len(documents) // 4 < refused < len(documents) else 1)


main()
