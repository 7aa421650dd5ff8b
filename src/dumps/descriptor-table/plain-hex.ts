/**
 * Bytes in order without any offset: `xxd -p` (many digits in a row), `od -A n -t x1` and lists such as
 * `ff ff 00 00 00 9a cf 00`. Sixteen digits in a row are one number, which is no business of this file.
 */
import { bytesOfGroup, isHex } from "./groups.ts";
import { DescriptorTableError, MAX_BYTES, type Notation, quote } from "./types.ts";

export const plainHex: Notation = {
  name: "xxd-p",
  description: "xxd -p, od -A n -t x1: bytes in order, without offsets",
  read(lines) {
    const spaced = lines.find(({ text }) => /^[0-9a-f]{2} [0-9a-f]{2}(?: |$)/i.test(text));
    const solid = lines.find(({ text }) => text.length > 16 && isHex(text));
    if (spaced === undefined && solid === undefined) return undefined;
    const bytes: number[] = [];
    const places: number[] = [];
    for (const { number, text } of lines) {
      if (text === "") continue;
      for (const word of text.split(/ +/)) {
        const fits = spaced === undefined ? word.length % 2 === 0 : word.length === 2;
        if (!fits || !isHex(word)) {
          const what = spaced === undefined ? "an even number of digits" : "two digits";
          throw new DescriptorTableError(`${quote(word)} is not ${what}`, number);
        }
        for (const byte of bytesOfGroup(word, "bytes")) {
          bytes.push(byte);
          places.push(number);
        }
        if (bytes.length > MAX_BYTES) {
          throw new DescriptorTableError(
            `more than ${MAX_BYTES} bytes: no descriptor table is that long`,
            number,
          );
        }
      }
    }
    return { bytes, lines: places, warnings: [] };
  },
};
