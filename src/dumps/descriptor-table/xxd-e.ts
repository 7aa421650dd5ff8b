/** Little-endian numbers behind an offset with a colon: xxd -e, U-Boot's md, crash's rd. */
import { colonRows } from "./colon-rows.ts";
import { assemble } from "./rows.ts";
import type { Notation } from "./types.ts";

export const xxdLittleEndian: Notation = {
  name: "xxd-e",
  description: "xxd -e, U-Boot md, crash rd: an offset, a colon, little-endian numbers without 0x",
  read(lines) {
    const found = colonRows(lines, "number");
    if (found === undefined || found.proven === "bytes") return [];
    // Groups of two bytes are xxd's default; as numbers they need a proof.
    if (![8, 16].includes(found.width) && found.proven === undefined) return [];
    return assemble(found, { radix: 16, addresses: false });
  },
};
