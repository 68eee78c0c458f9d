#!/usr/bin/env python3
"""Measures how fast the hub writes, against PostGraphile on this machine, in one run, and prints JSON lines.

    writes.py --peer COMMAND --peer-database URL --hub COMMAND --hub-database FILE --key KEY [--only W1,W2,W3]

W1  one new activity a request, with one occurrence, its words indexed, many connections: the hub and the peer, in
    the order peer, hub, hub, peer. The peer writes one row that carries its own start, so it has less to do.
W2  activities of a source, new ones and then the same ones changed: all in one call, and one by one.
W3  what is read most, alone and while others write so many activities a second.

Both commit durably, and that is asked, not believed: the peer's settings are printed and checked; the hub itself does
not start on a database that is not set to it. After W1 the rows are counted.
"""
import argparse
import http.client
import json
import os
import pathlib
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid

from compare import Failed, HERE, Server, bodies, show, wrk

DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
SUBMIT = """mutation Submit($input: ActivityInput!) { activitySubmit(input: $input) {
  activity { id title startsAt } outcome userErrors { code message field } } }"""
UPSERT = """mutation Upsert($items: [ActivityInput!]!) { activityUpsertMany(items: $items) { results { outcome } } }"""
CREATE = """mutation Create($activity: ActivityInput!) { createActivity(input: {activity: $activity}) {
  activity { id: rowId title startsAt } } }"""
DESCRIPTION = "Vi inviterer til en stemningsfuld oplevelse for hele familien i Køge. Du behøver ikke at have prøvet det før."


def post(query, **variables):
    return json.dumps({"query": query, "variables": variables}, ensure_ascii=False)


def hub_input(number, venue, source=None):
    """An activity of the hub; with a source, the same number is the same activity."""
    activity = {
        "title": {"da": f"Koncert for hele familien {number}"}, "description": {"da": DESCRIPTION},
        "categories": ["music"], "audiences": ["all"], "initiatives": ["initiative_musik"],
        "price": {"kind": "FREE"},
        "occurrences": [{"startsAt": "2027-01-01T10:00:00Z", "endsAt": "2027-01-01T11:00:00Z", "at": {"venue": venue}}],
    }
    if source:
        activity["source"] = {"name": source, "externalId": str(number)}
    return activity


def peer_input(number):
    return {
        "venueId": 1, "municipalityId": 1, "title": f"Koncert for hele familien {number}", "description": DESCRIPTION,
        "category": "music", "status": "published", "startsAt": "2027-01-01T10:00:00Z", "endsAt": "2027-01-01T11:00:00Z",
        "priceDkk": 0, "url": "", "createdAt": "2026-11-23T00:00:00Z", "updatedAt": "2026-11-23T00:00:00Z",
    }


class Client:
    """One open connection with a key."""

    def __init__(self, server, key):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if key:
            self.headers["Authorization"] = f"Bearer {key}"

    def ask(self, body):
        self.connection.request("POST", "/graphql", body.encode(), self.headers)
        raw = self.connection.getresponse().read()
        answer = json.loads(raw)
        if answer.get("errors") or '"code"' in raw.decode():
            raise Failed(f"refused: {raw[:500]!r}")
        return answer["data"]


class Side:
    """The hub or the peer: how to start it, what to send it, and how to count what it has."""

    def __init__(self, name, command, key, create, count):
        self.name, self.command, self.key, self.create, self.count = name, command, key, create, count

    def start(self, work):
        return Server(self.command, work / f"{self.name}.log")


def psql(url, statement):
    out = subprocess.run(["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--command", statement, url],
                         check=True, capture_output=True, text=True)
    return out.stdout.strip()


def check_durable(url):
    found = {name: psql(url, f"SHOW {name}") for name in DURABLE}
    show({"peer_settings": found, "peer_version": psql(url, "SHOW server_version")})
    if found != DURABLE:
        raise Failed(f"the peer does not commit durably: {found}")


def hub_count(file):
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
        counts = "SELECT (SELECT count(*) FROM activity), (SELECT count(*) FROM activity_search_row)"
        activities, indexed = db.execute(counts).fetchone()
    if activities != indexed:
        raise Failed(f"{activities} activities, but {indexed} in the index of words")
    return activities


def some_venue(server):
    _, data = server.ask(post("{ venues(first: 1) { nodes { id } } }"))
    return data["venues"]["nodes"][0]["id"]


def ready(server):
    server.first_answer_ms(post("{ __typename }"))
    return server


def creates(side, server):
    venue = some_venue(server) if side.name == "hub" else None
    run = uuid.uuid4().hex[:8]
    return [side.create(f"{run} {number}", venue) for number in range(5_000)]


def w1(side, work, args):
    """New activities, as many as it takes in."""
    with side.start(work) as server:
        ready(server)
        requests = creates(side, server)
        Client(server, side.key).ask(requests[0])
        body_file = work / "bodies.jsonl"
        body_file.write_text("\n".join(requests) + "\n", encoding="utf-8")
        wrk(server, body_file, args.connections, args.warm, side.key)
        load, before, cpu, began = os.getloadavg()[0], side.count(), server.cpu_seconds(), time.perf_counter()
        result = wrk(server, body_file, args.connections, args.secs, side.key)
        cores = (server.cpu_seconds() - cpu) / (time.perf_counter() - began)
        written = side.count() - before
        # What is being answered when a clock stops may be written and not counted, before and after.
        if result["failed"] or not 0 <= written - result["requests"] <= 2 * args.connections:
            raise Failed(f"{side.name}: {result} but {written} written")
        row = {"side": side.name, "measure": "W1", "rps": round(result["requests"] / result["seconds"], 1),
               "p50_ms": result["p50_ms"], "p99_ms": result["p99_ms"], "cores": round(cores, 2), "load_before": round(load, 2)}
    show(row)
    return row


def timed(client, requests):
    began = time.perf_counter()
    for request in requests:
        client.ask(request)
    return time.perf_counter() - began


def w2(hub, work, args):
    """The same number of activities in one call and one by one: first all new, then all changed."""
    rows = []
    with hub.start(work) as server:
        venue, client = some_venue(ready(server)), Client(server, hub.key)
        for round_number in range(args.rounds * 2 + 1):
            source = uuid.uuid4().hex[:8]
            row = {"measure": "W2", "items": args.items}
            for state, start in [("new", 0), ("changed", 1_000_000)]:
                def inputs(kind):
                    titled = (hub_input(number + start, venue) for number in range(args.items))
                    return [{**item, "source": {"name": f"{kind} {source}", "externalId": str(number)}}
                            for number, item in enumerate(titled)]
                single = [post(SUBMIT, input=item) for item in inputs("single")]
                many = [post(UPSERT, items=inputs("many"))]
                ways = [("one_by_one_s", single), ("one_call_s", many)]
                took = {name: timed(client, requests) for name, requests in (ways if round_number % 2 else ways[::-1])}
                row.update({f"{state}_{name}": round(seconds, 4) for name, seconds in took.items()})
                row[f"{state}_times_faster"] = round(took["one_by_one_s"] / took["one_call_s"], 2)
            if round_number > 0:  # the first warms up
                show(row)
                rows.append(row)
    return rows


class Line:
    """One open connection that sends what was made before the clock ran: the processor is the server's."""

    def __init__(self, server, key, bodies):
        head = (f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: application/json\r\n"
                f"Authorization: Bearer {key}\r\nContent-Length: ")
        self.requests = [head.encode() + f"{len(body)}\r\n\r\n".encode() + body for body in map(str.encode, bodies)]
        self.socket = socket.create_connection(("127.0.0.1", server.port), 60)

    def ask(self, number):
        self.socket.sendall(self.requests[number % len(self.requests)])
        answer = b""
        while True:
            head, end, body = answer.partition(b"\r\n\r\n")
            if end and len(body) >= int(re.search(rb"(?i)content-length: (\d+)", head).group(1)):
                break
            more = self.socket.recv(65536)
            if not more:
                raise Failed("the connection was closed")
            answer += more
        if not head.startswith(b"HTTP/1.1 200") or b'"code"' in body or b'"errors"' in body:
            raise Failed(f"refused: {answer[:500]!r}")


class Writing(threading.Thread):
    """Writes so many activities a second until it is told to end; the next is due by the clock, not by the last."""

    def __init__(self, server, hub, requests, rate):
        super().__init__()
        self.lines = [Line(server, hub.key, requests) for _ in range(4)]
        self.rate, self.written, self.ended, self.failure = rate, 0, threading.Event(), None
        self.taking = threading.Lock()

    def run(self):
        self.began = time.perf_counter()
        threads = [threading.Thread(target=self.write, args=(line,)) for line in self.lines]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.seconds = time.perf_counter() - self.began

    def write(self, line):
        while not self.ended.is_set():
            with self.taking:
                number, self.written = self.written, self.written + 1
            time.sleep(max(0, self.began + number / self.rate - time.perf_counter()))
            try:
                line.ask(number)
            except (Failed, OSError) as failure:
                self.failure = failure
                return

    def end(self):
        self.ended.set()
        self.join()
        if self.failure:
            raise Failed(f"writing failed: {self.failure}")
        return self.written / self.seconds


def w3(hub, queries, work, args):
    """Reads alone and beside writes, in both orders."""
    rows = []
    with hub.start(work) as server:
        requests = creates(hub, ready(server))
        for name in ["Q1", "Q2", "Q3"]:
            body_file = work / "bodies.jsonl"
            body_file.write_text("\n".join(bodies(server, queries[name])) + "\n", encoding="utf-8")
            wrk(server, body_file, args.connections, args.warm)
            for busy in [False, True, True, False] * args.rounds:
                writing = Writing(server, hub, requests, args.writes) if busy else None
                if writing:
                    writing.start()
                cpu, began = server.cpu_seconds(), time.perf_counter()
                result = wrk(server, body_file, args.connections, args.secs)
                cores = (server.cpu_seconds() - cpu) / (time.perf_counter() - began)
                rate = writing.end() if writing else 0
                if result["failed"]:
                    raise Failed(f"{name}: {result}")
                row = {"measure": "W3", "query": name, "writes_per_second": round(rate, 1),
                       "rps": round(result["requests"] / result["seconds"], 1), "p50_ms": result["p50_ms"],
                       "p99_ms": result["p99_ms"], "cores": round(cores, 2)}
                show(row)
                rows.append(row)
    return rows


def ratios(pairs):
    return {"pairs": [round(ratio, 3) for ratio in pairs], "median": round(statistics.median(pairs), 3)}


def report_w1(runs):
    pairs = [(runs[i], runs[i + 1]) if runs[i]["side"] == "peer" else (runs[i + 1], runs[i]) for i in range(0, len(runs), 2)]
    show({"summary": "W1", **{f"{figure}_hub_to_peer": ratios([hub[figure] / peer[figure] for peer, hub in pairs])
                              for figure in ("rps", "p50_ms", "p99_ms")}})


def report_w2(rows):
    show({"summary": "W2", **{f"{state}_times_faster": ratios([row[f"{state}_times_faster"] for row in rows])
                              for state in ("new", "changed")}})


def report_w3(rows):
    for name in ["Q1", "Q2", "Q3"]:
        of_query = [row for row in rows if row["query"] == name]
        pairs = [sorted(of_query[i:i + 2], key=lambda row: row["writes_per_second"]) for i in range(0, len(of_query), 2)]
        show({"summary": "W3", "query": name,
              "slower_percent": ratios([100 * (1 - busy["rps"] / alone["rps"]) for alone, busy in pairs]),
              "p99_ms_busy_to_alone": ratios([busy["p99_ms"] / alone["p99_ms"] for alone, busy in pairs])})


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", metavar="COMMAND")
    parser.add_argument("--peer-database", metavar="URL")
    parser.add_argument("--hub", required=True, metavar="COMMAND")
    parser.add_argument("--hub-database", required=True, metavar="FILE")
    parser.add_argument("--key", required=True, help="of a submitter")
    parser.add_argument("--only", default="W1,W2,W3", help="what is measured (%(default)s)")
    parser.add_argument("--rounds", type=int, default=2, help="of both orders (%(default)s)")
    parser.add_argument("--secs", type=int, default=5, help="measured each time (%(default)s)")
    parser.add_argument("--warm", type=int, default=4, help="before that, not counted (%(default)s)")
    parser.add_argument("--connections", type=int, default=16, help="open at once (%(default)s)")
    parser.add_argument("--items", type=int, default=200, help="of one call in W2 (%(default)s)")
    parser.add_argument("--writes", type=int, default=100, help="a second in W3 (%(default)s)")
    args = parser.parse_args()
    if "W1" in args.only and not (args.peer and args.peer_database):
        parser.error("W1 needs --peer and --peer-database")
    return args


def measure(args, work):
    only = args.only.split(",")
    hub = Side("hub", args.hub, args.key, lambda number, venue: post(SUBMIT, input=hub_input(number, venue)),
               lambda: hub_count(args.hub_database))
    if "W1" in only:
        check_durable(args.peer_database)
        peer = Side("peer", args.peer, None, lambda number, _: post(CREATE, activity=peer_input(number)),
                    lambda: int(psql(args.peer_database, "SELECT count(*) FROM activity")))
        report_w1([w1(side, work, args) for side in [peer, hub, hub, peer] * args.rounds])
    if "W2" in only:
        report_w2(w2(hub, work, args))
    if "W3" in only:
        queries = json.loads((HERE / "queries.json").read_text(encoding="utf-8"))["hub"]
        report_w3(w3(hub, queries, work, args))


def main():
    args = arguments()
    try:
        with tempfile.TemporaryDirectory(prefix="kulturhub-writes-") as folder:
            measure(args, pathlib.Path(folder))
    except Failed as failure:
        print(f"writes.py: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
