/**
 * The samples of shapes in which people paste a state or a failure, each with what a careful human
 * reads from it.
 */
import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Failure, type ReadText, readText } from "../../src/dumps/index.ts";
import { EXCHANGE_FIELDS } from "../../src/state/catalogue.ts";

const FOLDER = new URL("../fixtures/reading/", import.meta.url);

interface Expected {
  readonly readable: boolean;
  readonly dumps: readonly {
    readonly view: "vmcs" | "guest" | "any";
    readonly state: object;
    /** Paths that may be missing, but not wrong. */
    readonly optional?: readonly string[];
  }[];
  /** `a|b` allows two kinds; `none` is no headline. */
  readonly failure: {
    readonly kind: string;
    readonly code?: string;
    readonly qualification?: number;
  };
  /** Of each list one word has to be named. */
  readonly mustMention?: readonly (readonly string[])[];
}

const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".txt"))
  .map((name) => name.slice(0, -".txt".length));

const sampleOf = (name: string): { read: ReadText; expected: Expected } => ({
  read: readText(readFileSync(new URL(`${name}.txt`, FOLDER), "utf8")),
  expected: JSON.parse(readFileSync(new URL(`${name}.expected.json`, FOLDER), "utf8")) as Expected,
});

/** Dotted path -> number, for the paths that the exchange JSON has. */
function fieldsOf(value: object): Map<string, bigint> {
  const walk = (member: unknown, path: string): [string, bigint][] =>
    typeof member === "object" && member !== null
      ? Object.entries(member).flatMap(([name, inner]) =>
          walk(inner, path === "" ? name : `${path}.${name}`),
        )
      : EXCHANGE_FIELDS.has(path)
        ? [[path, BigInt(member as string | number)]]
        : [];
  return new Map(walk(value, ""));
}

/** As the test reports it. */
const shown = (fields: ReadonlyMap<string, bigint>): string[] =>
  [...fields].map(([path, value]) => `${path} = 0x${value.toString(16)}`).sort();

const failuresOf = ({ dumps, known }: ReadText): Failure[] =>
  [...dumps, ...known].flatMap(({ failure }) => failure ?? []);

const readable = names.filter((name) => sampleOf(name).expected.readable);
const unreadable = names.filter((name) => !sampleOf(name).expected.readable);

describe("the samples", () => {
  it("are there", () => {
    expect(readable.length).toBeGreaterThanOrEqual(39);
    expect(unreadable.length).toBeGreaterThanOrEqual(4);
  });
});

describe.each(readable)("%s", (name) => {
  const { read, expected } = sampleOf(name);

  it("gives as many dumps as a human sees", () => {
    expect(read.dumps.map(({ view }) => view)).toEqual(
      expected.dumps.map(({ view }, at) => (view === "any" ? read.dumps[at]?.view : view)),
    );
  });

  it("gives every field that the text states, and no other", () => {
    expected.dumps.forEach(({ state, optional = [] }, at) => {
      const fields = fieldsOf(read.dumps[at]?.state ?? {});
      const wanted = fieldsOf(state);
      for (const path of optional) if (!fields.has(path)) wanted.delete(path);
      expect(shown(fields)).toEqual(shown(wanted));
    });
  });

  it("gives the failure", () => {
    const { kind, code, qualification } = expected.failure;
    const [first] = failuresOf(read);
    expect(kind.split("|")).toContain(first?.kind ?? "none");
    if (code !== undefined) expect(Number(first?.code)).toBe(Number(code));
    if (qualification !== undefined) expect(first?.qualification).toBe(qualification);
  });

  it("names what could not be read", () => {
    const said = [
      ...read.dumps.flatMap(({ warnings, notes }) => [...warnings, ...notes]),
      ...[...read.dumps.flatMap(({ unread }) => unread), ...read.unread].map(
        ({ line, text, why }) => `line ${line}: ${text}: ${why}`,
      ),
    ].join("\n");
    for (const words of expected.mustMention ?? [])
      expect(
        words.some((word) => said.includes(word)),
        `${words.join(" or ")} in:\n${said}`,
      ).toBe(true);
  });
});

describe.each(unreadable)("%s, of which nothing may be read", (name) => {
  const { read, expected } = sampleOf(name);

  it("gives no state", () => {
    expect(read.dumps.map(({ format, state }) => ({ format, state }))).toEqual([]);
  });

  it("gives no failure", () => {
    const kinds = failuresOf(read).map(({ kind }) => kind);
    expect(expected.failure.kind.split("|")).toEqual(
      expect.arrayContaining(kinds.length === 0 ? ["none"] : kinds),
    );
  });
});
