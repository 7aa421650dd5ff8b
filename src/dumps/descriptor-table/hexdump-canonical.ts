/** hexdump -C, or hd: bytes in order behind an 8-digit offset, text between bars. */
import { columnRows } from "./column-rows.ts";
import { assemble } from "./rows.ts";
import type { Notation } from "./types.ts";

export const hexdumpCanonical: Notation = {
  name: "hexdump-C",
  description: "hexdump -C or hd: bytes in order",
  read(lines) {
    const rows = columnRows(lines, {
      offset: { least: 8, most: 16 },
      widths: [2],
      text: ["|", "|"],
      order: "bytes",
    });
    return rows === undefined ? [] : assemble(rows, { radix: 16, addresses: false });
  },
};
