import { describe, expect, it } from "vitest";
import { parseDump } from "../../src/dumps/index.ts";
import { dumpSamples, fixture, samples } from "./fixtures.ts";

/**
 * A small generator of its own (mulberry32): the cases are the same in every run, and cost nothing
 * beside the parsing.
 */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const LINES = [
  ...samples("").map((name) => fixture(`formats/${name}.txt`)),
  ...dumpSamples().map((name) => fixture(`dumps/${name}`)),
].map((text) => text.split("\n"));

const SNIPPETS = [
  ...["=", ":", " ", ",", "[", "]", "(", ")", "{", "}", "*", "|", "<", ">", "\r", "\n", "\t", "\0"],
  "\u001b[",
  "0x",
  "***",
  "> ",
  "(XEN) ",
  "[ 1.0] ",
  "f".repeat(40),
  "&gt;",
  "\ud800",
];

/** A few lines of a sample with a few places damaged. */
function mutated(random: (below: number) => number): string {
  const lines = LINES[random(LINES.length)] ?? [];
  const from = random(lines.length);
  let text = lines.slice(from, from + 1 + random(10)).join("\n");
  for (let count = random(5); count >= 0; count--) {
    const at = random(text.length + 1);
    const length = random(4) === 0 ? random(30) : random(2);
    const snippet = SNIPPETS[random(SNIPPETS.length)] ?? "";
    const [before, after] = [text.slice(0, at), text.slice(at + length)];
    text = random(3) === 0 ? before + after : before + snippet + after;
    if (random(10) === 0) text += "\n" + text.slice(random(text.length + 1));
  }
  return text;
}

function randomCharacters(random: (below: number) => number): string {
  const range = [0x80, 0x100, 0x10000][random(3)] ?? 0x80;
  return String.fromCharCode(...Array.from({ length: random(200) }, () => random(range)));
}

const FIELD = /^0x(?:0|[1-9a-f][0-9a-f]{0,15})$/;

describe("whatever the text", () => {
  it("nothing is thrown, and what comes out is well formed (60,000 cases)", () => {
    const random = generator(20240601);
    for (let round = 0; round < 60_000; round++) {
      const text = round % 6 === 0 ? randomCharacters(random) : mutated(random);
      const lineCount = text.split(text.includes("\n") ? "\n" : "\r").length;
      for (const dump of parseDump(text)) {
        const [first, last] = dump.lines;
        if (first < 1 || last < first || last > lineCount)
          expect.fail(`lines ${first} to ${last} of ${lineCount} in ${JSON.stringify(text)}`);
        const values = Object.values({ ...dump.state.guest, ...dump.state.controls }).flatMap(
          (value): unknown[] => (typeof value === "object" ? Object.values(value) : [value]),
        );
        if (!values.every((value) => typeof value === "string" && FIELD.test(value)))
          expect.fail(`${JSON.stringify(values)} of ${JSON.stringify(text)}`);
        const facts = Object.values(dump.state.cpu ?? {}).length;
        if (values.length + facts !== dump.origin.size)
          expect.fail(`a value without its place in ${JSON.stringify(text)}`);
      }
    }
  }, 120_000);

  it("long runs of one thing are read to the end", () => {
    for (const run of [
      "> ",
      "[1.0]",
      "\u001b[",
      "0",
      "CR3 = ",
      "CR0: actual=",
      "VMCS ,",
      "a kernel: ",
      "{ cs: ",
      "kvm_segment { ",
      "GUEST_CR0 ",
      "cs={0 ",
      "Guest ",
      "4816 GUEST",
    ])
      for (const count of [100, 5_000, 20_000]) expect(parseDump(run.repeat(count))).toEqual([]);
  }, 120_000);
});
