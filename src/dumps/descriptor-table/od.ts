/**
 * od with hexadecimal output: -x, -t x1, x2, x4, x8. Offsets are octal unless -A says otherwise;
 * which radix they have shows in how they grow.
 */
import { columnRows } from "./column-rows.ts";
import { type Rows, assemble } from "./rows.ts";
import { DescriptorTableError, type Notation, type SourceLine, type TableBytes } from "./types.ts";

export const od: Notation = {
  name: "od",
  description: "od -x or -t x1, x2, x4, x8: little-endian numbers; offsets in any radix (-A)",
  read(lines) {
    refuseOctal(lines);
    const rows = columnRows(lines, {
      offset: { least: 6, most: 7 },
      widths: [2, 4, 8, 16],
      text: [">", "<"],
      order: "number",
    });
    if (rows === undefined) return [];
    const readings = radixesOf(rows).map((radix) => assemble(rows, { radix, addresses: false }));
    const most = Math.max(...readings.map(fitsOf));
    const [first, other] = readings.filter((reading) => fitsOf(reading) === most);
    if (first === undefined) return [];
    if (other !== undefined && lengthOf(first) !== lengthOf(other)) {
      throw new DescriptorTableError(
        "nothing shows the radix of the offsets, and so what is missing between the rows: print it with od -v",
      );
    }
    return first;
  },
};

const fitsOf = (tables: readonly TableBytes[]): number =>
  tables.reduce((sum, { fits = 0, misses }) => sum + fits - misses.length / 1024, 0);

const lengthOf = (tables: readonly TableBytes[]): number =>
  tables.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** od prints octal (-A o, the default) and decimal offsets with 7 digits, hexadecimal ones with 6. */
function radixesOf({ rows }: Rows): readonly (8 | 10 | 16)[] {
  const isShort = rows.some((row) => !("repeat" in row) && row.offset.length === 6);
  return isShort ? [16] : [8, 10];
}

/** Without options od prints 16-bit numbers in octal. */
function refuseOctal(lines: readonly SourceLine[]): void {
  const row = lines.find(({ text }) => /^[0-7]{6,7}(?: [0-7]{6}){1,8}$/.test(text));
  if (row === undefined) return;
  throw new DescriptorTableError("octal numbers: print the table with od -A x -t x1", row.number);
}
