// PostGraphile as it comes: everything in the schema `public` can be read and written, each table by itself.
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const { DATABASE_URL, PORT } = process.env;

export default {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: DATABASE_URL, schemas: ["public"], poolConfig: { max: 20 } })],
  grafserv: { host: "127.0.0.1", port: Number(PORT), watch: false, graphiql: false },
  grafast: { explain: false },
};
