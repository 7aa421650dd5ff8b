/** xxd with its groups of bytes in order (any `-g`), lldb's `memory read`, U-Boot's md.b. */
import { colonRows } from "./colon-rows.ts";
import { assemble } from "./rows.ts";
import type { Notation } from "./types.ts";

export const xxd: Notation = {
  name: "xxd",
  description: "xxd: an offset, a colon, groups of bytes in order",
  read(lines) {
    const found = colonRows(lines, "bytes");
    if (found === undefined || found.proven === "number") return [];
    return assemble(found, { radix: 16, addresses: false });
  },
};
