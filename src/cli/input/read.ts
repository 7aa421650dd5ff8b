import {
  DumpReader,
  binaryFormats,
  dumpFormat,
  parseBinary,
  parseDump,
  type ParsedDump,
} from "../../index.ts";
import { InputFault } from "./fault.ts";
import { MAX_STRUCTURE, beginningOf, isBinary } from "./bytes.ts";
import { candidate, type Item } from "./item.ts";
import { batchesOf, hasWideMark, open, type Line } from "./lines.ts";
import {
  firstRecord,
  isLogRecord,
  mayBeOwnLayout,
  isRow,
  mayBeHeader,
  meansState,
} from "./log-record.ts";
import { NdjsonParser, syntaxMessage } from "./ndjson-parser.ts";

/** A JSON document (not NDJSON) is read whole: beyond this size it is refused. */
const MAX_DOCUMENT = 64 * 1024 * 1024;

/** An input whose kind is known and whose lines are yet to be read. */
export interface Input {
  file: string;
  /**
   * `json`, `ndjson`, `binary`, the name of a dump format, or undefined for text with any dumps.
   * `document` is JSON that may prove to be a log, `records` a log of one JSON object a line.
   */
  kind: string | undefined;
  lines: AsyncIterable<Line>;
  /** The same lines, as many at a time as are there; one of all these can be read. */
  batches: AsyncIterable<Line[]>;
  /** The same as bytes, if they are UTF-8. */
  chunks?: AsyncIterable<Buffer>;
  /** What was found in a binary structure. */
  found?: Item;
}

/**
 * Opens a file (`-` for standard input) and detects what it holds: exchange JSON, an array of it,
 * NDJSON of states or of vectors `{id, state}`, or text with dumps.
 *
 * @param format forces `json`, `ndjson` or a dump format; detected from the first line otherwise
 * @throws InputFault if the file cannot be read
 */
export async function openInput(file: string, format?: string): Promise<Input> {
  const isStructure = binaryFormats.some(({ name }) => name === format);
  const { structure, chunks } = await beginningOf(file, await open(file), isStructure);
  if (isStructure && structure === undefined)
    throw new InputFault(file, `more than ${MAX_STRUCTURE} bytes: no structure is that large`);
  const pieces = new Replay(chunks);
  const source = batchesOf(file, pieces.read());
  const first: Line[] = [];
  if (structure !== undefined && (format === undefined || isStructure)) {
    const found = readStructure(file, structure, format);
    if (found !== undefined) {
      return { file, kind: "binary", lines: flat(source), batches: source, found };
    }
  }
  const kind = format ?? (await detect(source, first));
  const seen = pieces.forget();
  const batches = async function* (): AsyncGenerator<Line[]> {
    if (first.length > 0) yield first;
    yield* source;
  };
  const all = batches();
  const isWide = seen[0] !== undefined && hasWideMark(seen[0]);
  return {
    file,
    kind,
    lines: flat(all),
    batches: all,
    ...(isWide ? {} : { chunks: pieces.from(seen) }),
  };
}

/** Pieces of an input, of which the first are read to find out what it is. */
class Replay {
  readonly #source: AsyncIterator<Buffer>;
  #seen: Buffer[] | undefined = [];

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#source = chunks[Symbol.asyncIterator]();
  }

  async *read(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        const next = await this.#source.next();
        if (next.done === true) return;
        this.#seen?.push(next.value);
        yield next.value;
      }
    } finally {
      await this.#source.return?.();
    }
  }

  /** What was read so far; from now on nothing is kept. */
  forget(): readonly Buffer[] {
    const seen = this.#seen ?? [];
    this.#seen = undefined;
    return seen;
  }

  /** Once more what was seen, and then the rest. */
  async *from(seen: readonly Buffer[]): AsyncGenerator<Buffer> {
    yield* seen;
    yield* this.read();
  }
}

async function* flat(batches: AsyncIterable<Line[]>): AsyncGenerator<Line> {
  for await (const lines of batches) yield* lines;
}

/**
 * The candidate states of an input. Constant memory for NDJSON and text.
 * @throws InputFault if the input cannot be read to its end
 */
export async function* itemsOf({ file, kind, lines, found }: Input): AsyncGenerator<Item> {
  if (found !== undefined) yield found;
  else if (kind === "ndjson") yield* readNdjson(file, lines);
  else if (kind === "json" || kind === "document") yield* readJson(file, lines, kind);
  else if (kind === "records") yield* readText(lines, { isJson: true });
  else yield* readText(lines, kind === undefined ? {} : { format: kind });
}

/** Both steps at once. */
export async function* readItems(file: string, format?: string): AsyncGenerator<Item> {
  yield* itemsOf(await openInput(file, format));
}

/**
 * `{` on a line of its own right is NDJSON; a first line that is no whole object begins a
 * document, unless the next one starts an object again. Everything else is text: a kernel log may
 * begin with `[`, too, and NDJSON may be a log.
 */
async function detect(source: AsyncGenerator<Line[]>, ahead: Line[]): Promise<string | undefined> {
  let seen = 0;
  const next = async (): Promise<string | undefined> => {
    for (;;) {
      while (seen < ahead.length) {
        const text = ahead[seen++]?.text.trimStart() ?? "";
        if (text !== "") return text;
      }
      const result = await source.next();
      if (result.done === true) return undefined;
      for (const line of result.value) ahead.push(line);
    }
  };
  const first = await next();
  if (first === undefined) return undefined;
  if (/^\[\s*(?:$|[{\]])/.test(first) || (first.startsWith("[") && jsonValue(first) !== undefined))
    return "document";
  const value = jsonValue(first);
  const isObject = first.startsWith("{");
  if (isObject && typeof value === "object" && value !== null)
    return isLogRecord(value) ||
      (mayBeHeader(value) && (await goesOnAsLog(next))) ||
      (mayBeOwnLayout(value) && parseDump(first).length > 0)
      ? "records"
      : "ndjson";
  if (!isObject && value === undefined) return undefined;
  const second = await next();
  if (second?.startsWith("{") === true) return linesOrLog(jsonValue(second));
  return isObject ? "document" : undefined;
}

/** A log may begin with a record without words: a header, a test that was started. */
async function goesOnAsLog(next: () => Promise<string | undefined>): Promise<boolean> {
  for (let count = 0; count < RECORDS_SEEN; count++) {
    const line = await next();
    if (line === undefined) return false;
    const value = jsonValue(line);
    if (isLogRecord(value) || isRow(value)) return true;
    if (meansState(value)) return false;
  }
  return false;
}

/** So many lines are looked at. */
const RECORDS_SEEN = 64;

/** What lines of such values are: a record of a log says so itself. */
function linesOrLog(value: unknown): "ndjson" | "records" {
  return isLogRecord(value) ? "records" : "ndjson";
}

/** Undefined if the text is not JSON. */
function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function* readNdjson(file: string, lines: AsyncIterable<Line>): AsyncGenerator<Item> {
  const parser = new NdjsonParser();
  for await (const line of lines) {
    if (line.text.trim() !== "") yield parser.parse(file, line);
  }
}

async function* readJson(
  file: string,
  lines: AsyncIterable<Line>,
  kind: "json" | "document",
): AsyncGenerator<Item> {
  const parts: Line[] = [];
  let size = 0;
  let first = 0;
  for await (const line of lines) {
    const { text, number, cut } = line;
    if (first === 0 && text.trim() !== "") first = number;
    size += text.length + 1;
    if (cut || size > MAX_DOCUMENT) {
      throw new InputFault(file, "a JSON document this large must be NDJSON, one state per line");
    }
    parts.push(line);
  }
  const document = parts.map(({ text }) => text).join("\n");
  let value: unknown;
  try {
    value = JSON.parse(document);
  } catch (error) {
    const message = syntaxMessage(error);
    yield { kind: "fault", fault: new InputFault(file, message, lineOfFault(message, document)) };
    return;
  }
  if (kind === "document" && isLogRecord(firstRecord(value))) {
    yield* readText(parts, { isJson: true });
    return;
  }
  if (kind === "document" && mayBeOwnLayout(value)) {
    const items = await itemsOfText(parts);
    if (items.some((item) => item.kind === "state")) {
      yield* items;
      return;
    }
  }
  if (!Array.isArray(value)) yield candidate(file, value, first);
  else {
    const places = entryLines(document);
    for (const [index, entry] of value.entries())
      yield candidate(file, entry, places[index] ?? first);
  }
}

/** The lines on which the entries of a valid JSON array begin. */
function entryLines(document: string): number[] {
  const lines: number[] = [];
  let line = 1;
  let depth = 0;
  let quoted = false;
  let waiting = false;
  for (let i = 0; i < document.length; i++) {
    const letter = document[i] ?? "";
    if (letter === "\n") line += 1;
    if (quoted) {
      if (letter === "\\") i += 1;
      else if (letter === '"') quoted = false;
      continue;
    }
    if (/\s/.test(letter)) continue;
    if (waiting && letter !== "]") lines.push(line);
    waiting = false;
    if (letter === '"') quoted = true;
    else if (letter === "[" || letter === "{") waiting = depth++ === 0;
    else if (letter === "]" || letter === "}") depth -= 1;
    else if (letter === "," && depth === 1) waiting = true;
  }
  return lines;
}

function lineOfFault(message: string, document: string): number {
  const position = /position (\d+)/.exec(message)?.[1];
  const before = position === undefined ? document : document.slice(0, Number(position));
  return before.split("\n").length;
}

/**
 * What the bytes of a structure hold; undefined for bytes that may be text.
 * @throws InputFault for bytes that are neither
 */
function readStructure(file: string, bytes: Uint8Array, format?: string): Item | undefined {
  if (format === undefined && hasWideMark(bytes)) return undefined;
  const parsed = parseBinary(bytes, format);
  if ("dump" in parsed)
    return { kind: "state", state: parsed.dump.state, line: 1, dump: parsed.dump };
  if ("known" in parsed) return { kind: "rest", known: [parsed.known], unread: [], isJson: false };
  if (format === undefined && !isBinary(bytes)) return undefined;
  throw new InputFault(
    file,
    format === undefined
      ? `binary data: neither a text dump nor JSON, and ${parsed.objection}`
      : parsed.objection,
  );
}

/** What a text of JSON holds, all at once. */
async function itemsOfText(lines: readonly Line[]): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of readText(lines, { isJson: true })) items.push(item);
  return items;
}

async function* readText(
  lines: AsyncIterable<Line> | Iterable<Line>,
  { format, isJson = false }: { format?: string; isJson?: boolean },
): AsyncGenerator<Item> {
  const reader = new DumpReader(format === undefined ? {} : { formats: [dumpFormat(format)] });
  const items = function* (dumps: ParsedDump[]): Generator<Item> {
    for (const dump of dumps) yield { kind: "state", state: dump.state, line: dump.lines[0], dump };
  };
  for await (const { text, ended } of lines) {
    // Some old consoles end lines with a carriage return alone.
    for (const part of text.split("\r")) yield* items(reader.push(part, ended));
  }
  yield* items(reader.end());
  yield { kind: "rest", known: reader.known, unread: reader.unread, isJson };
}
