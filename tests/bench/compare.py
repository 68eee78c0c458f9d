#!/usr/bin/env python3
"""Measures the hub against the peer on this machine, in one run, and prints JSON lines.

    compare.py --peer COMMAND --hub COMMAND [--queries Q1] [--rounds 2] [--secs 4]
    compare.py --peer COMMAND --self-test

A COMMAND is one shell-quoted string with {port} where the port goes. A round is peer, hub, hub, peer, each started
anew, so that each pair is measured in the opposite order of the one before and a machine that grows slower or faster
harms neither. Judge the ratios; figures of different machines or different runs say nothing about each other.

For each start: `cold_ms`, from the start of the process to the first right answer to Q1 (the files may still
be in the page cache), and `rss_idle_mib`, the resident memory of the whole process tree half a second later.
For each query: wrk with one thread and a fixed number of open connections. wrk shares the processors with the server;
`cores` says how much of them the server used, `load_before` how busy the machine was before the start.
"""
import argparse
import collections
import http.client
import json
import os
import pathlib
import re
import shlex
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta

HERE = pathlib.Path(__file__).resolve().parent
POLL_SECONDS = 0.002
START_LIMIT_SECONDS = 60
IDLE_SECONDS = 0.5
# What people look for: one word or two, each in thousands of the activities.
WORDS = ["koncert", "fælleskor", "læsekreds", "eventyrstund", "trykkeværksted", "foredrag ældre", "svampetur", "danseaften",
         "morgenyoga", "brætspilscafé", "sangskriverkursus voksne", "debataften"]


class Failed(Exception):
    pass


class Server:
    """One started server: its process, its port, and the memory and processor time of its process tree."""

    def __init__(self, command, log):
        self.log = log
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        words = [word.replace("{port}", str(self.port)) for word in shlex.split(command)]
        # One client sends as fast as it can: that is what rates are against.
        env = dict(os.environ, NODE_ENV="production", KULTURHUB_RATE_LIMIT="off", KULTURHUB_CONNECTIONS="20000")
        with open(log, "wb") as out:
            self.began = time.perf_counter()
            self.process = subprocess.Popen(words, env=env, stdin=subprocess.DEVNULL, stdout=out,
                                            stderr=subprocess.STDOUT, start_new_session=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # The group is the server's own: it was started as the leader of a new session.
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, sign)
                self.process.wait(10)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
            break

    def url(self):
        return f"http://127.0.0.1:{self.port}/graphql"

    def ask(self, body):
        """The answer's bytes and its data; GraphQL errors and other statuses than 200 are failures."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", "/graphql", body.encode(),
                               {"Content-Type": "application/json", "Accept": "application/json"})
            reply = connection.getresponse()
            raw = reply.read()
        finally:
            connection.close()
        if reply.status != 200:
            raise Failed(f"status {reply.status}: {raw[:500]!r}")
        answer = json.loads(raw)
        if answer.get("errors") or not answer.get("data"):
            raise Failed(f"refused: {raw[:500]!r}")
        return raw, answer["data"]

    def first_answer_ms(self, body):
        while True:
            try:
                self.ask(body)
                return (time.perf_counter() - self.began) * 1000
            except (OSError, http.client.HTTPException, Failed) as error:
                late = time.perf_counter() - self.began > START_LIMIT_SECONDS
                if late or self.process.poll() is not None:
                    said = pathlib.Path(self.log).read_text(errors="replace")[-2000:]
                    raise Failed(f"no right answer from {self.process.args}: {error}\n{said}") from error
            time.sleep(POLL_SECONDS)

    def tree(self):
        children = collections.defaultdict(list)
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = stat.read_text().rsplit(")", 1)[1].split()[1]
            except OSError:
                continue
            children[int(parent)].append(int(stat.parent.name))
        todo = [self.process.pid]
        for pid in todo:
            todo += children[pid]
        return todo

    def rss_mib(self):
        kib = 0
        for pid in self.tree():
            try:
                found = re.search(r"^VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
            except OSError:
                continue
            kib += int(found.group(1)) if found else 0
        return round(kib / 1024, 1)

    def cpu_seconds(self):
        ticks = 0
        for pid in self.tree():
            try:
                fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def filled(query, **values):
    """The body of a request; a variable whose text is $NAME gets the value called so."""
    variables = {name: values.get(str(value).lstrip("$"), value) if str(value).startswith("$") else value
                 for name, value in query.get("variables", {}).items()}
    return json.dumps({"query": query["query"], "variables": variables}, ensure_ascii=False)


def rows_of(query, data):
    for step in query["rows"].split("."):
        data = data[step]
    return data


def days(first, step, number):
    start = datetime.fromisoformat(first)
    return [(start + timedelta(days=step * k)).strftime("%Y-%m-%dT00:00:00Z") for k in range(number)]


def bodies(server, query):
    """The bodies to send in turn: one, or one for each of 1000 days ($FROM), or one for each of some words ($WORDS), or
    one for each of some 2000 ids spread over the data's three years ($ID)."""
    if "$WORDS" in query["variables"].values():
        return [filled(query, WORDS=words) for words in WORDS]
    if "$FROM" in query["variables"].values():
        return [filled(query, FROM=day) for day in days("2025-05-23", 1, 1000)]
    if "ids" not in query:
        return [filled(query)]
    ids = []
    for day in days("2025-05-23", 50, 20):
        _, data = server.ask(filled(query["ids"], FROM=day))
        ids += [row["id"] for row in rows_of(query["ids"], data)]
    if not ids:
        raise Failed("no ids: is the database empty?")
    return [filled(query, ID=i) for i in ids]


def wrk(server, body_file, connections, seconds, key=None):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(HERE / "wrk.lua"), server.url(),
               "--", str(body_file)] + ([key] if key else [])
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(next(line for line in out.splitlines() if line.startswith("{")))


def load(server, name, query, work, args):
    """Row of figures for one query, and the rows of the first answer."""
    requests = bodies(server, query)
    body_file = work / "bodies.jsonl"
    body_file.write_text("\n".join(requests) + "\n", encoding="utf-8")
    raw, data = server.ask(requests[0])
    wrk(server, body_file, args.connections, args.warm)
    cpu, began = server.cpu_seconds(), time.perf_counter()
    result = wrk(server, body_file, args.connections, args.secs)
    cores = (server.cpu_seconds() - cpu) / (time.perf_counter() - began)
    again, _ = server.ask(requests[0])
    if result["failed"] or again != raw:
        raise Failed(f"{name}: {result['failed']} requests failed" if result["failed"] else
                     f"{name}: the answer is another one after the load")
    figures = {"query": name, "rps": round(result["requests"] / result["seconds"], 1), "p50_ms": result["p50_ms"],
               "p99_ms": result["p99_ms"], "bytes": len(raw), "rss_mib": server.rss_mib(), "cores": round(cores, 2)}
    return figures, rows_of(query, data)


def measure(side, command, queries, work, args):
    """One start of one side: its cold start and the figures of each query asked for."""
    # What only the hub can answer is measured by itself.
    names = [name for name in args.queries.split(",") if name in queries]
    run = {"side": side, "load_before": round(os.getloadavg()[0], 2), "queries": {}, "rows": {}}
    with Server(command, work / f"{side}.log") as server:
        run["cold_ms"] = round(server.first_answer_ms(filled(queries["Q1"])), 1)
        time.sleep(IDLE_SECONDS)
        run["rss_idle_mib"] = server.rss_mib()
        show({key: run[key] for key in ("side", "cold_ms", "rss_idle_mib", "load_before")})
        for name in names:
            figures, run["rows"][name] = load(server, name, queries[name], work, args)
            run["queries"][name] = figures
            show({"side": side, **figures})
    return run


def show(row):
    print(json.dumps(row, ensure_ascii=False), flush=True)


def identity(row):
    """What makes two listed activities the same, whatever the ids and the zone their times are written in."""
    when = datetime.fromisoformat(row["startsAt"].replace("Z", "+00:00")).timestamp()
    venue = row["venue"] or {}
    return (row["title"], when, venue.get("name"), (venue.get("municipality") or {}).get("name"),
            tuple(sorted(i["name"] for i in row.get("initiatives", []))))


def agreement(peer, hub):
    """How many rows of the list both sides gave: the two must do the same work to be compared."""
    both = collections.Counter(map(identity, peer)) & collections.Counter(map(identity, hub))
    return {"peer_rows": len(peer), "hub_rows": len(hub), "same_rows": sum(both.values())}


def report(runs, args):
    pairs = [(runs[i], runs[i + 1]) if runs[i]["side"] == "peer" else (runs[i + 1], runs[i])
             for i in range(0, len(runs), 2)]
    for name in args.queries.split(","):
        summary = {"summary": name}
        if name not in pairs[0][0]["queries"]:
            for figure in ("rps", "p50_ms", "p99_ms"):
                summary[f"{figure}_hub"] = [hub["queries"][name][figure] for _, hub in pairs]
            show(summary)
            continue
        for figure in ("rps", "p50_ms", "p99_ms"):
            ratios = [round(hub["queries"][name][figure] / peer["queries"][name][figure], 3) for peer, hub in pairs]
            summary[f"{figure}_hub_to_peer"] = {"pairs": ratios, "median": round(statistics.median(ratios), 3)}
        peer, hub = pairs[0]
        if isinstance(peer["rows"][name], list) and "startsAt" in peer["rows"][name][0]:
            summary.update(agreement(peer["rows"][name], hub["rows"][name]))
        show(summary)
    for side in ("hub", "peer"):
        summary = {"summary": side}
        for figure in ("cold_ms", "rss_idle_mib"):
            figures = [run[figure] for run in runs if run["side"] == side]
            summary[figure] = {"runs": figures, "median": round(statistics.median(figures), 1)}
        show(summary)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", required=True, metavar="COMMAND")
    parser.add_argument("--hub", metavar="COMMAND")
    parser.add_argument("--self-test", action="store_true", help="the peer on both sides: ratios near 1 are right")
    parser.add_argument("--queries", default="Q1", help="names in queries.json, with commas (%(default)s)")
    parser.add_argument("--rounds", type=int, default=2, help="of peer, hub, hub, peer (%(default)s)")
    parser.add_argument("--secs", type=int, default=4, help="measured for each query (%(default)s)")
    parser.add_argument("--warm", type=int, default=4, help="before that, not counted; V8 needs some 3 s (%(default)s)")
    parser.add_argument("--connections", type=int, default=16, help="open at once (%(default)s)")
    args = parser.parse_args()
    if bool(args.hub) == args.self_test:
        parser.error("give --hub COMMAND or --self-test")
    return args


def main():
    args = arguments()
    queries = json.loads((HERE / "queries.json").read_text(encoding="utf-8"))
    sides = {"peer": (args.peer, queries["peer"]),
             "hub": (args.peer, queries["peer"]) if args.self_test else (args.hub, queries["hub"])}
    try:
        with tempfile.TemporaryDirectory(prefix="kulturhub-compare-") as folder:
            runs = [measure(side, *sides[side], pathlib.Path(folder), args)
                    for side in ["peer", "hub", "hub", "peer"] * args.rounds]
    except Failed as failure:
        print(f"compare.py: {failure}", file=sys.stderr)
        return 1
    report(runs, args)
    return 0


if __name__ == "__main__":
    sys.exit(main())
