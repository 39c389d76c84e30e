"""What checks are made of: the files under test, and comparison with our own format, read here without Marginalia's code."""

import json
import sys
from pathlib import Path

folder, docs, results = (Path(argument) for argument in sys.argv[1:4])
node, wanted = sys.argv[4:6]
here = Path(__file__).parent
checks = []


class Absent(Exception):
    """Something besides a module that a check needs."""


def check(name, *modules):
    def add(run):
        checks.append((name, modules, run))
        return run

    return add


def rows(name):
    with open(folder / name, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def equal(found, expected):
    if found != expected:
        raise AssertionError(f"{str(found)[:1500]}\n  is not\n{str(expected)[:1500]}")


def entities(row):
    """(label, words) of every span, in text order."""
    return [(span["label"], tuple(span["text"].split())) for span in row["spans"] or []]


def answered(source):
    """Rows with spans, also where there are none in the text."""
    return [row for row in rows(source) if row.get("spans") is not None]
