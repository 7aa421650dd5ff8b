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
/** Linear address of the LMSW that sets CR0.PE; the eighth instruction from it is the far jump. */
const LMSW = 0x31227;
/** Beyond the GDT limit of 8000H, where a register is cleared and cannot fail. */
const BEYOND = 0x9000;
const BYTES = Array.from({ length: 256 }, (_, value) => value);

/**
 * A function that says whether VM entry is accepted with an access byte at GDT+3005H, which is that
 * of SS and ES, and one at GDT+3025H, which is that of DS.
 *
 * @param seed the scenario "bad"
 * @param {Record<string, number>} selectors registers that are to hold something else than 3000H
 */
function entry(seed, selectors = {}) {
  const machine = scenarioMachine({
    ...seed,
    initial: { ...seed.initial, selectors: { ...seed.initial.selectors, ...selectors } },
  });
  // What comes before CR0.PE is set does not depend on the bytes.
  createTransition({ check: checkSegmentRegisters, machine, breakpoints: [LMSW] }).run();
  const start = machine.snapshot();
  return (stack, data) => {
    machine.restore(start);
    machine.memory.write8(GDT + 0x3000 + ACCESS_BYTE, stack);
    machine.memory.write8(GDT + 0x3020 + ACCESS_BYTE, data);
    const options = { check: checkSegmentRegisters, policy: "gdt-unconditional", machine };
    const stop = createTransition(options).run({ steps: 8 });
    return stop.kind !== "ended" || stop.end.kind !== "entry-failed";
  };
}

/** How many values of the byte let VM entry pass, for each register alone and for all together. */
export function odds(seed) {
  const count = (passes) => BYTES.filter(passes).length;
  const absent = 0;
  const withoutEs = entry(seed, { es: BEYOND });
  const withoutSs = entry(seed, { ss: BEYOND });
  const all = entry(seed);
  return {
    ss: count((byte) => withoutEs(byte, absent)),
    es: count((byte) => withoutSs(byte, absent)),
    ds: count((byte) => all(absent, byte)),
    joint: BYTES.reduce((sum, stack) => sum + count((data) => all(stack, data)), 0),
    of: BYTES.length,
  };
}
