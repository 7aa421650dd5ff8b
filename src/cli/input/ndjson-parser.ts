import { InputFault } from "./fault.ts";
import { candidate, type Answerable } from "./item.ts";
import type { Line } from "./lines.ts";

export type NdjsonLine = Pick<Line, "number" | "text" | "cut">;

/**
 * Parses lines of NDJSON. The lines of a stream mostly end with the same CPU, a third of their
 * text: it is parsed once.
 */
export class NdjsonParser {
  /** The end of a line, from the comma before `"cpu"`, and the value of this member. */
  #ending = "";
  #cpu: unknown;
  /** The same of the last line; it is worth a closer look when it comes again. */
  #seen = "";
  /** What was looked at and, if it is not the ending that is known, is of no use. */
  #unfit = "";

  /** One line that is not blank: a state, a vector, or a fault. */
  parse(file: string, { text, number, cut }: NdjsonLine): Answerable {
    if (cut) return { kind: "fault", fault: new InputFault(file, "the line is too long", number) };
    try {
      return candidate(file, this.#value(text), number);
    } catch (error) {
      return { kind: "fault", fault: new InputFault(file, syntaxMessage(error), number) };
    }
  }

  /** As `JSON.parse`. @throws SyntaxError */
  #value(text: string): unknown {
    return this.#withKnownCpu(text) ?? this.#withNewCpu(text);
  }

  /**
   * If what stands before the known ending is, closed by a brace, an object with members, the ending is
   * its last member, whatever the line looks like; and the last of two members of one name counts.
   */
  #withKnownCpu(text: string): object | undefined {
    if (this.#ending === "" || !text.endsWith(this.#ending)) return undefined;
    try {
      const value = JSON.parse(`${text.slice(0, -this.#ending.length)}}`) as Record<
        string,
        unknown
      >;
      if (Object.keys(value).length === 0) return undefined;
      value["cpu"] = this.#cpu;
      return value;
    } catch {
      // The whole line says what is wrong with it, or that the ending stands elsewhere.
      return undefined;
    }
  }

  #withNewCpu(text: string): unknown {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, "cpu")) return value;
    const ending = endingOf(text);
    if (ending === undefined || ending === this.#unfit) return value;
    if (ending === this.#seen) this.#learn(ending);
    else this.#seen = ending;
    return value;
  }

  #learn(ending: string): void {
    this.#unfit = ending;
    try {
      const { cpu, ...others } = JSON.parse(`{${ending.slice(1)}`) as Record<string, unknown>;
      if (Object.keys(others).length > 0) return;
      // Shared by many states: nobody may change it.
      this.#cpu = Object.freeze(cpu);
      this.#ending = ending;
    } catch {
      // This member stands deeper.
    }
  }
}

/** The end of a line from the comma before the last `"cpu"`, whatever it is there. */
function endingOf(text: string): string | undefined {
  let at = text.lastIndexOf('"cpu"') - 1;
  while (text[at] === " ") at -= 1;
  return text[at] === "," ? text.slice(at) : undefined;
}

/** V8's words without the quoted input. */
export function syntaxMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `not JSON: ${message.replace(/, "[\s\S]*" is not valid JSON$/, "")}`;
}
