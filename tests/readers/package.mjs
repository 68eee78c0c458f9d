// A package of the pages, which stand in crates/web with the versions of its lock file.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const { resolve } = createRequire(new URL("../../crates/web/package.json", import.meta.url));

export function packageOf(name) {
  return import(pathToFileURL(resolve(name)).href);
}
