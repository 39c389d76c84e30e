"""Annotation tools and libraries read the files that `convert` writes."""

import csv
import json
import re
import subprocess
import sys
import types
from collections import Counter

from checks import answered, check, docs, entities, equal, folder, here, rows


@check("spacy convert --converter ner reads the words and spans of our CoNLL", "spacy")
def spacy_conll():
    import spacy
    from spacy.tokens import DocBin

    for scheme in ("bio", "iob1"):
        command = [sys.executable, "-m", "spacy", "convert", str(folder / f"spans.{scheme}.conll"), str(folder)]
        subprocess.run([*command, "--converter", "ner", "-n", "1"], check=True, capture_output=True)
        docs = DocBin().from_disk(folder / f"spans.{scheme}.spacy").get_docs(spacy.blank("en").vocab)
        words, found = [], []
        for doc in docs:
            words += [token.text for token in doc]
            found += [(ent.label_, tuple(token.text for token in ent)) for ent in doc.ents]
        expected = answered("spans.jsonl")
        equal(words, [word for row in expected for word in row["text"].split()])
        equal(found, [entity for row in expected for entity in entities(row)])


@check("the snippet of docs/formats.md makes a DocBin with our cats and ents", "spacy")
def spacy_snippet():
    import spacy
    from spacy.tokens import DocBin

    block = re.search(r"```python\n(.*?DocBin.*?)```", docs.read_text(encoding="utf-8"), re.S).group(1)
    lines = [line.removeprefix("  ") for line in block.splitlines()]
    for source in ("single", "multi", "spans"):
        code = "\n".join(lines).replace("out.jsonl", f"{source}.spacy.jsonl").replace("out.spacy", f"{source}.docbin")
        subprocess.run([sys.executable, "-c", code], check=True, cwd=folder)
        made = list(DocBin().from_disk(folder / f"{source}.docbin").get_docs(spacy.blank("en").vocab))
        expected = rows(f"{source}.jsonl")
        equal([doc.text for doc in made], [row["text"] for row in expected])
        for doc, row in zip(made, expected):
            if source == "multi":
                yes = {label: 1 for label in row["labels"] or []}
                equal(doc.cats, {**yes, **{label: 0 for label in row.get("not") or []}})
            elif source == "single":
                equal([label for label, value in doc.cats.items() if value == 1], [row["label"]] if row["label"] else [])
            else:
                found = [(ent.label_, ent.text) for ent in doc.ents]
                equal(found, [(span["label"], span["text"]) for span in row["spans"] or []])


CHOICES = """<View><Text name="text" value="$text"/><Choices name="label" toName="text" choice="{choice}">{values}</Choices></View>"""
LABELS = """<View><Text name="text" value="$text"/><Labels name="label" toName="text">{values}</Labels></View>"""


def label_studio(source, labels):
    """Our tasks, as Label Studio's converter writes them in its JSON-MIN."""
    from xml.sax.saxutils import quoteattr

    from label_studio_sdk.converter import Converter
    from label_studio_sdk.converter.converter import Format

    control = "Label" if source == "spans" else "Choice"
    values = "".join(f"<{control} value={quoteattr(label)}/>" for label in labels)
    config = LABELS.format(values=values) if source == "spans" else CHOICES.format(
        values=values, choice="multiple" if source == "multi" else "single"
    )
    converter = Converter(config=config, project_dir=str(folder), download_resources=False)
    out = folder / f"{source}.label-studio"
    out.mkdir(exist_ok=True)
    converter.convert(str(folder / f"{source}.labelstudio.json"), str(out), Format.JSON_MIN, is_dir=False)
    [made] = out.glob("*.json")
    return json.loads(made.read_text(encoding="utf-8"))


@check("label-studio-sdk's converter counts the labels of our tasks as we do", "label_studio_sdk")
def label_studio_labels():
    for source in ("single", "multi"):
        expected, texts = Counter(), []
        for row in rows(f"{source}.jsonl"):
            yes = row["labels"] or [] if source == "multi" else [row["label"]] if row["label"] else []
            expected.update(yes)
            if yes:
                texts.append(row["text"])
        found, seen = Counter(), []
        for task in label_studio(source, sorted(expected)):
            value = task.get("label", [])
            chosen = value["choices"] if isinstance(value, dict) else [value] if isinstance(value, str) else value
            found.update(chosen)
            if chosen:
                seen.append(task["text"])
        equal(found, expected)
        equal(seen, texts)


@check("label-studio-sdk's converter finds the spans of our tasks", "label_studio_sdk")
def label_studio_spans():
    expected = {}
    for row in answered("spans.jsonl"):
        if row["spans"]:
            expected[row["text"]] = [(s["start"], s["end"], s["label"]) for s in row["spans"]]
    names = sorted({label for spans in expected.values() for *_, label in spans})
    found = {}
    for task in label_studio("spans", names):
        if task.get("label"):
            found[task["text"]] = [(s["start"], s["end"], s["labels"][0]) for s in task["label"]]
    equal(found, expected)


@check("Records and Responses of argilla are built from our rows, and give them back", "argilla")
def argilla_records():
    import argilla as rg
    from argilla.records._io._generic import GenericIO

    for source in ("single", "multi", "spans"):
        ours = rows(f"{source}.argilla.jsonl")
        records = []
        for row in ours:
            question = sorted({key.split(".")[0] for key in row if key.endswith(".responses")})
            responses = [
                rg.Response(question_name=name, value=value, user_id=user, status=status)
                for name in question
                for value, user, status in zip(
                    row[f"{name}.responses"], row[f"{name}.responses.users"], row[f"{name}.responses.status"]
                )
            ]
            records.append(rg.Record(id=row["id"], fields={"text": row["text"]}, responses=responses))
        for back, row in zip(GenericIO.to_list(records, flatten=True), ours):
            equal(str(back["id"]), str(row["id"]))
            equal(back["text"], row["text"])
            for key, value in row.items():
                if ".responses" in key:
                    equal(back.get(key) or [], value)
    labels = Counter(value for row in rows("single.argilla.jsonl") for value in row["label.responses"])
    equal(labels, Counter(row["label"] for row in rows("single.jsonl") if row["label"]))


@check("doccano-transformer turns our doccano JSONL into CoNLL with our spans", "doccano_transformer", "spacy")
def doccano_transformer():
    import spacy.training

    # The converter was written for spaCy 2, and for exports that call the list `labels`.
    gold = types.ModuleType("spacy.gold")
    gold.biluo_tags_from_offsets = spacy.training.offsets_to_biluo_tags
    sys.modules["spacy.gold"] = gold
    from doccano_transformer.datasets import NERDataset

    older = folder / "spans.doccano-labels.jsonl"
    ours = rows("spans.doccano.jsonl")
    with open(older, "w", encoding="utf-8") as out:
        for number, row in enumerate(ours):
            out.write(json.dumps({"id": number, "text": row["text"], "labels": row["label"]}) + "\n")
    made = "".join(part["data"] for part in NERDataset.from_jsonl(str(older)).to_conll2003(str.split))
    found, words = [], 0
    for line in made.splitlines():
        parts = line.split(" ")
        if len(parts) < 4 or parts[0] == "-DOCSTART-":
            continue
        words += 1
        prefix, _, label = parts[-1].partition("-")
        if prefix == "B":
            found.append((label, [parts[0]]))
        elif prefix == "I":
            found[-1][1].append(parts[0])
    # The converter leaves out texts without spans.
    source = [row for row in rows("spans.jsonl") if row["spans"]]
    equal(words, sum(len(row["text"].split()) for row in source))
    equal([(label, tuple(of)) for label, of in found], [entity for row in source for entity in entities(row)])


@check("datasets loads our JSON Lines, with labels of one type", "datasets")
def hugging_face():
    from datasets import ClassLabel, load_dataset

    cache = str(folder / "hf")
    for source in ("single", "multi"):
        for name in (f"{source}.jsonl", f"{source}.huggingface.jsonl"):
            loaded = load_dataset("json", data_files=str(folder / name), split="train", cache_dir=cache)
            expected = rows(f"{source}.jsonl")
            equal(loaded["text"][:], [row["text"] for row in expected])
            key = "labels" if source == "multi" else "label"
            equal(loaded[key][:], [row[key] for row in expected])
            if source == "multi":
                equal(loaded["not"][:], [row["not"] for row in expected])
    loaded = load_dataset("json", data_files=str(folder / "single.huggingface.jsonl"), split="train", cache_dir=cache)
    named = loaded.filter(lambda row: row["label"] is not None).class_encode_column("label")
    assert isinstance(named.features["label"], ClassLabel)
    equal(sorted(named.features["label"].names), sorted({row["label"] for row in rows("single.jsonl") if row["label"]}))


@check("datasets loads our Parquet, with the labels as ClassLabel and lists of it", "datasets")
def hugging_face_parquet():
    from datasets import ClassLabel, List, Value, load_dataset

    for source in ("single", "multi"):
        loaded = load_dataset(
            "parquet", data_files=str(folder / f"{source}.parquet"), split="train", cache_dir=str(folder / "hf")
        )
        expected = rows(f"{source}.jsonl")
        equal(loaded["text"][:], [row["text"] for row in expected])
        equal(loaded["at"][:], [row["at"] for row in expected])
        equal(loaded["skipped"][:], [row.get("skipped") for row in expected])
        equal(loaded.features["skipped"], Value("bool"))
        for key in ("labels", "not") if source == "multi" else ("label",):
            feature = loaded.features[key]
            if source == "multi":
                assert isinstance(feature, List), feature
                feature = feature.feature
            assert isinstance(feature, ClassLabel), feature
            found = [value if value is None else feature.int2str(value) for value in loaded[key][:]]
            equal(found, [row[key] for row in expected])


def tagged(name):
    sentences, current = [], []
    for line in (folder / name).read_text(encoding="utf-8").split("\n"):
        if not line.strip():
            if current:
                sentences.append(current)
            current = []
        elif not line.startswith("-DOCSTART-"):
            word, *_, tag = line.split("\t")
            current.append((word, tag))
    return sentences


@check("seqeval finds our spans in every tagging scheme", "seqeval")
def seqeval_schemes():
    from seqeval.scheme import BILOU, IOB1, IOB2, Entities

    expected = [entity for row in answered("spans.jsonl") for entity in entities(row)]
    for name, scheme in (("bio", IOB2), ("iob1", IOB1), ("bilou", BILOU)):
        sentences = tagged(f"spans.{name}.conll")
        found = []
        for sentence, entities_of in zip(
            sentences, Entities([[tag for _, tag in s] for s in sentences], scheme).entities
        ):
            found += [(e.tag, tuple(word for word, _ in sentence[e.start : e.end])) for e in entities_of]
        equal(found, expected)


@check("scikit-learn's MultiLabelBinarizer makes the columns of our CSV", "sklearn")
def binarizer():
    from sklearn.preprocessing import MultiLabelBinarizer

    with open(folder / "multi.csv", encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    source = rows("multi.jsonl")
    equal([row["text"] for row in table], [row["text"] for row in source])
    labels = sorted({label for row in source for label in [*(row["labels"] or []), *(row.get("not") or [])]})
    for line, row in zip(table, source):
        judged = {**{label: "1" for label in row["labels"] or []}, **{label: "0" for label in row["not"] or []}}
        equal({label: line[label] for label in labels}, {label: judged.get(label, "") for label in labels})
    pairs = [(line, row) for line, row in zip(table, source) if row["labels"] is not None and all(line[l] for l in labels)]
    assert len(pairs) > 50, len(pairs)
    matrix = MultiLabelBinarizer(classes=labels).fit_transform([row["labels"] for _, row in pairs])
    equal([[int(line[label]) for label in labels] for line, _ in pairs], matrix.tolist())


@check("our Prodigy rows have the form of files that Prodigy wrote", "jsonschema")
def prodigy_schema():
    from jsonschema import Draft202012Validator

    schema = json.loads((here / "prodigy.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for file in [*sorted((here / "../fixtures/interchange/prodigy").glob("*.jsonl")), *sorted(folder.glob("*.prodigy.jsonl"))]:
        with open(file, encoding="utf-8") as lines:
            tasks = [json.loads(line) for line in lines if line.strip()]
        assert tasks, file
        for number, task in enumerate(tasks, 1):
            for problem in validator.iter_errors(task):
                raise AssertionError(f"{file.name}, line {number}: {problem.message} at {list(problem.path)}")
            offered = [option["id"] for option in task.get("options", [])]
            equal([one for one in task.get("accept", []) if one not in offered], [])
            for span in task.get("spans", []):
                if "text" in span:
                    equal(task["text"][span["start"] : span["end"]], span["text"])
                if "tokens" in task:
                    equal(task["tokens"][span["token_start"]]["start"], span["start"])
                    equal(task["tokens"][span["token_end"]]["end"], span["end"])
    found = Counter(label for row in rows("multi.prodigy.jsonl") for label in row.get("accept", []))
    equal(found, Counter(label for row in rows("multi.jsonl") for label in row["labels"] or []))
