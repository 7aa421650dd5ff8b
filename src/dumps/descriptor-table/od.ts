/**
 * od with hexadecimal output: -x, -t x1, x2, x4, x8. Offsets are octal unless -A says otherwise;
 * which radix they have shows in how they grow.
 */
import { columnRows } from "./column-rows.ts";
import { assemble, type Repeat, type Row } from "./rows.ts";
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
    if (rows === undefined) return undefined;
    const readings = radixesOf(rows).map((radix): TableBytes | DescriptorTableError => {
      try {
        return assemble(rows, { radix, addresses: false });
      } catch (error) {
        if (error instanceof DescriptorTableError) return error;
        throw error;
      }
    });
    const read = readings.filter(
      (reading): reading is TableBytes => !(reading instanceof DescriptorTableError),
    );
    const [first] = read;
    if (first === undefined) throw furthest(readings as DescriptorTableError[]);
    if (read.some(({ bytes }) => bytes.length !== first.bytes.length)) {
      throw new DescriptorTableError(
        'nothing shows the radix of the offsets, and so how often the row before "*" repeats: print it with od -v',
      );
    }
    return first;
  },
};

/** od prints octal (-A o, the default) and decimal offsets with 7 digits, hexadecimal ones with 6. */
function radixesOf(rows: readonly (Row | Repeat)[]): readonly (8 | 10 | 16)[] {
  const isShort = rows.some((row) => !("repeat" in row) && row.offset.length === 6);
  return isShort ? [16] : [8, 10];
}

/** The radix that explains most of the rows has the message that helps. */
function furthest(errors: readonly DescriptorTableError[]): DescriptorTableError {
  return errors.reduce((best, error) => ((error.line ?? 0) > (best.line ?? 0) ? error : best));
}

/** Without options od prints 16-bit numbers in octal. */
function refuseOctal(lines: readonly SourceLine[]): void {
  const row = lines.find(({ text }) => /^[0-7]{6,7}(?: [0-7]{6}){1,8}$/.test(text));
  if (row === undefined) return;
  throw new DescriptorTableError("octal numbers: print the table with od -A x -t x1", row.number);
}
