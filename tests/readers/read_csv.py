"""Reads a table from standard input with Python's csv and tells its rows, by the names of the columns, as JSON."""

import csv
import io
import json
import sys

text = io.StringIO(sys.stdin.buffer.read().decode("utf-8-sig"), newline="")
columns, *rows = csv.reader(text, strict=True)
assert all(len(row) == len(columns) for row in rows), [len(row) for row in rows]
json.dump({"columns": columns, "rows": [dict(zip(columns, row)) for row in rows]}, sys.stdout)
