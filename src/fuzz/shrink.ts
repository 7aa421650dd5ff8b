import type { Cpu, CpuFact, CpuTable } from "./cpu-table.ts";
import { valueOf } from "./cpu-table.ts";
import { differingFields, placeOf, readField } from "./places.ts";
import type { Template } from "./template.ts";

/** A packed state and its CPU. */
export interface Candidate {
  readonly words: Int32Array;
  readonly cpu: Cpu;
}

/** A field or CPU fact that is not as in the template, in hex. */
export interface Change {
  readonly path: string;
  readonly template: string;
  readonly value: string;
}

/** Asks about many candidates at once: a checker behind a pipe is slow to turn around. */
export type Test = (candidates: readonly Candidate[]) => Promise<readonly boolean[]>;

/** A counterexample, as the template it is nearest to and what is different. */
export interface Shrunk {
  readonly candidate: Candidate;
  readonly template: Template;
  readonly changed: readonly Change[];
}

/** As many changes as a reader can take in; with more, other templates are tried. */
const FEW = 3;
const OTHER_TEMPLATES = 4;

/**
 * Makes a state as like a template as it can be while the test stays true: first field by field,
 * then bit by bit.
 *
 * @param templates the template the state was made from first, then others to try
 */
export async function shrink(
  found: Candidate,
  templates: readonly Template[],
  cpus: CpuTable,
  test: Test,
): Promise<Shrunk> {
  const [own, ...others] = templates as [Template, ...Template[]];
  let best = await towards(found, own, cpus, test);
  if (best.changed.length <= FEW) return best;
  // What is different may be usual elsewhere: the same values are tried on each other template.
  const paths = new Set(best.changed.map(({ path }) => path));
  const { candidate } = best;
  const moved = others.map((template) => withOnly(candidate, template, paths, cpus));
  const passes = await testAll(moved, test);
  const nearest = others
    .flatMap((template, index) => {
      const start = moved[index];
      if (start === undefined || passes[index] !== true) return [];
      return [{ template, start, far: changes(start, template).length }];
    })
    .sort((a, b) => a.far - b.far)
    .slice(0, OTHER_TEMPLATES);
  for (const { template, start } of nearest) {
    const other = await towards(start, template, cpus, test);
    if (other.changed.length < best.changed.length) best = other;
    if (best.changed.length <= FEW) break;
  }
  return best;
}

async function towards(
  start: Candidate,
  template: Template,
  cpus: CpuTable,
  test: Test,
): Promise<Shrunk> {
  const paths = changes(start, template).map(({ path }) => path);
  let current = start;
  const keeping = (kept: readonly string[]): Candidate | undefined =>
    withOnly(start, template, new Set(kept), cpus);
  const kept = await minimal(paths, async (choices) => testAll(choices.map(keeping), test));
  current = keeping(kept) ?? start;
  const bits = differingBits(current.words, template.words);
  const fields = current;
  const keepingBits = (some: readonly Bit[]): Candidate => {
    const words = fields.words.slice();
    const wanted = new Set(some);
    for (const bit of bits) {
      if (!wanted.has(bit)) words[bit.word] = (words[bit.word] as number) ^ bit.mask;
    }
    return { words, cpu: fields.cpu };
  };
  const keptBits = await minimal(bits, async (choices) => testAll(choices.map(keepingBits), test));
  current = keepingBits(keptBits);
  return { candidate: current, template, changed: changes(current, template) };
}

async function testAll(
  candidates: readonly (Candidate | undefined)[],
  test: Test,
): Promise<boolean[]> {
  const possible = candidates.filter((candidate) => candidate !== undefined);
  const results = await test(possible);
  let next = 0;
  return candidates.map((candidate) => candidate !== undefined && results[next++] === true);
}

/**
 * A subset that passes while no smaller step away from it does (delta debugging): parts are left
 * out, halves first. The whole is taken to pass.
 */
export async function minimal<Item>(
  items: readonly Item[],
  test: (choices: readonly (readonly Item[])[]) => Promise<readonly boolean[]>,
): Promise<readonly Item[]> {
  if (items.length === 0) return items;
  if ((await test([[]]))[0] === true) return [];
  let kept = items;
  let size = Math.ceil(kept.length / 2);
  while (kept.length > 1) {
    const current = kept;
    const starts = Array.from({ length: Math.ceil(kept.length / size) }, (_, i) => i * size);
    const choices = starts.map((from) => [
      ...current.slice(0, from),
      ...current.slice(from + size),
    ]);
    const found = (await test(choices)).indexOf(true);
    if (found >= 0) {
      kept = choices[found] ?? kept;
      size = Math.min(size, Math.max(1, Math.ceil(kept.length / 2)));
    } else if (size === 1) break;
    else size = Math.ceil(size / 2);
  }
  return kept;
}

interface Bit {
  word: number;
  mask: number;
}

function differingBits(a: Int32Array, b: Int32Array): Bit[] {
  const bits: Bit[] = [];
  a.forEach((value, word) => {
    const difference = value ^ (b[word] as number);
    for (let bit = 0; bit < 32; bit++) {
      if (((difference >>> bit) & 1) === 1) bits.push({ word, mask: 1 << bit });
    }
  });
  return bits;
}

/** What differs from the template, in the order of the packed state; CPU facts last. */
export function changes({ words, cpu }: Candidate, template: Template): Change[] {
  const fields = differingFields(words, template.words).map((field) => ({
    path: field.path,
    template: hex(readField(field, template.words)),
    value: hex(readField(field, words)),
  }));
  const facts = Object.keys({ ...cpu.facts, ...template.cpu.facts })
    .filter((name) => valueOf(cpu.facts[name]) !== valueOf(template.cpu.facts[name]))
    .map((name) => ({
      path: `cpu.${name}`,
      template: shown(template.cpu.facts[name]),
      value: shown(cpu.facts[name]),
    }));
  return [...fields, ...facts];
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;

const shown = (fact: CpuFact | undefined): string =>
  fact === undefined ? "unknown" : typeof fact === "bigint" ? hex(fact) : String(fact);

/** The template with these paths as in the state; undefined if no CPU is like that. */
function withOnly(
  state: Candidate,
  template: Template,
  paths: ReadonlySet<string>,
  cpus: CpuTable,
): Candidate | undefined {
  const words = template.words.slice();
  const facts = { ...template.cpu.facts };
  for (const path of paths) {
    const field = placeOf(path);
    if (field !== undefined) {
      words[field.word] = state.words[field.word] as number;
      if (field.width > 32) words[field.word + 1] = state.words[field.word + 1] as number;
      continue;
    }
    const name = path.slice("cpu.".length);
    const fact = state.cpu.facts[name];
    if (fact === undefined) Reflect.deleteProperty(facts, name);
    else facts[name] = fact;
  }
  const cpu = cpus.add(facts);
  return cpu === undefined ? undefined : { words, cpu };
}
