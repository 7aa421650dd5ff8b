// The failure of November 2006 from its bytes: every scenario under every policy, then the odds.
//   npm run seed-2006
import { readFileSync } from "node:fs";
import { checkSegmentRegisters } from "vmx-preflight";
import {
  createTransition,
  endText,
  policies,
  readScenario,
  scenarioMachine,
} from "vmx-preflight/transition";
import { odds } from "./odds.mjs";

const scenarios = readFileSync(new URL("scenarios.ndjson", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => readScenario(JSON.parse(line)));

/** A segment register as people write it: selector and base. */
function register(name, { selector, base, accessRights }) {
  if ((accessRights & 0x10000) !== 0) return `${name} unusable`;
  return `${name} ${selector.toString(16)} at ${base.toString(16)}`;
}

/** What becomes of a scenario under a policy, in one line. */
function outcome(scenario, policy) {
  let entry;
  const transition = createTransition({
    check: checkSegmentRegisters,
    policy,
    machine: scenarioMachine(scenario),
    beforeEntry: (before) => {
      entry ??= before.entry;
    },
  });
  const stop = transition.run({ steps: 1000 });
  const end = stop.kind === "ended" ? endText(stop.end) : "runs on";
  const registers = (state) =>
    ["ss", "ds", "es"].map((name) => register(name, state[name])).join(", ");
  const state = transition.machine.state();
  const isReal = (state.cr0 & 1n) === 0n;
  return [
    ...(entry?.verdict.enterable === true ? [`enters with ${registers(entry.candidate)}`] : []),
    ...(isReal && entry !== undefined && stop.kind === "limit"
      ? [`returns with ${registers(state)}`]
      : []),
    end,
  ].join("; ");
}

const width = Math.max(...policies.map(({ name }) => name.length));
for (const scenario of scenarios) {
  console.log(`${scenario.id}: ${scenario.title}`);
  for (const policy of policies) {
    console.log(`  ${policy.name.padEnd(width)}  ${outcome(scenario, policy)}`);
  }
  console.log("");
}

const { ss, es, ds, joint, of } = odds(scenarios.find(({ id }) => id === "bad"));
const percent = ((100 * joint) / (of * of)).toFixed(1);
console.log(`Luck, over all values of the access bytes (vmxassist before the fix):
  SS passes for ${ss} of ${of} values, ES for ${es}, DS for ${ds}.
  SS and ES share one byte, DS has its own: ${joint} of ${of * of} pairs pass, ${percent} %.`);
