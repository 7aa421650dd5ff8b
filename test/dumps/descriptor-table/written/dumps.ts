/** Tables as dumps of memory, in the notations of `printers.ts`, with a line above that says what it is. */
import { TABLE_PRINTERS } from "../printers.ts";
import { bytesOf, numberOf } from "./table.ts";
import type { Style } from "./written.ts";

export const DUMP_STYLES: readonly Style[] = TABLE_PRINTERS.filter(
  ({ format }) => format !== "literals",
).map(({ name, print }): Style => ({
  name: `dump: ${name}`,
  comment: undefined,
  write: (table, dice) => [
    ...(dice.chance(50)
      ? [dice.pick(["$ dump the GDT", "GDT:", "the gdt, as it is in memory:"])]
      : []),
    ...print(Uint8Array.from(table.flatMap((entry) => bytesOf(numberOf(entry))))),
  ],
}));
