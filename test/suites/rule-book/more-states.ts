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
const HIGH_PDPTE = (ONES << 39n) | 1n;

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
  ]),
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
  ...[0, 1, 2, 3].map(
    (n): MoreState => ({
      name: `PDPTE${n} in memory beyond the physical-address width`,
      from: "protected-mode-pae-no-ept",
      set: { "cpu.physicalAddressWidth": 39, [`memory.pdpte.${n}`]: HIGH_PDPTE },
    }),
  ),
  {
    name: "a virtual-8086 guest with an LDT",
    from: "virtual-8086",
    set: {
      "guest.ldtr.selector": 0x50,
      "guest.ldtr.base": 0x3000n,
      "guest.ldtr.limit": 0xffff,
      "guest.ldtr.accessRights": 0x82,
    },
  },
];
