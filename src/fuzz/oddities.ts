/**
 * Values no check forbids, but that people do not expect: what the hardware does not look at, stale
 * values behind a closed gate, the last legal value before an edge. Wrong checkers are wrong there,
 * so the pool has states with each of them, and with each of them beside a violation.
 *
 * A fact of the rules, or bits of one (`cr0[30:29]`), and its value; `{r}` stands for each register.
 */
export type Oddity = Readonly<Record<string, number | bigint>>;

const SEGMENTS = ["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"];

const ofSegments: readonly Oddity[] = [
  // A null selector in a usable register.
  { "{r}.selector": 0 },
  { "{r}.rpl": 3 },
  { "{r}.ti": 1 },
  { "{r}.unusable": 1 },
  // Stale bits in an unusable register: nothing but bit 16 counts.
  { "{r}.accessRights": 0x1_ff9f },
  { "{r}.avl": 1 },
  { "{r}.l": 1 },
  { "{r}.db": 1 },
  { "{r}.limit": 0 },
  { "{r}.base": 0xffff_8000_0000_0000n },
];

const ofTheRest: readonly Oddity[] = [
  // Secondary controls that are not activated, with bits that would matter if they were.
  {
    "controls.primaryProcBased.activateSecondary": 0,
    "controls.secondaryProcBased": 0x4082,
  },
  // Interruption information that is not valid, and events with the vector of another kind.
  { "controls.entryInterruptionInfo": 0x0000_0b0e },
  { "controls.entryInterruptionInfo": 0x8000_0412 },
  { "controls.entryInterruptionInfo": 0x8000_0612 },
  { "controls.entryInterruptionInfo": 0x8000_0012, "rflags.if": 1 },
  // NMI blocking beside the other kinds.
  { "interruptibilityState.nmi": 1 },
  { "interruptibilityState.enclave": 1 },
  { "rflags.tf": 1 },
  { "rflags.iopl": 3 },
  { "debugctl[0]": 1 },
  { "debugctl.btf": 1 },
  { "pendingDebugExceptions.enabledBreakpoint": 1 },
  { "pendingDebugExceptions.bs": 1 },
  // NW and CD are never checked.
  { "cr0[30:29]": 3 },
  { "cr4[12]": 1 },
  { "cr3[11:0]": 0xfff },
  { "cr3[62:61]": 3 },
  // One more than the last canonical address: the manual asks one bit less of RIP and SSP.
  { rip: 0x8000_0000_0000n },
  { rip: 0xffff_ffffn },
  { ssp: 0x8000_0000_0000n },
  { "gdtr.base": 0x8000_0000_0000n },
  { vmcsLinkPointer: 0x1_0000 },
  // Reserved bits in an entry that is not present.
  { pdpte0: 0x1e6 },
];

/** Every oddity, with the register it is about, if it is about one. */
export const oddities: readonly { values: Oddity; register: string | null }[] = [
  ...SEGMENTS.flatMap((register) =>
    ofSegments.map((values) => ({
      values: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name.replace("{r}", register), value]),
      ),
      register,
    })),
  ),
  ...ofTheRest.map((values) => ({ values, register: null })),
];
