import { describe, expect, it } from "vitest";
import { DumpReader } from "../../src/dumps/index.ts";
import { dumpFormats } from "../../src/dumps/formats.ts";
import type { DumpFormat } from "../../src/dumps/format.ts";
import { DUMP, longLog } from "./long-log.ts";

/** The formats, counting the records and characters they are shown. */
function counted(): { formats: DumpFormat[]; work: () => { records: number; characters: number } } {
  let records = 0;
  let characters = 0;
  const formats = dumpFormats.map((format): DumpFormat => ({
    ...format,
    open: () => {
      const read = format.open();
      return (record) => {
        records++;
        characters += record.text.length;
        return read(record);
      };
    },
  }));
  return { formats, work: () => ({ records, characters }) };
}

function readLog(bytes: number) {
  const { formats, work } = counted();
  const reader = new DumpReader({ formats });
  let lines = 0;
  let before = 0;
  const dumps = [];
  for (const line of longLog(bytes)) {
    lines++;
    if (line === DUMP[0]) before = lines - 1;
    dumps.push(...reader.push(line));
  }
  dumps.push(...reader.end());
  return { dumps, lines, before, ...work() };
}

describe("a long log with one dump in the middle", () => {
  it("is read in one pass: twice the log is twice the work", () => {
    const one = readLog(400_000);
    const two = readLog(800_000);
    for (const { dumps, before } of [one, two]) {
      const [dump] = dumps;
      expect(dumps).toHaveLength(1);
      // In the file of its own the dump has the lines 2 to 56.
      expect(dump?.lines).toEqual([before + 2, before + 56]);
      expect(dump?.state.guest?.ds?.accessRights).toBe("0xc0f2");
    }
    expect(two.records / one.records).toBeCloseTo(two.lines / one.lines, 1);
    expect(two.characters / one.characters).toBeCloseTo(two.lines / one.lines, 1);
    // Each line is shown to each format once, and once more where a record might go on.
    expect(two.records).toBeLessThan(1.2 * two.lines * dumpFormats.length);
  }, 120_000);
});
