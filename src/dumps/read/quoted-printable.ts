/**
 * Quoted-printable (RFC 2045): what a mail looks like when its source was pasted. Every `=` of a
 * dump becomes `=3D`, and a `=` at the end of a line says that the line goes on.
 *
 * A dump has many an `=` with two hexadecimal digits behind it, and `cs=3D10` may be either. All
 * the `=` of a block decide together; where they do not, the lines are marked as doubtful.
 */
import { Placed } from "./placed.ts";

/** A header of such a mail, or words that no dump has: `=3D0x`, ` =3D `. */
const PROOF = /^content-transfer-encoding: ?quoted-printable\b|=3D0x| =3D /i;
/** An `=` that stands for itself: no escape of a character that a dump or a mail has, no soft break. */
const PLAIN_SIGN = /=(?!3D|20|09|[89A-F][0-9A-F]|[ \r]{0,80}$)/;
const ESCAPE = /=([0-9A-F]{2})/y;

/** After so many lines without an escape the text is taken for plain again. */
const MAX_PLAIN = 200;
/** A line broken into more pieces is none. */
const MAX_PIECES = 64;
/** So many lines decide; if all their signs are escapes and there are at least so many, they are. */
const MAX_UNDECIDED = 32;
const MIN_ESCAPES = 4;

export interface MailLine {
  readonly line: Placed;
  /** False for the last line of a text that no line end follows. */
  readonly terminated: boolean;
  /** Nothing tells whether its `=3D` are escapes. */
  readonly isDoubtful: boolean;
}

/** Decodes line after line, as soon as and as long as the text proves to be encoded. */
export class QuotedPrintable {
  /** Lines since the last one with an escape; `undefined` for plain text. */
  #plain: number | undefined;
  /** Lines that have not been decided yet. */
  #undecided: { line: Placed; terminated: boolean }[] = [];
  /** Pieces of a line that goes on. */
  #soft: Placed[] = [];

  /** Takes the next line; returns those that are ready, in order. */
  push(line: Placed, terminated: boolean): MailLine[] {
    const { text } = line;
    if (this.#plain !== undefined) return this.#decode(line, terminated);
    const isEscaped = text.includes("=3D") || (/^content-tr/i.test(text) && PROOF.test(text));
    if (this.#undecided.length === 0 && !isEscaped) return [plainLine(line, terminated)];
    this.#undecided.push({ line, terminated });
    if (PROOF.test(text)) return this.#settle("encoded");
    if (PLAIN_SIGN.test(text)) return this.#settle("plain");
    const escapes = this.#undecided.reduce((sum, { line: one }) => sum + countOf(one.text), 0);
    if (escapes >= MIN_ESCAPES) return this.#settle("encoded");
    return this.#undecided.length < MAX_UNDECIDED ? [] : this.#settle("unknown");
  }

  /** The text is over. */
  end(): MailLine[] {
    const rest = this.#undecided.length > 0 ? this.#settle("unknown") : [];
    return [...rest, ...this.#takeSoft(false)];
  }

  #settle(as: "encoded" | "plain" | "unknown"): MailLine[] {
    const lines = this.#undecided;
    this.#undecided = [];
    if (as === "encoded") {
      this.#plain = 0;
      return lines.flatMap(({ line, terminated }) => this.#decode(line, terminated));
    }
    return lines.map(({ line, terminated }) => ({
      ...{ line, terminated },
      isDoubtful: as === "unknown" && line.text.includes("=3D"),
    }));
  }

  #decode(line: Placed, terminated: boolean): MailLine[] {
    const text = line.text.trimEnd();
    if (PLAIN_SIGN.test(text)) {
      // Two texts one after the other: this one has an `=` that stands for itself.
      this.#plain = undefined;
      return [...this.#takeSoft(true), plainLine(line, terminated)];
    }
    if (text.includes("=")) this.#plain = 0;
    else if (this.#plain !== undefined && ++this.#plain > MAX_PLAIN) this.#plain = undefined;
    const isSoft = text.endsWith("=");
    this.#soft.push(unescaped(isSoft ? line.slice(0, text.length - 1) : line));
    if (isSoft && this.#soft.length < MAX_PIECES) return [];
    return this.#takeSoft(terminated);
  }

  #takeSoft(terminated: boolean): MailLine[] {
    const pieces = this.#soft;
    this.#soft = [];
    return pieces.length === 0 ? [] : [plainLine(Placed.join(pieces, ""), terminated)];
  }
}

function plainLine(line: Placed, terminated: boolean): MailLine {
  return { line, terminated, isDoubtful: false };
}

function countOf(text: string): number {
  return text.split("=3D").length - 1;
}

function unescaped(line: Placed): Placed {
  const { text } = line;
  if (!text.includes("=")) return line;
  const rewriter = Placed.rewriter(line);
  let kept = 0;
  for (let at = text.indexOf("="); at !== -1; at = text.indexOf("=", Math.max(kept, at + 1))) {
    let bytes = "";
    let end = at;
    ESCAPE.lastIndex = at;
    for (let found = ESCAPE.exec(text); found !== null; found = ESCAPE.exec(text)) {
      bytes += `%${found[1] ?? ""}`;
      end = ESCAPE.lastIndex;
    }
    if (end === at) continue;
    rewriter.copy(kept, at);
    rewriter.put(characters(bytes), at);
    kept = end;
  }
  rewriter.copy(kept, text.length);
  return rewriter.take();
}

/** The text of percent-encoded bytes. */
function characters(bytes: string): string {
  try {
    return decodeURIComponent(bytes);
  } catch {
    // Latin-1, or a character cut in two by the end of the line.
    return bytes.replace(/%([0-9A-F]{2})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    );
  }
}
