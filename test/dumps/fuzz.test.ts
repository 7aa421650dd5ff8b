import { describe, expect, it } from "vitest";
import { formats, parseDump } from "../../src/dumps/index.ts";
import { SAMPLES, fault, lineCountOf, mutated, randomCharacters } from "./fuzz.ts";
import { generator } from "./generator.ts";

const isProof = process.env["VMX_PROVE"] !== undefined;

describe("whatever the text", () => {
  it("nothing is thrown, what comes out is well formed, and most damage hides nothing (180,000 cases)", () => {
    const random = generator(20240601);
    let detected = 0;
    let damaged = 0;
    for (let round = 0; round < 180_000; round++) {
      const sample = SAMPLES[random(SAMPLES.length)];
      const isRandom = round % 8 === 0 || sample === undefined;
      const text = isRandom ? randomCharacters(random) : mutated(random, sample);
      const dumps = parseDump(text);
      const lineCount = dumps.length === 0 ? 0 : lineCountOf(text);
      for (const dump of dumps) {
        const wrong = fault(dump, lineCount);
        if (wrong !== undefined) expect.fail(`${wrong} in ${JSON.stringify(text)}`);
      }
      if (isRandom) continue;
      damaged++;
      if (dumps.some(({ format }) => format === sample.format)) detected++;
    }
    // Half of all cases, the random ones included.
    expect(detected).toBeGreaterThan(90_000);
    expect(damaged).toBeLessThan(180_000);
  }, 300_000);

  it.each(formats.map(({ name }) => name))(
    "the parser of %s alone (1,000 cases, 200,000 under npm run prove)",
    (format) => {
      const random = generator(format.length + 7);
      const own = SAMPLES.filter((sample) => sample.format === format);
      const rounds = isProof ? 200_000 : 1000;
      for (let round = 0; round < rounds; round++) {
        // Samples of other formats as well: what is not its own must not confuse it.
        const from = own.length > 0 && round % 4 !== 0 ? own : SAMPLES;
        const sample = from[random(from.length)];
        const text =
          round % 16 === 0 || sample === undefined
            ? randomCharacters(random)
            : mutated(random, sample);
        for (const dump of parseDump(text, { format })) {
          const wrong = fault(dump, lineCountOf(text));
          if (wrong !== undefined) expect.fail(`${wrong} in ${JSON.stringify(text)}`);
        }
      }
    },
    900_000,
  );

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
