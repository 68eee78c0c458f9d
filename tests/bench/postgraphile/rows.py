#!/usr/bin/env python3
"""Prints the rows of the benchmark's SQLite database as COPY statements for psql: rows.py peer.db"""
import sqlite3
import sys

TABLES = ["municipality", "venue", "initiative", "activity", "activity_initiative", "occurrence"]
BACKSLASHED = {ord("\\"): "\\\\", ord("\t"): "\\t", ord("\n"): "\\n", ord("\r"): "\\r"}


def cell(value):
    return "\\N" if value is None else str(value).translate(BACKSLASHED)


def main():
    db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
    for table in TABLES:
        rows = db.execute(f"SELECT * FROM {table}")
        columns = ", ".join(column[0] for column in rows.description)
        print(f"COPY {table} ({columns}) FROM stdin;")
        for row in rows:
            print("\t".join(map(cell, row)))
        print("\\.")


if __name__ == "__main__":
    main()
