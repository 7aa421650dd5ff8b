#!/usr/bin/env node
// An external checker for `vmx-preflight fuzz --against 'node examples/checkers/checker.mjs NAME'`:
// a state a line on standard input, a verdict a line on standard output. docs/fuzzing.md has the protocol.
import { createInterface } from "node:readline";
import { PACKED_WORDS, compile, pack } from "vmx-preflight";
import { rulesOf } from "./rules.mjs";

const rules = rulesOf(process.argv[2] ?? "correct");
const words = new Int32Array(PACKED_WORDS);
const out = new Int32Array(rules.length * 8);
const checkers = new Map();

/** Checks are compiled for a CPU; states of a campaign are on a few dozen of them. */
function checkerFor(cpu) {
  const key = JSON.stringify(cpu);
  let made = checkers.get(key);
  if (made === undefined) checkers.set(key, (made = compile(rules, cpu)));
  return made;
}

let answers = "";
const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
lines.on("line", (line) => {
  if (line === "") return;
  const { id, state } = JSON.parse(line);
  const checker = checkerFor(state.cpu);
  const count = checker.check(pack(state, words), 0, out);
  const violated = Array.from(out.subarray(0, count), (number) => checker.instances[number]);
  const verdict = count === 0 ? "valid" : "invalid";
  if (answers === "") setImmediate(flush);
  answers += `${JSON.stringify({ id, verdict, violated })}\n`;
});

/** One write for the answers to all lines that came together. */
function flush() {
  const text = answers;
  answers = "";
  // Standard output blocks on files and pipes in some systems only: wait where it does not.
  if (!process.stdout.write(text)) {
    lines.pause();
    process.stdout.once("drain", () => lines.resume());
  }
}
