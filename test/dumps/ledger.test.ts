/**
 * Nothing that looks like a field is lost: whatever stands in a text and is not read is named, by
 * its line, among what was not read. Lines of every sample and of one dump of every printer.
 *
 * How many are named is asserted as a rate: see `rates.ts`.
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
import { PROVING, type Wrong, expectNever, expectReached } from "./rates.ts";

const texts: readonly Text[] = [
  ...sampleTexts,
  ...everyPrinter.flatMap(({ name, states, print }) =>
    fc.sample(states, { seed: 20_060_501, numRuns: 1 }).map((state) => ({
      name,
      lines: print(state),
    })),
  ),
].filter(({ lines }) => readingOfLines(lines).length > 0);

/** Of each text so many numbers are tried. */
const MOST = PROVING ? 10_000 : 12;

const carriers = new Map(texts.map(({ name, lines }) => [name, carriersOf(lines, MOST)]));

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

  it("leaves every line with a field named", () => {
    const lost: Wrong[] = [];
    let tried = 0;
    for (const { name } of dumpFormats) {
      const before = tried;
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
          lost.push({
            name: `${text.name}, line ${line}, without ${name}`,
            text: () => here[0]?.text ?? "",
          });
        }
      }
      expect(tried, name).toBeGreaterThan(before);
    }
    expectReached("ledger", "a format that is not known", tried, lost);
  });
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

/** The damaged texts, and those whose damage is not noticed. */
interface Tried {
  cases: number;
  /** Not named. */
  readonly lost: Wrong[];
  /** Something is read that was not there. */
  readonly invented: Wrong[];
}

function tryAll(damage: Damage): Tried {
  const result: Tried = { cases: 0, lost: [], invented: [] };
  for (const { name, lines } of texts) {
    const bare = readingOfLines(lines);
    for (const carrier of carriers.get(name) ?? []) {
      if (damage === cut && !isNoticeable(lines, carrier)) continue;
      result.cases++;
      const { text, line } = damage(lines, carrier);
      const read = readText(text);
      const damaged = text.split("\n")[line] ?? "";
      const strays = readingOf(read).flatMap((reading) => strayValues(reading, bare));
      const wrong = { name: `${name}, line ${line + 1}`, text: () => damaged };
      if (strays.length > 0)
        result.invented.push({ ...wrong, text: () => `${damaged}\n  reads ${strays.join(", ")}` });
      if (!unreadLines(read).has(line + 1)) result.lost.push(wrong);
    }
  }
  return result;
}

describe.each<[string, Damage]>([
  ["with a tilde in it", byGarbage((n) => `${n.slice(0, half(n))}~${n.slice(half(n) + 1)}`)],
  ["that is no number", byGarbage(() => "<private>")],
  ["with a letter in it", byGarbage((n) => `${n.slice(0, -1)}O`)],
  ["that the end of the text cuts", cut],
])("a number %s", (title, damage) => {
  it("is named, and gives no other value", () => {
    const { cases, lost, invented } = tryAll(damage);
    expectNever("another value for a damaged number", cases, invented);
    expectReached("ledger", `a number ${title}`, cases, lost);
  });
});

describe("a field that is written twice with different values", () => {
  it("is named, or belongs to two dumps", () => {
    const lost: Wrong[] = [];
    let cases = 0;
    for (const { name, lines } of texts)
      for (const carrier of carriers.get(name) ?? []) {
        const line = lines[carrier.line] ?? "";
        if (isRest(line)) continue;
        cases++;
        const other = replaced(line, carrier, changed(textAt(lines, carrier)));
        const read = readText(joined(lines.toSpliced(carrier.line + 1, 0, other)));
        const named = unreadLines(read);
        const places = [carrier.line + 1, carrier.line + 2];
        const inTwo = places.every((place) =>
          read.dumps.some((dump) => originLines([dump]).has(place)),
        );
        if (places.some((place) => named.has(place)) || (inTwo && read.dumps.length > 1)) continue;
        lost.push({ name: `${name}, line ${carrier.line + 1}`, text: () => `${line}\n${other}` });
      }
    expectReached("ledger", "a field that is written twice", cases, lost);
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
  /** Printed, and written. */
  const FORMS: readonly ((name: string, value: string) => string)[] = [
    (name, value) => `${name} = ${value}`,
    (name, value) => `vmcs_write(${name}, ${value});`,
  ];
  const cases = FIELDS.flatMap((name) =>
    FORMS.map((form) => {
      const line = form(name, "0x5");
      const around = [
        form("GUEST_CR0", "0x80000031"),
        form("GUEST_RFLAGS", "0x2"),
        form("GUEST_CS_SELECTOR", "0x8"),
      ];
      return { line, around, read: readText(joined(around.toSpliced(2, 0, line))) };
    }),
  );

  it.each(cases)("$line: no value comes of it", ({ around, read }) => {
    expect(readingOf(read)).toEqual(readingOfLines(around));
  });

  it("is named", () => {
    const lost = cases
      .filter(({ read }) => !unreadLines(read).has(3))
      .map(({ line }): Wrong => ({ name: "a half", text: () => line }));
    expectReached("ledger", "a half without its other half", cases.length, lost);
  });
});
