// Checkers that misbehave on states in activity state shutdown, for checker-process.test.ts.
import { createInterface } from "node:readline";

const how = process.argv[2];
const lines = createInterface({ input: process.stdin });
let held = "";
const say = (line) => {
  if (how.startsWith("buffered")) held += `${line}\n`;
  else process.stdout.write(`${line}\n`);
  // As stdio does: a full buffer is written, the rest at the end.
  if (held.length >= 65_536) flush();
};
const flush = () => {
  process.stdout.write(held);
  held = "";
};

if (how === "banner") process.stdout.write("checker 1.0 ready\n");
if (how === "never") process.exit(7);
lines.on("line", (line) => {
  const { id, state } = JSON.parse(line);
  const isBad = state.guest.activityState === "0x2";
  const answer = JSON.stringify({ id, verdict: "undecided" });
  if (isBad && (how === "crash" || how === "buffered-crash")) {
    process.stderr.write("segmentation fault, not really\n");
    process.exit(3);
  }
  if (isBad && how === "silent-crash") process.exit(0);
  if (isBad && how === "hang") {
    // It does not come back, and reads no more.
    for (;;);
  }
  if (isBad && how === "garbage") say("??");
  else if (isBad && how === "wrong-id")
    say(JSON.stringify({ id: id + 1_000_000, verdict: "valid" }));
  else if (isBad && how === "no-verdict") say(JSON.stringify({ id, verdict: "maybe" }));
  else if (isBad && how === "long") say("x".repeat(3_000_000));
  else say(answer);
});
lines.on("close", flush);
