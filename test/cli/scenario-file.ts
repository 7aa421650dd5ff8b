/** The format of `scenarios/*.scenario`; see README.md in this folder. */

/** How an output is compared: the whole text, lines in their order, or reports by their members. */
export type Mode = "exact" | "contains" | "lacks" | "json";

export interface Expectation {
  mode: Mode;
  text: string;
}

export interface Scenario {
  title: string;
  args: string[];
  stdin: Buffer;
  files: { name: string; content: Buffer }[];
  stdout: Expectation[];
  stderr: Expectation[];
  status: number;
  /** What is wrong with the program today; the scenario then has to fail. */
  bug: string | undefined;
}

interface Section {
  name: string;
  words: string[];
  body: string;
}

const HEAD = /^==== (?<name>test|command|stdin|file|stdout|stderr|status|bug)(?<rest>(?: \S+)*)$/;

/** @throws Error naming the line that is not understood */
export function parseScenario(text: string): Scenario {
  const scenario: Scenario = {
    title: "",
    args: [],
    stdin: Buffer.alloc(0),
    files: [],
    stdout: [],
    stderr: [],
    status: 0,
    bug: undefined,
  };
  for (const { name, words, body } of sections(text)) {
    const [word] = words;
    if (name === "test") scenario.title = body.trim();
    else if (name === "command") scenario.args = commandWords(body);
    else if (name === "stdin") scenario.stdin = content(body, words[0]);
    else if (name === "status") scenario.status = Number(body.trim());
    else if (name === "bug") scenario.bug = body.trim();
    else if (name === "file") {
      if (word === undefined) throw new Error("==== file needs a name");
      scenario.files.push({ name: word, content: content(body, words[1]) });
    } else scenario[name as "stdout" | "stderr"].push({ mode: modeOf(word), text: body });
  }
  if (scenario.title === "") throw new Error("==== test is missing");
  if (scenario.args.length === 0) throw new Error("==== command is missing");
  return scenario;
}

function* sections(text: string): Generator<Section> {
  let section: Section | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const head = HEAD.exec(line)?.groups;
    if (head !== undefined) {
      if (section !== undefined) yield section;
      const words = (head["rest"] ?? "").split(" ").filter((word) => word !== "");
      section = { name: head["name"] ?? "", words, body: "" };
    } else if (line.startsWith("====") || (section === undefined && line !== "")) {
      throw new Error(`line ${index + 1} is no section: ${line}`);
    } else if (section !== undefined) section.body += `${line}\n`;
  }
  // The text's own last line end is not a line of the last section.
  if (section !== undefined) yield { ...section, body: section.body.replace(/\n$/, "") };
}

function modeOf(word: string | undefined): Mode {
  if (word === undefined) return "exact";
  if (word === "contains" || word === "lacks" || word === "json") return word;
  throw new Error(`an output is compared by contains, lacks, json or exactly, not by "${word}"`);
}

/** `vmx-preflight` and its arguments; quotes keep blanks together, there is no shell. */
function commandWords(body: string): string[] {
  const words = [...body.trim().matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, "$1$2"),
  );
  if (words[0] !== "vmx-preflight") throw new Error("the command has to begin with vmx-preflight");
  return words.slice(1).length === 0 ? [""] : words.slice(1);
}

/**
 * The bytes of an input. `escaped` ones know `\r \n \t \\ \xHH`, and a backslash at the end of a
 * line joins it with the next.
 */
function content(body: string, word: string | undefined): Buffer {
  if (word === undefined) return Buffer.from(body);
  if (word !== "escaped") throw new Error(`an input is plain or escaped, not "${word}"`);
  const plain: Record<string, string> = { r: "\r", n: "\n", t: "\t", "\\": "\\", "\n": "" };
  return Buffer.concat(
    body
      .split(/(\\(?:x[0-9a-f]{2}|[rnt\\\n]))/i)
      .map((part, index) =>
        index % 2 === 0
          ? Buffer.from(part)
          : part.length === 4
            ? Buffer.from(part.slice(2), "hex")
            : Buffer.from(plain[part.slice(1)] ?? ""),
      ),
  );
}

/** The scenario's text with the exact standard output replaced. */
export function withStdout(text: string, stdout: string): string {
  const start = /^==== stdout$\n?/m.exec(text);
  if (start === null) return text;
  const from = start.index + start[0].length;
  const next = text.slice(from).search(/^==== /m);
  const rest = next < 0 ? "" : text.slice(from + next);
  return `${text.slice(0, from)}${stdout}${rest}`;
}
