"""What a plain script does: read NDJSON with json, insert the same rows into the same tables with
sqlite3. The peer of `hepar.evidence:import` in make bench: it checks nothing, normalises nothing
and runs no rule. Arguments: NDJSON file, schema.sql, vocab.json, database to make."""
import json
import sqlite3
import sys
import time

ndjson, schema, vocab, database = sys.argv[1:5]
labels = {(name, code): entry["label"] for name, codes in json.load(open(vocab))["vocab"].items()
          for code, entry in codes.items()}
desirable = {code: entry.get("desirable")
             for code, entry in json.load(open(vocab))["vocab"]["outcome"].items()}
DAYS = {"h": 1 / 24, "d": 1, "wk": 7, "mo": 30.4375, "y": 365.25}
VOCABULARY = {"type": "intervention_type", "isolation": "ev_isolation", "marker": "ev_marker"}
ARM = ("id", "label", "n", "role", "intervention_type", "route", "n_doses", "etiology")
RESULT = ("outcome", "direction", "text", "context", "role")
EVENT = ("code", "term", "percent", "n", "at_risk", "denominator_arm")
PROVENANCE = ("source_id", "container", "row", "lines", "quote_sha256", "extractor", "extracted")


def compact(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def rest(item, columns):
    left = {key: value for key, value in item.items() if key not in columns}
    return compact(left) if left else None


def effect(result):
    direction, good = result["direction"], desirable.get(result["outcome"])
    if direction == "improved":
        return "benefit"
    if direction == "worsened":
        return "harm"
    if direction in ("no_change", "no_benefit", "no_diff"):
        return "null"
    if direction in ("unspecified", "na"):
        return "unknown"
    if direction == "conflict" or good not in ("up", "down"):
        return "ambiguous"
    return "benefit" if direction == good else "harm"


def several(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def codes(record):
    product, arms = record.get("product", {}), record.get("arms", [])
    ev = record.get("ev", {})
    found = [("source", several(product.get("source"))), ("donor", several(product.get("donor"))),
             ("route", product.get("routes", []) + record.get("routes", [])
              + [arm["route"] for arm in arms if "route" in arm]),
             ("etiology", record.get("population", {}).get("etiology", [])
              + [arm["etiology"] for arm in arms if "etiology" in arm]),
             ("conditioning", product.get("conditioning", [])), ("cargo", product.get("cargo", [])),
             ("phase", record.get("phase", [])),
             ("type", several(product.get("type"))
              + [arm["intervention_type"] for arm in arms if "intervention_type" in arm]),
             ("injury_model", [injury["model"] for injury in record.get("injury", [])]),
             ("strain", several((record.get("animal") or {}).get("strain"))),
             ("isolation", ev.get("isolation", [])),
             ("marker", [m["marker"] for m in ev.get("markers", []) if m.get("present", True)]),
             ("adverse_events", several(record.get("adverse_events", {}).get("status")))]
    for field, values in found:
        for ord_, code in enumerate(dict.fromkeys(values), 1):
            yield field, ord_, code


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)


def body(record, found):
    words = [record["study"], record["citation"].get("first_author"), *strings(record["verbatim"])]

    def label(vocabulary, code):
        if code:
            words.append(code)
            words.append(labels.get((vocabulary, code)))

    population, animal = record.get("population", {}), record.get("animal") or {}
    label("design", record.get("subdesign"))
    label("species", population.get("species"))
    label("disease", population.get("disease"))
    label("species", animal.get("species"))
    for injury in record.get("injury", []):
        label("disease", injury.get("disease"))
    for field, _, code in found:
        label(VOCABULARY.get(field, field), code)
    for result in record["results"]:
        label("outcome", result["outcome"])
        words.append(result.get("text"))
    return "\n".join(word for word in words if word)


def insert(db, key, record):
    source, container, row = record["id"].split(":")
    citation, population = record["citation"], record.get("population", {})
    product = record.get("product", {})
    follow_up, enrolment = record.get("follow_up"), record.get("enrolment")
    derived = {}
    if enrolment is not None and "arms" in record:
        sizes = [arm.get("n") for arm in record["arms"]]
        whole = sum(n for n in sizes if n)
        derived["enrolment"] = {
            "arms_sum": whole,
            "consistent": None if None in sizes or not sizes else whole == enrolment.get("n_total")}
    days = None
    if follow_up is not None:
        days = follow_up["value"] * DAYS[follow_up["unit"]]
        derived["follow_up"] = {"days": days}
    disease = population.get("disease")
    for injury in record.get("injury", []):
        disease = disease or injury.get("disease")
    coded = {name: value for name, value in record.items()
             if name not in ("verbatim", "arms", "results", "provenance", "flags", "quantities")}
    db.execute("INSERT INTO study (study, first_author, year) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
               (record["study"], citation.get("first_author"), citation.get("year")))
    db.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
               (key, record["id"], record["study"], source, container, int(row[1:]),
                record["design"], record.get("subdesign"), citation.get("first_author"),
                citation.get("year"), citation.get("ref_printed"),
                population.get("species") or (record.get("animal") or {}).get("species"), disease,
                (enrolment or {}).get("n_total"), compact(record["verbatim"]), compact(coded),
                compact(derived), days))
    db.executemany(
        "INSERT INTO arm VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(key, i, *(arm.get(c) for c in ARM), rest(arm, ARM))
         for i, arm in enumerate(record.get("arms", []), 1)])
    db.executemany(
        "INSERT INTO result VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(key, i, *(r.get(c) for c in RESULT), rest(r, RESULT + ("effect",)), effect(r), "effect/1")
         for i, r in enumerate(record["results"], 1)])
    db.executemany(
        "INSERT INTO adverse_event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(key, i, *(e.get(c) for c in EVENT), rest(e, EVENT))
         for i, e in enumerate(record.get("adverse_events", {}).get("events", []), 1)])
    db.executemany(
        "INSERT INTO provenance VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(key, i, p["source_id"], p.get("container"), p.get("row"), *p.get("lines", (None, None)),
          p.get("quote_sha256"), p.get("extractor"), p.get("extracted"), rest(p, PROVENANCE))
         for i, p in enumerate(record["provenance"], 1)])
    db.executemany("INSERT INTO flag (record, ord, code, text) VALUES (?, ?, ?, ?)",
                   [(key, i, f["code"], f["text"]) for i, f in enumerate(record["flags"], 1)])
    found = list(codes(record))
    db.executemany("INSERT INTO code (record, field, ord, code) VALUES (?, ?, ?, ?)",
                   [(key, field, i, code) for field, i, code in found])
    routes = [code for field, _, code in found if field == "route"]
    db.executemany(
        "INSERT INTO intervention VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(key, i, product.get("type"), product.get("source"), product.get("donor"),
          routes[0] if len(routes) == 1 else None, d["text"], d.get("min"), d.get("max"),
          d.get("unit"), d.get("per"), d.get("n_doses"))
         for i, d in enumerate(product.get("doses", []) + record.get("doses", []), 1)])
    db.execute("INSERT INTO text_index (rowid, id, kind, body) VALUES (?, ?, 'record', ?)",
               (key, record["id"], body(record, found)))


def main():
    began = time.perf_counter()
    db = sqlite3.connect(database, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA foreign_keys = ON")
    db.executescript(open(schema).read())
    db.execute("BEGIN")
    count = 0
    with open(ndjson, encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            if "source" in item and "id" not in item:
                source = item["source"]
                db.execute("INSERT INTO source (source_id, kind, citation) VALUES (?, ?, ?)",
                           (source["source_id"], source.get("kind"), source.get("citation")))
            else:
                count += 1
                insert(db, count, item)
    db.execute("COMMIT")
    db.close()
    print(count, time.perf_counter() - began)


main()
