/** Lines that are cut into portions for other threads are the lines of the input. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { InputFault } from "../../src/cli/input/fault.ts";
import { MAX_LINE, batchesOf, type Line } from "../../src/cli/input/lines.ts";
import { portionsOf } from "../../src/cli/input/portions.ts";

interface Read {
  lines: Line[];
  fault?: string;
}

async function read(lines: AsyncIterable<Line[]>): Promise<Read> {
  const found: Line[] = [];
  try {
    for await (const some of lines) found.push(...some);
  } catch (error) {
    if (!(error instanceof InputFault)) throw error;
    return { lines: found, fault: error.message };
  }
  return { lines: found };
}

async function* streamOf(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

async function* inPortions(chunks: readonly Buffer[]): AsyncGenerator<Line[]> {
  for await (const { bytes, line } of portionsOf("file", streamOf(chunks))) {
    const lines: Line[] = [];
    for await (const some of batchesOf("file", [Buffer.from(bytes.buffer)], line))
      lines.push(...some);
    expect(lines.length).toBeLessThanOrEqual(256);
    yield lines;
  }
}

const inParts = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  );
  return places.slice(1).map((to, i) => bytes.subarray(places[i], to));
};

test("they are the same lines, wherever the input is cut", async () => {
  const piece = fc.constantFrom(
    "{}",
    '{"guest":{"cr0":1}}',
    "\n",
    "\n\n\n",
    "\r\n",
    "\r",
    " ",
    "ü",
    "𝕍",
    "\uFEFF",
    "\n".repeat(300),
  );
  const input = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(""));
  const cuts = fc.array(fc.nat(2000), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(input, cuts, async (text, places) => {
      const chunks = inParts(Buffer.from(text), places);
      expect(await read(inPortions(chunks))).toEqual(
        await read(batchesOf("file", streamOf(chunks))),
      );
    }),
    { numRuns: 1000 },
  );
});

test("so are any bytes, and binary data is refused at the same place", async () => {
  const piece = fc.constantFrom<Uint8Array>(
    ...["\n", "{}\n", "\n".repeat(300), "x"].map((text) => Buffer.from(text)),
    ...[[0], [1], [0xff, 0xfe], [0xfe, 0xff], [0xc3], [0xef, 0xbb, 0xbf]].map((bytes) =>
      Buffer.from(bytes),
    ),
  );
  // UTF-16 is told by the first piece of an input; it is not cut into portions.
  const input = fc
    .array(piece, { maxLength: 9 })
    .map((parts) => Buffer.concat([Buffer.from("{"), ...parts]));
  const cuts = fc.array(fc.integer({ min: 2, max: 700 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(input, cuts, async (bytes, places) => {
      const chunks = inParts(bytes, places);
      expect(await read(inPortions(chunks))).toEqual(
        await read(batchesOf("file", streamOf(chunks))),
      );
    }),
    { numRuns: 2000 },
  );
});

test("binary data is refused at its line, after the lines before it", async () => {
  const chunks = [Buffer.from("{}\n{}\n{"), Buffer.from([0, 1, 2, 3])];
  const found = await read(inPortions(chunks));
  expect(found).toEqual(await read(batchesOf("file", streamOf(chunks))));
  expect(found.lines.map(({ text }) => text)).toEqual(["{}", "{}"]);
  expect(found.fault).toMatch(/file:3: binary data/);
});

test.each([
  ["ASCII", "a", 0],
  ["two bytes a letter", "ü", 0],
  ["three bytes a letter", "€", 0],
  ["ASCII", "a", 1],
  ["three bytes a letter", "€", 1],
  ["four bytes a letter", "𝕍", 5],
])("a line of %s that is too long is cut, and memory bounded (%#)", async (_what, letter, more) => {
  const length = Math.ceil(MAX_LINE / letter.length) + more;
  const bytes = Buffer.from(`{}\n${letter.repeat(length)}\n{}\n`);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 1 << 20)
    chunks.push(bytes.subarray(at, at + (1 << 20)));
  const { lines } = await read(inPortions(chunks));
  expect(lines.map(({ number, cut }) => [number, cut])).toEqual([
    [1, false],
    [2, more > 0],
    [3, false],
  ]);
  let largest = 0;
  const endless = Array.from({ length: 100 }, () => Buffer.alloc(1 << 20, "x"));
  for await (const portion of portionsOf("file", streamOf(endless))) {
    largest = Math.max(largest, portion.bytes.length);
  }
  expect(largest).toBeLessThan(4 * MAX_LINE);
});
