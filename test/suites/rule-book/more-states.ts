import type { baseStates } from "../../independent/base-states.ts";

/** A base state with a few fields set, where one field alone does not show enough. */
export interface MoreState {
  name: string;
  from: keyof typeof baseStates;
  set: Readonly<Record<string, number | bigint>>;
}

const ONES = 0xffff_ffff_ffff_ffffn;

/** All bits a present PDPTE may have on a processor with 64 physical-address bits. */
const FULL_PDPTE = ONES & ~0x1e6n;

/** Bits 63:39 and P: an entry beyond the width, with all bits beyond it equal. */
const HIGH_PDPTE = (ONES & ~0x7f_ffff_ffffn) | 1n;

export const MORE_STATES: readonly MoreState[] = [
  // Every bit of CR0 is decided by the masks of the processor, with and without unrestricted guest.
  ...(["long-mode-ring-0", "long-mode-ring-3"] as const).flatMap((from): MoreState[] => [
    {
      name: `${from}, every CR0 bit set and allowed`,
      from,
      set: { "guest.cr0": ONES, "cpu.cr0Fixed1": ONES },
    },
    {
      name: `${from}, no CR0 bit set or demanded`,
      from,
      set: { "guest.cr0": 0n, "cpu.cr0Fixed0": 0n },
    },
    {
      name: `${from}, PE set and not allowed`,
      from,
      set: { "guest.cr0": ONES, "cpu.cr0Fixed1": ONES & ~1n },
    },
    {
      name: `${from}, PE not set and demanded`,
      from,
      set: { "guest.cr0": 0n, "cpu.cr0Fixed0": 1n },
    },
  ]),
  {
    name: "CR3 beyond the physical-address width",
    from: "long-mode-ring-0",
    set: { "guest.cr3": ONES & ~0x3fff_ffff_ffffn },
  },
  {
    name: "PDPTEs with every bit that is not reserved",
    from: "protected-mode-pae-ept",
    set: {
      "cpu.physicalAddressWidth": 64,
      "guest.pdpte0": FULL_PDPTE,
      "guest.pdpte1": FULL_PDPTE,
      "guest.pdpte2": FULL_PDPTE,
      "guest.pdpte3": FULL_PDPTE,
    },
  },
  {
    name: "PDPTEs beyond the physical-address width",
    from: "protected-mode-pae-ept",
    set: {
      "cpu.physicalAddressWidth": 39,
      "guest.pdpte0": HIGH_PDPTE,
      "guest.pdpte1": HIGH_PDPTE,
      "guest.pdpte2": HIGH_PDPTE,
      "guest.pdpte3": HIGH_PDPTE,
    },
  },
  {
    name: "PDPTEs in memory with every bit that is not reserved",
    from: "protected-mode-pae-no-ept",
    set: {
      "cpu.physicalAddressWidth": 64,
      "memory.pdpte.0": FULL_PDPTE,
      "memory.pdpte.1": FULL_PDPTE,
      "memory.pdpte.2": FULL_PDPTE,
      "memory.pdpte.3": FULL_PDPTE,
    },
  },
  ...[0, 1, 2, 3].map((n): MoreState => ({
    name: `PDPTE${n} in memory beyond the physical-address width`,
    from: "protected-mode-pae-no-ept",
    set: { "cpu.physicalAddressWidth": 39, [`memory.pdpte.${n}`]: HIGH_PDPTE },
  })),
  {
    name: "a virtual-8086 guest with an LDT",
    from: "virtual-8086",
    set: {
      "guest.ldtr.selector": 0x50,
      "guest.ldtr.base": 0x3000n,
      "guest.ldtr.limit": 0x7f,
      "guest.ldtr.accessRights": 0x82,
    },
  },
  // Bit 16 exempts neither CS nor TR from anything.
  {
    name: "an unusable CS",
    from: "long-mode-ring-0",
    set: { "guest.cs.accessRights": 0x1_a09b },
  },
  {
    name: "an unusable TR",
    from: "long-mode-ring-0",
    set: { "guest.tr.accessRights": 0x1_008b },
  },
  // Privilege levels 1 and 2, where "not above" and "every bit of" part.
  {
    name: "conforming code above ring 2",
    from: "long-mode-ring-3-conforming-cs",
    set: { "guest.ss.selector": 0x2a, "guest.ss.accessRights": 0xc0d3 },
  },
  {
    name: "data segments asked for with RPL 1",
    from: "compatibility-mode-ring-3",
    set: {
      "guest.ds.selector": 0x29,
      "guest.es.selector": 0x29,
      "guest.fs.selector": 0x29,
      "guest.gs.selector": 0x29,
    },
  },
];
