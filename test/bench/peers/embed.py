"""The lexical embedding in scikit-learn, for test/bench/embed.ts: python3 embed.py TEXTS.json RUNS
prints {"seconds": median}, or null where scikit-learn is not installed."""

import json
import sys
import time

try:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.preprocessing import normalize
except ImportError:
    print(json.dumps({"seconds": None}))
    sys.exit()

with open(sys.argv[1], encoding="utf-8") as file:
    texts = json.load(file)
# The same parameters as fitLexical: n-grams, minimum document frequency, dimensions, unit length.
common = {"sublinear_tf": True, "min_df": 2 + len(texts) // 4000, "max_features": 65536}
times = []
for run in range(int(sys.argv[2])):
    begun = time.perf_counter()
    embed = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), **common),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), **common),
        ),
        TruncatedSVD(256, random_state=run),
    )
    normalize(embed.fit_transform(texts))
    times.append(time.perf_counter() - begun)
print(json.dumps({"seconds": sorted(times)[len(times) // 2]}))
