// Written by tools/witnesses/distinguish.ts (npm run witnesses). Do not edit.

/** By check: a mode, what to invert in its template, and a change of a rule that this notices. */
export const DISTINGUISHING: Readonly<
  Record<string, readonly (readonly [mode: string, difference: string, notices: string])[]>
> = {
  "pdpte-memory-reserved": [
    [
      "protected-16-ring-0",
      "guest.cr0^7ffeffcc guest.cr4^1bfd4fff controls.secondaryProcBased^2 cpu.physicalAddressWidth^1a memory.pdpte.0^ffffffffffe19 memory.pdpte.1^ffffffffffe19 memory.pdpte.2^ffffffffffe19 memory.pdpte.3^ffffffffffe19",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/0/any/1/all/0/value: "0x1E6" -> "0x4000000001E6"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.1^101",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require: {"all":[{"any":[{"fact":"memory.pdpte0.p","operator":"equal","value":0},{"all":[{"fact":"memory.pdpte0","operator":"noBitOf","value":"0x1E6"},{"fact":"memory.pdpte0","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]}]},{"any":[{"fact":"memory.pdpte1.p","operator":"equal","value":0},{"all":[{"fact":"memory.pdpte1","operator":"noBitOf","value":"0x1E6"},{"fact":"memory.pdpte1","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]}]},{"any":[{"fact":"memory.pdpte2.p","operator":"equal","value":0},{"all":[{"fact":"memory.pdpte2","operator":"noBitOf","value":"0x1E6"},{"fact":"memory.pdpte2","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]}]},{"any":[{"fact":"memory.pdpte3.p","operator":"equal","value":0},{"all":[{"fact":"memory.pdpte3","operator":"noBitOf","value":"0x1E6"},{"fact":"memory.pdpte3","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]}]}]} -> {"all":[{"any":[{"fact":"memory.pdpte0.p","operator":"equal","value":0},{"all":[{"fact":"memory.pdpte0","operator":"noBitOf","value":"0x1E6"},{"fact":"memory.pdpte0","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]}]},{"any":[{"fact":"memory.pdpte2.p","operator":"equal","value":0},{"all":[{"fact":"memory.pdpte2","operator":"noBitOf","value":"0x1E6"},{"fact":"memory.pdpte2","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]}]},{"any":[{"fact":"memory.pdpte3.p","operator":"equal","value":0},{"all":[{"fact":"memory.pdpte3","operator":"noBitOf","value":"0x1E6"},{"fact":"memory.pdpte3","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]}]}]}',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.2^101",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require: {"all":[{"any":[{"fact":"memory.pdpte0.p","operator":"equal","value":0},{"all":[{"fact":"memory.pdpte0","operator":"noBitOf","value":"0x1E6"},{"fact":"memory.pdpte0","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]}]},{"any":[{"fact":"memory.pdpte1.p","operator":"equal","value":0},{"all":[{"fact":"memory.pdpte1","operator":"noBitOf","value":"0x1E6"},{"fact":"memory.pdpte1","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]}]},{"any":[{"fact":"memory.pdpte2.p","operator":"equal","value":0},{"all":[{"fact":"memory.pdpte2","operator":"noBitOf","value":"0x1E6"},{"fact":"memory.pdpte2","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]}]},{"any":[{"fact":"memory.pdpte3.p","operator":"equal","value":0},{"all":[{"fact":"memory.pdpte3","operator":"noBitOf","value":"0x1E6"},{"fact":"memory.pdpte3","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]}]}]} -> {"all":[{"any":[{"fact":"memory.pdpte0.p","operator":"equal","value":0},{"all":[{"fact":"memory.pdpte0","operator":"noBitOf","value":"0x1E6"},{"fact":"memory.pdpte0","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]}]},{"any":[{"fact":"memory.pdpte1.p","operator":"equal","value":0},{"all":[{"fact":"memory.pdpte1","operator":"noBitOf","value":"0x1E6"},{"fact":"memory.pdpte1","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]}]},{"any":[{"fact":"memory.pdpte3.p","operator":"equal","value":0},{"all":[{"fact":"memory.pdpte3","operator":"noBitOf","value":"0x1E6"},{"fact":"memory.pdpte3","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]}]}]}',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.0^8000000000000001",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/0/any/0/fact: "memory.pdpte0.p" -> "memory.pdpte1.p"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.1^8000000000000001",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/1/any/1: {"all":[{"fact":"memory.pdpte1","operator":"noBitOf","value":"0x1E6"},{"fact":"memory.pdpte1","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]} -> {"fact":"memory.pdpte1","operator":"noBitOf","value":"0x1E6"}',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.3^101",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/3/any/1: {"all":[{"fact":"memory.pdpte3","operator":"noBitOf","value":"0x1E6"},{"fact":"memory.pdpte3","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]} -> {"fact":"memory.pdpte3","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.2^8000000000000001",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/2/any/1: {"all":[{"fact":"memory.pdpte2","operator":"noBitOf","value":"0x1E6"},{"fact":"memory.pdpte2","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]} -> {"fact":"memory.pdpte2","operator":"noBitOf","value":"0x1E6"}',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.0^5",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/0/any/1/all/0/value: "0x1E6" -> "0x1E2"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.0^21",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/0/any/1/all/0/value: "0x1E6" -> "0x1C6"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.0^41",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/0/any/1/all/0/value: "0x1E6" -> "0x1A6"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.0^81",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/0/any/1/all/0/value: "0x1E6" -> "0x166"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.0^101",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/0/any/1/all/0/value: "0x1E6" -> "0xE6"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.0^ffffc00000000001",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/0/any/1/all/1/operator: "fitsInBits" -> "identicalFromBit"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.1^3",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/1/any/1/all/0/value: "0x1E6" -> "0x1E4"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.1^5",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/1/any/1/all/0/value: "0x1E6" -> "0x1E2"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.1^21",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/1/any/1/all/0/value: "0x1E6" -> "0x1C6"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.1^41",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/1/any/1/all/0/value: "0x1E6" -> "0x1A6"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.1^81",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/1/any/1/all/0/value: "0x1E6" -> "0x166"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.1^ffffc00000000001",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/1/any/1/all/1/operator: "fitsInBits" -> "identicalFromBit"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.2^3",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/2/any/1/all/0/value: "0x1E6" -> "0x1E4"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.2^5",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/2/any/1/all/0/value: "0x1E6" -> "0x1E2"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.2^21",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/2/any/1/all/0/value: "0x1E6" -> "0x1C6"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.2^41",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/2/any/1/all/0/value: "0x1E6" -> "0x1A6"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.2^81",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/2/any/1/all/0/value: "0x1E6" -> "0x166"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.2^ffffc00000000001",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/2/any/1/all/1/operator: "fitsInBits" -> "identicalFromBit"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.3^3",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/3/any/1/all/0/value: "0x1E6" -> "0x1E4"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.3^5",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/3/any/1/all/0/value: "0x1E6" -> "0x1E2"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.3^21",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/3/any/1/all/0/value: "0x1E6" -> "0x1C6"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.3^41",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/3/any/1/all/0/value: "0x1E6" -> "0x1A6"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.3^81",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/3/any/1/all/0/value: "0x1E6" -> "0x166"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 controls.secondaryProcBased^2 memory.pdpte.3^ffffc00000000001",
      'rules/guest-pdptes/pdpte-memory-reserved.json /require/all/3/any/1/all/1/operator: "fitsInBits" -> "identicalFromBit"',
    ],
  ],
  "pdpte0-reserved": [
    [
      "protected-16-ring-0",
      "guest.cr0^7ffeffcc guest.cr4^1bfd4fff cpu.physicalAddressWidth^1a guest.pdpte0^ffffffffffe19",
      'rules/guest-pdptes/pdpte-reserved.json /require/all/0/value: "0x1E6" -> "0x1EE"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 guest.pdpte0^5",
      'rules/guest-pdptes/pdpte-reserved.json /require/all/0/value: "0x1E6" -> "0x1E2"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 guest.pdpte0^21",
      'rules/guest-pdptes/pdpte-reserved.json /require/all/0/value: "0x1E6" -> "0x1C6"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 guest.pdpte0^41",
      'rules/guest-pdptes/pdpte-reserved.json /require/all/0/value: "0x1E6" -> "0x1A6"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 guest.pdpte0^81",
      'rules/guest-pdptes/pdpte-reserved.json /require/all/0/value: "0x1E6" -> "0x166"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 guest.pdpte0^101",
      'rules/guest-pdptes/pdpte-reserved.json /require/all/0/value: "0x1E6" -> "0xE6"',
    ],
    [
      "protected-16-ring-0",
      "guest.cr4^20 guest.pdpte0^ffffc00000000001",
      'rules/guest-pdptes/pdpte-reserved.json /require/all/1/operator: "fitsInBits" -> "identicalFromBit"',
    ],
  ],
  "cr0-fixed-zeros": [
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed1^1",
      'rules/guest-control-registers/cr0-fixed-zeros.json /require: {"any":[{"fact":"cr0","operator":"noBitOf","value":{"fact":"cr0.mustBeZero"}},{"all":[{"condition":"unrestricted-guest"},{"fact":"cr0","operator":"noBitOf","value":{"fact":"cr0.mustBeZeroUnrestrictedGuest"}}]}]} -> {"fact":"cr0","operator":"noBitOf","value":{"fact":"cr0.mustBeZero"}}',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^4 controls.secondaryProcBased^80 cpu.cr0Fixed1^4",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60000004"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^8 controls.secondaryProcBased^80 cpu.cr0Fixed1^8",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60000008"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^40 controls.secondaryProcBased^80 cpu.cr0Fixed1^40",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60000040"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^80 controls.secondaryProcBased^80 cpu.cr0Fixed1^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60000080"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^100 controls.secondaryProcBased^80 cpu.cr0Fixed1^100",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60000100"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^200 controls.secondaryProcBased^80 cpu.cr0Fixed1^200",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60000200"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^400 controls.secondaryProcBased^80 cpu.cr0Fixed1^400",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60000400"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^800 controls.secondaryProcBased^80 cpu.cr0Fixed1^800",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60000800"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^1000 controls.secondaryProcBased^80 cpu.cr0Fixed1^1000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60001000"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^2000 controls.secondaryProcBased^80 cpu.cr0Fixed1^2000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60002000"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^4000 controls.secondaryProcBased^80 cpu.cr0Fixed1^4000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60004000"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^8000 controls.secondaryProcBased^80 cpu.cr0Fixed1^8000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60008000"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^20000 controls.secondaryProcBased^80 cpu.cr0Fixed1^20000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60020000"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^40000 controls.secondaryProcBased^80 cpu.cr0Fixed1^40000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60040000"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^80000 controls.secondaryProcBased^80 cpu.cr0Fixed1^80000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60080000"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^100000 controls.secondaryProcBased^80 cpu.cr0Fixed1^100000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60100000"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^200000 controls.secondaryProcBased^80 cpu.cr0Fixed1^200000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60200000"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^400000 controls.secondaryProcBased^80 cpu.cr0Fixed1^400000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60400000"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^800000 controls.secondaryProcBased^80 cpu.cr0Fixed1^800000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x60800000"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^1000000 controls.secondaryProcBased^80 cpu.cr0Fixed1^1000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x61000000"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^2000000 controls.secondaryProcBased^80 cpu.cr0Fixed1^2000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x62000000"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^4000000 controls.secondaryProcBased^80 cpu.cr0Fixed1^4000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x64000000"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^8000000 controls.secondaryProcBased^80 cpu.cr0Fixed1^8000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x68000000"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^10000000 controls.secondaryProcBased^80 cpu.cr0Fixed1^10000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x70000000"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^20000000 controls.secondaryProcBased^80 cpu.cr0Fixed1^a0000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xC0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^8000000000000000 cpu.cr0Fixed1^8000000000000000",
      "rules/fields/cpu.json /fields/cpu.cr0Fixed1/width: 64 -> 63",
    ],
    [
      "long-64-ring-0",
      "guest.cr0^20000000 cpu.cr0Fixed1^20000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x40000000"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^40000000 cpu.cr0Fixed1^40000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZero/clear/bits: "0x60000000" -> "0x20000000"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed1^2",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0000003"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed1^10",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0000011"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed1^20",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0000021"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed1^10000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0010001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^40000000 controls.secondaryProcBased^80 cpu.cr0Fixed1^c0000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xA0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^200000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x2E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^400000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x4E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^800000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x8E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^1000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x10E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^2000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x20E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^4000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x40E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^8000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x80E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^10000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x100E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^20000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x200E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^40000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x400E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^80000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x800E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^100000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x1000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^200000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x2000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^400000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x4000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^800000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x8000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^1000000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x10000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^2000000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x20000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^4000000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x40000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^8000000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x80000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^10000000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x100000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^20000000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x200000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^40000000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x400000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^80000000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x800000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^100000000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x1000000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^200000000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x2000000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^400000000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x4000000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^800000000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x8000000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^1000000000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x10000000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^2000000000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x20000000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^4000000000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x40000000E0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^8000000000000000 controls.secondaryProcBased^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeZeroUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x80000000E0000001"',
    ],
  ],
  "debugctl-reserved": [
    [
      "long-64-ring-0",
      "cpu.supportsBusLockDebug^1 guest.debugctl^4",
      'rules/guest-control-registers/debugctl-reserved.json /require: {"all":[{"fact":"debugctl","operator":"noBitOf","value":{"fact":"cpu.debugctlReserved"}},{"any":[{"fact":"debugctl.busLockDetect","operator":"equal","value":0},{"fact":"cpu.supportsBusLockDebug","operator":"equal","value":1}]}]} -> {"fact":"debugctl","operator":"noBitOf","value":{"fact":"cpu.debugctlReserved"}}',
    ],
  ],
  "pending-debug-reserved": [
    [
      "no-intel-64",
      "guest.pendingDebugExceptions^800",
      'rules/guest-non-register-state/pending-debug-reserved.json /require: {"all":[{"fact":"pendingDebugExceptions","operator":"noBitOf","value":"0xFFFFFFFFFFFEA7F0"},{"any":[{"fact":"pendingDebugExceptions.busLock","operator":"equal","value":0},{"fact":"cpu.supportsBusLockDebug","operator":"equal","value":1}]}]} -> {"fact":"pendingDebugExceptions","operator":"noBitOf","value":"0xFFFFFFFFFFFEA7F0"}',
    ],
  ],
  "activity-hlt-injection": [
    [
      "cet",
      "controls.entryInterruptionInfo^80000780 guest.activityState^1",
      "rules/guest-non-register-state/activity-hlt-injection.json /require/any/0/value: [0,2] -> [0,2,7]",
    ],
    [
      "cet",
      "controls.entryInterruptionInfo^80000112 guest.activityState^1",
      "rules/guest-non-register-state/activity-hlt-injection.json /require/any/0/value: [0,2] -> [0,2,1]",
    ],
    [
      "cet",
      "controls.entryInterruptionInfo^80000712 guest.activityState^1",
      'rules/guest-non-register-state/activity-hlt-injection.json /require/any/1/all/0/operator: "equal" -> "everyBitOf"',
    ],
    [
      "inject-hardware-exception",
      "controls.entryInterruptionInfo^6 guest.activityState^1",
      'rules/guest-non-register-state/activity-hlt-injection.json /require/any/1/all/1/value: [1,"0x12"] -> [1,"0x12",0]',
    ],
    [
      "inject-hardware-exception",
      "controls.entryInterruptionInfo^5 guest.activityState^1",
      'rules/guest-non-register-state/activity-hlt-injection.json /require/any/1/all/1/value: [1,"0x12"] -> [1,"0x12",3]',
    ],
    [
      "inject-hardware-exception",
      "controls.entryInterruptionInfo^3 guest.activityState^1",
      'rules/guest-non-register-state/activity-hlt-injection.json /require/any/1/all/1/value: [1,"0x12"] -> [1,"0x12",5]',
    ],
    [
      "inject-hardware-exception",
      "controls.entryInterruptionInfo^e guest.activityState^1",
      'rules/guest-non-register-state/activity-hlt-injection.json /require/any/1/all/1/value: [1,"0x12"] -> [1,"0x12",8]',
    ],
    [
      "inject-hardware-exception",
      "controls.entryInterruptionInfo^f guest.activityState^1",
      'rules/guest-non-register-state/activity-hlt-injection.json /require/any/1/all/1/value: [1,"0x12"] -> [1,"0x12",9]',
    ],
    [
      "inject-hardware-exception",
      "controls.entryInterruptionInfo^c guest.activityState^1",
      'rules/guest-non-register-state/activity-hlt-injection.json /require/any/1/all/1/value: [1,"0x12"] -> [1,"0x12",10]',
    ],
    [
      "inject-hardware-exception",
      "controls.entryInterruptionInfo^d guest.activityState^1",
      'rules/guest-non-register-state/activity-hlt-injection.json /require/any/1/all/1/value: [1,"0x12"] -> [1,"0x12",11]',
    ],
    [
      "inject-hardware-exception",
      "controls.entryInterruptionInfo^a guest.activityState^1",
      'rules/guest-non-register-state/activity-hlt-injection.json /require/any/1/all/1/value: [1,"0x12"] -> [1,"0x12",12]',
    ],
    [
      "inject-hardware-exception",
      "controls.entryInterruptionInfo^b guest.activityState^1",
      'rules/guest-non-register-state/activity-hlt-injection.json /require/any/1/all/1/value: [1,"0x12"] -> [1,"0x12",13]',
    ],
    [
      "inject-hardware-exception",
      "controls.entryInterruptionInfo^9 guest.activityState^1",
      'rules/guest-non-register-state/activity-hlt-injection.json /require/any/1/all/1/value: [1,"0x12"] -> [1,"0x12",15]',
    ],
  ],
  "pending-debug-rtm-bits": [
    [
      "long-64-ring-0",
      "guest.pendingDebugExceptions^8000000000011000",
      'rules/guest-non-register-state/pending-debug-rtm-bits.json /require: {"all":[{"fact":"pendingDebugExceptions[15:0]","operator":"equal","value":"0x1000"},{"fact":"pendingDebugExceptions[63:17]","operator":"equal","value":0}]} -> {"fact":"pendingDebugExceptions[15:0]","operator":"equal","value":"0x1000"}',
    ],
    [
      "long-64-ring-0",
      "guest.pendingDebugExceptions^19000",
      'rules/guest-non-register-state/pending-debug-rtm-bits.json /require/all/0/fact: "pendingDebugExceptions[15:0]" -> "pendingDebugExceptions[14:0]"',
    ],
    [
      "long-64-ring-0",
      "guest.pendingDebugExceptions^31000",
      'rules/guest-non-register-state/pending-debug-rtm-bits.json /require/all/1/fact: "pendingDebugExceptions[63:17]" -> "pendingDebugExceptions[63:18]"',
    ],
  ],
  "activity-shutdown-injection": [
    [
      "inject-mtf",
      "controls.entryInterruptionInfo^12 guest.activityState^2",
      'rules/guest-non-register-state/activity-shutdown-injection.json /require/any/1: {"all":[{"fact":"controls.entryInterruptionInfo.type","operator":"equal","value":3},{"fact":"controls.entryInterruptionInfo.vector","operator":"equal","value":"0x12"}]} -> {"fact":"controls.entryInterruptionInfo.vector","operator":"equal","value":"0x12"}',
    ],
    [
      "inject-external-interrupt",
      "controls.entryInterruptionInfo^32 guest.activityState^2",
      'rules/guest-non-register-state/activity-shutdown-injection.json /require/any/1/all/0/operator: "equal" -> "lessThanInclusive"',
    ],
  ],
  "ds-dpl-rpl": [
    [
      "long-64-ring-0",
      "guest.ds.selector^2 guest.ds.accessRights^f",
      'rules/guest-segment-registers/dpl-rpl.json /when: {"fact":"{r}.type","operator":"lessThanInclusive","value":11} -> (removed)',
    ],
  ],
  "cr3-width": [
    [
      "long-64-ring-0",
      "guest.cr3^4000000000000000 cpu.supportsLam^1",
      'rules/guest-control-registers/cr3-width.json /require/any/1: {"all":[{"fact":"cpu.supportsLam","operator":"equal","value":1},{"fact":"cr3[63]","operator":"equal","value":0},{"fact":"cr3[60:0]","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]} -> {"all":[{"fact":"cr3[63]","operator":"equal","value":0},{"fact":"cr3[60:0]","operator":"fitsInBits","value":{"fact":"cpu.physicalAddressWidth"}}]}',
    ],
  ],
  "vmcs-link-pointer-not-current": [
    [
      "long-64-ring-0",
      "memory.currentVmcs^fffffffffff80fff",
      'rules/guest-non-register-state/vmcs-link-pointer-not-current.json /when: {"all":[{"condition":"link-pointer-used"},{"condition":"uses-current-vmcs"}]} -> {"condition":"uses-current-vmcs"}',
    ],
  ],
  "tr-selector-ti": [
    [
      "long-64-ring-0",
      "guest.tr.selector^4 guest.tr.accessRights^10000",
      'rules/guest-segment-registers/selector-ti.json /for: {"tr":"always","ldtr":"usable"} -> {"ldtr tr":"usable"}',
    ],
  ],
  "pending-debug-bs-set": [
    [
      "virtual-8086",
      "guest.debugctl^ffc7 guest.activityState^3 guest.interruptibilityState^18 guest.pendingDebugExceptions^580f guest.rflags^3d7fd5",
      'rules/conditions.json /conditions/blocking-or-hlt/any/1/operator: "equal" -> "greaterThanInclusive"',
    ],
  ],
  "cr0-fixed-ones": [
    [
      "long-64-ring-0",
      "guest.cr0^2 controls.secondaryProcBased^80 cpu.cr0Fixed0^2",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOne/clear/bits: "0x60000000" -> "0x60000002"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^10 controls.secondaryProcBased^80 cpu.cr0Fixed0^10",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOne/clear/bits: "0x60000000" -> "0x60000010"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^10000 controls.secondaryProcBased^80 cpu.cr0Fixed0^10000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOne/clear/bits: "0x60000000" -> "0x60010000"',
    ],
    [
      "long-64-ring-0",
      "cpu.cr0Fixed0^20000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOne/clear/bits: "0x60000000" -> "0x40000000"',
    ],
    [
      "long-64-ring-0",
      "cpu.cr0Fixed0^40000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOne/clear/bits: "0x60000000" -> "0x20000000"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^4",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0000005"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^8",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0000009"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^40",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0000041"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^80",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0000081"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^100",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0000101"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^200",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0000201"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^400",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0000401"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^800",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0000801"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^1000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0001001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^2000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0002001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^4000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0004001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^8000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0008001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^20000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0020001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^40000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0040001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^80000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0080001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^100000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0100001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^200000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0200001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^400000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0400001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^800000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE0800001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^1000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE1000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^2000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE2000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^4000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE4000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^8000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xE8000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^10000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xF0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^80000000 controls.secondaryProcBased^80 controls.entry^8000 cpu.cr0Fixed0^20000000 cpu.supportsIntel64^1 cpu.eferReserved^501",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xC0000001"',
    ],
    [
      "long-64-ring-0",
      "guest.cr0^80000000 controls.secondaryProcBased^80 controls.entry^8000 cpu.cr0Fixed0^40000000 cpu.supportsIntel64^1 cpu.eferReserved^501",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0xA0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^100000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x1E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^200000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x2E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^400000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x4E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^800000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x8E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^1000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x10E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^2000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x20E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^4000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x40E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^8000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x80E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^10000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x100E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^20000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x200E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^40000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x400E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^80000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x800E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^100000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x1000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^200000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x2000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^400000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x4000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^800000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x8000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^1000000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x10000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^2000000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x20000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^4000000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x40000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^8000000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x80000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^10000000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x100000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^20000000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x200000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^40000000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x400000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^80000000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x800000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^100000000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x1000000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^200000000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x2000000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^400000000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x4000000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^800000000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x8000000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^1000000000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x10000000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^2000000000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x20000000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^4000000000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x40000000E0000001"',
    ],
    [
      "long-64-ring-0",
      "controls.secondaryProcBased^80 cpu.cr0Fixed0^8000000000000000",
      'rules/fields/derived-masks.json /derived/cr0.mustBeOneUnrestrictedGuest/clear/bits: "0xE0000001" -> "0x80000000E0000001"',
    ],
  ],
  "pat-pa0": [
    [
      "long-64-ring-0",
      "guest.pat^f",
      "rules/guest-control-registers/pat-pa.json /require/value: [0,1,4,5,6,7] -> [0,1,4,5,6,7,9]",
    ],
  ],
  "activity-state-supported": [
    [
      "virtual-8086",
      "guest.activityState^d",
      "rules/guest-non-register-state/activity-state-supported.json /when/value: [1,2,3] -> [1,2,3,13]",
    ],
    [
      "virtual-8086",
      "guest.activityState^e",
      "rules/guest-non-register-state/activity-state-supported.json /when/value: [1,2,3] -> [1,2,3,14]",
    ],
    [
      "virtual-8086",
      "guest.activityState^f",
      "rules/guest-non-register-state/activity-state-supported.json /when/value: [1,2,3] -> [1,2,3,15]",
    ],
  ],
  "vmcs-link-pointer-not-executive": [
    [
      "long-64-ring-0",
      "cpu.inSmm^1 memory.executiveVmcs^fffffffffff81fff",
      'rules/guest-non-register-state/vmcs-link-pointer-not-executive.json /when: {"all":[{"condition":"link-pointer-used"},{"fact":"cpu.inSmm","operator":"equal","value":1},{"fact":"controls.entry.entryToSmm","operator":"equal","value":0}]} -> {"all":[{"fact":"cpu.inSmm","operator":"equal","value":1},{"fact":"controls.entry.entryToSmm","operator":"equal","value":0}]}',
    ],
  ],
  "vmcs-link-pointer-revision": [
    [
      "long-64-ring-0",
      "memory.vmcsRevision^40000000",
      'rules/guest-non-register-state/vmcs-link-pointer-revision.json /when: {"condition":"link-pointer-used"} -> (removed)',
    ],
    [
      "long-64-ring-0",
      "memory.linkPointerDword^ffffffed memory.vmcsRevision^7fffffed",
      'rules/guest-non-register-state/vmcs-link-pointer-shadow.json /when: {"condition":"link-pointer-used"} -> (removed)',
    ],
  ],
  "rip-linear-width": [
    [
      "long-64-ring-0",
      "guest.rip^ffff000000000000",
      'rules/guest-rip-rflags-ssp/rip-linear-width.json /require/operator: "identicalFromBit" -> "fitsInBits"',
    ],
  ],
  "tr-base-canonical": [
    [
      "long-64-ring-0",
      "guest.tr.base^8000000000000000 guest.tr.accessRights^10000",
      'rules/guest-segment-registers/base-canonical.json /for: {"fs gs tr":"intel-64","ldtr":["intel-64","usable"]} -> {"fs gs":"intel-64","ldtr tr":["intel-64","usable"]}',
    ],
  ],
  "cs-base-upper-32": [
    [
      "long-64-ring-0",
      "guest.cs.base^8000000000000000 guest.cs.accessRights^10000",
      'rules/guest-segment-registers/base-upper-32.json /for: {"cs":"intel-64","ss ds es":["intel-64","usable"]} -> {"ss ds es cs":["intel-64","usable"]}',
    ],
  ],
  "cs-dpl-conforming": [
    [
      "long-64-ring-0",
      "guest.cs.accessRights^4b",
      "rules/guest-segment-registers/cs-dpl-conforming.json /when/value: [13,15] -> [13,15,0]",
    ],
    [
      "long-64-ring-0",
      "guest.rflags^3d7fd5 guest.cs.accessRights^1106e guest.ss.accessRights^ffff3004",
      "rules/guest-segment-registers/cs-dpl-conforming.json /when/value: [13,15] -> [13,15,5]",
    ],
    [
      "long-64-ring-0",
      "guest.cs.accessRights^4f",
      "rules/guest-segment-registers/cs-dpl-conforming.json /when/value: [13,15] -> [13,15,4]",
    ],
    [
      "long-64-ring-0",
      "guest.cs.accessRights^4d",
      "rules/guest-segment-registers/cs-dpl-conforming.json /when/value: [13,15] -> [13,15,6]",
    ],
    [
      "long-64-ring-0",
      "guest.cs.accessRights^43",
      "rules/guest-segment-registers/cs-dpl-conforming.json /when/value: [13,15] -> [13,15,8]",
    ],
    [
      "long-64-ring-0",
      "guest.cs.accessRights^47",
      "rules/guest-segment-registers/cs-dpl-conforming.json /when/value: [13,15] -> [13,15,12]",
    ],
  ],
  "cs-granularity-high": [
    [
      "long-64-ring-0",
      "guest.cs.limit^fff00000 guest.cs.accessRights^8000",
      'rules/guest-segment-registers/granularity-high.json /when/fact: "{r}.limit[31:20]" -> "{r}.limit[31:19]"',
    ],
  ],
  "rip-upper-32": [
    [
      "protected-16-ring-0",
      "guest.rip^8000000000000000 guest.cs.accessRights^2000",
      'rules/conditions.json /conditions/no-64-bit-code/any/0/condition: "legacy-mode-guest" -> "pae-paging"',
    ],
  ],
  "rflags-if-external-interrupt": [
    [
      "inject-external-interrupt",
      "controls.entryInterruptionInfo^800 guest.rflags^200",
      'rules/fields/controls.json /fields/controls.entryInterruptionInfo/bits/controls.entryInterruptionInfo.type/at: "10:8" -> "11:8"',
    ],
  ],
  "cr4-fixed-zeros": [
    [
      "long-64-ring-0",
      "guest.cr4^8000000000000000 cpu.cr4Fixed1^8000000000000000",
      "rules/fields/cpu.json /fields/cpu.cr4Fixed1/width: 64 -> 63",
    ],
  ],
};
