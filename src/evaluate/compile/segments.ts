import { PACKED_WORDS } from "../../generated/pack.ts";
import { ruleBook } from "../../rules/book.ts";
import {
  SEGMENT_REGISTERS,
  type ExchangeState,
  type SegmentRegister,
} from "../../state/exchange.ts";
import { checker, type ExchangeCpu, type PackedChecker } from "./checker.ts";
import { pack } from "./pack.ts";

/** A violated check of the segment registers, or `cr0-fixed-ones`. */
export interface SegmentViolation {
  rule: string;
  register: SegmentRegister | null;
  title: string;
}

/** The compiled checks, and for each of them what is reported; undefined for those left out. */
interface Prepared {
  checker: PackedChecker;
  reported: readonly (SegmentViolation | undefined)[];
}

let prepared: Prepared | undefined;
const words = new Int32Array(PACKED_WORDS);
let numbers = new Int32Array(0);

/** Facts that the other compiled checks need to be given; no check of a segment register reads them. */
const CPU: ExchangeCpu = {
  physicalAddressWidth: 52,
  linearAddressWidth: 48,
  vmxBasic: 0,
  vmxMisc: 0x1e0,
  cr4Fixed1: 0xffff_ffff,
  supportsSgx: true,
  supportsRtm: true,
  supportsLam: true,
  supportsBusLockDebug: true,
  nmiInjectionNeedsNoStiBlocking: false,
  supportsShadowStack: true,
  supportsIbt: true,
  supportsPerfMetrics: true,
  numGpCounters: 8,
  numFixedCounters: 4,
  debugctlReserved: 0,
  perfGlobalCtrlReserved: 0,
  eferReserved: 0,
  rtitCtlReserved: 0,
  lbrCtlReserved: 0,
  sCetReserved: 0,
  specCtrlReserved: 0,
};

/** Fields of the same kind. */
const UNREAD = {
  guest: {
    cr3: 0,
    dr7: 0x400,
    rsp: 0,
    rip: 0,
    gdtr: { base: 0, limit: 0 },
    idtr: { base: 0, limit: 0 },
    debugctl: 0,
    sysenterCs: 0,
    sysenterEsp: 0,
    sysenterEip: 0,
    efer: 0,
    activityState: 0,
    interruptibilityState: 0,
    pendingDebugExceptions: 0,
    vmcsLinkPointer: 0xffff_ffff_ffff_ffffn,
  },
  controls: { pinBased: 0, entryInterruptionInfo: 0, exit: 0, tertiaryProcBased: 0 },
} as const;

function prepare(): Prepared {
  const compiled = checker(CPU);
  const { byId } = ruleBook();
  const reported = compiled.instances.map((id): SegmentViolation | undefined => {
    const { register = null, title = "" } = byId.get(id) ?? {};
    const isSegment = (SEGMENT_REGISTERS as readonly unknown[]).includes(register);
    if (!isSegment && id !== "cr0-fixed-ones") return undefined;
    return Object.freeze({ rule: id, register: register as SegmentRegister | null, title });
  });
  numbers = new Int32Array(compiled.instances.length);
  return { checker: compiled, reported };
}

/**
 * The 105 checks of the segment registers, and `cr0-fixed-ones`, by the compiled evaluator: the
 * violations that `check` reports of these, some hundred times faster. For emulators and fuzzers
 * that ask often about states whose segment registers are known completely.
 *
 * @param state with the eight segment registers, CR0, CR4, RFLAGS, and the controls
 *   `primaryProcBased`, `secondaryProcBased` and `entry`; its linear addresses have 48 bits
 * @throws StateError for a malformed state, or one where such a member is absent
 */
export function checkSegmentRegisters(state: ExchangeState): { violations: SegmentViolation[] } {
  prepared ??= prepare();
  const { guest, controls } = state;
  pack(
    { guest: { ...UNREAD.guest, ...guest }, controls: { ...UNREAD.controls, ...controls } },
    words,
  );
  const count = prepared.checker.check(words, 0, numbers);
  const violations: SegmentViolation[] = [];
  for (let at = 0; at < count; at++) {
    const violation = prepared.reported[numbers[at] ?? 0];
    if (violation !== undefined) violations.push(violation);
  }
  return { violations };
}
