/** Lines come out the same however the bytes are cut into pieces. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { batchesOf } from "../../src/cli/input/lines.ts";

async function linesIn(bytes: Buffer, cuts: readonly number[]): Promise<string[]> {
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  const chunks = async function* (): AsyncGenerator<Buffer> {
    let from = 0;
    for (const end of ends) {
      if (end > from) yield await Promise.resolve(bytes.subarray(from, end));
      from = Math.max(from, end);
    }
  };
  const texts: string[] = [];
  let number = 0;
  for await (const lines of batchesOf("-", chunks())) {
    for (const line of lines) {
      expect(line.number).toBe(++number);
      texts.push(line.text);
    }
  }
  return texts;
}

const letter = fc.constantFrom("a", "7", " ", "{", "ä", "€", "𝄞", "\uFEFF", "\n", "\n");

it("with letters of one to four bytes on the cuts", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(letter, { maxLength: 60 }),
      fc.array(fc.nat()),
      async (text, cuts) => {
        const whole = text.join("");
        const expected = whole.replace(/^\uFEFF/, "").split("\n");
        if (expected.at(-1) === "") expected.pop();
        const found = await linesIn(Buffer.from(whole), cuts);
        // A mark alone is a line without text to one and nothing to the other.
        if (whole !== "\uFEFF") expect(found).toEqual(expected);
      },
    ),
    { numRuns: 2_000 },
  );
});
