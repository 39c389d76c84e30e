"""Intervals of one label's F1, and of two heads' differences, by methods that the product does not use beside those that it does.

Hold-outs of 400 records from constructed populations whose F1 is exact; labels with 20 positives in the hold-out. Needs numpy and scipy:
python3 test/bench/peers/f1_intervals.py > test/bench/results/f1Intervals.md
"""
import numpy as np
from scipy import stats

rng = np.random.default_rng(7)
Z = stats.norm.ppf(0.975)
N, RUNS, RESAMPLES = 400, 1000, 400
BINS = [("20 to 29", 20, 30), ("30 to 59", 30, 60), ("60 or more", 60, 10**9)]


def of_counts(tp, fp, fn):
    mass = 2 * tp + fp + fn
    return np.where(mass > 0, 2 * tp / np.maximum(mass, 1e-12), 0)


def of_jaccard(j):
    return 2 * j / (1 + j)


def wilson(x, m):
    p = x / m
    middle, reach = p + Z**2 / (2 * m), Z * np.sqrt(p * (1 - p) / m + Z**2 / (4 * m * m))
    return (middle - reach) / (1 + Z**2 / m), (middle + reach) / (1 + Z**2 / m)


def logit_error(a, b):
    """Logit of F1 from hits a and errors b, and its standard error by the delta method."""
    p = a / (a + b)
    f = of_jaccard(p)
    return np.log(f / (1 - f)), 2 / (1 + p) ** 2 * np.sqrt(p * (1 - p) / (a + b)) / (f * (1 - f))


def closed_forms(tp, fp, fn):
    m = tp + fp + fn
    exact = [np.where(tp > 0, stats.beta.ppf(0.025, tp, m - tp + 1), 0), np.where(tp < m, stats.beta.ppf(0.975, tp + 1, m - tp), 1)]
    p = tp / m
    error = 2 / (1 + p) ** 2 * np.sqrt(p * (1 - p) / m)
    l, s = logit_error(tp + 0.5, fp + fn + 0.5)
    return {
        "Wilson of J (used)": [of_jaccard(b) for b in wilson(tp, m)],
        "Clopper-Pearson of J": [of_jaccard(b) for b in exact],
        "Jeffreys of J": [of_jaccard(stats.beta.ppf(q, tp + 0.5, m - tp + 0.5)) for q in (0.025, 0.975)],
        "Wald (Takahashi et al. 2022)": [of_jaccard(p) - Z * error, of_jaccard(p) + Z * error],
        "Wald on the logit, ½ added": [stats.logistic.cdf(l - Z * s), stats.logistic.cdf(l + Z * s)],
    }


def bootstraps(tp, fp, fn):
    found = {name: np.empty((2, len(tp))) for name in ("percentile bootstrap", "BCa bootstrap", "bootstrap-t on the logit")}
    for r, counts in enumerate(zip(tp, fp, fn)):
        cells = np.array([*counts, N - sum(counts)])
        d = rng.multinomial(N, cells / N, size=RESAMPLES)
        f = of_counts(d[:, 0], d[:, 1], d[:, 2])
        own = of_counts(*counts)
        found["percentile bootstrap"][:, r] = np.quantile(f, [0.025, 0.975])
        z0 = stats.norm.ppf(np.clip(np.mean(f < own) + np.mean(f == own) / 2, 1 / RESAMPLES, 1 - 1 / RESAMPLES))
        left_out = np.array([of_counts(*(np.array(counts) - np.eye(3, dtype=int)[k])) if k < 3 and cells[k] else own for k in range(4)])
        gap = (left_out * cells).sum() / N - left_out
        scale = 6 * (cells * gap**2).sum() ** 1.5
        a = (cells * gap**3).sum() / scale if scale > 0 else 0
        found["BCa bootstrap"][:, r] = np.quantile(f, [stats.norm.cdf(z0 + (z0 + s) / (1 - a * (z0 + s))) for s in (-Z, Z)])
        l, s = logit_error(counts[0] + 0.5, counts[1] + counts[2] + 0.5)
        lb, sb = logit_error(d[:, 0] + 0.5, d[:, 1] + d[:, 2] + 0.5)
        low, high = np.quantile((lb - l) / sb, [0.025, 0.975])
        found["bootstrap-t on the logit"][:, r] = stats.logistic.cdf([l - high * s, l - low * s])
    return found


def single():
    total = {}
    for share in (0.06, 0.1, 0.25):
        for recall, precision in ((0.3, 0.5), (0.6, 0.6), (0.9, 0.9), (0.1, 0.8), (0.98, 0.98)):
            hit = share * recall
            p = [hit, hit * (1 - precision) / precision, share - hit]
            d = rng.multinomial(N, [*p, 1 - sum(p)], size=RUNS)
            d = d[d[:, 0] + d[:, 2] >= 20]
            truth, positives = of_counts(*np.array(p)), d[:, 0] + d[:, 2]
            for name, (low, high) in {**closed_forms(*d.T[:3]), **bootstraps(*d.T[:3])}.items():
                for k, (_, first, end) in enumerate(BINS):
                    at = (positives >= first) & (positives < end)
                    if at.sum() < 150:
                        continue
                    held = np.mean((low[at] <= truth + 1e-12) & (truth <= high[at] + 1e-12))
                    total.setdefault(name, [[], [], []])[k].append((held, np.mean((high - low)[at]), at.sum()))
    print("| method |" + "".join(f" {name}, mean | worst |" for name, *_ in BINS) + "\n| --- |" + " --: |" * 6)
    for name, bins in total.items():
        cells = ""
        for own in bins:
            held, width, count = np.array(own).T
            cells += f" {100 * np.average(held, weights=count):.1f} % ({np.average(width, weights=count):.3f}) | {100 * held.min():.1f} % |"
        print(f"| {name} |{cells}")


# The eight kinds of records: the truth, and the prediction of either head.
T, A, B = (np.array([k >> s & 1 for k in range(8)]) for s in (2, 1, 0))


def scores(c, said):
    mass = (c * (T + said)).sum(-1)
    return 2 * (c * T * said).sum(-1) / np.maximum(mass, 1e-12), mass


def linearised(counts, added):
    c = counts + np.where(A != B, added, 0)
    (f, mf), (g, mg) = scores(c, A), scores(c, B)
    pull = (2 * T * B - g[..., None] * (T + B)) / mg[..., None] - (2 * T * A - f[..., None] * (T + A)) / mf[..., None]
    return g - f, np.sqrt((c * pull**2).sum(-1))


def resampled(counts):
    """Half of the middle 68 % of the bootstrap, as a standard error."""
    d = rng.multinomial(N, counts / N, size=RESAMPLES)
    low, high = np.quantile(scores(d, B)[0] - scores(d, A)[0], stats.norm.cdf([-1, 1]))
    return (high - low) / 2


def paired():
    rows = []
    for share in (0.06, 0.15, 0.3):
        for first, second, alike in ((1, 1.2, 0.9), (1, 2, 0.5), (3, 3.5, 0.9), (2, 2, 0.99), (1, 1, 0.999)):
            t = rng.random((100_000, 6)) < share
            common = rng.normal(size=t.shape)
            said = []
            for skill in (first, second):
                x = np.sqrt(alike) * common + np.sqrt(1 - alike) * rng.normal(size=t.shape) + skill * t
                said.append(x > np.quantile(x, 1 - share, axis=0))
            codes = 4 * t + 2 * said[0] + said[1]
            population = np.stack([(codes == k).mean(0) for k in range(8)], -1)
            truth = scores(population, B)[0] - scores(population, A)[0]
            d = np.stack([rng.multinomial(N, own, size=RUNS) for own in population], 1)
            enough = (d * T).sum(-1) >= 20
            z = stats.norm.ppf(1 - 0.025 / np.maximum(enough.sum(1), 1))[:, None]
            held = []
            for added in (0, 0.25, 0.5):
                middle, error = linearised(d, added)
                held.append(((np.abs(truth - middle) <= z * error + 1e-12) | ~enough).all(1)[enough.any(1)].mean())
            some = d[:150]
            middle = linearised(some, 0)[0]
            error = np.array([[resampled(own) for own in run] for run in some])
            ok = ((np.abs(truth - middle) <= z[:150] * error + 1e-12) | ~enough[:150]).all(1)[enough[:150].any(1)].mean()
            rows.append([ok, *held])
            print(f"| {share}, {first} and {second}, {alike} |" + "".join(f" {100 * own:.1f} % |" for own in rows[-1]), flush=True)
    print("| least |" + "".join(f" {100 * own:.1f} % |" for own in np.min(rows, axis=0)))


print(f"""# Intervals of F1, by other methods

Made by `python3 test/bench/peers/f1_intervals.py`: hold-outs of {N} records from constructed populations whose F1 is exact, by number of
positives in the hold-out. What the product computes is held to its own simulations in [calibration.md](calibration.md).

## One label

{RUNS} hold-outs of each of 15 populations (6, 10, 25 % positives; F1 .18 to .98): how often intervals of 95 % hold the F1, with their mean
width, and the worst population. J = hits / (hits + errors), F1 = 2J / (1 + J).
""")
single()
print("""
## Two heads

Six labels; how often the intervals of all labels' differences hold together, wanted in 95 %. Populations: share of positives, skill of the
heads, correlation of their scores. The bootstrap was used before; 150 hold-outs for it, 1000 for the others.

| population | bootstrap | linearised | with ¼ added | with ½ added (used) |
| --- | --: | --: | --: | --: |""")
np.seterr(all="ignore")
paired()
