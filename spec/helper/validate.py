"""Check each line of a file against a JSON Schema: "ok", or what is wrong and where.

python3 validate.py schema.json lines.ndjson
"""
import json
import sys

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
with open(sys.argv[2], encoding="utf-8") as file:
    for line in file:
        error = best_match(validator.iter_errors(json.loads(line)))
        if error is None:
            print("ok")
        else:
            place = "".join("[%r]" % step for step in error.absolute_path)
            print("%s: %s" % (place, " ".join(error.message.split())[:200]))
