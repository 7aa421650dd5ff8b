import type { Tool } from "./evaluate/check/index.ts";
import { INSTANCES } from "./generated/checks.ts";
import { SDM_EDITION } from "./generated/explanations.ts";
import { VERSION } from "./version.ts";

/** What reports say about the package that made them. */
export const tool: Tool = { version: VERSION, rules: INSTANCES.length, sdmEdition: SDM_EDITION };
