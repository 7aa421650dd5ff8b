import { PACKED_WORDS, rules } from "../../index.ts";
import { Mutator, indexOf, sizeOf, stateText } from "../../fuzz/index.ts";
import { InputFault } from "../input/fault.ts";
import { linesOf, open } from "../input/lines.ts";
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

/** `--ndjson`: each line of the input names a stretch of states and is answered by one line. */
export async function stream({ parameters }: Plan, workers: Workers): Promise<number> {
  let status: number = EXIT.fine;
  const answers: Promise<string>[] = [];
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
  const writeOldest = async (): Promise<void> => {
    const oldest = answers.shift();
    if (oldest !== undefined) await write(`${await oldest}\n`);
  };
  for await (const { number, text } of linesOf("-", await open("-"))) {
    if (text.trim() === "") continue;
    answers.push(answer(number, text));
    while (!workers.hasRoom) await writeOldest();
  }
  while (answers.length > 0) await writeOldest();
  return status;
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
