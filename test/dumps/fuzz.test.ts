import { describe, expect, it } from "vitest";
import { formats, parseDump } from "../../src/dumps/index.ts";
import { SAMPLES, fault, lineCountOf, mutated, randomCharacters } from "./fuzz.ts";
import { generator } from "./generator.ts";

const isProof = process.env["VMX_PROVE"] !== undefined;

/** Parses a text, complains about malformed dumps, and says whether one has the format. */
function isDetected(text: string, format: string | undefined, forced: string | undefined): boolean {
  const dumps = parseDump(text, forced === undefined ? {} : { format: forced });
  const lineCount = dumps.length === 0 ? 0 : lineCountOf(text);
  for (const dump of dumps) {
    const wrong = fault(dump, lineCount);
    if (wrong !== undefined) expect.fail(`${wrong} in ${JSON.stringify(text)}`);
  }
  return dumps.some((dump) => dump.format === format);
}

// With the 20,000 of the binary formats these are more than 200,000 cases.
const DETECTOR_CASES = 56_000;
const PARSER_CASES = isProof ? 200_000 : 6_000;

/** Over all tests of this file. */
const all = { cases: 0, detected: 0 };

describe("whatever the text", () => {
  it(`nothing is thrown, what comes out is well formed, and half of the cases are still detected (${DETECTOR_CASES} cases)`, () => {
    const random = generator(20240601);
    let detected = 0;
    for (let round = 0; round < DETECTOR_CASES; round++) {
      const sample = SAMPLES[random(SAMPLES.length)];
      const isRandom = round % 8 === 0 || sample === undefined;
      const text = isRandom ? randomCharacters(random) : mutated(random, sample);
      if (isDetected(text, sample?.format, undefined) && !isRandom) detected++;
    }
    all.cases += DETECTOR_CASES;
    all.detected += detected;
    expect(detected / DETECTOR_CASES).toBeGreaterThan(0.5);
  }, 300_000);

  it.each(formats.map(({ name }) => name))(
    `the parser of %s alone (${PARSER_CASES} cases)`,
    (format) => {
      const own = SAMPLES.filter((sample) => sample.format === format);
      expect(own.length).toBeGreaterThan(0);
      const random = generator(format.length + 7);
      let detected = 0;
      for (let round = 0; round < PARSER_CASES; round++) {
        // Samples of other formats as well: what is not its own must not confuse it.
        const from = round % 8 === 1 ? SAMPLES : own;
        const sample = from[random(from.length)];
        const isRandom = round % 16 === 0 || sample === undefined;
        const text = isRandom ? randomCharacters(random) : mutated(random, sample);
        if (isDetected(text, format, format)) detected++;
      }
      all.cases += PARSER_CASES;
      all.detected += detected;
      // A register of wtf is read only if all of its lines are there.
      const least = format === "wtf-regs-json" ? 0.1 : 0.2;
      expect(detected / PARSER_CASES).toBeGreaterThan(least);
    },
    3_600_000,
  );

  it("half of all these cases, and of 200,000, are still detected as their format", () => {
    expect(all.cases).toBe(DETECTOR_CASES + formats.length * PARSER_CASES);
    expect(all.detected / all.cases).toBeGreaterThan(0.5);
    expect(all.detected).toBeGreaterThan(100_000);
  });

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
      "=3D",
      " =3D 0x",
      "cs desc[0] 0x",
      "cs=0000 ss=",
      "RIP: 0010:[<",
      "0x00000800: 0x0000 ",
    ])
      for (const count of [100, 5_000, 20_000]) expect(parseDump(run.repeat(count))).toEqual([]);
  }, 120_000);
});
