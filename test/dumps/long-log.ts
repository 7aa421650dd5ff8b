/** A long log with one dump in the middle, made while it is read. */
import { fixture } from "./fixtures.ts";

export const DUMP: readonly string[] = fixture("dumps/kvm-dosemu2-ds-not-accessed.txt")
  .trimEnd()
  .split("\n");

/** Lines as kernels, monitors and services log them; some begin like a dump's. */
const LINES = [
  "usb 1-1: new high-speed USB device number 7 using xhci_hcd",
  'audit: type=1400 audit(1624550751.123:45): apparmor="DENIED" operation="open" pid=2997',
  "CPU: 3 PID: 2997 Comm: qemu-system-x86 Not tainted 5.10.0-8-amd64 #1",
  "RIP: 0010:native_safe_halt+0xe/0x10",
  "RAX: ffffffffc119a0a0 RBX: 0000000000000003 RCX: 0000000000000001",
  "eth0: link up, 1000Mbps, full-duplex, lpa 0xC5E1",
  "EXT4-fs (sda1): mounted filesystem with ordered data mode. Opts: errors=remount-ro",
];

/** About so many bytes of log, the dump in the middle, and what was before it. */
export function* longLog(bytes: number): Generator<string> {
  let sent = 0;
  let isSent = false;
  for (let count = 0; sent < bytes; count++) {
    if (!isSent && sent >= bytes / 2) {
      isSent = true;
      yield* DUMP;
    }
    const stamp = `[${(7000 + count / 997).toFixed(6)}] `;
    const prefix =
      count % 3 === 0
        ? stamp
        : `Jun 24 17:25:51 host ${count % 3 === 1 ? "kernel: " : `sshd[${count % 500}]: `}`;
    const line = `${prefix}${LINES[count % LINES.length] ?? ""}`;
    sent += line.length + 1;
    yield line;
  }
}
