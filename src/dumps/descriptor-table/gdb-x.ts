/**
 * GDB's `x/8gx`, `x/16xw`, `x/32xh`, `x/64xb` and the same commands of QEMU's monitor (`x`, `xp`):
 * an address, a colon, numbers with 0x, each with all its digits.
 */
import { bytesOfGroup } from "./groups.ts";
import { assemble, rowsOf } from "./rows.ts";
import { type Notation, quote } from "./types.ts";

const START = /^(?:=> ?)?(?:0x)?([0-9a-f]{1,16})(?: {0,4}<[^<>]{1,200}>)?: {0,80}/i;
const NUMBER = /^0x((?:[0-9a-f]{2}){1,8})$/i;

export const gdbX: Notation = {
  name: "gdb-x",
  description: "GDB x/8gx, x/16xw, x/xh, x/xb, and QEMU's monitor: little-endian numbers with 0x",
  read(lines) {
    let width: number | undefined;
    const rows = rowsOf(lines, (text, isTerminated) => {
      const start = START.exec(text);
      if (start === null) return undefined;
      if (!/^0x/i.test(text.slice(start[0].length)))
        return /^0x/i.test(text) ? `no number behind the address: ${quote(text)}` : undefined;
      const words = text.slice(start[0].length).split(/ +/);
      const groups: string[] = [];
      let odd: string | undefined;
      for (const word of words) {
        const digits = NUMBER.exec(word)?.[1];
        const [first = digits] = groups;
        const isWhole = [2, 4, 8, 16].includes(digits?.length ?? 0);
        if (digits === undefined || !isWhole || digits.length !== first?.length) {
          odd = word;
          break;
        }
        groups.push(digits);
      }
      // A last row may be cut; another command may show the same memory in another width.
      const isLess = !isTerminated && (groups[0]?.length ?? 0) < (width ?? 0);
      if (groups.length === 0 || isLess) {
        const why = `${quote(odd ?? text)} is no number of 2, 4, 8 or 16 hexadecimal digits`;
        return { offset: start[1] ?? "", bytes: [], why };
      }
      width = groups[0]?.length;
      const bytes = groups.flatMap((digits) => bytesOfGroup(digits, "number"));
      const why = odd === undefined ? undefined : `${quote(odd)} is no number of ${width} digits`;
      return { offset: start[1] ?? "", bytes, ...(why === undefined ? {} : { why }) };
    });
    return rows === undefined ? [] : assemble(rows, { radix: 16, addresses: true });
  },
};
