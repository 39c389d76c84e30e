"""Cold fit of the same records by scikit-learn, to its default tolerance. Prints JSON."""
import json
import sys
import time
import numpy as np
from sklearn.linear_model import LogisticRegression

folder = sys.argv[1]
parameters = json.load(open(f"{folder}/parameters.json"))
n, d = parameters["n"], parameters["d"]
x = np.fromfile(f"{folder}/x", "<f4").reshape(n, d)
y = np.fromfile(f"{folder}/y", "<i4")
times = []
for _ in range(parameters["runs"] + 1):
    began = time.perf_counter()
    model = LogisticRegression(C=parameters["c"], max_iter=10_000).fit(x, y)
    times.append(time.perf_counter() - began)
print(json.dumps(dict(
    coldMilliseconds=1e3 * float(np.median(times[1:])), iterations=int(model.n_iter_[0])
)))
