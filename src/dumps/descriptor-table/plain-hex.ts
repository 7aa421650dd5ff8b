/**
 * Bytes in order without any offset: `xxd -p` (many digits in a row), `od -A n -t x1` and lists such as
 * `ff ff 00 00 00 9a cf 00`. Sixteen digits in a row are one number, which is no business of this file.
 */
import { bytesOfGroup, isHex } from "./groups.ts";
import { MAX_BYTES, type Miss, type Notation, type SourceLine, type TableBytes } from "./types.ts";

export const plainHex: Notation = {
  name: "xxd-p",
  description: "xxd -p, od -A n -t x1: bytes in order, without offsets",
  read(lines) {
    const spaced = stretches(lines, (text) =>
      /^[0-9a-f]{2}(?: {1,4}[0-9a-f]{2}){3,63}$/i.test(text),
    );
    const solid = stretches(
      lines,
      (text) => text.length > 16 && text.length % 2 === 0 && isHex(text),
    );
    return [...spaced, ...solid];
  },
};

/** Bytes in a row, with something around them. */
const LOOKS_LIKE_ROW = /(?:[0-9a-f]{2} {1,4}){3}[0-9a-f]{2}|[0-9a-f]{18}/i;
const MAX_BETWEEN = 3;

/** Lines of digits, one behind the other; one odd line between two of them is a hole of unknown size. */
function stretches(lines: readonly SourceLine[], isRow: (text: string) => boolean): TableBytes[] {
  const tables: TableBytes[] = [];
  let bytes: number[] = [];
  let places: number[] = [];
  let misses: Miss[] = [];
  let isOver = false;
  let width = 0;
  let isLost = false;
  let silence = 0;
  const close = (): void => {
    if (bytes.length > 0) tables.push({ bytes, lines: places, warnings: [], misses });
    bytes = [];
    places = [];
    misses = [];
    isOver = false;
  };
  for (const { number, text, isTerminated } of lines) {
    if (text === "") continue;
    if (!isRow(text) && bytes.length === 0) {
      // A row with something around it: those behind it are not the first.
      if (LOOKS_LIKE_ROW.test(text)) isLost = true;
      else if (++silence > MAX_BETWEEN) isLost = false;
      continue;
    }
    if (isLost && isRow(text)) continue;
    if (isRow(text)) silence = 0;
    if (!isRow(text)) {
      // A row that is damaged, or cut: what stands behind it has no place.
      // The last row of digits in a row is shorter.
      const isRest = width > 16 && !isOver && /^(?:[0-9a-f]{2}){1,16}$/i.test(text);
      if (isRest && text.length < width) {
        append(text, number);
        isOver = true;
        continue;
      }
      const isDamaged =
        bytes.length > 0 && (/^[0-9a-f]{1,2}(?: |$)/i.test(text) || LOOKS_LIKE_ROW.test(text));
      if (!isDamaged && ++silence > MAX_BETWEEN) close();
      if (!isDamaged) continue;
      if (!isTerminated && /^[0-9a-f]{2}/i.test(text)) appendStart(text, number);
      else {
        misses.push({ line: number, why: "it is no row of bytes as those before it" });
        isOver = true;
      }
      continue;
    }
    if (isOver) {
      misses.push({
        line: number,
        why: "where it lies is not known, as a row before it is damaged",
      });
      continue;
    }
    width = text.includes(" ") ? 0 : text.length;
    if (bytes.length < MAX_BYTES) append(text, number);
  }
  close();
  return tables;

  function append(text: string, line: number): void {
    for (const byte of bytesOfGroup(text.replaceAll(" ", ""), "bytes")) {
      bytes.push(byte);
      places.push(line);
    }
  }

  /** The whole bytes of a row that the end of the text cuts. */
  function appendStart(text: string, line: number): void {
    const start = /^(?:[0-9a-f]{2} {0,4})*/i.exec(text)?.[0] ?? "";
    append(start.trim(), line);
    misses.push({ line, why: "the row is cut" });
  }
}
