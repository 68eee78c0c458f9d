// The peer: what a careful Node developer writes in a day. GraphQL Yoga, prepared statements of better-sqlite3,
// one DataLoader per relation and request, no other cache. Everything runs in the one event loop.
//
//     node server.cjs FILE PORT
'use strict';

const http = require('node:http');
const Database = require('better-sqlite3');
const DataLoader = require('dataloader');
const { createPubSub, createSchema, createYoga } = require('graphql-yoga');
const { useServer } = require('graphql-ws/use/ws');
const { WebSocketServer } = require('ws');

const [file, port] = process.argv.slice(2);
if (!file || !port) {
  console.error('usage: node server.cjs FILE PORT');
  process.exit(2);
}

const db = new Database(file, { fileMustExist: true });
db.pragma('journal_mode = WAL');
db.pragma('synchronous = NORMAL');
db.pragma(`mmap_size = ${256 * 1024 * 1024}`);

const ACTIVITY = `SELECT id, venue_id, title, description, category, status, starts_at AS startsAt, ends_at AS endsAt,
  price_dkk AS priceDkk, url, created_at AS createdAt, updated_at AS updatedAt FROM activity`;
const upcoming = db.prepare(
  `${ACTIVITY} WHERE status = 'published' AND starts_at >= ? ORDER BY starts_at, id LIMIT ?`,
);
const atVenue = db.prepare(
  `${ACTIVITY} WHERE venue_id = ? AND status = 'published' AND starts_at >= ? ORDER BY starts_at, id LIMIT ?`,
);
const search = db.prepare(
  `${ACTIVITY.replace('SELECT id, venue_id, title, description', 'SELECT activity.id, venue_id, activity.title, activity.description')}
   JOIN activity_words ON activity_words.rowid = activity.id
   WHERE activity_words MATCH ? AND municipality_id = (SELECT id FROM municipality WHERE code = ?)
     AND status = 'published' AND starts_at >= ? AND starts_at < ? ORDER BY starts_at, activity.id LIMIT ?`,
);
const allMunicipalities = db.prepare('SELECT id, code, name FROM municipality ORDER BY name');
const venuesIn = db.prepare(
  `SELECT id, municipality_id, name, address, postal_code AS postalCode, latitude, longitude, capacity
   FROM venue WHERE municipality_id = ? ORDER BY name LIMIT ?`,
);
const byId = db.prepare(`${ACTIVITY} WHERE id = ?`);

const insertActivity = db.prepare(
  `INSERT INTO activity (venue_id, municipality_id, title, description, category, status, starts_at, ends_at, price_dkk, url,
     created_at, updated_at)
   SELECT id, municipality_id, @title, @description, @category, 'published', @startsAt, @endsAt, 0, '', @now, @now
   FROM venue WHERE id = @venueId`,
);
const insertOccurrence = db.prepare(
  'INSERT INTO occurrence (activity_id, starts_at, ends_at, cancelled) VALUES (?, ?, ?, 0)',
);
const insert = db.transaction((input) => {
  const { lastInsertRowid } = insertActivity.run({ ...input, now: new Date().toISOString() });
  insertOccurrence.run(lastInsertRowid, input.startsAt, input.endsAt);
  return byId.get(lastInsertRowid);
});
const created = createPubSub();

// One prepared statement for each number of keys; `sql(marks)` writes the statement with so many question marks.
function forKeys(sql) {
  const prepared = [];
  return (keys) => {
    const n = keys.length;
    prepared[n] ??= db.prepare(sql(Array(n).fill('?').join()));
    return prepared[n].all(...keys);
  };
}

function oneForEach(sql) {
  const rows = forKeys(sql);
  return async (keys) => {
    const found = new Map();
    for (const row of rows(keys)) found.set(row.id, row);
    return keys.map((key) => found.get(key) ?? null);
  };
}

function manyForEach(sql) {
  const rows = forKeys(sql);
  return async (keys) => {
    const found = new Map(keys.map((key) => [key, []]));
    for (const row of rows(keys)) found.get(row.activity_id).push(row);
    return keys.map((key) => found.get(key));
  };
}

const loadVenues = oneForEach((marks) =>
  `SELECT id, municipality_id, name, address, postal_code AS postalCode, latitude, longitude, capacity
   FROM venue WHERE id IN (${marks})`);
const loadMunicipalities = oneForEach((marks) => `SELECT id, code, name FROM municipality WHERE id IN (${marks})`);
const loadInitiatives = manyForEach((marks) =>
  `SELECT link.activity_id, initiative.id, initiative.name
   FROM activity_initiative AS link JOIN initiative ON initiative.id = link.initiative_id
   WHERE link.activity_id IN (${marks})`);
const loadOccurrences = manyForEach((marks) =>
  `SELECT id, activity_id, starts_at AS startsAt, ends_at AS endsAt, cancelled
   FROM occurrence WHERE activity_id IN (${marks}) ORDER BY starts_at`);

const context = () => ({
  venue: new DataLoader(loadVenues),
  municipality: new DataLoader(loadMunicipalities),
  initiatives: new DataLoader(loadInitiatives),
  occurrences: new DataLoader(loadOccurrences),
});

const typeDefs = /* GraphQL */ `
  type Query {
    activities(first: Int!, from: String!): [Activity!]!
    activity(id: ID!): Activity
    search(words: String!, municipality: String!, from: String!, to: String!, first: Int!): [Activity!]!
    municipalities: [Municipality!]!
  }
  type Mutation {
    createActivity(input: ActivityInput!): Activity!
  }
  type Subscription {
    activityCreated: Activity!
  }
  input ActivityInput {
    venueId: ID!
    title: String!
    description: String!
    category: String!
    startsAt: String!
    endsAt: String!
  }
  type Activity {
    id: ID!
    title: String!
    description: String!
    category: String!
    status: String!
    startsAt: String!
    endsAt: String!
    priceDkk: Int!
    url: String!
    createdAt: String!
    updatedAt: String!
    venue: Venue!
    initiatives: [Initiative!]!
    occurrences: [Occurrence!]!
  }
  type Venue {
    id: ID!
    name: String!
    address: String!
    postalCode: String!
    latitude: Float!
    longitude: Float!
    capacity: Int!
    municipality: Municipality!
    activities(first: Int!, from: String!): [Activity!]!
  }
  type Municipality {
    id: ID!
    code: String!
    name: String!
    venues(first: Int!): [Venue!]!
  }
  type Initiative {
    id: ID!
    name: String!
  }
  type Occurrence {
    id: ID!
    startsAt: String!
    endsAt: String!
    cancelled: Boolean!
  }
`;

const resolvers = {
  Query: {
    activities: (_root, { first, from }) => upcoming.all(from, first),
    activity: (_root, { id }) => byId.get(id) ?? null,
    search: (_root, { words, municipality, from, to, first }) => search.all(words, municipality, from, to, first),
    municipalities: () => allMunicipalities.all(),
  },
  Mutation: {
    createActivity: (_root, { input }) => {
      const activity = insert(input);
      created.publish('activity', activity);
      return activity;
    },
  },
  Subscription: {
    activityCreated: { subscribe: () => created.subscribe('activity'), resolve: (activity) => activity },
  },
  Activity: {
    venue: (activity, _args, loaders) => loaders.venue.load(activity.venue_id),
    initiatives: (activity, _args, loaders) => loaders.initiatives.load(activity.id),
    occurrences: (activity, _args, loaders) => loaders.occurrences.load(activity.id),
  },
  Venue: {
    municipality: (venue, _args, loaders) => loaders.municipality.load(venue.municipality_id),
    activities: (venue, { first, from }) => atVenue.all(venue.id, from, first),
  },
  Municipality: {
    venues: (municipality, { first }) => venuesIn.all(municipality.id, first),
  },
};

const schema = createSchema({ typeDefs, resolvers });
const yoga = createYoga({ schema, context, logging: false });
const server = http.createServer(yoga);
useServer({ schema, context }, new WebSocketServer({ server, path: '/graphql' }));
server.listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
