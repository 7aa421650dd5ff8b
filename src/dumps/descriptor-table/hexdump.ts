/** hexdump without options: 16-bit little-endian numbers behind a 7-digit hexadecimal offset. */
import { columnRows } from "./column-rows.ts";
import { assemble } from "./rows.ts";
import type { Notation } from "./types.ts";

export const hexdump: Notation = {
  name: "hexdump",
  description: "hexdump without options: 16-bit little-endian numbers",
  read(lines) {
    const rows = columnRows(lines, {
      offset: { least: 7, most: 7 },
      widths: [4],
      order: "number",
    });
    return rows === undefined ? [] : assemble(rows, { radix: 16, addresses: false });
  },
};
