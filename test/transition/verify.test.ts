/**
 * Scenarios whose states were measured in Bochs and QEMU and whose verdicts by VM entries, and boot
 * programs recorded in QEMU: every value as recorded; and no value may be altered unnoticed.
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { check, checkSegmentRegisters, type ExchangeState } from "../../src/index.ts";
import {
  countOf,
  readReplay,
  readScenario,
  verifyReplay,
  verifyScenario,
  type Kind,
  type Verification,
} from "../../src/transition/index.ts";

type Json = Record<string, unknown>;

const lines = readFileSync(
  new URL("../fixtures/transition/scenarios.ndjson", import.meta.url),
  "utf8",
)
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Json & { id: string });

const verify = (line: Json): Verification =>
  verifyScenario(readScenario(line), { check: checkSegmentRegisters });

/** `check`, whose answers for the segment registers the compiled ones must equal. */
const asked = new Map<string, { rule: string; register: string | null }[]>();
function both(state: ExchangeState): { violations: { rule: string; register: string | null }[] } {
  const key = JSON.stringify(state, (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
  let violations = asked.get(key);
  if (violations === undefined) {
    const covered = new Set(["cs", "ss", "ds", "es", "fs", "gs", "ldtr", "tr"]);
    violations = check(state)
      .violations.filter(
        ({ rule, register }) => covered.has(register ?? "") || rule === "cr0-fixed-ones",
      )
      .map(({ rule, register }) => ({ rule, register }));
    const compiled = checkSegmentRegisters(state).violations;
    expect(compiled.map(({ rule, register }) => ({ rule, register }))).toEqual(violations);
    asked.set(key, violations);
  }
  return { violations };
}

describe("scenarios", () => {
  it.each(lines.map((line) => [line.id, line] as const))("%s", (_id, line) => {
    const verification = verify(line);
    expect(verification.differences).toEqual([]);
    expect(countOf(verification)).toBeGreaterThan(0);
  });

  it("come out the same by the three-valued evaluation", () => {
    for (const id of ["T01", "T18", "T25", "T30", "T37", "T60"]) {
      for (const line of lines.filter((one) => one.id.startsWith(`${id}/`))) {
        const verification = verifyScenario(readScenario(line), { check: both });
        expect(verification.differences, line.id).toEqual([]);
      }
    }
  });
});

/** Paths of every value in a line that is compared, by the last part of the path. */
const UNCOMPARED = new Set(["asm", "instruction", "reason", "title", "id", "note"]);
const COMPARED = [
  "steps",
  "segments",
  "rip",
  "cr0",
  "ia32e",
  "expect",
  "violates",
  "fault",
  "final",
  "savedRmRegs",
  "vm86NotRepresentable",
];

type Path = (string | number)[];

function* leaves(value: unknown, path: Path): Generator<Path> {
  if (Array.isArray(value) && path.at(-2) === "violates") yield path;
  else if (typeof value !== "object" || value === null) yield path;
  else {
    for (const [name, member] of Object.entries(value)) {
      if (!UNCOMPARED.has(name)) yield* leaves(member, [...path, name]);
    }
  }
}

function altered(line: Json, path: Path): Json {
  const copy = structuredClone(line);
  let target = copy as Record<string | number, unknown>;
  for (const name of path.slice(0, -1)) target = target[name] as typeof target;
  const last = path.at(-1) ?? "";
  target[last] = otherThan(target[last], last);
  return copy;
}

function otherThan(value: unknown, name: string | number): unknown {
  if (typeof value === "number") return value ^ 1;
  if (typeof value === "boolean") return !value;
  if (Array.isArray(value)) return value.length === 0 ? ["ds.s"] : value.slice(1);
  const text = value as string;
  if (text === "valid") return "invalid";
  if (text === "invalid") return "valid";
  if (name === "bytes") return text.startsWith("0") ? `1${text.slice(1)}` : `0${text.slice(1)}`;
  if (text.startsWith("0x")) return `0x${(BigInt(text) ^ 1n).toString(16)}`;
  return `${text}.other`;
}

describe("an altered value is noticed", () => {
  const sample = [
    "S04",
    "T01/gdt-unconditional",
    "T10/saved-rm-regs",
    "T12/architectural",
    "T14/architectural",
    "T22/architectural",
    "T35/architectural",
    "T45/saved-rm-regs",
    "T46/architectural",
  ];
  it.each(lines.filter(({ id }) => sample.includes(id)).map((line) => [line.id, line] as const))(
    "%s",
    (_id, line) => {
      // The segment registers of a bare state are what is judged.
      const compared = line["policy"] === "state-only" ? ["expect", "violates"] : COMPARED;
      for (const member of compared.filter((name) => name in line)) {
        for (const path of leaves(line[member], [member])) {
          // A panic's, halt's or loss's words are not compared, an unsure verdict neither.
          if (member === "expect" && ["panic", "halt", "lost"].includes(String(path[1]))) continue;
          const { differences } = verify(altered(line, path));
          expect(differences.length, path.join("/")).toBeGreaterThan(0);
        }
      }
    },
  );

  it("also where one outcome is taken for another", () => {
    const outcomes = [
      { panic: "x" },
      { halt: "x" },
      { lost: "x" },
      { fault: { vector: 13 } },
      { abortToReal: {} },
      { ug0: "valid" },
    ];
    for (const id of [
      "T10/saved-rm-regs",
      "T38/checked-load",
      "T47/checked-load",
      "T45/checked-load",
      "T22/architectural",
    ]) {
      const line = lines.find((one) => one.id === id) ?? {};
      const { expect: own } = line as { expect: object };
      for (const outcome of outcomes) {
        if (Object.keys(own)[0] === Object.keys(outcome)[0]) continue;
        const { differences } = verify({ ...line, expect: outcome });
        expect(
          differences.map(({ kind }) => kind),
          `${id} ${JSON.stringify(outcome)}`,
        ).toContain("outcomes");
      }
    }
  });
});

const folder = new URL("../../../shared/samples/transition/replays/", import.meta.url);
const recordings = existsSync(folder)
  ? readdirSync(folder).filter((name) => name.endsWith(".json"))
  : [];

describe.skipIf(recordings.length === 0)("replays", () => {
  const open = (name: string): Json =>
    JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Json;
  const run = (value: unknown): Verification =>
    verifyReplay(readReplay(value, (bytes) => inflateRawSync(bytes, { maxOutputLength: 4096 })));

  it.each(recordings)("%s", (name) => {
    const verification = run(open(name));
    expect(verification.differences).toEqual([]);
    expect(verification.compared["general registers"]).toBeGreaterThan(1000);
  });

  it("show what QEMU does otherwise if they are held against the architecture", () => {
    const replay = readReplay(open("replay-linux64-lm.json"), (bytes) => inflateRawSync(bytes));
    const { differences } = verifyReplay(replay, { behaviour: "architectural" });
    const kinds = new Set(differences.map(({ kind }) => kind));
    expect([...kinds]).toEqual(["segment registers"]);
    const registers = differences.map(({ where }) => where.split(", ").at(-1));
    expect(registers).toContain("tr");
    expect(registers).toContain("cs");
  });

  it("notice an altered value of every kind", () => {
    const seen = new Set<Kind>();
    const alter = (path: Path): void => {
      const { differences } = run(altered(open("replay-linux64-pm.json"), path));
      expect(differences.length, path.join("/")).toBeGreaterThan(0);
      for (const { kind } of differences) seen.add(kind);
    };
    const { steps } = open("replay-linux64-pm.json") as { steps: { set: Json }[] };
    for (const member of ["rcx", "rflags", "cs", "gdtr", "idtr", "cr0", "tr", "ldtr"]) {
      const index = steps.findIndex(({ set }) => member in set);
      const isGroup = typeof steps[index]?.set[member] === "object";
      const inner = member.endsWith("dtr") && member !== "ldtr" ? "limit" : "accessRights";
      alter(["steps", index, "set", member, ...(isGroup ? [inner] : [])]);
    }
    alter(["steps", 5, "rip"]);
    alter(["steps", 5, "lin"]);
    alter(["steps", 5, "bytes"]);
    const wanted: Kind[] = [
      "instruction bytes",
      "rip",
      "segment registers",
      "control registers",
      "descriptor tables",
      "general registers",
      "flags",
    ];
    expect(wanted.filter((kind) => !seen.has(kind))).toEqual([]);
  });
});
