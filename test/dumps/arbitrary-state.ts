/** Random printable states for the round trips through the printers. */
import fc from "fast-check";
import { SEGMENT_REGISTERS } from "../../src/state/exchange.ts";
import type { PrintableState, SegmentValue } from "./printers.ts";

const bits = (count: bigint): fc.Arbitrary<bigint> =>
  fc.bigInt({ min: 0n, max: (1n << count) - 1n });

const TABLES = ["gdtr", "idtr"] as const;
const GUEST_64 = ["cr0", "cr4", "cr3", "rsp", "rip", "dr7", "sysenterEsp", "sysenterEip"];
const GUEST_64_LATER = ["debugctl", "pendingDebugExceptions"];
const CONTROLS = ["pinBased", "primaryProcBased", "secondaryProcBased", "entry", "exit"];

/** A record with an independent value of the same kind under each name. */
function record<Name extends string, Value>(
  names: readonly Name[],
  value: fc.Arbitrary<Value>,
): fc.Arbitrary<Record<Name, Value>> {
  const members = Object.fromEntries(names.map((name) => [name, value]));
  return fc.record(members);
}

/** A VMCS with everything KVM may print; optional lines come and go. */
export const kvmState: fc.Arbitrary<PrintableState> = fc
  .tuple(
    record(
      SEGMENT_REGISTERS,
      fc.record<SegmentValue>({
        selector: bits(16n),
        base: bits(64n),
        limit: bits(32n),
        accessRights: fc.oneof(bits(17n), bits(32n)),
      }),
    ),
    record(TABLES, fc.record({ base: bits(64n), limit: bits(32n) })),
    record([...GUEST_64, ...GUEST_64_LATER], bits(64n)),
    fc.record({
      rflags: fc.oneof(bits(22n), bits(64n)),
      sysenterCs: fc.oneof(bits(16n), bits(32n)),
      interruptibilityState: bits(32n),
      activityState: bits(32n),
    }),
    fc.record({
      efer: fc.option(bits(64n), { nil: undefined }),
      pat: fc.option(bits(64n), { nil: undefined }),
      perfGlobalCtrl: fc.option(bits(64n), { nil: undefined }),
      bndcfgs: fc.option(bits(64n), { nil: undefined }),
      interruptStatus: fc.option(bits(16n), { nil: undefined }),
    }),
    fc.option(record(["pdpte0", "pdpte1", "pdpte2", "pdpte3"], bits(64n)), { nil: {} }),
    record(CONTROLS, bits(32n)),
    fc.record({
      // An event that uses both fields beside it: a valid software exception with an error code.
      entryInterruptionInfo: bits(8n).map((vector) => 0x8000_0e00n | vector),
      entryExceptionErrorCode: bits(32n),
      entryInstructionLength: bits(32n),
      exitReason: bits(32n),
      exitQualification: bits(64n),
    }),
  )
  .map(([segments, tables, wide, narrow, optional, pdptes, controls, event]) => ({
    segments,
    tables,
    guest: { ...wide, ...narrow, ...optional, ...pdptes },
    controls: { ...controls, ...event },
  }));

/** The lines that only the newest kernels print. */
export const newKernelState: fc.Arbitrary<PrintableState> = fc
  .tuple(kvmState, record(["sCet", "ssp", "interruptSspTableAddr"], bits(64n)), bits(64n))
  .map(([state, cet, tertiaryProcBased]) => ({
    ...state,
    guest: { ...state.guest, ...cet },
    controls: { ...state.controls, tertiaryProcBased },
  }));

/**
 * States with a value for each of these paths as well, of so many bits or fewer. The values follow
 * from the state, so that a seed gives the same states with and without them.
 */
export function withFurther(
  states: fc.Arbitrary<PrintableState>,
  widths: Readonly<Record<string, number>>,
): fc.Arbitrary<PrintableState> {
  return states.map((state) => {
    let seed = 0n;
    for (const value of Object.values(state.guest)) seed = mixed(seed ^ (value ?? 1n));
    seed = mixed(seed ^ state.segments.cs.base);
    const further = Object.entries(widths).map(([path, width]): [string, bigint] => {
      seed = mixed(seed);
      const bits = BigInt(width) - (seed % 4n === 0n ? mixed(seed) % BigInt(width + 1) : 0n);
      return [path, BigInt.asUintN(Number(bits), mixed(seed + 1n))];
    });
    return { ...state, further: Object.fromEntries(further) };
  });
}

/** One step of SplitMix64. */
function mixed(value: bigint): bigint {
  let z = BigInt.asUintN(64, value + 0x9e37_79b9_7f4a_7c15n);
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58_476d_1ce4_e5b9n);
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d0_49bb_1331_11ebn);
  return z ^ (z >> 31n);
}

/** What QEMU can print: no reserved access-rights bits, and P = 0 is the only mark of unusable. */
export function qemuState(width: 32n | 64n): fc.Arbitrary<PrintableState> {
  return fc
    .tuple(
      record(
        SEGMENT_REGISTERS,
        fc.record<SegmentValue>({
          selector: bits(16n),
          base: bits(width),
          limit: bits(32n),
          accessRights: bits(16n).map((low) => {
            const kept = low & 0xf0ffn;
            return (kept & 0x80n) === 0n ? kept | 0x10000n : kept;
          }),
        }),
      ),
      record(TABLES, fc.record({ base: bits(width), limit: bits(32n) })),
      record(["rsp", "rip", "cr3"], bits(width)),
      record(["cr0", "cr4", "rflags"], bits(32n)),
      record(["dr7", "efer"], bits(64n)),
    )
    .map(([segments, tables, natural, narrow, wide]) => ({
      segments,
      tables,
      guest: { ...natural, ...narrow, ...wide },
      controls: {},
    }));
}

/** The exchange JSON that a dump of the state must give. */
export function expectedState({ segments, tables, guest, controls, further }: PrintableState) {
  const text = (value: bigint): string => `0x${value.toString(16)}`;
  const texts = (values: Readonly<Record<string, bigint | undefined>>) =>
    Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, text(value)] as const],
      ),
    );
  const nested = Object.entries({ ...segments, ...tables }).map(
    ([name, value]) => [name, texts({ ...value })] as const,
  );
  const state: Record<string, Record<string, unknown>> = {
    guest: { ...texts(guest), ...Object.fromEntries(nested) },
    controls: texts(controls),
    cpu: {},
  };
  for (const [path, value] of Object.entries(further ?? {})) {
    const [group = "", member = "", part] = path.split(".");
    const members = (state[group] ??= {});
    if (part === undefined) members[member] = text(value);
    else members[member] = { ...(members[member] as object | undefined), [part]: text(value) };
  }
  return state;
}
