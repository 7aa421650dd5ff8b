/**
 * Nothing that looks like a field is lost: whatever stands in a text and is not read is named, by
 * its line, among what was not read. Every line of every sample and of one dump of every printer.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DumpReader, type ParsedDump, readText } from "../../src/dumps/index.ts";
import { dumpFormats } from "../../src/dumps/formats.ts";
import {
  type Carrier,
  carriersOf,
  changed,
  originLines,
  replaced,
  unreadLines,
  withLine,
} from "./carriers.ts";
import { everyPrinter } from "./every-printer.ts";
import {
  type Text,
  joined,
  readingOf,
  readingOfLines,
  sampleTexts,
  strayValues,
} from "./families.ts";

const texts: readonly Text[] = [
  ...sampleTexts,
  ...everyPrinter.flatMap(({ name, states, print }) =>
    fc.sample(states, { seed: 20_060_501, numRuns: 1 }).map((state) => ({
      name,
      lines: print(state),
    })),
  ),
].filter(({ lines }) => readingOfLines(lines).length > 0);

/** The first of the failures, and how many there are of how many. */
function expectNone(failures: readonly string[], tried: number): void {
  const message = `${failures.length} of ${tried} fail`;
  expect(failures.slice(0, 8), message).toEqual([]);
}

const carriers = new Map(texts.map(({ name, lines }) => [name, carriersOf(lines)]));

/** A line that only goes on with the record of the line before it. */
const isRest = (line: string): boolean => /^[\s0-9a-fx()]*$/.test(line);

const textAt = (lines: readonly string[], { line, start, end }: Carrier): string =>
  (lines[line] ?? "").slice(start, end);

describe("a format that is not known", () => {
  const valueAt = (dump: ParsedDump, path: string): unknown =>
    path
      .split(".")
      .reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], dump.state);

  /** Path, value and line of everything that the dumps say. */
  const facts = (dumps: readonly ParsedDump[]): { line: number; fact: string; text: string }[] =>
    dumps.flatMap((dump) =>
      [...dump.origin].map(([path, { line, text }]) => ({
        line,
        text,
        fact: `${line}: ${path} = ${String(valueAt(dump, path))}`,
      })),
    );

  const readWithout = (name: string, lines: readonly string[]) => {
    const reader = new DumpReader({
      formats: dumpFormats.filter((format) => format.name !== name),
    });
    const dumps = lines.flatMap((line) => reader.push(line));
    dumps.push(...reader.end());
    return { dumps, unread: reader.unread };
  };

  it.each(dumpFormats.map(({ name }) => name))(
    "%s leaves every line with a field named",
    (name) => {
      const lost: string[] = [];
      let tried = 0;
      for (const text of texts) {
        const own = readText(joined(text.lines)).dumps.filter(({ format }) => format === name);
        if (own.length === 0) continue;
        const without = readWithout(name, text.lines);
        const named = unreadLines(without);
        const others = new Set(facts(without.dumps).map(({ fact }) => fact));
        const all = facts(own);
        for (const line of new Set(all.map((one) => one.line))) {
          tried++;
          const here = all.filter((one) => one.line === line);
          const first = isRest(text.lines[line - 1] ?? "") ? line - 1 : line;
          if (named.has(first) || here.every(({ fact }) => others.has(fact))) continue;
          lost.push(`${text.name}:${line}: ${here[0]?.text ?? ""}`);
        }
      }
      expect(tried).toBeGreaterThan(0);
      expectNone(lost, tried);
    },
  );
});

/** What changes a text at a number, and must be noticed. */
type Damage = (lines: readonly string[], carrier: Carrier) => { text: string; line: number };

const byGarbage =
  (garbage: (number: string) => string): Damage =>
  (lines, carrier) => ({
    line: carrier.line,
    text: joined(
      withLine(
        lines,
        carrier.line,
        replaced(lines[carrier.line] ?? "", carrier, garbage(textAt(lines, carrier))),
      ),
    ),
  });

/** The text ends within the number. */
const cut: Damage = (lines, { line, end }) => ({
  line,
  text: [...lines.slice(0, line), (lines[line] ?? "").slice(0, end - 1)].join("\n"),
});

/** Whether the text before the cut shows that a field begins there: in a dump, with some words. */
const isNoticeable = (lines: readonly string[], { line, start, end }: Carrier): boolean => {
  const before = (lines[line] ?? "").slice(0, start);
  const digits = (lines[line] ?? "").slice(start, end - 1).replace(/^0x/, "");
  const begins = readText(joined(lines.slice(0, line))).dumps.length > 0;
  return digits !== "" && begins && /\w/.test(before);
};

const half = (number: string): number => Math.floor(number.length / 2);

describe.each<[string, Damage]>([
  ["with a tilde in it", byGarbage((n) => `${n.slice(0, half(n))}~${n.slice(half(n) + 1)}`)],
  ["that is no number", byGarbage(() => "<private>")],
  ["with a letter in it", byGarbage((n) => `${n.slice(0, -1)}O`)],
  ["that the end of the text cuts", cut],
])("a number %s", (_title, damage) => {
  it.each(texts)("in $name is named, and nothing else is read for it", ({ name, lines }) => {
    const bare = readingOfLines(lines);
    const failures: string[] = [];
    const tried = (carriers.get(name) ?? []).filter(
      (carrier) => damage !== cut || isNoticeable(lines, carrier),
    );
    for (const carrier of tried) {
      const { text, line } = damage(lines, carrier);
      const read = readText(text);
      const damaged = text.split("\n")[line] ?? "";
      const strays = readingOf(read).flatMap((reading) => strayValues(reading, bare));
      if (strays.length > 0) failures.push(`${damaged} | reads ${strays.join(", ")}`);
      else if (!unreadLines(read).has(line + 1)) failures.push(`${damaged} | is not named`);
    }
    expectNone(failures, tried.length);
  });
});

describe("a field that is written twice with different values", () => {
  it.each(texts)("in $name is named, or belongs to two dumps", ({ name, lines }) => {
    const failures: string[] = [];
    const tried = (carriers.get(name) ?? []).filter(({ line }) => !isRest(lines[line] ?? ""));
    for (const carrier of tried) {
      const line = lines[carrier.line] ?? "";
      const other = replaced(line, carrier, changed(textAt(lines, carrier)));
      const read = readText(joined(lines.toSpliced(carrier.line + 1, 0, other)));
      const named = unreadLines(read);
      const places = [carrier.line + 1, carrier.line + 2];
      const inTwo = places.every((place) =>
        read.dumps.some((dump) => originLines([dump]).has(place)),
      );
      if (places.some((place) => named.has(place)) || (inTwo && read.dumps.length > 1)) continue;
      failures.push(`${line} | ${other} | is not named`);
    }
    expectNone(failures, tried.length);
  });
});

describe("a half without its other half", () => {
  const FIELDS = [
    "GUEST_IA32_EFER_HIGH",
    "GUEST_IA32_PAT_HIGH",
    "GUEST_IA32_DEBUGCTL_HIGH",
    "VMCS_LINK_POINTER_HIGH",
    "GUEST_PDPTR0_HIGH",
  ];
  const around = ["GUEST_CR0 = 0x80000031", "GUEST_RFLAGS = 0x2", "GUEST_CS_SELECTOR = 0x8"];

  it.each(FIELDS)("%s is named, and no value comes of it", (name) => {
    const lines = around.toSpliced(2, 0, `${name} = 0x5`);
    const read = readText(joined(lines));
    expect(readingOf(read)).toEqual(readingOfLines(around));
    expect([...unreadLines(read)]).toEqual([3]);
  });

  it.each(FIELDS)("%s is named when it is written", (name) => {
    const lines = [
      "vmcs_write(GUEST_CR0, 0x80000031);",
      `vmcs_write(${name}, 0x5);`,
      "vmcs_write(GUEST_RFLAGS, 0x2);",
    ];
    const read = readText(joined(lines));
    expect(readingOf(read)).toEqual(readingOfLines(lines.toSpliced(1, 1)));
    expect([...unreadLines(read)]).toEqual([2]);
  });
});
