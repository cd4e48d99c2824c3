"""Validates YAML files against a JSON Schema, as an editor does. Prints one line for each file that is refused.

Usage: validate-rules.py SCHEMA FILE...   (needs python3-jsonschema and python3-yaml)
"""

import json
import re
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """Reads scalars by the core schema of YAML 1.2: no dates, and of booleans only true and false."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("null", r"^(null|Null|NULL|~|)$", ["n", "N", "~", ""]),
    ("bool", r"^(true|false)$", ["t", "f"]),
    ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    ("float", r"^[-+]?([0-9]+\.[0-9]*|\.[0-9]+)$", list("-+.0123456789")),
]:
    Loader.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), first)

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as file:
        document = yaml.load(file, Loader)
    for error in sorted(validator.iter_errors(document), key=lambda error: list(map(str, error.absolute_path))):
        print(f"{name}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
