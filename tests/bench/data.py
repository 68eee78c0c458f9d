#!/usr/bin/env python3
"""Makes the benchmark's data: the same activities for the peer and for the hub.

    data.py OUT_DIR [--activities N] [--seed N]

writes into OUT_DIR
    peer.db             SQLite for the peer, with its indexes and statistics
    venues.ndjson       one JSON object a line, to load into the hub
    activities.ndjson   one JSON object a line, to load into the hub

and prints a SHA-256 over the two .ndjson files. The same seed and number give the same files on every machine: only
`Random.random()` is used, whose sequence Python promises to keep. Places, people and programmes are invented; the
municipalities are real, the points lie somewhere near their middle.
"""
import argparse
import hashlib
import json
import pathlib
import random
import sqlite3
from datetime import datetime, timedelta

FIRST_DAY = datetime(2025, 5, 23)  # eighteen months before 23 November 2026 ...
DAYS = 1096                        # ... and as long after it

# code, name, postcode, latitude and longitude of about the middle
MUNICIPALITIES = [
    ("163", "Herlev", "2730", 55.732, 12.433),
    ("165", "Albertslund", "2620", 55.678, 12.353),
    ("175", "Rødovre", "2610", 55.687, 12.448),
    ("183", "Ishøj", "2635", 55.615, 12.325),
    ("190", "Furesø", "3520", 55.795, 12.355),
    ("217", "Helsingør", "3000", 56.045, 12.520),
    ("259", "Køge", "4600", 55.475, 12.080),
    ("260", "Halsnæs", "3300", 55.965, 11.950),
    ("265", "Roskilde", "4000", 55.640, 12.095),
]
TOWNS = {code: name for code, name, *_ in MUNICIPALITIES}
INITIATIVES = [("musik", "Musik"), ("unge", "Ungekultur"), ("sundhed", "Et bedre liv med kultur")]
VENUES = 60
KINDS = ["Biblioteket", "Kulturhuset", "Spillestedet", "Museet", "Ungdomshuset", "Musikskolen", "Medborgerhuset"]
QUARTERS = ["Lærkely", "Mølleåen", "Fjordblik", "Kastanjen", "Strandengen", "Gasværket", "Tårnet", "Havnebuen",
            "Bøgeskoven", "Stationen"]
STREETS = ["Bygaden", "Stationsvej", "Fjordvej", "Præstemarken", "Havnegade", "Lindealléen", "Torvet", "Ågade",
           "Højbovej", "Skovbrynet"]
TOPICS = [
    ("Koncert", "music"), ("Fælleskor", "music"), ("Åben scene", "music"),
    ("Læsekreds", "literature"), ("Forfattermøde", "literature"), ("Eventyrstund", "literature"),
    ("Trykkeværksted", "workshop"), ("Lydværksted", "workshop"), ("Lerværksted", "workshop"),
    ("Foredrag", "talk"), ("Samtalesalon", "talk"), ("Debataften", "talk"),
    ("Fjordvandring", "nature"), ("Svampetur", "nature"), ("Stjernekig", "nature"),
    ("Danseaften", "movement"), ("Morgenyoga", "movement"), ("Parkour", "movement"),
    ("Folkekøkken", "community"), ("Brætspilscafé", "community"), ("Byttemarked", "community"),
    ("Sangskriverkursus", "course"), ("Tegnekursus", "course"), ("Filmkursus", "course"),
]
FOR_WHOM = ["for små børn", "for skolebørn", "for unge", "for voksne", "for ældre", "for hele familien",
            "for nybegyndere", "for rutinerede"]
WHEN = ["mandag aften", "midt på ugen", "fredag eftermiddag", "søndag formiddag", "i sommerferien", "i julen",
        "efter arbejde", "før skole"]
TONES = ["uformel", "stemningsfuld", "sjov", "eftertænksom", "livlig", "nysgerrig", "venlig", "anderledes"]
SENTENCES = [
    "Vi inviterer til en {tone} oplevelse {whom} i {town}.",
    "Dørene åbner en halv time før, og du kan nå en kop te.",
    "{topic} foregår {when}, og alle får plads ved bordet.",
    "Du behøver ikke at have prøvet det før.",
    "Lokale kræfter fra {town} har lagt programmet.",
    "Her er plads til {seats} deltagere, så kom i god tid.",
    "Stedet har elevator, handicaptoilet og teleslynge i salen.",
    "Medbring gerne noget at skrive med og et åbent sind.",
    "Aftenen byder på musik, samtale og lidt godt til ganen.",
    "Børn under ti år skal følges med en voksen.",
    "Bagefter kan du møde de medvirkende i foyeren.",
    "Det er en {tone} måde at lære sine naboer at kende på.",
    "Arrangementet er en del af samarbejdet mellem kommunerne.",
]

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
CREATE TABLE municipality (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE venue (
    id INTEGER PRIMARY KEY, municipality_id INTEGER NOT NULL REFERENCES municipality (id), name TEXT NOT NULL,
    address TEXT NOT NULL, postal_code TEXT NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL,
    capacity INTEGER NOT NULL);
CREATE TABLE initiative (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE activity (
    id INTEGER PRIMARY KEY, venue_id INTEGER NOT NULL REFERENCES venue (id),
    municipality_id INTEGER NOT NULL REFERENCES municipality (id), title TEXT NOT NULL, description TEXT NOT NULL,
    category TEXT NOT NULL, status TEXT NOT NULL, starts_at TEXT NOT NULL, ends_at TEXT NOT NULL,
    price_dkk INTEGER NOT NULL, url TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE activity_initiative (
    activity_id INTEGER NOT NULL REFERENCES activity (id), initiative_id INTEGER NOT NULL REFERENCES initiative (id),
    PRIMARY KEY (activity_id, initiative_id));
CREATE TABLE occurrence (
    id INTEGER PRIMARY KEY, activity_id INTEGER NOT NULL REFERENCES activity (id), starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL, cancelled INTEGER NOT NULL);
"""
INDEXES = """
CREATE INDEX venue_municipality ON venue (municipality_id);
CREATE INDEX activity_upcoming ON activity (status, starts_at, id);
CREATE INDEX activity_venue_upcoming ON activity (venue_id, status, starts_at, id);
CREATE INDEX activity_municipality_upcoming ON activity (municipality_id, status, starts_at, id);
CREATE INDEX activity_initiative_rev ON activity_initiative (initiative_id, activity_id);
CREATE INDEX occurrence_activity ON occurrence (activity_id, starts_at);
CREATE VIRTUAL TABLE activity_words USING fts5 (title, description, content = 'activity', content_rowid = 'id');
INSERT INTO activity_words (activity_words) VALUES ('rebuild');
ANALYZE;
"""


class Dice:
    """Whole numbers from the one method of `random` that is promised never to change."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def below(self, n):
        return int(self.random() * n)

    def pick(self, items):
        return items[self.below(len(items))]

    def once_in(self, n):
        return self.below(n) == 0


def utc(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def make_venues(dice):
    for i in range(VENUES):
        code, town, postcode, lat, lon = MUNICIPALITIES[i % len(MUNICIPALITIES)]
        yield {
            "id": i + 1,
            "name": f"{KINDS[i // len(MUNICIPALITIES)]} {dice.pick(QUARTERS)}, {town}",
            "street": f"{dice.pick(STREETS)} {1 + dice.below(140)}",
            "postcode": postcode,
            "municipality": code,
            "lat": round(lat + (dice.random() - 0.5) / 50, 5),
            "lon": round(lon + (dice.random() - 0.5) / 50, 5),
            "capacity": 20 + dice.below(400),
        }


def make_description(dice, words):
    first, step, n = dice.below(len(SENTENCES)), 1 + dice.below(len(SENTENCES) - 1), 3 + dice.below(4)
    # The number of sentences is a prime, so no step comes round to the same one.
    chosen = (SENTENCES[(first + k * step) % len(SENTENCES)] for k in range(n))
    return " ".join(sentence.format(**words) for sentence in chosen)


def make_occurrences(dice, start, length):
    every = timedelta(days=dice.pick([1, 7, 7, 14]))
    for k in range(1 + dice.below(5)):
        # The first one always takes place: then "when does it start" has one answer in every model.
        cancelled = dice.once_in(40) and k > 0
        yield {"startsAt": utc(start + k * every), "endsAt": utc(start + k * every + length), "cancelled": cancelled}


def make_activity(dice, number, venues):
    venue = dice.pick(venues)
    (topic, category), whom, when = dice.pick(TOPICS), dice.pick(FOR_WHOM), dice.pick(WHEN)
    words = {"topic": topic, "whom": whom, "when": when, "town": TOWNS[venue["municipality"]],
             "tone": dice.pick(TONES), "seats": 8 + dice.below(60)}
    description = make_description(dice, words)
    # A whole quarter from 08:00 to 20:45 UTC: never in the hour that summer time skips or repeats.
    start = FIRST_DAY + timedelta(days=dice.below(DAYS), minutes=15 * (32 + dice.below(52)))
    length = timedelta(minutes=30 * (1 + dice.below(8)))
    hundredth = dice.below(100)
    return {
        "id": number,
        "venue": venue["id"],
        "municipality": venue["municipality"],
        "title": f"{topic} {whom} {when}",
        "description": description,
        "category": category,
        "status": "published" if hundredth < 85 else "draft" if hundredth < 95 else "cancelled",
        "initiatives": [slug for slug, _ in INITIATIVES if dice.once_in(3)],
        "priceOere": 2500 * (1 + dice.below(10)) if dice.once_in(3) else 0,
        "createdAt": utc(start - timedelta(days=7 + dice.below(90), minutes=dice.below(1440))),
        "occurrences": list(make_occurrences(dice, start, length)),
    }


def write_lines(path, items, digest):
    with open(path, "wb") as file:
        for item in items:
            line = json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            file.write(line)


def write_peer(path, venues, activities):
    for old in path.parent.glob(path.name + "*"):
        old.unlink()
    db = sqlite3.connect(path)
    db.executescript(SCHEMA)
    municipality = {code: i + 1 for i, (code, *_) in enumerate(MUNICIPALITIES)}
    initiative = {slug: i + 1 for i, (slug, _) in enumerate(INITIATIVES)}

    def fill(table, rows):
        width = len(db.execute(f"PRAGMA table_info({table})").fetchall())
        db.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * width)})", rows)

    fill("municipality", ((municipality[code], code, name) for code, name, *_ in MUNICIPALITIES))
    fill("initiative", ((initiative[slug], name) for slug, name in INITIATIVES))
    fill("venue", ((v["id"], municipality[v["municipality"]], v["name"], v["street"], v["postcode"], v["lat"],
                    v["lon"], v["capacity"]) for v in venues))
    fill("activity", ((a["id"], a["venue"], municipality[a["municipality"]], a["title"], a["description"],
                       a["category"], a["status"], a["occurrences"][0]["startsAt"], a["occurrences"][0]["endsAt"],
                       a["priceOere"] // 100, f"https://example.org/a/{a['id']}", a["createdAt"], a["createdAt"])
                      for a in activities))
    fill("activity_initiative", ((a["id"], initiative[slug]) for a in activities for slug in a["initiatives"]))
    fill("occurrence", ((None, a["id"], o["startsAt"], o["endsAt"], o["cancelled"])
                        for a in activities for o in a["occurrences"]))
    db.commit()
    db.executescript(INDEXES)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--activities", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20261123)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)

    dice = Dice(args.seed)
    venues = list(make_venues(dice))
    activities = [make_activity(dice, number, venues) for number in range(1, args.activities + 1)]
    digest = hashlib.sha256()
    write_lines(args.out / "venues.ndjson", venues, digest)
    write_lines(args.out / "activities.ndjson", activities, digest)
    write_peer(args.out / "peer.db", venues, activities)
    occurrences = sum(len(a["occurrences"]) for a in activities)
    print(f"{len(venues)} venues, {len(activities)} activities, {occurrences} occurrences, sha256 {digest.hexdigest()}")


if __name__ == "__main__":
    main()
