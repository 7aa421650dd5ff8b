/** Which mutants there are, and who notices each. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../read-rules.ts";
import { answersJudge, boundaryJudge } from "./checks.ts";
import { completeStateJudge } from "./complete-state.ts";
import { FormsJudge } from "./forms.ts";
import { scriptOf, shapeOf } from "./modules.ts";
import { mutantsOf, type Mutant } from "./mutants.ts";
import { absenceTrials, edgeTrials, faultTrials, fullTrials, nearTrials } from "./pack-trials.ts";
import { produce, type Judge, type Product } from "./product.ts";
import { programJudge } from "./program.ts";
import { trialsJudge } from "./trials.ts";
import { within } from "./within.ts";

type Part = "checks" | "forms" | "pack" | "complete" | "program";

interface Role {
  /** What the file helps to write. */
  readonly writes: readonly Part[];
  /** What it does at run time: that is judged even if the same is written. */
  readonly runs: readonly Part[];
}

/** The files that are mutated. */
const FILES: Readonly<Record<string, Role>> = {
  "tools/generate-checks.ts": { writes: ["checks", "forms"], runs: [] },
  "tools/generate-pack.ts": { writes: ["pack"], runs: [] },
  "tools/generate-complete-state.ts": { writes: ["complete"], runs: [] },
  "tools/generate-layout.ts": { writes: ["checks", "pack", "complete"], runs: [] },
  "src/evaluate/compile/needs.ts": { writes: ["checks", "forms", "pack"], runs: [] },
  "src/evaluate/compile/lower.ts": { writes: ["checks", "forms"], runs: ["program"] },
  "src/evaluate/compile/tree.ts": { writes: ["checks", "forms"], runs: ["program"] },
  "src/evaluate/compile/cpu.ts": {
    writes: ["checks", "forms"],
    runs: ["checks", "forms", "pack", "program"],
  },
  "src/evaluate/compile/layout.ts": { writes: ["checks", "pack"], runs: ["pack"] },
  "src/evaluate/compile/program.ts": { writes: [], runs: ["program"] },
};
const roleOf = (file: string): Role => FILES[file] ?? { writes: [], runs: [] };

export function allMutants(): Mutant[] {
  return Object.keys(FILES).flatMap((file) =>
    mutantsOf(file, readFileSync(join(repository, file), "utf8"), file.startsWith("tools/")),
  );
}

interface Equivalents {
  /** Why no test could notice them -> file -> names of mutants. */
  readonly [reason: string]: Readonly<Record<string, readonly string[]>>;
}

/** Mutants that mean the same for another reason than that they write the same code. */
export const equivalents: ReadonlyMap<string, string> = new Map(
  Object.entries(
    JSON.parse(
      readFileSync(join(repository, "tools/mutate-generator/equivalent.json"), "utf8"),
    ) as Equivalents,
  ).flatMap(([reason, files]) =>
    Object.entries(files).flatMap(([file, names]) =>
      names.map((name): [string, string] => [`${file} ${name}`, reason]),
    ),
  ),
);

export const keyOf = ({ file, name }: Mutant): string => `${file} ${name}`;

/** How much each judge looks at. */
export interface Effort {
  readonly answers: number;
  readonly packed: number;
  /** One of so many edges, faults and absences. */
  readonly stride: number;
  readonly forms: number;
}
export const FULL: Effort = { answers: 8_000, packed: 500, stride: 1, forms: 3 };
export const QUICK: Effort = { answers: 300, packed: 30, stride: 20, forms: 1 };

export type Verdict = "same code" | "no code" | "throws" | "SURVIVED" | (string & {});

export class Judges {
  readonly #original = produce();
  readonly #forms: FormsJudge;
  readonly #judges: Readonly<Record<(typeof ORDER)[number], readonly Judge[]>>;
  readonly #shapes: ReadonlyMap<Part, string>;

  /** Throws if the generator itself does not pass. */
  constructor({ answers, packed, stride, forms }: Effort) {
    const absences = absenceTrials(2 * stride);
    const trials = [
      ...fullTrials(Math.ceil(packed / 8)),
      ...nearTrials(packed),
      ...faultTrials(stride),
      ...edgeTrials(stride),
      ...absences,
    ];
    this.#forms = new FormsJudge(forms, forms, 18);
    this.#judges = {
      complete: [completeStateJudge(40)],
      checks: [answersJudge(answers), boundaryJudge()],
      needs: [trialsJudge(absences)],
      pack: [trialsJudge(trials)],
      program: [programJudge({ cases: answers / 6, constants: forms, partners: forms })],
    };
    this.#shapes = this.#shapesOf(this.#original);
    const script = scriptOf(this.#forms.text(this.#original));
    const faults = [
      ...Object.values(this.#judges).flatMap((judges) =>
        judges.map((judge) => judge(this.#original)),
      ),
      this.#forms.fault(this.#original, script),
    ];
    const fault = faults.find((one) => one !== undefined);
    if (fault !== undefined) throw new Error(`the generator itself does not pass: ${fault}`);
  }

  judge(mutant: Mutant): Verdict {
    let product: Product;
    try {
      const { writes } = roleOf(mutant.file);
      const kept = new Map(
        GENERATED.flatMap(([part, path]): [string, string][] =>
          writes.includes(part) ? [] : [[path, this.#original.scripts.get(path) ?? ""]],
        ),
      );
      product = produce(mutant, kept);
    } catch {
      return "no code";
    }
    try {
      return this.#noticed(product, mutant.file) ?? "SURVIVED";
    } catch {
      return "throws";
    }
  }

  /** Throws unless a generator without a change passes. */
  selfTest(): void {
    for (const file of Object.keys(FILES)) {
      const text = readFileSync(join(repository, file), "utf8");
      const verdict = this.judge({ file, text, line: 0, name: "" });
      if (verdict !== "same code" && verdict !== "SURVIVED") {
        throw new Error(`${file} without a change: ${verdict}`);
      }
    }
  }

  #noticed(product: Product, file: string): Verdict | undefined {
    const { writes, runs } = roleOf(file);
    const parts = new Set<Part | (typeof ORDER)[number]>(runs);
    for (const [part, path] of GENERATED) {
      const script = product.scripts.get(path) ?? "";
      if (writes.includes(part) && shapeOf(script) !== this.#shapes.get(part)) parts.add(part);
    }
    if (parts.has("checks")) parts.add("needs");
    for (const part of ORDER.filter((one) => parts.has(one))) {
      for (const judge of this.#judges[part]) {
        const fault = within(() => judge(product));
        if (fault !== undefined) return fault;
      }
    }
    if (writes.includes("forms")) {
      const script = scriptOf(within(() => this.#forms.text(product)));
      if (shapeOf(script) !== this.#shapes.get("forms")) parts.add("forms");
      const fault = parts.has("forms")
        ? within(() => this.#forms.fault(product, script))
        : undefined;
      if (fault !== undefined) return fault;
    }
    return parts.size === 0 ? "same code" : undefined;
  }

  #shapesOf(product: Product): Map<Part, string> {
    return new Map<Part, string>([
      ["forms", shapeOf(scriptOf(this.#forms.text(product)))],
      ...GENERATED.map(([part, path]): [Part, string] => [
        part,
        shapeOf(product.scripts.get(path) ?? ""),
      ]),
    ]);
  }
}

const GENERATED: readonly (readonly [Part, string])[] = [
  ["checks", "src/generated/checks.ts"],
  ["pack", "src/generated/pack.ts"],
  ["complete", "src/generated/complete-state.ts"],
];

/** The quickest first. */
const ORDER = ["complete", "checks", "program", "pack", "needs"] as const;
