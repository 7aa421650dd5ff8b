import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDump } from "../../src/dumps/index.ts";
import { expectedState, kvmState, newKernelState, qemuState } from "./arbitrary-state.ts";
import { fixture, only, samples } from "./fixtures.ts";
import { noise, withNoise } from "./noise.ts";
import { type PrintableState, printKvm, printQemu } from "./printers.ts";

interface Printer {
  name: string;
  states: fc.Arbitrary<PrintableState>;
  print: (state: PrintableState) => string[];
}

const PRINTERS: Printer[] = [
  // The oldest kernels print EFER and PAT on one line or not at all.
  {
    name: "KVM of Linux 4.3",
    states: kvmState.filter(
      ({ guest }) => (guest["efer"] === undefined) === (guest["pat"] === undefined),
    ),
    print: (state) => printKvm(state, "4.3"),
  },
  { name: "KVM of Linux 5.14", states: kvmState, print: (state) => printKvm(state, "5.14") },
  { name: "KVM of Linux 6.18", states: newKernelState, print: (state) => printKvm(state, "6.18") },
  { name: "QEMU, 64-bit form", states: qemuState(64n), print: (state) => printQemu(state, 64) },
  { name: "QEMU, 32-bit form", states: qemuState(32n), print: (state) => printQemu(state, 32) },
];

describe.each(PRINTERS)("$name", ({ states, print }) => {
  it("is read back as it was printed", () => {
    fc.assert(
      fc.property(states, (state) => {
        const dump = only(parseDump(print(state).join("\n") + "\n"));
        expect(dump.state).toEqual(expectedState(state));
        expect(dump.warnings).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it("is read the same through any noise", () => {
    fc.assert(
      fc.property(states, noise, (state, how) => {
        const dump = only(parseDump(withNoise(print(state), how)));
        expect(dump.state).toEqual(expectedState(state));
      }),
      { numRuns: 150 },
    );
  });

  it("is told apart from the next one of its kind", () => {
    fc.assert(
      fc.property(states, states, (one, other) => {
        const dumps = parseDump([...print(one), ...print(other)].join("\n"));
        expect(dumps.map(({ state }) => state)).toEqual([expectedState(one), expectedState(other)]);
      }),
      { numRuns: 30 },
    );
  });

  it("never gives another value when the text is cut anywhere", () => {
    fc.assert(
      fc.property(states, fc.integer({ min: 0, max: 9999 }), (state, where) => {
        const text = print(state).join("\n");
        const [dump] = parseDump(text.slice(0, Math.floor((text.length * where) / 10_000)));
        expect(expectedState(state)).toMatchObject(dump?.state ?? {});
      }),
      { numRuns: 300 },
    );
  });
});

describe("places", () => {
  const texts = [
    ...samples("kvm-", "qemu-").map((name) => `formats/${name}.txt`),
    "dumps/kvm-dosemu2-ds-not-accessed.txt",
    "dumps/kvm-smm-sti-shadow-proxmox.txt",
  ];

  it.each(texts)("every value of %s stands on the line it is said to stand on", (path) => {
    const text = fixture(path);
    const lines = text.split("\n");
    for (const dump of parseDump(text)) {
      for (const [name, { line, text: raw }] of dump.origin) {
        expect(lines[line - 1], name).toBe(raw);
        expect(line).toBeGreaterThanOrEqual(dump.lines[0]);
        expect(line).toBeLessThanOrEqual(dump.lines[1]);
      }
    }
  });
});
