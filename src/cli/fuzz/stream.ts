import { PACKED_WORDS, rules } from "../../index.ts";
import { Mutator, indexOf, sizeOf, stateText } from "../../fuzz/index.ts";
import { InputFault } from "../input/fault.ts";
import { linesOf, open, type Line } from "../input/lines.ts";
import { complain, write } from "../terminal.ts";
import { EXIT } from "../usage.ts";
import { ENDLESS, type Plan } from "./plan.ts";
import type { Workers } from "./workers.ts";

/** `--emit`: the states of the campaign as labelled vectors, one a line. */
export async function emit({ worker, scope, shard, count }: Plan): Promise<number> {
  const mutator = new Mutator(worker.campaign.seed, scope);
  const words = new Int32Array(PACKED_WORDS);
  const numbers = new Int32Array(rules.length);
  const size = sizeOf(shard, count);
  let text = "";
  for (let position = 0; position < size; position++) {
    const index = indexOf(shard, position);
    const cpu = mutator.write(index, words);
    const found = cpu.checker.check(words, 0, numbers);
    const violated = Array.from(numbers.subarray(0, found), (number) => rules[number]?.id);
    const label = { expect: found === 0 ? "valid" : "invalid", violated };
    const { template } = mutator;
    text += `{"id":${index},"state":${stateText(words, 0, cpu)},${JSON.stringify({ ...label, template: template.name }).slice(1)}\n`;
    if (text.length < 1 << 16) continue;
    await write(text);
    text = "";
  }
  await write(text);
  return EXIT.fine;
}

/**
 * `--ndjson`: each line of the input names a stretch of states and is answered by one line, as soon
 * as those before it are. Of two lines a worker at most the answer is due.
 *
 * @param lines of standard input
 * @throws InputFault if it cannot be read; what was read before is answered
 */
export async function stream(
  { parameters, jobs }: Plan,
  workers: Pick<Workers, "run">,
  lines: AsyncIterable<Pick<Line, "number" | "text">> = standardInput(),
): Promise<number> {
  let status: number = EXIT.fine;
  /** Answers that have not been written, in order. */
  const due: Promise<void>[] = [];
  const answer = async (line: number, text: string): Promise<string> => {
    const parsed = stretchOf(text);
    const id = parsed.id === undefined ? {} : { id: parsed.id };
    try {
      if (parsed.fault !== undefined) throw new InputFault("-", parsed.fault, line);
      const { from, count } = parsed;
      const totals = await workers.run(from, from + count);
      if (totals.findings.length > 0 && status === EXIT.fine) status = EXIT.invalid;
      return JSON.stringify({ ...id, from, count, seed: parameters.seed, ...totals });
    } catch (error) {
      status = EXIT.fault;
      const reason = error instanceof InputFault ? error.reason : String(error);
      complain(`standard input:${line}: ${reason}`);
      return JSON.stringify({ ...id, error: { line, message: reason } });
    }
  };
  const writeInTurn = async (text: Promise<string>, before?: Promise<void>): Promise<void> => {
    await before;
    await write(`${await text}\n`);
    void due.shift();
  };
  try {
    for await (const { number, text } of lines) {
      if (text.trim() === "") continue;
      due.push(writeInTurn(answer(number, text), due.at(-1)));
      while (due.length >= 2 * jobs) await due[0];
    }
  } finally {
    await due.at(-1);
  }
  return status;
}

async function* standardInput(): AsyncGenerator<Line> {
  yield* linesOf("-", await open("-"));
}

interface StretchLine {
  id?: string | number;
  from: number;
  count: number;
  fault?: string;
}

function stretchOf(text: string): StretchLine {
  const nothing = { from: 0, count: 0 };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ...nothing, fault: "no JSON" };
  }
  const { id, from, count } = Object(value) as Record<string, unknown>;
  const named = typeof id === "string" || typeof id === "number" ? { id } : {};
  const isNumber = (part: unknown): part is number => Number.isSafeInteger(part);
  if (!isNumber(from) || !isNumber(count) || from < 0 || count < 1 || from + count > ENDLESS) {
    return { ...nothing, ...named, fault: 'write {"from":0,"count":1000}, whole numbers' };
  }
  return { ...named, from, count };
}
