"""A round as modAL does it: fit from scratch, predict_proba of the pool, margins, the best k. Prints JSON."""
import json
import sys
import time
import numpy as np
from sklearn.linear_model import LogisticRegression

folder = sys.argv[1]
parameters = json.load(open(f"{folder}/parameters.json"))
n, d, k = (parameters[key] for key in ("n", "d", "k"))
x = np.fromfile(f"{folder}/x", "<f4").reshape(n, d)
y = np.fromfile(f"{folder}/y", "<i4")
medians = {}
for labelled in parameters["labelled"]:
    times = []
    for run in range(parameters["runs"] + 1):
        count = labelled + 5 * run
        began = time.perf_counter()
        model = LogisticRegression(C=10, max_iter=10_000).fit(x[:count], y[:count])
        p = np.partition(model.predict_proba(x[count:]), -2, axis=1)
        best = np.argpartition(p[:, -1] - p[:, -2], k)[:k]
        times.append(time.perf_counter() - began)
    medians[str(labelled)] = 1e3 * float(np.median(times[1:]))
print(json.dumps(medians))
