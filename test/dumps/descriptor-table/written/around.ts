/** What stands around a table in a text, inside it, and what is lost of it. */
import type { Dice } from "./dice.ts";

const BEFORE = [
  "Hi, my loader jumps to protected mode and dies at the far jump under nested KVM.",
  "Is the table below wrong? It worked for years on real hardware.",
  "Here is what I have so far (the rest is in boot.S, line 120):",
  "> On 3 May somebody wrote: the limit must be 0xffff",
  "I am stuck with 2 of 3 machines; any hint is welcome.",
  "## Descriptor table",
  "EAX=00000000 EBX=00000000",
] as const;

const BEHIND = [
  "I load 0x08 into CS and 0x10 into everything else. Thanks!",
  "Then comes the far jump (ljmp $0x08, $1f) and it never gets to 1f.",
  "Any idea? The CPU is an i7-8700, kernel 6.1.0-18.",
  "Regards",
  "qemu-system-x86_64: terminating on signal 15 from pid 4711",
] as const;

/** Sentences before and behind. */
export function amongProse(lines: readonly string[], dice: Dice): string[] {
  return [...dice.some(BEFORE, 1, 3), "", ...lines, "", ...dice.some(BEHIND, 1, 2)];
}

const ODD = [
  "-- MARK --",
  "[  812.554120] usb 1-1: new high-speed USB device number 4 using xhci_hcd",
  "Nov 12 10:11:12 vault cron[812]: (root) CMD (run-parts /etc/cron.hourly)",
  "~~~~~",
  "\u001b[0m",
  "audit: backlog limit exceeded",
] as const;

/** One line of something else in the middle. */
export function withOddLine(lines: readonly string[], dice: Dice): string[] {
  return lines.toSpliced(dice.int(1, Math.max(1, lines.length - 1)), 0, dice.pick(ODD));
}

/** One character that is no longer what it was. */
export function withDamage(lines: readonly string[], dice: Dice): string[] {
  const at = dice.int(0, lines.length - 1);
  const line = lines[at] ?? "";
  const column = dice.int(0, Math.max(0, line.length - 1));
  return lines.with(at, line.slice(0, column) + dice.pick(["~", "?"]) + line.slice(column + 1));
}

/** The beginning of a text. */
export const cut = (text: string, dice: Dice): string => text.slice(0, dice.int(1, text.length));
