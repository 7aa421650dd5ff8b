import { constraint, type Constraint } from "../../src/arbitraries/constraints.ts";
import { atLeastOne, bits, together, type Node } from "../../src/arbitraries/formula.ts";
import { fieldAt, fields, valueOf, type Field } from "../../src/arbitraries/layout.ts";
import type { GuestMode } from "../../src/arbitraries/modes.ts";
import { templateWords } from "../../src/arbitraries/source.ts";
import { ruleBook } from "../../src/rules/book.ts";
import { bitFormula } from "./bit-formula.ts";

/** True for what a processor is all its life: not for whether it is in SMM. */
export const isOfProcessor = ({ path }: Field): boolean =>
  path.startsWith("cpu.") && path !== "cpu.inSmm";

const equals = (field: Field, value: bigint): Node =>
  bits({ field, low: 0, width: field.width, shift: 0 }, value);

const known = new Map<GuestMode, Constraint>();

/** That the processor is the one of the mode's template. */
export function templateProcessor(mode: GuestMode): Constraint {
  let found = known.get(mode);
  if (found === undefined) {
    const template = templateWords(mode);
    const facts = fields
      .filter(isOfProcessor)
      .map((field) => equals(field, valueOf(template, field)));
    known.set(mode, (found = constraint(`processor of ${mode}`, together(facts))));
  }
  return found;
}

/** That the linear-address width is one that processors have. */
export const usualWidth: Constraint = constraint(
  "usual linear-address width",
  atLeastOne([48n, 57n].map((width) => equals(fieldAt("cpu.linearAddressWidth"), width))),
);

/** That what a missing feature or counter reserves is in the mask of reserved bits as well. */
export const coherentProcessor: Constraint = constraint(
  "coherence of the processor",
  together(
    [
      ["cpu.sCetReserved", "sCet.reservedByFeatures"],
      ["cpu.perfGlobalCtrlReserved", "perfGlobalCtrl.reservedByCounters"],
      ["cpu.eferReserved", "efer.reservedByFeatures"],
    ].map(([mask = "", derived = ""]) =>
      bitFormula(
        { kind: "leaf", fact: mask, operator: "everyBitOf", operand: { fact: derived } },
        ruleBook().facts,
      ),
    ),
  ),
);
