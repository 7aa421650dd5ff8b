import { SEGMENT_REGISTERS, type SegmentRegister } from "../../state/exchange.ts";
import type { Segment } from "../machine/types.ts";
import { segmentText } from "../verify/text.ts";
import { endText } from "../verify/scenario.ts";
import type { TransitionStep } from "../transition.ts";

/**
 * Draws what the hidden descriptor caches held over the time of a run: one lane a register, one
 * column an instruction, instructions that changed nothing that is checked drawn as one column.
 */

const LEFT = 110;
const TOP = 64;
const LANE = 34;
const COLUMN = 30;
const FOOT = 260;
/** More columns than this make no picture any more. */
const MAX_COLUMNS = 400;

/** What a cache holds, and its colour. */
const FILLS = {
  real: { color: "#9ec5e8", label: "real-mode load: base = selector x 16, 64 KiB" },
  code: { color: "#b7dfa8", label: "from a code descriptor" },
  data: { color: "#f3e2a0", label: "from a data descriptor" },
  system: { color: "#d6c3e6", label: "LDT, TSS" },
  unusable: { color: "#dddddd", label: "unusable" },
  other: { color: "#f0b27a", label: "anything else: base and limit fit no real-mode load" },
} as const;
type Fill = keyof typeof FILLS;

const RED = "#c0392b";
const VERDICT_FILLS = {
  enter: "#b7dfa8",
  "virtual-8086": "#9ec5e8",
  interpret: "#f1a9a0",
} as const;

interface Column {
  readonly from: TransitionStep;
  /** Instructions in this column. */
  count: number;
}

/** Gathers steps into columns; memory stays bounded however long the run is. */
export class SegmentDrawing {
  readonly #columns: Column[] = [];
  #dropped = 0;

  add(step: TransitionStep): void {
    const last = this.#columns.at(-1);
    if (last !== undefined && isSameColumn(last.from, step)) last.count += 1;
    else if (this.#columns.length < MAX_COLUMNS) this.#columns.push({ from: step, count: 1 });
    else this.#dropped += 1;
  }

  /** @param title goes above the picture */
  svg(title: string): string {
    return draw(this.#columns, this.#dropped, title);
  }
}

function isSameColumn(before: TransitionStep, after: TransitionStep): boolean {
  return (
    after.end === undefined &&
    after.events.length === 0 &&
    after.mode === before.mode &&
    after.judgement === before.judgement &&
    SEGMENT_REGISTERS.every(
      (name) => segmentText(after.state[name]) === segmentText(before.state[name]),
    )
  );
}

function draw(columns: readonly Column[], dropped: number, title: string): string {
  const lanes = SEGMENT_REGISTERS.length;
  const second = subtitle(columns, dropped);
  // Wide enough for the columns, for both lines of the heading, and for the legend.
  const width = Math.ceil(
    Math.max(
      LEFT + columns.length * COLUMN,
      12 + title.length * 9.1,
      12 + second.length * 6.7,
      900,
    ) + 24,
  );
  const bottom = TOP + (lanes + 3) * LANE;
  const height = bottom + FOOT;
  const parts: string[] = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, Consolas, monospace" font-size="11">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(12, 22, title, `font-size="15" font-weight="bold"`),
    text(12, 42, second, `fill="#555555"`),
  ];
  const y = (lane: number): number => TOP + lane * LANE;
  spans(columns, ({ from }) => from.mode).forEach(({ start, length, value }) => {
    parts.push(box(start, length, y(0), "#ffffff", "#888888", value, value));
  });
  parts.push(text(12, y(0) + 20, "mode"));
  SEGMENT_REGISTERS.forEach((register, index) => {
    const at = y(index + 1);
    parts.push(text(12, at + 20, register));
    for (const { start, length, value } of spans(columns, ({ from }) => laneKey(from, register))) {
      const [fill, content, violated] = value.split("|") as [Fill, string, string];
      const { color } = FILLS[fill];
      const hint = violated === "" ? content : `${content}: violates ${violated}`;
      parts.push(box(start, length, at, color, violated === "" ? "#777777" : RED, content, hint));
    }
  });
  (["ug0", "ug1"] as const).forEach((way, index) => {
    const at = y(lanes + 1 + index);
    parts.push(text(12, at + 20, way === "ug0" ? "no unr. guest" : "unrestricted"));
    for (const { start, length, value } of spans(columns, ({ from }) => wayKey(from, way))) {
      const [name, violated] = value.split("|") as [keyof typeof VERDICT_FILLS, string];
      const hint = violated === "" ? name : `${name}: ${violated}`;
      parts.push(box(start, length, at, VERDICT_FILLS[name], "#777777", name, hint));
    }
  });
  columns.forEach((column, index) => {
    const x = LEFT + index * COLUMN + COLUMN / 2 + 4;
    const label = columnText(column);
    parts.push(
      `<text x="${x}" y="${bottom + 12}" transform="rotate(60 ${x} ${bottom + 12})">${escape(label)}</text>`,
    );
  });
  let x = 12;
  for (const { color, label } of Object.values(FILLS)) {
    const shown = label.length * 6.2;
    if (x + shown + 24 > width) break;
    parts.push(
      `<rect x="${x}" y="${height - 22}" width="12" height="12" fill="${color}" stroke="#777777"/>`,
    );
    parts.push(text(x + 16, height - 12, label, `font-size="10"`));
    x += shown + 30;
  }
  parts.push("</svg>");
  return `${parts.join("\n")}\n`;
}

function subtitle(columns: readonly Column[], dropped: number): string {
  const instructions = columns.reduce((sum, { count }) => sum + count, dropped);
  const cut = dropped === 0 ? "" : `; ${dropped} at the end are not drawn`;
  return `${instructions} instructions${cut}. Boxes: selector/base/limit/access rights; red frame: violates a check of VM entry without unrestricted guest.`;
}

function columnText({ from, count }: Column): string {
  const { instruction, end } = from;
  const what = instruction?.text ?? "not fetched";
  const more = count > 1 ? ` (+${count - 1} more)` : "";
  return `${what}${more}${end === undefined ? "" : `: ${endText(end)}`}`.slice(0, 60);
}

function laneKey({ state, judgement }: TransitionStep, register: SegmentRegister): string {
  const violated = judgement.ug0.violations
    .filter((violation) => violation.register === register)
    .map(({ rule }) => rule);
  return `${fillOf(register, state[register])}|${segmentText(state[register])}|${violated.join(", ")}`;
}

function wayKey({ judgement }: TransitionStep, way: "ug0" | "ug1"): string {
  const { way: how, violated } = judgement[way];
  return `${how}|${how === "enter" ? "" : violated.join(", ")}`;
}

function fillOf(register: SegmentRegister, { selector, base, limit, accessRights }: Segment): Fill {
  if ((accessRights & 0x1_0000) !== 0) return "unusable";
  if (register === "tr" || register === "ldtr") return "system";
  if (base === BigInt(selector) * 16n && limit === 0xffff) return "real";
  if ((accessRights & 0x10) === 0) return "other";
  return (accessRights & 8) !== 0 ? "code" : "data";
}

/** Runs of columns with equal values. */
function spans(
  columns: readonly Column[],
  value: (column: Column) => string,
): { start: number; length: number; value: string }[] {
  const result: { start: number; length: number; value: string }[] = [];
  columns.forEach((column, index) => {
    const own = value(column);
    const last = result.at(-1);
    if (last?.value === own) last.length += 1;
    else result.push({ start: index, length: 1, value: own });
  });
  return result;
}

function box(
  start: number,
  length: number,
  y: number,
  fill: string,
  stroke: string,
  content: string,
  hint: string,
): string {
  const x = LEFT + start * COLUMN;
  const width = length * COLUMN;
  const room = Math.floor((width - 8) / 6.7);
  const shown = content.length <= room ? content : room < 4 ? "" : `${content.slice(0, room - 1)}…`;
  const heavy = stroke === RED ? ` stroke-width="2"` : "";
  return (
    `<g><title>${escape(hint)}</title>` +
    `<rect x="${x + 1}" y="${y + 3}" width="${width - 2}" height="${LANE - 6}" rx="3" fill="${fill}" stroke="${stroke}"${heavy}/>` +
    (shown === "" ? "" : text(x + 5, y + 20, shown)) +
    `</g>`
  );
}

function text(x: number, y: number, content: string, attributes = ""): string {
  return `<text x="${x}" y="${y}"${attributes === "" ? "" : ` ${attributes}`}>${escape(content)}</text>`;
}

function escape(content: string): string {
  return content
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu, "·")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
