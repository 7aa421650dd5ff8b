/** Texts that people paste although they hold no state: what they mean, and what to do instead. */
import { bochsCheck } from "./bochs-checks.ts";
import { meaningOf } from "./failure.ts";
import { KVM_DUMP } from "./headlines/advice-table.ts";
import { type Headline, adviceFor } from "./headlines/index.ts";
import type { Failure, KnownText } from "./types.ts";

interface Known {
  readonly name: string;
  readonly pattern: RegExp;
  readonly meaning: string;
  readonly advice: string;
}

const KNOWN: readonly Known[] = [
  {
    name: "kvm-dump-disabled",
    pattern: /\bset kvm_intel\.dump_invalid_vmcs=1 to dump\b/,
    meaning: "The kernel could have printed the VMCS, but its dump is switched off.",
    advice: KVM_DUMP,
  },
  {
    name: "kvm-nested-vmenter-failed",
    pattern: /\bkvm_nested_vmenter_failed:/,
    meaning:
      "KVM itself checked the VMCS of a nested hypervisor and refused it; the trace line quotes the check that failed.",
    advice: "Print the VMCS in the nested hypervisor, or save the state with KVM_GET_NESTED_STATE.",
  },
  {
    name: "bhyve-vm-exit",
    pattern: /^vm exit\[\d{1,5}\]/,
    meaning:
      "bhyve prints the exit reason but no segment registers (exit_reason 33 is an invalid guest state).",
    advice: "While the virtual machine still exists, run `bhyvectl --vm=NAME --get-all`.",
  },
];

/** The known text that a cleaned line is, or `undefined`. */
export function knownText(text: string, line: number): KnownText | undefined {
  for (const { name, pattern, meaning, advice } of KNOWN) {
    const at = text.search(pattern);
    // What a log writes before it says nothing.
    if (at >= 0) return { name, line, text: text.slice(at), meaning, advice };
  }
  return refusedByBochs(text, line);
}

function refusedByBochs(text: string, line: number): KnownText | undefined {
  const check = bochsCheck(text);
  if (check === undefined) return undefined;
  const { at, rules } = check;
  const [rule] = rules;
  const named =
    rule === undefined
      ? "the line names the check that failed"
      : `the check that failed is ${rules.join(" or ")}`;
  const explained = rule === undefined ? "" : `; \`vmx-preflight explain ${rule}\` says the rule`;
  return {
    name: "bochs-vmenter-failed",
    line,
    text: text.slice(at),
    rules,
    count: 1,
    meaning: `Bochs checked the VMCS as a processor does and refused it; ${named}.`,
    advice: `Print the fields of the VMCS in the hypervisor that runs inside Bochs to see their values${explained}.`,
  };
}

/** The known text that a headline is. */
export function headlineText({ failure, program }: Headline, line: number): KnownText {
  const { meaning, advice } = adviceFor(failure, program);
  return { name: "headline", line, text: failure.text, failure, meaning, advice };
}

/** The known text that a failure message is when no state follows it. */
export function failureAlone(
  failure: Failure,
  line: number,
  advice = `Paste the registers that QEMU prints below this line as well. ${KVM_DUMP}`,
): KnownText {
  return {
    name: "failure-without-state",
    line,
    text: failure.text,
    failure,
    meaning: `A failure is reported, but no state follows. ${meaningOf(failure)}`,
    advice,
  };
}

/** Whether both say the same; what names a check says it with the name. */
export function isSameText(one: KnownText, other: KnownText): boolean {
  if (one.name !== other.name) return false;
  return one.count === undefined
    ? one.failure?.text === other.failure?.text
    : one.text === other.text;
}
