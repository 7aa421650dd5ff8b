/**
 * What terminals, loggers, mark-up and string notations make of a line, undone: control sequences
 * (also where their first byte was spelled out or lost), escapes with a backslash, entities, tags,
 * links. It knows notations only, no program. One line can hold several: they are split.
 */
import { type Placed, Placed as Text } from "./placed.ts";

/** Lines that need no decoding, nearly all of any log, are recognised by one look. */
const NEEDED =
  /[\u0000-\u0008\u000a-\u001f\u007f&\\<^\u0080-\uffff]|#0\d\d|\]\(|\[\d[\d;]{0,12}m|\]\]>/;

/** A string inside a string inside a string: more is not meant. */
const MAX_DEPTH = 3;

/** The lines that a line of the input stands for, mostly one. Never throws. */
export function decoded(line: Placed): Placed[] {
  if (!NEEDED.test(line.text)) return [line];
  let lines = withoutMarkup(line);
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    if (lines.every(({ text }) => !text.includes("\\"))) break;
    lines = lines.flatMap(unescaped).flatMap(withoutMarkup);
  }
  return lines.map(plainSigns);
}

/** Signs that a word processor or a web page puts for those of the keyboard. */
const SIGNS: Readonly<Record<string, string>> = {
  "\u00a0": " ",
  "\u2007": " ",
  "\u202f": " ",
  "\u201c": '"',
  "\u201d": '"',
  "\u201e": '"',
  "\u00ab": '"',
  "\u00bb": '"',
  "\u2039": "'",
  "\u203a": "'",
  "\u2018": "'",
  "\u2019": "'",
  // Edges of tables and of the panes of a terminal.
  "\u2502": "|",
  "\u2503": "|",
  "\u2551": "|",
  "\u00a6": "|",
};

function plainSigns(line: Placed): Placed {
  const { text } = line;
  return line.respelled(
    text.replace(
      /[\u00a0\u00a6\u00ab\u00bb\u2007\u202f\u2018-\u201e\u2039\u203a\u2502\u2503\u2551]/g,
      (sign) => SIGNS[sign] ?? sign,
    ),
  );
}

// --- Terminals and mark-up -----------------------------------------------------------------

/** What stands at a place: how long it is, and what it means. */
interface Decoded {
  readonly length: number;
  /** What is put in its place; `undefined` if a new line begins. */
  readonly text: string | undefined;
}

const NOTHING = (length: number): Decoded => ({ length, text: "" });
const NEW_LINE = (length: number): Decoded => ({ length, text: undefined });

function withoutMarkup(line: Placed): Placed[] {
  if (!NEEDED.test(line.text)) return [line];
  return rewritten(line, (text, at, behindLink) => {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return control(text, at);
    if (code >= 0x200b)
      return /[\u200b\u200e\u200f\ufeff]/.test(text[at] ?? "") ? NOTHING(1) : undefined;
    switch (text[at]) {
      case "^":
        return caretControl(text, at);
      case "#":
        return spelledControl(text, at);
      case "[":
        return lostSequence(text, at) ?? beginOfLink(text, at, behindLink);
      case "]":
        return endOfLink(text, at, behindLink);
      case "<":
        return tag(text, at);
      case "&":
        return entity(text, at);
      default:
        return undefined;
    }
  });
}

/** Where links end whose text is being read: from the closing bracket to behind the target. */
type Links = Map<number, number>;

function rewritten(
  line: Placed,
  decode: (text: string, at: number, links: Links) => Decoded | undefined,
): Placed[] {
  const { text } = line;
  const rewriter = Text.rewriter(line);
  const lines: Placed[] = [];
  const links: Links = new Map();
  let kept = 0;
  let at = 0;
  while (at < text.length) {
    const found = decode(text, at, links);
    if (found === undefined || found.length === 0) {
      at++;
      continue;
    }
    rewriter.copy(kept, at);
    if (found.text === undefined) lines.push(rewriter.take());
    else rewriter.put(found.text, at);
    at += found.length;
    kept = at;
  }
  if (kept === 0 && lines.length === 0) return [line];
  rewriter.copy(kept, text.length);
  lines.push(rewriter.take());
  return lines;
}

const TAB = 0x09;
const ESCAPE = 0x1b;
const BELL = 0x07;

function control(text: string, at: number): Decoded | undefined {
  const code = text.charCodeAt(at);
  if (code === TAB) return undefined;
  if (code === ESCAPE) return NOTHING(endOfEscape(text, at) - at);
  // A carriage return alone begins the line anew, or is the line end of an old console.
  if (code === 0x0d || code === 0x0a) return NEW_LINE(1);
  return NOTHING(1);
}

/** The position behind the escape sequence that starts at `at`. */
function endOfEscape(text: string, at: number): number {
  const kind = text[at + 1];
  if (kind === "[") return endOfSequence(text, at + 2);
  if (kind === "]") {
    // A window title: up to BEL, or up to the next escape sequence.
    let end = at + 2;
    while (end < text.length && text.charCodeAt(end) !== BELL && text.charCodeAt(end) !== ESCAPE)
      end++;
    return text.charCodeAt(end) === BELL ? end + 1 : end;
  }
  if (kind === "(" || kind === ")") return Math.min(at + 3, text.length);
  return kind === undefined || kind.charCodeAt(0) < 0x20 ? at + 1 : at + 2;
}

/** Behind the parameters of a control sequence, and the letter that ends it. */
function endOfSequence(text: string, at: number): number {
  let end = at;
  while (end < text.length && isBetween(text.charCodeAt(end), 0x20, 0x3f)) end++;
  return isBetween(text.charCodeAt(end), 0x40, 0x7e) ? end + 1 : end;
}

function isBetween(code: number, low: number, high: number): boolean {
  return code >= low && code <= high;
}

/** A control character as some loggers write it: a hash and three octal digits. */
function spelledControl(text: string, at: number): Decoded | undefined {
  const digits = /#0([0-3][0-7])/y;
  digits.lastIndex = at;
  const code = digits.exec(text)?.[1];
  return code === undefined ? undefined : controlCode(Number.parseInt(code, 8), text, at, 4);
}

/** What a control character means that is spelled with `length` characters at `at`. */
function controlCode(code: number, text: string, at: number, length: number): Decoded {
  if (code === ESCAPE && text[at + length] === "[")
    return NOTHING(endOfSequence(text, at + length + 1) - at);
  if (code === TAB) return { length, text: "\t" };
  if (code === 0x0a || code === 0x0d) return NEW_LINE(length);
  return NOTHING(length);
}

/** A control character as terminals show it: `^[[0m`, `^I`, `^M`. */
function caretControl(text: string, at: number): Decoded | undefined {
  if (text.startsWith("^[[", at)) return NOTHING(endOfSequence(text, at + 3) - at);
  const sign = text[at + 1] ?? "";
  return "IMQSGH@".includes(sign) && sign !== ""
    ? controlCode(sign.charCodeAt(0) - 0x40, text, at, 2)
    : undefined;
}

/** A colour whose escape character was lost on the way: `[1;31m`. */
function lostSequence(text: string, at: number): Decoded | undefined {
  const colour = /\[\d[\d;]{0,12}m/y;
  colour.lastIndex = at;
  const found = colour.exec(text);
  return found === null ? undefined : NOTHING(found[0].length);
}

const MAX_LINK_TEXT = 300;
const MAX_TARGET = 2000;

/** `[text](target)`: the text stays. */
function beginOfLink(text: string, at: number, links: Links): Decoded | undefined {
  const middle = text.indexOf("](", at);
  if (middle === -1 || middle - at > MAX_LINK_TEXT) return undefined;
  if (text.slice(at + 1, middle).includes("[")) return undefined;
  const target = /\]\(<?(?:[a-z][a-z0-9+.-]{1,12}:|#|\/|www\.)/iy;
  target.lastIndex = middle;
  if (!target.test(text)) return undefined;
  const end = text.indexOf(")", middle);
  if (end === -1 || end - middle > MAX_TARGET) return undefined;
  links.set(middle, end + 1);
  return NOTHING(1);
}

function endOfLink(text: string, at: number, links: Links): Decoded | undefined {
  const end = links.get(at);
  if (end !== undefined) return NOTHING(end - at);
  return text.startsWith("]]>", at) ? NOTHING(3) : undefined;
}

const TAG = /<(\/?)([a-z][a-z0-9:._-]{0,40})(?: [^<>]{0,500})?\/?>/iy;
/** The beginning of a tag whose attributes stay: words of a dump may stand in them. */
const OPEN_TAG = /<[a-z][a-z0-9:._-]{0,40}(?= [a-z:_-]{1,40}=["'])/iy;
const LINE_TAGS: ReadonlySet<string> = new Set(
  "br p div tr li hr pre table ul ol blockquote h1 h2 h3 h4 h5 h6".split(" "),
);
const CELL_TAGS: ReadonlySet<string> = new Set(["td", "th"]);
const INLINE_TAGS: ReadonlySet<string> = new Set(
  (
    "a abbr b bdi body code del details em font head html i img ins kbd label mark s samp small " +
    "span strong sub summary sup tbody thead tt u wbr"
  ).split(" "),
);

function tag(text: string, at: number): Decoded | undefined {
  if (text.startsWith("<![CDATA[", at)) return NOTHING("<![CDATA[".length);
  TAG.lastIndex = at;
  const found = TAG.exec(text);
  const kind = (found?.[2] ?? "").toLowerCase();
  if (!LINE_TAGS.has(kind) && !CELL_TAGS.has(kind) && !INLINE_TAGS.has(kind)) {
    OPEN_TAG.lastIndex = at;
    const open = OPEN_TAG.exec(text);
    if (open !== null) return { length: open[0].length, text: "\t" };
  }
  if (found === null) return undefined;
  const [whole, closing, name = ""] = found;
  if (LINE_TAGS.has(kind)) return NEW_LINE(whole.length);
  if (CELL_TAGS.has(kind)) return { length: whole.length, text: closing === "" ? "" : "\t" };
  if (INLINE_TAGS.has(kind)) return NOTHING(whole.length);
  // Any other tag is one if it is closed on the line; its text is a cell of its own.
  if (closing !== "") return { length: whole.length, text: "\t" };
  if (whole.includes("=")) return undefined;
  return whole.endsWith("/>") || text.includes(`</${name}>`, at)
    ? { length: whole.length, text: "\t" }
    : undefined;
}

const ENTITIES: ReadonlyMap<string, string> = new Map(
  Object.entries({ gt: ">", lt: "<", nbsp: " ", quot: '"', apos: "'", amp: "&", lbrack: "[" }),
);

function entity(text: string, at: number): Decoded | undefined {
  const pattern = /&(?:#(\d{1,5})|#x([0-9a-f]{1,4})|([a-z]{2,6}));/iy;
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  if (found === null) return undefined;
  const [whole, decimal, hex, name = ""] = found;
  const code =
    decimal !== undefined
      ? Number(decimal)
      : hex === undefined
        ? undefined
        : Number.parseInt(hex, 16);
  if (code !== undefined) return character(code, text, at, whole.length);
  const sign = ENTITIES.get(name.toLowerCase());
  return sign === undefined ? undefined : { length: whole.length, text: sign };
}

function character(code: number, text: string, at: number, length: number): Decoded {
  if (code < 0x20 || code === 0x7f) return controlCode(code, text, at, length);
  return { length, text: String.fromCharCode(code) };
}

// --- Escapes of string notations -------------------------------------------------------------

/** One level of backslashes taken away. */
function unescaped(line: Placed): Placed[] {
  if (!line.text.includes("\\")) return [line];
  return rewritten(line, (text, at) => (text[at] === "\\" ? escape(text, at) : undefined));
}

/** Signs before which Markdown and the notations of strings put a backslash. */
const ESCAPED_SIGNS = "\"'`/\\_*[](){}#+-.!|<>~=:$";

function escape(text: string, at: number): Decoded | undefined {
  const sign = text[at + 1] ?? "";
  if (sign === "n") return NEW_LINE(2);
  if (sign === "r") return text.startsWith("\\n", at + 2) ? NEW_LINE(4) : NEW_LINE(2);
  if (sign === "t") return { length: 2, text: "\t" };
  if (sign === "e") return controlCode(ESCAPE, text, at, 2);
  if (sign !== "" && ESCAPED_SIGNS.includes(sign)) return { length: 2, text: sign };
  const code = /\\(?:u([0-9a-f]{4}|\{[0-9a-f]{1,4}\})|x([0-9a-f]{2})|(0[0-3][0-7]))/iy;
  code.lastIndex = at;
  const found = code.exec(text);
  if (found === null) return undefined;
  const [whole, unicode, byte, octal] = found;
  const number =
    octal === undefined ? Number.parseInt((unicode ?? byte ?? "").replace("{", ""), 16) : Number.parseInt(octal, 8);
  return character(number, text, at, whole.length);
}
