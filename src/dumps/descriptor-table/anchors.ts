/** Places of a line at which words of a descriptor table begin, for what takes logs off the lines. */
import type { DumpFormat } from "../format.ts";
import type { Anchor, Anchors } from "../read/anchors.ts";
import type { Placed } from "../read/placed.ts";

const DIGITS = "[0-9a-f]{1,16}(?:`[0-9a-f]{8})?";
/** Shapes of lines, each from its first word to the end of the line. */
const SHAPES: readonly RegExp[] = [
  // A row of a memory dump: an offset, and groups of digits behind it.
  new RegExp(`(?:=> ?)?(?:0x)?${DIGITS}(?: {0,4}<[^<>]{1,200}>)?:?[ \\t]{1,20}(?:(?:0x)?(?:[0-9a-f]{2}){1,8}(?:\`[0-9a-f]{8})?[ \\t-]{1,8}){1,63}(?:0x)?(?:[0-9a-f]{2}){1,16}(?:\`[0-9a-f]{8})?(?:$|[ \\t])`, "iy"),
  new RegExp(`(?:0x[0-9a-f]{2,16}|[0-9a-f]{6,16})(?: {0,4}<[^<>]{1,200}>)?:[ \\t]{1,20}0x[0-9a-f]{2,16}$`, "iy"),
  // Bytes and numbers without an offset.
  /(?:[0-9a-f]{2}[ ]{1,2}){7,63}[0-9a-f]{2}$/iy,
  /(?:0x)?[0-9a-f]{16},?$/iy,
  // An entry with its number.
  /gdt[\w ]{0,20}[[(# ] {0,4}(?:0x)?[0-9a-f]{1,4}[\])]?[ .=:]/iy,
  /(?:entry|descriptor|slot|desc|selector|index) {0,4}[[#(]? {0,4}(?:0x)?[0-9a-f]{1,4}[\])]?[ =:]/iy,
  // Directives of assemblers, perhaps behind a label; elements of lists, helpers that are called.
  /(?:[\w.$@]{1,60}:[ \t]{1,20}|[A-Za-z_]\w{0,60}[ \t]{1,20})?(?:\.(?:quad|long|word|byte|short|int|[1248]byte)|d[bwdq]|[qd]?word|byte)[ \t]{1,20}[\w$(-]/iy,
  /(?:\[[\w ]{1,40}\] {0,4}= {0,4})?\{ {0,4}[.0-9]/y,
  /(?:\[[\w ]{1,40}\] {0,4}= {0,4})?0x[0-9a-f]{1,16}[UuLl]{0,3},/iy,
  /[A-Za-z_]\w{0,60}\((?:[ \w|]{1,60},){2,4}[^()]{1,60}\)[;,]?/y,
];

/** So many of them are rows of digits. */
const ROW_SHAPES = 4;

/** What may stand before the words. */
const BEFORE = /[^\w.$%@\\?~!^&=+;,-]/;
/** A column of digits before a row is part of it. */
const COLUMN = /(?:^|[^\w.])(?:0x)?[0-9a-f]{4,16}:?[ \t]{1,20}$/i;
const MAX_PLACES = 64;
/** Only a cheap look is taken at longer lines. */
const MAX_LINE = 4000;

const FORMAT: Pick<DumpFormat, "isGeneric"> = { isGeneric: true };

/** The anchors of descriptor tables; no words of a log alone make a wrapper of it. */
export class TableAnchors implements Pick<Anchors, "mayHold" | "find"> {
  mayHold(text: string): boolean {
    return text.length <= MAX_LINE && /[0-9a-f]{2}|\d/i.test(text);
  }

  find(line: Placed): readonly Anchor[] {
    const { text } = line;
    let count = 0;
    for (let at = 0; at < text.length && count < MAX_PLACES; at++) {
      if (!mayBegin(text, at)) continue;
      count++;
      for (const [index, shape] of SHAPES.entries()) {
        shape.lastIndex = at;
        if (!shape.test(text)) continue;
        const isRow = index < ROW_SHAPES;
        if (!isRow && /[,({=+&<][ \t]{0,20}$/.test(text.slice(Math.max(0, at - 24), at))) return [];
        if (isRow && COLUMN.test(text.slice(Math.max(0, at - 48), at))) return [];
        return [anchorAt(line, at)];
      }
    }
    return [];
  }
}

function mayBegin(text: string, at: number): boolean {
  if (/\s/.test(text.charAt(at))) return false;
  return at === 0 || BEFORE.test(text.charAt(at - 1));
}

function anchorAt({ text }: Placed, at: number): Anchor {
  return { at, end: text.length, closedBy: "end", isCut: false, formats: [FORMAT as DumpFormat] };
}
