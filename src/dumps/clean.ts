/**
 * The noise cleaner: takes from one line what logs, mail programs, terminals and consoles put
 * around the words of a dump. It knows no dump format.
 *
 * Every pattern is anchored at the start of the line and repeats nothing that itself repeats, so
 * the work is linear in the length of the line.
 */

export type NoiseName =
  | "quote"
  | "iso-stamp"
  | "syslog-stamp"
  | "syslog-origin"
  | "clock-stamp"
  | "printk-level"
  | "printk-stamp"
  | "printk-caller"
  | "dmesg-date"
  | "xen"
  | "kvm_intel"
  | "haxm";

/** A line without its noise. */
export interface CleanLine {
  /** What is left; no blank at either end, and tabs and no-break spaces turned into blanks. */
  readonly text: string;
  /** Names of what was removed from the start (`printk-stamp`, `xen`, `quote` ...), in order. */
  readonly noise: readonly NoiseName[];
  /** Who printed the line, where the noise says it: a process with its number, a thread or CPU. */
  readonly source?: string;
}

/** Noise that names the printer of a line. */
const SOURCES: ReadonlySet<NoiseName> = new Set(["syslog-origin", "printk-caller"]);

/**
 * What may stand before a dump's own words. The order is free: the table is gone through again
 * until nothing changes, since people quote logs that were themselves logged.
 */
const PREFIXES: readonly (readonly [NoiseName, RegExp])[] = [
  // Mail and markdown quotes, the cell borders of tables.
  ["quote", /^[>|]+/],
  // 2021-08-01T00:00:00.000Z, also in brackets: CI systems, journalctl -o short-iso.
  [
    "iso-stamp",
    /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})? ?(?:Z|[+-]\d\d:?\d\d)?(?:\]|(?= )|$)/,
  ],
  // Jun 24 17:25:51
  [
    "syslog-stamp",
    /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,3}\d{1,2} \d\d:\d\d:\d\d(?:\.\d{1,9})?(?= |$)/,
  ],
  // testhost kernel:  testhost QEMU[2997]:  with or without the host's name. The process number
  // tells such a name from the words of a dump.
  [
    "syslog-origin",
    /^(?:[A-Za-z0-9][\w.-]{0,254} {1,8})?(?:kernel|[A-Za-z][\w.@/-]{0,127}\[\d{1,10}\]):(?= |$)/,
  ],
  // 00:00:01.123456 of VBox.log
  ["clock-stamp", /^\d\d:\d\d:\d\d[.:]\d{1,9}(?= |$)/],
  ["printk-level", /^<\d{1,2}>/],
  // [  673.850218]  [ 20026,827747]  [  +0.000012]  [<    0.000012>]
  ["printk-stamp", /^\[[ <+]{0,12}\d{1,10}[.,]\d{1,9}>?\]/],
  // [  T123] or [ C0]: the task or CPU, printed after the stamp by some kernels.
  ["printk-caller", /^\[ {0,8}[TC]\d{1,10}\]/],
  // dmesg -T
  ["dmesg-date", /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4}\]/],
  ["xen", /^\(XEN\)/],
  ["kvm_intel", /^kvm_intel:/],
  ["haxm", /^haxm_(?:warning|warn|error|info|panic|debug):/],
];

/** Removes the noise of one line (given without its line feed). Never throws. */
export function cleanLine(raw: string): CleanLine {
  let text = decodeEntities(withoutEscapes(raw))
    .replace(/[\t\u00a0\u2007\u202f]/g, " ")
    .replace(/[\ufeff\u200b\u200e\u200f]/g, "")
    .trim();
  const noise: NoiseName[] = [];
  let source = "";
  for (let changed = true; changed && text !== "";) {
    changed = false;
    for (const [name, pattern] of PREFIXES) {
      const found = pattern.exec(text);
      if (found === null) continue;
      text = text.slice(found[0].length).trimStart();
      noise.push(name);
      // Without the host's name, which a paste that begins in the middle of a line lacks.
      if (SOURCES.has(name)) source += found[0].slice(found[0].lastIndexOf(" ") + 1);
      changed = true;
    }
  }
  return source === "" ? { text, noise } : { text, noise, source };
}

const ESCAPE = 0x1b;
const BELL = 0x07;

/** Terminal control sequences (colours, cursor moves, window titles) and other control characters. */
function withoutEscapes(raw: string): string {
  let kept = "";
  let from = 0;
  let at = 0;
  while (at < raw.length) {
    const code = raw.charCodeAt(at);
    if ((code >= 0x20 && code !== 0x7f) || code === 0x09) {
      at++;
      continue;
    }
    kept += raw.slice(from, at);
    at = code === ESCAPE ? endOfEscape(raw, at) : at + 1;
    from = at;
  }
  return from === 0 ? raw : kept + raw.slice(from);
}

/** The position behind the escape sequence that starts at `at`. */
function endOfEscape(raw: string, at: number): number {
  const kind = raw[at + 1];
  let end = at + 2;
  if (kind === "[") {
    // Parameters, then one letter (or another character of that range) that ends the sequence.
    while (end < raw.length && isBetween(raw.charCodeAt(end), 0x20, 0x3f)) end++;
    return isBetween(raw.charCodeAt(end), 0x40, 0x7e) ? end + 1 : end;
  }
  if (kind === "]") {
    // A window title: up to BEL, or up to the next escape sequence.
    while (end < raw.length && raw.charCodeAt(end) !== BELL && raw.charCodeAt(end) !== ESCAPE)
      end++;
    return raw.charCodeAt(end) === BELL ? end + 1 : end;
  }
  if (kind === "(" || kind === ")") return Math.min(at + 3, raw.length);
  return kind === undefined || kind.charCodeAt(0) < 0x20 ? at + 1 : end;
}

function isBetween(code: number, low: number, high: number): boolean {
  return code >= low && code <= high;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&gt;": ">",
  "&lt;": "<",
  "&nbsp;": " ",
  "&quot;": '"',
  "&#39;": "'",
  "&amp;": "&",
};

/** What is left when a dump was copied from the source of a web page. */
function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:gt|lt|nbsp|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}
