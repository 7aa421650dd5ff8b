import { cpus } from "./cpus.ts";
import { allHold, checks, modeConstraints, type Constraint } from "./constraints.ts";
import { fields, fromState, type Words } from "./layout.ts";
import type { GuestMode } from "./modes.ts";
import { below, type Bits32 } from "./random.ts";
import { Sampler } from "./sampler.ts";
import { nearer } from "./shrink.ts";
import { templates } from "./templates.ts";

/** Where states of one kind come from, and the state they shrink to. */
export interface Source {
  readonly mode: GuestMode;
  /** The smallest state. */
  readonly target: Words;
  generate(bits: Bits32): Words;
  /** True for every state `generate` can give, and for all others of the kind. */
  readonly holds: (words: Words) => boolean;
  smaller(words: Words): Iterable<Words>;
}

/** The words of a mode's template. */
export function templateWords(mode: GuestMode): Words {
  const words = fromState(templates[mode]);
  if (words === undefined) throw new Error(`the template of ${mode} is not complete`);
  return words;
}

const CPU_FIELDS = fields.filter(({ path }) => path.startsWith("cpu.") && path !== "cpu.inSmm");

/** A start on each processor on which it keeps the constraints; the start as it is comes first. */
function onEveryCpu(start: Words, constraints: readonly Constraint[]): Words[] {
  const starts = [start];
  for (const cpu of Object.values(cpus)) {
    const words = fromState({ ...templates["long-64-ring-0"], cpu });
    if (words === undefined) throw new Error("a processor is not complete");
    const moved = start.slice();
    for (const { index } of CPU_FIELDS) {
      moved[2 * index] = words[2 * index] as number;
      moved[2 * index + 1] = words[2 * index + 1] as number;
    }
    const isNew = starts.every((other) => other.some((word, at) => word !== moved[at]));
    if (isNew && allHold(constraints, moved)) starts.push(moved);
  }
  return starts;
}

/**
 * States around a start that obey constraints.
 *
 * @param start must obey them itself; it is the smallest one
 */
export function sourceAround(
  mode: GuestMode,
  start: Words,
  constraints: readonly Constraint[],
): Source {
  const starts = onEveryCpu(start, constraints);
  const sampler = new Sampler(constraints);
  const holds = (words: Words): boolean => allHold(constraints, words);
  return {
    mode,
    target: start,
    generate(bits) {
      const words = (starts[below(bits, starts.length)] as Words).slice();
      sampler.sweep(words, bits);
      return words;
    },
    holds,
    smaller: (words) => nearer(words, start, holds),
  };
}

const valid = new Map<GuestMode, Source>();

/** The valid states of a mode. */
export function validSource(mode: GuestMode): Source {
  let source = valid.get(mode);
  if (source === undefined) {
    source = sourceAround(mode, templateWords(mode), [...modeConstraints(mode), ...checks()]);
    valid.set(mode, source);
  }
  return source;
}
