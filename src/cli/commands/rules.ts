import {
  StateError,
  explain,
  rules,
  type ExchangeState,
  type Explanation,
  type RuleInfo,
} from "../../index.ts";
import { InputFault } from "../input/fault.ts";
import type { Rest } from "../input/item.ts";
import { readItems } from "../input/read.ts";
import { nearMisses } from "../print/no-state.ts";
import { knownRule } from "../rule-id.ts";
import { colorsFor, complain, elaborate, write } from "../terminal.ts";
import { EXIT } from "../usage.ts";

/** Lists every check, or shows one. */
export async function rulesCommand(
  id: string | undefined,
  flags: { json?: boolean },
): Promise<number> {
  if (id !== undefined) {
    const rule = knownRule(id);
    await write(flags.json === true ? `${JSON.stringify(rule, undefined, 2)}\n` : ruleText(rule));
    return EXIT.fine;
  }
  if (flags.json === true) {
    await write(`${JSON.stringify(rules, undefined, 2)}\n`);
    return EXIT.fine;
  }
  const { bold, dim } = colorsFor(process.stdout);
  const width = Math.max(...rules.map((rule) => rule.id.length));
  let section = "";
  const lines: string[] = [];
  for (const rule of rules) {
    if (rule.sdm.section !== section) {
      section = rule.sdm.section;
      lines.push(`${lines.length === 0 ? "" : "\n"}${bold(`${section}  ${rule.sdm.title}`)}`);
    }
    lines.push(`  ${rule.id.padEnd(width)}  ${dim(rule.title)}`);
  }
  await write(`${lines.join("\n")}\n\n${rules.length} checks\n`);
  return EXIT.fine;
}

/** Says what a check demands, with its examples; with a state, how it comes out and why. */
export async function explainCommand(
  id: string,
  flags: { state?: string; json?: boolean },
): Promise<number> {
  const { id: known } = knownRule(id);
  if (flags.state === undefined) {
    await write(explanationText(explain(known), flags.json));
    return EXIT.fine;
  }
  const explanations: Explanation[] = [];
  let rest: Rest | undefined;
  for await (const item of readItems(flags.state)) {
    if (item.kind === "fault") throw item.fault;
    if (item.kind === "rest") {
      rest = item;
      continue;
    }
    const view = item.dump === undefined ? {} : { view: item.dump.view };
    try {
      explanations.push(explain(known, { ...(item.state as ExchangeState), ...view }));
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      const reason = error.message.replace(`${error.pointer}: `, "");
      throw new InputFault(flags.state, reason, item.line, error.pointer);
    }
  }
  const [first] = explanations;
  if (first === undefined) {
    complain(new InputFault(flags.state, "no state found").message);
    if (rest !== undefined) elaborate(nearMisses(rest));
    return EXIT.fault;
  }
  if (flags.json === true) {
    const document = explanations.length === 1 ? first : explanations;
    await write(`${JSON.stringify(document, undefined, 2)}\n`);
  } else {
    for (const explanation of explanations) await write(explanationText(explanation, false));
  }
  return explanations.some(({ status }) => status === "fail") ? EXIT.invalid : EXIT.fine;
}

function ruleText(rule: RuleInfo): string {
  const { bold, cyan, dim } = colorsFor(process.stdout);
  const lines = [
    `${bold(rule.id)}  ${rule.title}`,
    `  when     ${rule.when}`,
    `  require  ${rule.require}`,
    `  SDM      vol. 3, "${rule.sdm.title}" (${rule.sdm.section}), ${rule.sdm.item}`,
    ...(rule.feature === undefined ? [] : [`  feature  ${rule.feature}`]),
    ...(rule.exitQualification === 0 ? [] : [`  exit qualification ${rule.exitQualification}`]),
    `  ${cyan("fix")}      ${rule.hint}`,
    ...(rule.note === undefined ? [] : [`  note     ${rule.note}`]),
    ...(rule.unconfirmed === undefined ? [] : [`  unconfirmed: ${rule.unconfirmed}`]),
    dim(`  file     ${rule.file}`),
  ];
  return `${lines.join("\n")}\n`;
}

function explanationText(explanation: Explanation, json: boolean | undefined): string {
  if (json === true) return `${JSON.stringify(explanation, undefined, 2)}\n`;
  const { bold, green, red, yellow, dim } = colorsFor(process.stdout);
  const lines = [ruleText(explanation.rule).trimEnd()];
  if (explanation.status === undefined) {
    for (const [kind, states] of Object.entries(explanation.examples)) {
      for (const state of states) {
        const text = Object.entries(state).map(([name, value]) => `${name}=${value}`);
        lines.push(dim(`  ${kind}: ${text.join(" ")}`));
      }
    }
  } else {
    const paint = { pass: green, fail: red, notApplicable: dim, unknown: yellow }[
      explanation.status
    ];
    lines.push(`  ${bold(paint(explanation.status))}`);
    for (const { part, expression, holds, value, operand, missing } of explanation.comparisons ??
      []) {
      const values = [value, operand].filter((text) => text !== undefined).join(" against ");
      const why = missing === undefined ? values : `unknown: ${missing.join(", ")}`;
      lines.push(
        `  ${part.padEnd(8)} ${expression}  ${String(holds)}${why === "" ? "" : dim(`  (${why})`)}`,
      );
    }
  }
  return `${lines.join("\n")}\n`;
}
