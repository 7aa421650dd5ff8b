/** Failures that a text reports, wherever in a line they stand. */
export { adviceFor, type Advice } from "./advice.ts";
export { mayBeHeadline } from "./may-be.ts";
export { HeadlineReader } from "./reader.ts";
export type { Headline, Program } from "./types.ts";
