"""Prints what is wrong with JSON reports by the schema: validate-reports.py SCHEMA REPORT ..."""
import json
import sys

import jsonschema

schema = json.load(open(sys.argv[1], encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
for file in sys.argv[2:]:
    for error in validator.iter_errors(json.load(open(file, encoding="utf-8"))):
        print(f"{file}: {error.json_path}: {error.message[:300]}")
