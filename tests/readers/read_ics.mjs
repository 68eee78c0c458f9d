// Reads a calendar from standard input with ical.js and tells its events, and its instances over four years, as JSON.

import { readFileSync } from "node:fs";
import { packageOf } from "./package.mjs";

const { default: ICAL } = await packageOf("ical.js");
const [FROM, TO] = ["2026-01-01", "2030-01-01"];

/** A day as it is, a time in UTC; one without a zone is a fault. */
function instant(time) {
  if (!time) return null;
  if (time.isDate) return time.toString();
  if (time.zone === ICAL.Timezone.localTimezone) throw new Error(`${time} has no zone`);
  return time.toJSDate().toISOString().replace(".000Z", "Z");
}

function told(component) {
  const value = (name) => component.getFirstPropertyValue(name);
  return {
    uid: value("uid"),
    recurrence: instant(value("recurrence-id")),
    summary: value("summary"),
    description: value("description"),
    location: value("location"),
    comment: value("comment"),
    url: value("url"),
    categories: component.getFirstProperty("categories")?.getValues() ?? [],
    status: value("status"),
    sequence: value("sequence"),
    modified: instant(value("last-modified")),
    starts: instant(value("dtstart")),
    ends: instant(value("dtend")),
  };
}

/** What a rule and what was changed of it come to. By itself the library takes exceptions of other events for its own. */
function instancesOf(components) {
  const exceptions = components.filter((component) => component.hasProperty("recurrence-id"));
  const alone = (component) => new ICAL.Event(component, { exceptions: [] });
  const main = components.find((component) => !exceptions.includes(component));
  if (!main) return exceptions.map(alone).map((event) => instance(event, event.startDate, event.endDate));
  const event = new ICAL.Event(main, { exceptions, strictExceptions: true });
  if (!event.isRecurring()) return [instance(event, event.startDate, event.endDate)];
  const found = [];
  const iterator = event.iterator();
  for (let next = iterator.next(); next && next.toString() < TO; next = iterator.next()) {
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    found.push(instance(item, startDate, endDate));
  }
  return found;
}

function instance(event, starts, ends) {
  const hasEnd = event.component.hasProperty("dtend");
  return {
    uid: event.uid,
    starts: instant(starts),
    ends: hasEnd ? instant(ends) : null,
    status: event.component.getFirstPropertyValue("status"),
  };
}

const byKey = (a, b) => compare(a.uid, b.uid) || compare(a.recurrence ?? "", b.recurrence ?? "") || compare(a.starts, b.starts);
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
calendar.getAllSubcomponents("vtimezone").forEach((zone) => ICAL.TimezoneService.register(zone));
const components = calendar.getAllSubcomponents("vevent");
const groups = grouped(components);
const instances = [...groups.values()].flatMap(instancesOf).filter((found) => found.starts >= FROM && found.starts < TO);
const events = components.map(told);
process.stdout.write(JSON.stringify({ events: events.sort(byKey), instances: instances.sort(byKey) }));

function grouped(components) {
  const groups = new Map();
  for (const component of components) {
    const uid = component.getFirstPropertyValue("uid");
    groups.set(uid, [...(groups.get(uid) ?? []), component]);
  }
  return groups;
}
