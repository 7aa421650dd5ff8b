/** WinDbg's db, dw, dd and dq: an address, numbers, a back-quote in the middle of 64 bits. */
import { bytesOfGroup, groupsOf } from "./groups.ts";
import { assemble, rowsOf } from "./rows.ts";
import { type Notation, quote } from "./types.ts";

const START = /^([0-9a-f]{8}`?(?:[0-9a-f]{8})?) {1,80}(?=[0-9a-f?])/i;

export const windbgD: Notation = {
  name: "windbg-d",
  description: "WinDbg db, dw, dd, dq",
  read(lines) {
    let width: number | undefined;
    const rows = rowsOf(lines, (text) => {
      const start = START.exec(text);
      if (start === null) return undefined;
      const [head, address = ""] = start;
      const tail = text.slice(head.length);
      // The dash stands between the eighth and the ninth byte.
      const plain = tail.replace(/^((?:[0-9a-f]{2} ){7}[0-9a-f]{2})-/i, "$1 ");
      const joined = plain.replaceAll(/([0-9a-f]{8})`([0-9a-f]{8})/gi, "$1$2");
      const digits = /^[0-9a-f]+/i.exec(joined)?.[0].length ?? 0;
      if (digits === 0)
        return address.includes("`") ? `no memory at ${address}: ${quote(tail)}` : undefined;
      const isSure = address.includes("`") || joined !== tail || digits === 8;
      if (!isSure || ![2, 4, 8, 16].includes(digits)) return undefined;
      const most = 32 / digits;
      // Only bytes have their text beside them.
      const hasText = digits === 2;
      const { groups, rest } = groupsOf(joined, { most, gapEnds: hasText });
      width ??= digits;
      if (digits !== width) return undefined;
      const isOdd = rest !== "" && !hasText;
      return {
        ...(isOdd ? { why: `${quote(rest)} is no number of ${digits} digits` } : {}),
        offset: address.replace("`", ""),
        bytes: groups.flatMap((group) => bytesOfGroup(group, "number")),
      };
    });
    return rows === undefined ? [] : assemble(rows, { radix: 16, addresses: true });
  },
};
