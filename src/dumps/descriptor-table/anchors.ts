/** Places of a line at which words of a descriptor table begin, for what takes logs off the lines. */
import type { DumpFormat } from "../format.ts";
import {
  type Anchor,
  type Anchors,
  type Closing,
  endOfQuoted,
  openQuote,
} from "../read/anchors.ts";
import type { Placed } from "../read/placed.ts";

const OFFSET = "(?:=> ?)?(?:0x)?[0-9a-f]{1,16}(?:`[0-9a-f]{8})?(?: {0,4}<[^<>]{1,200}>)?";
const GROUP = "(?:0x)?(?:[0-9a-f]{2}){1,8}(?:`[0-9a-f]{8})?";

/** Rows of digits: a column of digits before one is part of it. */
const ROWS: readonly RegExp[] = [
  // An offset, and groups of digits behind it.
  new RegExp(
    `${OFFSET}:?[ \\t]{1,20}(?:${GROUP}[ \\t-]{1,8}){1,63}(?:0x)?(?:[0-9a-f]{2}){1,16}(?:\`[0-9a-f]{8})?(?:$|[ \\t"'<])`,
    "iy",
  ),
  new RegExp(
    `(?:0x[0-9a-f]{2,16}|[0-9a-f]{6,16})(?: {0,4}<[^<>]{1,200}>)?:[ \\t]{1,20}0x[0-9a-f]{2,16}(?:$|["'<])`,
    "iy",
  ),
  // Bytes and numbers without an offset.
  /(?:[0-9a-f]{2} {1,2}){7,63}[0-9a-f]{2}(?:$|["'<])/iy,
  /(?:[0-9a-f]{2}){10,64}(?:$|["'<])/iy,
  /(?:0x)?[0-9a-f]{16},?(?:$|["'<])/iy,
];

const TYPES =
  "(?:(?:std::)?u?int(?:8|16|32|64)(?:_t)?|u(?:8|16|32|64)|__u(?:8|16|32|64)|unsigned (?:char|short|int|long(?: long)?))";
const DIRECTIVE =
  "(?:\\.(?:quad|long|word|byte|short|int|value|[1248]byte)|d[bwdq]|[qd]?word|byte|times|res[bwdq]|label)";

/** Lines of programs, and lines that are printed for each entry. */
const LINES: readonly RegExp[] = [
  // An entry with its number.
  /\w{0,20}gdt[\w ]{0,20}[[(# ] {0,4}(?:0x)?[0-9a-f]{1,4}[\])]?[ .=:]/iy,
  /(?:entry|descriptor|slot|desc|selector|index) {0,4}[[#(]? {0,4}(?:0x)?[0-9a-f]{1,4}[\])]?[ =:]/iy,
  // Directives of assemblers, perhaps behind a label; constants and macros.
  new RegExp(
    `(?:[\\w.$@]{1,60}:[ \\t]{1,20}|[A-Za-z_]\\w{0,60}[ \\t]{1,20})?${DIRECTIVE}[ \\t]{1,20}[\\w$(%\\\\-]`,
    "iy",
  ),
  /#[ \t]{0,8}define[ \t]{1,20}[A-Za-z_]\w{0,80}/y,
  /[.%](?:macro|endm(?:acro)?|define|assign|set|equ)(?:[ \t]{1,20}\w|$)/y,
  // The head and the elements of a list.
  new RegExp(`(?:static |const |volatile ){0,3}${TYPES} \\w{1,60}\\[[^\\]]{0,40}\\]`, "y"),
  new RegExp(`${TYPES}[ \\t]{1,20}\\w{1,40}(?: {0,4}: {0,4}\\d{1,2})?;`, "y"),
  /(?:\[[\w ]{1,40}\] {0,4}= {0,4})?\{ {0,4}[.0-9]/y,
  /\[[\w ]{1,40}\] {0,4}= {0,4}[\w{]/y,
  /0x[0-9a-f_]{1,24}(?:[ul]{1,3}|n|_?u64)?,/iy,
  /[A-Za-z_]\w{0,60}\((?:[ \w|<]{1,160},){2,4}[^()]{1,60}\)[;,]?/y,
];

/** What may stand before the words. */
const BEFORE = /[^\w.$%@\\?~!^&=+;,-]/;
/** What a program has before a word that is not the first of its line. */
const GOES_ON = /[,({=+&<][ \t]{0,20}$/;
/** A column of digits before a row. */
const COLUMN = /(?:^|[\s|:>\])])(?:0x)?[0-9a-f]{4,16}:?[ \t]{1,20}$/i;
/** The name of a macro before what it takes. */
const MACRO = /(?:^|\W)[A-Za-z_]\w{0,60}[ \t]{1,20}$/;
const MAX_PLACES = 64;
/** Only a cheap look is taken at longer lines. */
const MAX_LINE = 4000;

const FORMAT: Pick<DumpFormat, "isGeneric"> = { isGeneric: true };

/** The anchors of descriptor tables; no words of a log alone make a wrapper of it. */
export class TableAnchors implements Pick<Anchors, "mayHold" | "find"> {
  mayHold(text: string): boolean {
    return text.length <= MAX_LINE && /[0-9a-f]{2}|\d|[.%#]\w/i.test(text);
  }

  find(line: Placed): readonly Anchor[] {
    const { text } = line;
    let count = 0;
    for (let at = 0; at < text.length && count < MAX_PLACES; at++) {
      if (!mayBegin(text, at)) continue;
      count++;
      const kind = kindAt(text, at);
      if (kind === undefined) continue;
      const before = text.slice(Math.max(0, at - 48), at);
      const isInside =
        kind === "row"
          ? COLUMN.test(before)
          : GOES_ON.test(before) || (MACRO.test(before) && isSecond(text, at));
      return isInside ? [] : [anchorAt(line, at)];
    }
    return [];
  }
}

function kindAt(text: string, at: number): "row" | "line" | undefined {
  const matches = (shape: RegExp): boolean => {
    shape.lastIndex = at;
    return shape.test(text);
  };
  if (ROWS.some(matches)) return "row";
  return LINES.some(matches) ? "line" : undefined;
}

/** Whether a number stands there that one blank sets apart, or others behind it. */
function isSecond(text: string, at: number): boolean {
  if (!/\d/.test(text.charAt(at))) return false;
  return !/\s/.test(text.charAt(at - 2)) || /,[^,]{1,40},/.test(text.slice(at, at + 160));
}

function mayBegin(text: string, at: number): boolean {
  if (/\s/.test(text.charAt(at))) return false;
  return at === 0 || BEFORE.test(text.charAt(at - 1));
}

/** To the quote that closes the one before the words, or to the end of the line. */
function anchorAt(line: Placed, at: number): Anchor {
  const { text } = line;
  const open = openQuote(line, at);
  const quoted = open === undefined ? text.length : endOfQuoted(line, open, at);
  const isQuoted = quoted < text.length;
  const closedBy: Closing = isQuoted ? text.charAt(quoted) : "end";
  return { at, end: quoted, closedBy, isCut: false, formats: [FORMAT as DumpFormat] };
}
