// A checker for kill.test.ts: it takes the milliseconds that the file named first says for each state,
// and writes down when it answered into the file named second.
import { openSync, readFileSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const [pace, log] = process.argv.slice(2);
const wait = Number(readFileSync(pace, "utf8"));
const file = openSync(log, "a");

for await (const line of createInterface({ input: process.stdin })) {
  const { id } = JSON.parse(line);
  if (wait > 0) await sleep(wait);
  process.stdout.write(`${JSON.stringify({ id, verdict: "undecided" })}\n`);
  writeSync(file, `${Date.now()}\n`);
}
