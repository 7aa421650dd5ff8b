/**
 * Volume of the fuzzer in CPU time of this process: `tsx bench/fuzz.ts` after `npm run build`. The
 * mutator's states are written and judged by the compiled checks; fast-check draws whole states.
 */
import * as fc from "fast-check";
import { Mutator } from "../src/fuzz/index.ts";
import { PACKED_WORDS, rules } from "../src/index.ts";

/** States per second of one core: CPU time, so that other work on the machine does not count. */
function rate(count: number, pass: (count: number) => void): number {
  pass(Math.ceil(count / 4));
  let best = 0;
  for (let i = 0; i < 5; i++) {
    const before = process.cpuUsage();
    pass(count);
    const { user, system } = process.cpuUsage(before);
    best = Math.max(best, (count * 1e6) / (user + system));
  }
  return Math.round(best);
}

const mutator = new Mutator(1);
const words = new Int32Array(PACKED_WORDS);
const out = new Int32Array(rules.length);
let next = 20_000;
const mutated = rate(1_000_000, (count) => {
  for (let i = 0; i < count; i++) {
    mutator.write(next++, words).checker.check(words, 0, out);
  }
});

/** Every field of a state, drawn by fast-check without any help of ours. */
const hex = (bits: number): fc.Arbitrary<bigint> =>
  fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n });
const segment = fc.record({
  selector: hex(16),
  base: hex(64),
  limit: hex(32),
  accessRights: hex(32),
});
const table = fc.record({ base: hex(64), limit: hex(32) });
const members = (names: string, bits: number): Record<string, fc.Arbitrary<bigint>> =>
  Object.fromEntries(names.split(" ").map((name) => [name, hex(bits)]));
const state = fc.record({
  guest: fc.record({
    ...members("cr0 cr3 cr4 dr7 rsp rip rflags debugctl pat efer sysenterEsp sysenterEip", 64),
    ...members("pendingDebugExceptions vmcsLinkPointer pdpte0 pdpte1 pdpte2 pdpte3", 64),
    ...members("activityState interruptibilityState sysenterCs smbase", 32),
    ...Object.fromEntries(
      ["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"].map((name) => [name, segment]),
    ),
    gdtr: table,
    idtr: table,
  }),
  controls: fc.record(
    members("pinBased primaryProcBased secondaryProcBased entry entryInterruptionInfo", 32),
  ),
});
let seed = 1;
const drawn = rate(5_000, (count) => {
  fc.sample(state, { numRuns: count, seed: seed++ });
});

console.log(`mutator, written and checked: ${mutated.toLocaleString("en")} states/s per core`);
console.log(`plain fast-check, whole states: ${drawn.toLocaleString("en")} states/s per core`);
const isFast = mutated >= 1_000_000 && drawn <= 100_000;
console.log(isFast ? "as wanted" : "NOT as wanted: at least 1,000,000 and at most 100,000");
process.exitCode = isFast ? 0 : 1;
