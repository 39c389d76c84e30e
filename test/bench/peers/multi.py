"""Several labels per record by scikit-learn, on the vectors and draws of test/bench/multi.ts: one LogisticRegression a label,
thresholds by expected count on the records not drawn.

    python3 test/bench/peers/multi.py OUT_FOLDER

Prints a line a draw, beside our own numbers of curves.json.
"""
import json
import pathlib
import sys
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score

warnings.filterwarnings("ignore")


def count_threshold(p):
    """The k-th largest value, k being their rounded sum; above all of them where that is 0."""
    k = int(round(p.sum()))
    return np.inf if k == 0 else np.sort(p.ravel())[-k]


def measure(folder):
    draw = json.loads((folder / "draw.json").read_text())
    read = lambda name, kind, width: np.fromfile(folder / name, kind).reshape(-1, width)
    x, held = (read(f"{name}.f32", np.float32, draw["dimensions"]) for name in ("pool", "test"))
    y, truth = (read(f"{name}.i8", np.int8, draw["labels"]) for name in ("pool", "test"))
    rows = np.array(draw["labelled"])
    rest = np.setdiff1d(np.arange(len(x)), rows)
    pool, test = np.zeros((len(rest), y.shape[1])), np.zeros((len(held), y.shape[1]))
    for j in range(y.shape[1]):
        if not y[rows, j].any():
            continue
        model = LogisticRegression(C=draw["c"], max_iter=2000).fit(x[rows], y[rows, j])
        pool[:, j] = model.predict_proba(x[rest])[:, 1]
        test[:, j] = model.predict_proba(held)[:, 1]
    own = np.array([count_threshold(pool[:, j]) for j in range(y.shape[1])])
    positive = truth.any(axis=0)
    # As in the product, the mean excludes labels that are neither true nor predicted.
    predicted = test >= own
    shown = positive | predicted.any(axis=0)
    return dict(
        seed=draw["seed"],
        labels=len(rows),
        microF1=f1_score(truth, test >= count_threshold(pool), average="micro"),
        macroF1PerLabel=float(np.mean(f1_score(truth, predicted, average=None, zero_division=0)[shown])),
        macroAp=float(np.mean([average_precision_score(truth[:, j], test[:, j]) for j in np.flatnonzero(positive)])),
    )


out = pathlib.Path(sys.argv[1])
theirs = [measure(folder) for folder in sorted(out.glob("seed * at *"))]
for one in theirs:
    print(json.dumps(one))
curves = out / "curves.json"
if curves.exists():
    ours = [c for c in json.loads(curves.read_text())["curves"] if c["name"] == "random"]
    print("\nmean over seeds: ours / scikit-learn")
    for mark in sorted({one["labels"] for one in theirs}):
        line = []
        for metric in ("macroAp", "microF1", "macroF1PerLabel"):
            own = np.mean([p[metric] for c in ours for p in c["points"] if p["labels"] == mark])
            peer = np.mean([one[metric] for one in theirs if one["labels"] == mark])
            line.append(f"{metric} {own:.3f} / {peer:.3f}")
        print(mark, "; ".join(line))
