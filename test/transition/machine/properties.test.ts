/** What holds of every state a program can get the processor into, by search. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { check } from "../../../src/index.ts";
import {
  createMachine,
  createMemory,
  differences,
  equalSnapshots,
  guestOf,
} from "../../../src/transition/machine/index.ts";
import type { MachineState, Segment } from "../../../src/transition/machine/index.ts";
import { codeSize, explore, perform, searchOf, start } from "./search.ts";
import type { Visit } from "./search.ts";

const PROVE = process.env["VMX_PROVE"] !== undefined;
const RUNS = PROVE ? 10_000 : 150;

const isCanonical = (address: bigint): boolean =>
  BigInt.asUintN(64, BigInt.asIntN(48, address)) === address;

/** What is wrong with a state, whatever program led to it. */
function corruptions(state: MachineState): string[] {
  const wrong: string[] = [];
  const must = (holds: boolean, what: string): void => {
    if (!holds) wrong.push(what);
  };
  for (const name of ["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"] as const) {
    const { selector, base, limit, accessRights }: Segment = state[name];
    must(Number.isInteger(selector) && selector >= 0 && selector <= 0xffff, `${name}.selector`);
    must(Number.isInteger(limit) && limit >= 0 && limit <= 0xffff_ffff, `${name}.limit`);
    must((accessRights & ~0x1_f0ff) === 0, `${name}.accessRights`);
    must(isCanonical(base), `${name}.base`);
    if (["es", "cs", "ss", "ds"].includes(name)) must(base >> 32n === 0n, `${name}.base upper`);
    const isGranular = (accessRights & 0x8000) !== 0;
    must(isGranular ? limit % 4096 === 4095 || limit === 0 : limit <= 0xf_ffff, `${name}.g`);
  }
  for (const table of [state.gdtr, state.idtr]) {
    must(isCanonical(table.base) && table.limit <= 0xffff, "table");
  }
  const [pe, pg] = [(state.cr0 & 1n) === 1n, (state.cr0 & 0x8000_0000n) !== 0n];
  const [lme, lma] = [(state.efer & 0x100n) !== 0n, (state.efer & 0x400n) !== 0n];
  must((state.cr0 & ~0xe005_003fn) === 0n && (state.cr0 & 0x10n) !== 0n, "cr0 bits");
  must(pe || !pg, "pg without pe");
  must(lma === (lme && pg), "lma");
  must(!lma || (state.cr4 & 0x20n) !== 0n, "lma without pae");
  must((state.rflags & 0x2n) !== 0n && (state.rflags & ~0x3f_7fd7n) === 0n, "rflags bits");
  must((state.rflags & 0x2_0000n) === 0n, "rflags.vm");
  must(codeSize(state) === 64 ? isCanonical(state.rip) : state.rip >> 32n === 0n, "rip");
  must(!lma || (state.tr.accessRights & 0xf) === 11, "tr type in IA-32e mode");
  return wrong;
}

describe("random instructions over random descriptor tables", () => {
  test("never corrupt the state; what does not execute changes nothing", () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(searchOf(30), (search) => {
        explore(search, ({ before, result, after, action }, machine) => {
          const wrong = corruptions(after);
          if (wrong.length > 0) throw new Error(`${JSON.stringify(action, show)}: ${wrong.join()}`);
          if (result.kind !== "ok" && result.kind !== "halt") {
            const changed = differences(before, after);
            if (changed.length > 0) {
              throw new Error(
                `${JSON.stringify(action, show)} ${result.reason}: ${changed.join()}`,
              );
            }
          }
          const level = machine.cpl();
          const isProtected = (after.cr0 & 1n) === 1n;
          const expected = isProtected ? (after.ss.accessRights >> 5) & 3 : 0;
          if (level !== expected) throw new Error("CPL is not the DPL of SS");
          const kind = result.kind === "fault" ? result.name : result.kind;
          const mode = !isProtected ? "real" : `${codeSize(after)} bit`;
          for (const key of [kind, mode, `${action.kind} ${kind}`, `level ${level}`]) {
            seen.set(key, (seen.get(key) ?? 0) + 1);
          }
        });
      }),
      { numRuns: RUNS },
    );
    // The search gets everywhere.
    for (const key of ["real", "16 bit", "32 bit", "64 bit", "level 3", "ok", "#GP", "#SS"]) {
      expect(seen.get(key) ?? 0, key).toBeGreaterThan(1);
    }
    for (const key of [
      "load ok",
      "far ok",
      "cr0 ok",
      "efer ok",
      "system ok",
      "load #GP",
      "far #GP",
    ]) {
      expect(seen.get(key) ?? 0, key).toBeGreaterThan(1);
    }
  });

  test("a snapshot is exact: going on from it repeats every result", () => {
    fc.assert(
      fc.property(searchOf(24), fc.nat({ max: 11 }), (search, at) => {
        const machine = start(search);
        search.actions.slice(0, at).forEach((action) => perform(machine, action));
        const snapshot = machine.snapshot();
        const rest = search.actions.slice(at);
        const goOn = (on: typeof machine): Visit[] => rest.map((action) => perform(on, action));
        const first = goOn(machine);
        const end = machine.snapshot();
        machine.restore(snapshot);
        expect(equalSnapshots(machine.snapshot(), snapshot)).toBe(true);
        const second = goOn(machine);
        const memory = createMemory();
        memory.restore(snapshot.memory);
        const other = createMachine(snapshot.state, { memory, identityPaging: true });
        const third = goOn(other);
        for (const again of [second, third]) {
          first.forEach((visit, index) => {
            const repeated = again[index];
            if (repeated === undefined) throw new Error("fewer results");
            expect(differences(visit.after, repeated.after)).toEqual([]);
            expect(text(repeated.result)).toBe(text(visit.result));
          });
        }
        expect(equalSnapshots(machine.snapshot(), end)).toBe(true);
        expect(equalSnapshots(other.snapshot(), end)).toBe(true);
      }),
      { numRuns: PROVE ? 2000 : 40 },
    );
  });
});

const show = (_: string, value: unknown): unknown =>
  typeof value === "bigint" ? `0x${value.toString(16)}` : value;
const text = (value: unknown): string => JSON.stringify(value, show);

/**
 * With unrestricted guest on, every check of the segment registers holds
 *   - in every state that a program reaches from the reset state of real mode with CR0.PE = 1,
 *   - outside the window: since PE was set, CS was loaded by a far transfer,
 *   - unless a data segment register that was null when PE was cleared was loaded in real mode
 *     since: such a load makes it usable (as Bochs does) but leaves type 0, not accessed.
 */
describe("with unrestricted guest the segment checks hold outside the window", () => {
  /** Violated checks of segment registers. */
  function violated(state: MachineState): string[] {
    const ia32eModeGuest = (state.efer & 0x400n) !== 0n;
    const report = check({
      guest: guestOf(state),
      assume: { unrestrictedGuest: true, ept: true, ia32eModeGuest },
    });
    return report.violations
      .filter(({ register }) => register !== null && register !== "gdtr" && register !== "idtr")
      .map(({ rule }) => rule);
  }

  const DATA = ["es", "ss", "ds", "fs", "gs"] as const;

  test("by search", () => {
    let [checked, excepted, windows] = [0, 0, 0];
    const modes = new Set<number>();
    const known = new Map<string, string[]>();
    const asked = (state: MachineState): string[] => {
      const { es, cs, ss, ds, fs, gs, ldtr, tr } = state;
      const lma = (state.efer & 0x400n) !== 0n;
      const key = text([es, cs, ss, ds, fs, gs, ldtr, tr, lma]);
      let answer = known.get(key);
      if (answer === undefined) known.set(key, (answer = violated(state)));
      return answer;
    };
    fc.assert(
      fc.property(searchOf(40), (search) => {
        let window = false;
        const revived = new Set<string>();
        explore(search, ({ before, result, after }) => {
          const [was, is] = [(before.cr0 & 1n) === 1n, (after.cr0 & 1n) === 1n];
          if (!was && is) window = true;
          const loaded = result.kind === "ok" ? result : undefined;
          if (is && loaded?.farTransfer !== undefined) window = false;
          for (const { register } of loaded?.segmentLoads ?? []) {
            const wasNull = (before[register].accessRights & 0x1_0000) !== 0;
            if (!is && wasNull) revived.add(register);
            else if (is) revived.delete(register);
          }
          if (is && window) windows += 1;
          if (!is || window) return;
          const wrong = asked(after);
          checked += 1;
          modes.add(codeSize(after));
          const unexplained = wrong.filter(
            (rule) => !DATA.some((name) => revived.has(name) && rule.startsWith(`${name}-`)),
          );
          if (wrong.length > 0) excepted += 1;
          if (unexplained.length > 0) throw new Error(`${unexplained.join()} ${text(after)}`);
        });
      }),
      { numRuns: PROVE ? 5000 : 80 },
    );
    expect(checked).toBeGreaterThan(PROVE ? 40_000 : 500);
    expect(windows).toBeGreaterThan(PROVE ? 2000 : 30);
    expect([...modes].sort()).toEqual([16, 32, 64]);
    expect(excepted).toBeLessThan(checked / 20);
  });
});
