import { readInitial, type InitialState } from "./initial.ts";
import { Reader } from "./reader.ts";

/** A recording of a real boot program, one entry for each instruction or iteration. */
export interface Replay {
  readonly title: string | undefined;
  readonly initial: InitialState;
  /** 4 KiB of memory each, as at the beginning. */
  readonly pages: readonly { readonly address: number; readonly bytes: Uint8Array }[];
  readonly steps: readonly ReplayStep[];
}

export interface ReplayStep {
  /** Linear address of the instruction. */
  readonly linear: bigint;
  readonly bytes: string;
  /** RIP after the instruction. */
  readonly rip: bigint;
  /** Registers that the instruction changed, and their new values. */
  readonly set: InitialState["part"];
}

/** Undoes raw deflate; the caller brings it, as it differs between Node and browsers. */
export type Inflate = (deflated: Uint8Array) => Uint8Array;

const PAGE = 4096;
const MAX_PAGES = 65_536;
const MAX_STEPS = 1_000_000;

const MEMBERS: ReadonlySet<string> = new Set([
  "$schema",
  "title",
  "source",
  "note",
  "initial",
  "pages",
  "steps",
]);

/** True if a JSON value looks like a replay: it has memory pages. */
export function isReplay(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "pages");
}

/**
 * Reads a replay (schemas/replay.schema.json).
 * @throws InputError naming the JSON pointer
 */
export function readReplay(value: unknown, inflate: Inflate): Replay {
  const reader = new Reader(value);
  const members = reader.object(MEMBERS);
  const member = (name: string): Reader => members.get(name) ?? reader.fail(`${name} is missing`);
  return {
    title: members.get("title")?.text(),
    initial: readInitial(member("initial")),
    pages: readPages(member("pages"), inflate),
    steps: member("steps").array(MAX_STEPS).map(readStep),
  };
}

function readPages(reader: Reader, inflate: Inflate): { address: number; bytes: Uint8Array }[] {
  const { value } = reader;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    reader.fail("an object from address to page is needed");
  }
  const pages = reader.object(new Set(Object.keys(value)));
  if (pages.size > MAX_PAGES) reader.fail(`${pages.size} pages; at most ${MAX_PAGES} are read`);
  return [...pages].map(([address, page]) => {
    if (!/^0x[0-9a-fA-F]{1,13}$/.test(address) || Number(address) % PAGE !== 0) {
      page.fail("the name of a page is its address, 0x... and a multiple of 4096");
    }
    return { address: Number(address), bytes: readPage(page, inflate) };
  });
}

function readPage(reader: Reader, inflate: Inflate): Uint8Array {
  const text = reader.text();
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length > 2 * PAGE) reader.fail("not base64");
  let bytes: Uint8Array;
  try {
    bytes = inflate(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
  } catch {
    return reader.fail("neither raw deflate nor base64");
  }
  if (bytes.length !== PAGE) reader.fail(`a page has 4096 bytes, not ${bytes.length}`);
  return bytes;
}

function readStep(reader: Reader): ReplayStep {
  const members = reader.object(new Set(["lin", "mode", "bytes", "m", "rip", "set"]));
  const member = (name: string): Reader => members.get(name) ?? reader.fail(`${name} is missing`);
  member("bytes").bytes(15);
  const set = readInitial(members.get("set") ?? new Reader({}));
  const [selector] = Object.keys(set.selectors);
  if (selector !== undefined) reader.fail(`${selector} is given without its cache`);
  return {
    linear: member("lin").number(64),
    bytes: member("bytes").text().toLowerCase(),
    rip: member("rip").number(64),
    set: set.part,
  };
}
