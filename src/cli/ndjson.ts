/** Lines of NDJSON to lines of NDJSON, a batch at a time: here, or on a worker thread. */
import { BATCH_LINES, type Line } from "./input/lines.ts";
import { NdjsonParser, type NdjsonLine } from "./input/ndjson-parser.ts";
import { asJson, type ItemChecker } from "./item-checker.ts";

export interface Answered<Output = string | Uint8Array> {
  /** Reports and faults as NDJSON, in the order of the lines: text, or UTF-8. */
  output: Output;
  /** Messages for standard error. */
  faults: string[];
  states: number;
  invalid: number;
  undecided: number;
}

/** So much text is answered before something is written. */
const BATCH_LENGTH = 256 * 1024;

/** Answers lines of NDJSON. */
export class NdjsonChecker {
  readonly #checker: ItemChecker;
  readonly #parser = new NdjsonParser();

  constructor(checker: ItemChecker) {
    this.#checker = checker;
  }

  /** The answers in the order of the lines; blank ones give nothing. */
  async answer(file: string, lines: readonly NdjsonLine[]): Promise<Answered<string>> {
    const result: Answered<string> = {
      output: "",
      faults: [],
      states: 0,
      invalid: 0,
      undecided: 0,
    };
    let output = "";
    for (const line of lines) {
      if (!line.cut && line.text.trim() === "") continue;
      const item = this.#parser.parse(file, line);
      // Waiting costs more than the check of a complete state.
      const checked =
        this.#checker.checkPlain(file, item) ?? (await this.#checker.check(file, item));
      output += `${JSON.stringify(asJson(checked))}\n`;
      if ("fault" in checked) {
        result.faults.push(checked.fault.message);
        continue;
      }
      result.states += 1;
      if (checked.report.verdict === "invalid") result.invalid += 1;
      if (checked.report.verdict === "undecided") result.undecided += 1;
    }
    result.output = output;
    return result;
  }
}

/** Batches of bounded size: a report can be a hundred times as long as its line. */
export async function* pieces(batches: AsyncIterable<Line[]>): AsyncGenerator<Line[]> {
  for await (const lines of batches) {
    let from = 0;
    let length = 0;
    for (let i = 0; i < lines.length; i++) {
      length += lines[i]?.text.length ?? 0;
      if (i + 1 - from < BATCH_LINES && length < BATCH_LENGTH) continue;
      yield lines.slice(from, i + 1);
      from = i + 1;
      length = 0;
    }
    if (from === 0) yield lines;
    else if (from < lines.length) yield lines.slice(from);
  }
}
