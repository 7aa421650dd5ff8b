// The odds of the failure of November 2006, by trying every byte.
//
// Where the oversized GDT limit lets a real-mode selector pass for a GDT entry, one byte of whatever
// lies there decides: the fifth, which would be the access byte of a descriptor. Each value of it is
// put into memory, the boot code is run under vmxassist's old policy up to VM entry, and the rules
// judge the state that arrives there. SS and ES are both 3000H and share one byte, DS has its own.
import { checkSegmentRegisters } from "vmx-preflight";
import { createTransition, scenarioMachine } from "vmx-preflight/transition";

const GDT = 0x31250;
const ACCESS_BYTE = 5;
/** Beyond the GDT limit of 8000H, where a register is cleared and cannot fail. */
const BEYOND = 0x9000;
const BYTES = Array.from({ length: 256 }, (_, value) => value);

/**
 * Whether VM entry is accepted.
 *
 * @param seed the scenario "bad"
 * @param {number} stack access byte at GDT+3005H, of SS and ES
 * @param {number} data access byte at GDT+3025H, of DS
 * @param {Record<string, number>} selectors registers that are to hold something else than 3000H
 */
function enters(seed, stack, data, selectors = {}) {
  const machine = scenarioMachine({
    ...seed,
    initial: { ...seed.initial, selectors: { ...seed.initial.selectors, ...selectors } },
  });
  machine.memory.write8(GDT + 0x3000 + ACCESS_BYTE, stack);
  machine.memory.write8(GDT + 0x3020 + ACCESS_BYTE, data);
  let entry;
  createTransition({
    check: checkSegmentRegisters,
    policy: "gdt-unconditional",
    machine,
    beforeEntry: (before) => {
      entry = before.entry;
    },
  }).run({ steps: 100, until: () => entry !== undefined });
  return entry.verdict.enterable;
}

/** How many values of the byte let VM entry pass, for each register alone and for all together. */
export function odds(seed) {
  const count = (passes) => BYTES.filter(passes).length;
  const absent = 0;
  let joint = 0;
  for (const stack of BYTES) joint += count((data) => enters(seed, stack, data));
  return {
    ss: count((byte) => enters(seed, byte, absent, { es: BEYOND })),
    es: count((byte) => enters(seed, byte, absent, { ss: BEYOND })),
    ds: count((byte) => enters(seed, absent, byte)),
    joint,
    of: BYTES.length,
  };
}
