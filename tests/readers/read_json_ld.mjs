// Reads JSON-LD from standard input with jsonld and tells what takes place, as JSON. It asks nobody for the context of
// schema.org: all its words are in one vocabulary.

import { readFileSync } from "node:fs";
import { packageOf } from "./package.mjs";

const { default: jsonld } = await packageOf("jsonld");
const SCHEMA = "https://schema.org/";

async function documentLoader(url) {
  if (url.replace(/\/$/, "") !== "https://schema.org") throw new Error(`nothing is read from ${url}`);
  return { documentUrl: url, document: { "@context": { "@vocab": SCHEMA } } };
}

const values = (node, name) => (node[SCHEMA + name] ?? []).map((value) => value["@value"] ?? value);
const one = (node, name) => values(node, name)[0] ?? null;

function told(node) {
  return {
    id: node["@id"] ?? null,
    type: node["@type"],
    name: one(node, "name"),
    description: one(node, "description"),
    starts: one(node, "startDate"),
    ends: one(node, "endDate"),
    before: one(node, "previousStartDate"),
    status: one(node, "eventStatus"),
    places: values(node, "location").map((place) => [place["@type"][0], one(place, "name") ?? one(place, "url")]),
    parts: values(node, "subEvent").map(told),
  };
}

const document = JSON.parse(readFileSync(0, "utf8"));
// Safe: what would be lost is a fault.
const [root] = await jsonld.expand(document, { documentLoader, safe: true });
const triples = await jsonld.toRDF(document, { documentLoader, safe: true });
const listed = values(root, "itemListElement");
const events = (listed.length ? listed.map((item) => one(item, "item")) : [root]).map(told);
const names = triples.filter((triple) => triple.predicate.value === `${SCHEMA}startDate`).map((triple) => triple.object.value);
process.stdout.write(JSON.stringify({ type: root["@type"], events, starts: names.sort() }));
