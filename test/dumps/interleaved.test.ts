import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ParsedDump } from "../../src/dumps/index.ts";
import { parseDump } from "../../src/dumps/index.ts";
import { expectedState, kvmState, qemuState, withFurther } from "./arbitrary-state.ts";
import { kvmWidths, printKvm, printQemu } from "./printers.ts";
import { asXenOf, printHaxm, HAXM_WIDTHS, printXen, xenWidths } from "./printers-vmcs.ts";

const kvmDump = withFurther(kvmState, kvmWidths("5.14"));

/** Lines of two dumps in the order in which two threads might print them. */
function shuffled(one: readonly string[], other: readonly string[], order: readonly boolean[]) {
  const left: [string[], string[]] = [[...one], [...other]];
  const lines: string[] = [];
  for (let at = 0; left[0].length + left[1].length > 0; at++) {
    const first = order[at % order.length] === true ? 0 : 1;
    const line = left[first].shift() ?? left[first === 0 ? 1 : 0].shift();
    if (line !== undefined) lines.push(line);
  }
  return lines;
}

const order = fc.array(fc.boolean(), { minLength: 20, maxLength: 60 });
/** Both in turn, one to three lines at a time. */
const turns = fc
  .array(fc.integer({ min: 1, max: 3 }), { minLength: 20, maxLength: 60 })
  .map((runs) =>
    runs.flatMap((run) => [...Array<boolean>(run).fill(true), ...Array<boolean>(run).fill(false)]),
  );
const states = (dumps: readonly ParsedDump[]) => dumps.map(({ state }) => state);

describe("two vCPUs that print at the same time", () => {
  it.each([
    ["[  673.850218][ T1234] kvm_intel: ", "[  673.850219][ T1235] kvm_intel: "],
    ["[  673.850218][    C1] ", "[  673.850218][    C3] "],
    ["<4>[   12.000001][ T7] ", "<4>[   12.000001][ T8] "],
  ])("KVM: told apart by the thread or CPU of each line (%s)", (first, second) => {
    fc.assert(
      fc.property(kvmDump, kvmDump, order, (one, other, how) => {
        const lines = shuffled(
          printKvm(one, "5.14").map((line) => first + line),
          printKvm(other, "5.14").map((line) => second + line),
          [true, ...how],
        );
        const dumps = parseDump(`${lines.join("\n")}\n`);
        expect(new Set(states(dumps))).toEqual(new Set([expectedState(one), expectedState(other)]));
        expect(dumps.flatMap(({ warnings }) => warnings)).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it("QEMU: told apart by the process of each line, a kernel dump between them", () => {
    fc.assert(
      fc.property(qemuState(64n), qemuState(32n), kvmDump, order, (one, other, third, how) => {
        const qemus = shuffled(
          printQemu(one, 64).map((line) => `Jun 24 17:25:51 host QEMU[2997]: ${line}`),
          printQemu(other, 32).map((line) => `Jun 24 17:25:51 host QEMU[3001]: ${line}`),
          how,
        );
        const kernel = printKvm(third, "5.14").map(
          (line) => `Jun 24 17:25:51 host kernel: ${line}`,
        );
        const dumps = parseDump(`${shuffled(qemus, kernel, how).join("\n")}\n`);
        const expected = [one, other, third].map(expectedState);
        expect(new Set(states(dumps))).toEqual(new Set(expected));
      }),
      { numRuns: 12 },
    );
  });

  it("nothing that only one of them shows is read where no line says whose it is", () => {
    const cases = [
      {
        states: kvmDump,
        print: (state: Parameters<typeof printKvm>[0]) => printKvm(state, "5.14"),
      },
      {
        states: withFurther(
          kvmState.map((state) => asXenOf("4.9", state)),
          xenWidths("4.9"),
        ),
        print: (state: Parameters<typeof printKvm>[0]) =>
          printXen(state, "4.9").map((line) => `(XEN) ${line}`),
      },
      {
        states: withFurther(kvmState, HAXM_WIDTHS),
        print: (state: Parameters<typeof printKvm>[0]) => printHaxm(state),
      },
      {
        states: qemuState(64n),
        print: (state: Parameters<typeof printKvm>[0]) => printQemu(state, 64),
      },
    ];
    for (const { states: from, print } of cases)
      fc.assert(
        fc.property(from, from, turns, fc.double({ min: 0.5, max: 1, noNaN: true }), (...all) => {
          const [one, other, how, part] = all;
          const lines = shuffled(print(one), print(other), how);
          const text = lines.slice(0, Math.floor(lines.length * part)).join("\n");
          const mine = flat(expectedState(one));
          const theirs = flat(expectedState(other));
          for (const { state } of parseDump(text)) {
            const read = flat(state);
            // Every state read must be one vCPU's alone, not a mixture.
            const isOne = [...read].every(([path, value]) => mine.get(path) === value);
            const isOther = [...read].every(([path, value]) => theirs.get(path) === value);
            expect(isOne || isOther).toBe(true);
          }
        }),
        { numRuns: 25 },
      );
  });

  it("says so", () => {
    const [one, other] = fc.sample(kvmState, 2);
    if (one === undefined || other === undefined) throw new Error("two states are wanted");
    const lines = shuffled(printKvm(one, "5.14"), printKvm(other, "5.14"), [true, false]);
    const warnings = parseDump(lines.join("\n")).flatMap(({ warnings: all }) => all);
    expect(warnings.join("\n")).toContain("the lines of two dumps are mixed");
  });
});

function flat(value: unknown, path = ""): Map<string, unknown> {
  if (typeof value !== "object" || value === null) return new Map([[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([key, member]) => [...flat(member, `${path}.${key}`)]),
  );
}
