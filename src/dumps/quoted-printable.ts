/**
 * Quoted-printable (RFC 2045): what a mail looks like when its source was pasted. Every `=` of a
 * dump becomes `=3D`, and a `=` at the end of a line says that the line goes on.
 *
 * A dump has many an `=` with two hexadecimal digits behind it, so the text must prove that it is
 * encoded before anything is decoded.
 */

/** A header of such a mail, or words that no dump has: `=3D0x`, ` =3D `. */
const PROOF = /^content-transfer-encoding: ?quoted-printable\b|=3D0x| =3D /i;
/** An `=` that stands for itself: no escape of a character that a dump or a mail has, no soft break. */
const PLAIN_SIGN = /=(?!3D|20|09|[89A-F][0-9A-F]|$)/;
const ESCAPES = /(?:=[0-9A-F]{2})+/g;

/** After so many lines without an escape the text is taken for plain again. */
const MAX_PLAIN = 200;

export interface DecodedLine {
  readonly text: string;
  /** The line goes on with the next one, without a blank. */
  readonly isSoft: boolean;
}

/** Decodes line after line, as soon as and as long as the text proves to be encoded. */
export class QuotedPrintable {
  /** Lines since the last one with an escape; `undefined` for plain text. */
  #plain: number | undefined;

  decode(line: string): DecodedLine {
    if (this.#plain === undefined && !line.includes("=3D") && !/^content-tr/i.test(line))
      return { text: line, isSoft: false };
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (PROOF.test(text)) this.#plain = 0;
    if (this.#plain === undefined || !text.includes("=")) {
      if (this.#plain !== undefined && ++this.#plain > MAX_PLAIN) this.#plain = undefined;
      return { text: line, isSoft: false };
    }
    if (PLAIN_SIGN.test(text)) {
      // Two texts one after the other: this one has an `=` that stands for itself.
      this.#plain = undefined;
      return { text: line, isSoft: false };
    }
    this.#plain = 0;
    const isSoft = text.endsWith("=");
    return { text: unescape(isSoft ? text.slice(0, -1) : text), isSoft };
  }
}

function unescape(text: string): string {
  return text.replace(ESCAPES, (run) => {
    try {
      return decodeURIComponent(run.replaceAll("=", "%"));
    } catch {
      // Latin-1, or a character cut in two by the end of the line.
      return run.replace(/=([0-9A-F]{2})/g, (_, digits: string) =>
        String.fromCharCode(Number.parseInt(digits, 16)),
      );
    }
  });
}
