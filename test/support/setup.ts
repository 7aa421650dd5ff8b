/**
 * Property tests take the same random states on every run, so that a commit is never blamed for a
 * state nobody had tried before. `npm run prove` and FC_SEED=NUMBER try others.
 */
import * as fc from "fast-check";

const given = process.env["FC_SEED"];
if (process.env["VMX_PROVE"] === undefined || given !== undefined) {
  fc.configureGlobal({ seed: Number(given ?? 20_060_501) });
}
