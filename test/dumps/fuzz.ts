/** Damaged samples and random characters, and what must hold of whatever is read from them. */
import { parseDump } from "../../src/dumps/index.ts";
import type { ParsedDump } from "../../src/dumps/index.ts";
import fc from "fast-check";
import { kvmState } from "./arbitrary-state.ts";
import { dumpSamples, fixture, samples } from "./fixtures.ts";
import { printHyperkit, printKvmtool, printNoirvisor, printVmcsWrites } from "./printers-guest.ts";
import {
  printBhyvectl,
  printBochs,
  printDbvm,
  printWindbgDg,
  printWindbgRegisters,
  printWtf,
  printXenRegisters,
  printXenSections,
} from "./printers-more.ts";

export type Random = (below: number) => number;

export interface Sample {
  /** The format whose dump it is. */
  readonly format: string;
  readonly lines: readonly string[];
  /** Parts of it, from and to, that are detected when nothing is damaged: short ones if possible. */
  readonly parts: readonly (readonly [number, number])[];
}

const [STATE] = fc.sample(
  kvmState.map((state) => ({
    ...state,
    guest: { ...state.guest, rflags: 2n, vmcsLinkPointer: 5n, efer: 0x500n, pat: 6n },
  })),
  { numRuns: 1, seed: 5 },
);

/** Formats that no sample shows whole, as the printers of the round trips print them. */
const PRINTED: readonly string[][] =
  STATE === undefined
    ? []
    : [
        printXenSections(STATE).map((line) => `(XEN) ${line}`),
        printXenRegisters(STATE, "hvm guest").map((line) => `(XEN) ${line}`),
        printBhyvectl(STATE, 16),
        printWindbgRegisters(STATE, 64),
        printWindbgDg(STATE),
        printBochs(STATE),
        printWtf(STATE),
        printDbvm(STATE),
        printKvmtool(STATE),
        printHyperkit(STATE),
        printNoirvisor(STATE),
        printVmcsWrites(STATE, "name"),
        // Aligned, with values that are no numbers and others that depend on their suffix.
        [
          "vmcs_write(GUEST_CR0,    cr0 | X86_CR0_WP);",
          "vmcs_write(GUEST_CR3,    ~0u);",
          "vmcs_write(GUEST_RIP,    guest_entry);",
          "vmcs_write(GUEST_RFLAGS, 0x2);",
          "vmcs_write(VMCS_LINK_PTR,",
          "           -1ull);",
          "vmcs_write(GUEST_CR3,    cr3);",
          "vmcs_write(GUEST_RIP,    0x1000);",
        ],
      ];

/** Samples of monitors that are kept with what is read of them. */
const MONITORS = [
  "78-qemu-kvm-old",
  "79-jailhouse-exit",
  "80-whp-register-numbers",
  "81-whp-register-names",
  "82-named-attributes",
];

/** Dumps of the samples, cut out of their texts, and printed ones; all are detected undamaged. */
export const SAMPLES: readonly Sample[] = [
  ...samples("").map((name) => fixture(`formats/${name}.txt`)),
  ...dumpSamples().map((name) => fixture(`dumps/${name}`)),
  ...MONITORS.map((name) => fixture(`reading/${name}.txt`)),
  ...PRINTED.map((lines) => `${lines.join("\n")}\n`),
].flatMap((text) => {
  const lines = text.split("\n");
  return parseDump(text).map(({ format, lines: [first, last] }) => {
    const own = lines.slice(first - 1, last);
    return { format, lines: own, parts: partsOf(own, format) };
  });
});

function partsOf(lines: readonly string[], format: string): [number, number][] {
  const starts = lines.map((_, from) => from);
  for (const length of [3, 6, 12, 24, lines.length]) {
    const parts = starts
      .map((from): [number, number] => [from, from + length])
      .filter(([from, to]) => parseDump(lines.slice(from, to).join("\n"), { format }).length > 0);
    // Where most places do, one damaged line does not hide the rest.
    if (2 * parts.length >= lines.length) return parts;
  }
  return [[0, lines.length]];
}

const SNIPPETS = [
  ...["=", ":", " ", ",", "[", "]", "(", ")", "{", "}", "*", "|", "<", ">", "\r", "\n", "\t", "\0"],
  ...[
    "\u001b[",
    "0x",
    "***",
    "> ",
    "(XEN) ",
    "[ 1.0] ",
    "[ T1] ",
    "f".repeat(40),
    "&gt;",
    "\ud800",
  ],
  ...["=3D", "=3D0x", "=\n", "kernel: ", "=C2=A0"],
];

/** At most so many lines make a case: small cases are quick, and every line of a dump comes up. */
const CASE_LINES = 6;

/** A few lines of a sample with one place damaged, or with several. */
export function mutated(random: Random, { lines, parts }: Sample): string {
  const start = random(Math.max(1, lines.length - 1));
  const anywhere = [start, start + 2 + random(CASE_LINES - 1)] as const;
  const [from, to] = (random(5) === 0 ? undefined : parts[random(parts.length)]) ?? anywhere;
  let text = lines.slice(from, to).join("\n");
  for (let count = random(3) === 0 ? random(5) : 0; count >= 0; count--) {
    const at = random(text.length + 1);
    const length = random(4) === 0 ? random(30) : random(2);
    const snippet = SNIPPETS[random(SNIPPETS.length)] ?? "";
    const [before, after] = [text.slice(0, at), text.slice(at + length)];
    text = random(3) === 0 ? before + after : before + snippet + after;
    if (random(20) === 0) text += "\n" + text.slice(random(text.length + 1));
  }
  return text;
}

export function randomCharacters(random: Random): string {
  const range = [0x80, 0x100, 0x10000][random(3)] ?? 0x80;
  return String.fromCharCode(...Array.from({ length: random(60) }, () => random(range)));
}

const FIELD = /^0x(?:0|[1-9a-f][0-9a-f]{0,15})$/;

/** What is wrong with a dump read from a text of so many lines; `undefined` if nothing is. */
export function fault(dump: ParsedDump, lineCount: number): string | undefined {
  const [first, last] = dump.lines;
  if (first < 1 || last < first || last > lineCount) return `lines ${first} to ${last}`;
  let count = Object.keys(dump.state.cpu ?? {}).length;
  const { guest, host, controls } = dump.state;
  for (const group of [guest ?? {}, host ?? {}, controls ?? {}])
    for (const value of Object.values<unknown>(group))
      for (const one of isGroup(value) ? Object.values(value) : [value]) {
        count++;
        if (typeof one !== "string" || !FIELD.test(one)) return `the value ${String(one)}`;
      }
  return count === dump.origin.size ? undefined : "a value without its place";
}

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

export function lineCountOf(text: string): number {
  return text.split(text.includes("\n") ? "\n" : "\r").length;
}
