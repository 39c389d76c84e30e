"""A head on TF-IDF itself (sparse) beside the dense head, and cross-validation choosing between them.

    python3 test/bench/peers/sparse.py DATA [MODEL_FOLDER]

DATA has tweets/, ag_news/ and sms_spam/, as the tests do. Dense vectors are the truncated SVD of the same TF-IDF; with
MODEL_FOLDER (models/bge-small-en-v1.5) half of it beside the sentence model, as in new projects. Needs numpy and scikit-learn;
with MODEL_FOLDER onnxruntime and tokenizers too. Ten random draws; mean score of each, and the mean difference to dense with
its 95 % interval (Student's t over the draws).
"""

import csv
import json
import os
import sys
import warnings

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import FeatureUnion
from sklearn.preprocessing import normalize

warnings.filterwarnings("ignore")
SIZES = (500, 1000, 2000)
DRAWS = 10
STUDENT_T = 2.262  # 97.5 %, nine degrees of freedom


def lines(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.readlines()


def tweets(data):
    rows = [json.loads(line) for name in ("train", "test") for line in lines(f"{data}/tweets/{name}.jsonl")]
    return [row["text"] for row in rows], [row["label"] for row in rows]


def ag_news(data):
    rows = list(csv.reader(lines(f"{data}/ag_news/test.csv")))
    return [f"{row[1]}\n\n{row[2]}" for row in rows], [row[0] for row in rows]


def sms_spam(data):
    rows = [line.rstrip("\n").split("\t", 1) for line in lines(f"{data}/sms_spam/sms.tsv")]
    return [row[1] for row in rows], [row[0] for row in rows]


def sentence_vectors(folder, texts):
    import onnxruntime
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(512)
    session = onnxruntime.InferenceSession(os.path.join(folder, "onnx/model_w8.onnx"))
    ids = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    vectors = np.empty((len(texts), 384), np.float32)
    order = sorted(range(len(texts)), key=lambda i: len(ids[i]))
    for start in range(0, len(order), 32):
        batch = order[start : start + 32]
        width = max(len(ids[i]) for i in batch)
        tokens = np.zeros((len(batch), width), np.int64)
        mask = np.zeros_like(tokens)
        for row, i in enumerate(batch):
            tokens[row, : len(ids[i])] = ids[i]
            mask[row, : len(ids[i])] = 1
        feed = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        vectors[batch] = session.run(None, feed)[0][:, 0]
    return normalize(vectors)


def fitted(x, y):
    """The head with the C that cross-validation finds, and its cross-validated accuracy."""
    folds = list(StratifiedKFold(3, shuffle=True, random_state=0).split(y, y))
    scores = {
        c: np.mean([LogisticRegression(C=c, max_iter=300).fit(x[a], y[a]).score(x[b], y[b]) for a, b in folds])
        for c in (1, 10, 100)
    }
    c = max(scores, key=lambda c: (scores[c], -c))
    return LogisticRegression(C=c, max_iter=300).fit(x, y), scores[c]


def quality(head, x, y):
    p = head.predict_proba(x)
    if len(head.classes_) == 2:
        return roc_auc_score(y == head.classes_[1], p[:, 1])
    return f1_score(y, head.classes_[p.argmax(1)], average="macro")


def main():
    data = sys.argv[1]
    folder = sys.argv[2] if len(sys.argv) > 2 else None
    for read in (tweets, ag_news, sms_spam):
        texts, labels = read(data)
        y = np.array(labels)
        tfidf = FeatureUnion(
            [
                ("words", TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)),
                ("characters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=2, sublinear_tf=True)),
            ]
        )
        sparse = normalize(tfidf.fit_transform(texts))
        dense = normalize(TruncatedSVD(256, random_state=0).fit_transform(sparse))
        if folder is not None:
            dense = normalize(np.hstack([0.5 * dense, sentence_vectors(folder, texts)]))
        for size in SIZES:
            scores = {"dense": [], "sparse": [], "chosen": []}
            for draw in range(DRAWS):
                order = np.random.RandomState(draw).permutation(len(y))
                train, test = order[:size], order[-len(y) // 5 :]
                found = {}
                for name, x in (("dense", dense), ("sparse", sparse)):
                    head, accuracy = fitted(x[train], y[train])
                    found[name] = (accuracy, quality(head, x[test], y[test]))
                    scores[name].append(found[name][1])
                scores["chosen"].append(max(found.values())[1])
            gain = np.subtract(scores["chosen"], scores["dense"])
            margin = STUDENT_T * gain.std(ddof=1) / np.sqrt(DRAWS)
            means = ", ".join(f"{name} {np.mean(own):.3f}" for name, own in scores.items())
            print(f"{read.__name__} {size}: {means}; chosen - dense {gain.mean():+.4f} +- {margin:.4f}", flush=True)


main()
