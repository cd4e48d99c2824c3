"""Prints what is wrong with JSON reports by the schema: validate-reports.py SCHEMA REPORT ...

Of reports named hostile.json only the structure is checked: they hold hostile text even where real ones choose from a list.
"""
import json
import sys

import jsonschema


def without_vocabulary(part):
    """The same schema without lists of values, patterns of texts and least numbers."""
    if isinstance(part, list):
        return [without_vocabulary(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: without_vocabulary(value)
        for key, value in part.items()
        if key not in ("enum", "pattern", "minimum") or isinstance(value, dict)
    }


schema = json.load(open(sys.argv[1], encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
strict = jsonschema.Draft202012Validator(schema)
loose = jsonschema.Draft202012Validator(without_vocabulary(schema))
for file in sys.argv[2:]:
    validator = loose if file.endswith("/hostile.json") else strict
    for error in validator.iter_errors(json.load(open(file, encoding="utf-8"))):
        print(f"{file}: {error.json_path}: {error.message[:300]}")
