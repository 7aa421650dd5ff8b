import type { Origin } from "../../index.ts";

/** Where the values of a state stood in the input. */
export interface Evidence {
  /** Of the fields of a dump. */
  origin?: ReadonlyMap<string, Origin>;
  /** First line of the state. */
  line?: number;
  /** File and line of a state that is no dump, where several files are read. */
  place?: string;
}
