import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDump } from "../../src/dumps/index.ts";
import { expectedState, kvmState, newKernelState, qemuState } from "./arbitrary-state.ts";
import { dumpSamples, fixture, only, samples } from "./fixtures.ts";
import { noise, withNoise } from "./noise.ts";
import { type PrintableState, printKvm, printQemu } from "./printers.ts";
import { type XenVersion, asXenOf, printHaxm, printXen } from "./printers-vmcs.ts";

const xen = (version: XenVersion): Printer => ({
  name: `Xen ${version}`,
  states: kvmState.map((state) => asXenOf(version, state)),
  print: (state) => printXen(state, version).map((line) => `(XEN) ${line}`),
});

/** The fields HAXM lists. */
const haxmState = kvmState.map((state): PrintableState => {
  const { perfGlobalCtrl: _, bndcfgs: __, interruptStatus: ___, ...guest } = state.guest;
  return { ...state, guest: { ...guest, vmcsLinkPointer: guest["cr3"] } };
});

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
  ...(["3.3", "4.2", "4.9", "4.19"] as const).map(xen),
  { name: "HAXM", states: haxmState, print: (state) => printHaxm(state) },
  { name: "HAXM on Windows", states: haxmState, print: (state) => printHaxm(state, "haxm_panic:") },
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
    ...samples("").map((name) => `formats/${name}.txt`),
    ...dumpSamples().map((name) => `dumps/${name}`),
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
