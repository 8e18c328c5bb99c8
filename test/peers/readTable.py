"""Reads what was copied or exported with Python's own modules, and prints it as one JSON array of objects.

readTable.py csv|json|jsonl FILE
"""

import csv
import json
import sys

form, file = sys.argv[1:]
csv.field_size_limit(1 << 30)
with open(file, encoding="utf-8", newline="") as text:
    if form == "csv":
        rows = list(csv.DictReader(text))
    elif form == "json":
        rows = json.load(text)
    else:
        rows = [json.loads(line) for line in text]
json.dump(rows, sys.stdout)
