import { describe, expect, it } from "vitest";
import { cleanLine } from "../../src/dumps/clean.ts";

const RECORD = "CR3 = 0x000000013cbf4002";

describe("cleanLine", () => {
  it.each([
    ["carriage returns", `${RECORD}\r`],
    ["colours", `\u001b[32m[  673.850218] \u001b[0m\u001b[33mkvm_intel: ${RECORD}\u001b[0m`],
    ["the echo of a monitor", `\u001b[K\u001b[D${RECORD}\u001b[K`],
    ["a window title", `\u001b]0;root@host\u0007${RECORD}`],
    ["syslog", `Jun 24 17:25:51 testhost kernel: ${RECORD}`],
    ["syslog with a printk stamp", `Sep  8 22:52:20 host kernel: [10639.241834] ${RECORD}`],
    ["a process of the journal", `Jun 24 17:25:51 testhost QEMU[2997]: ${RECORD}`],
    ["a process without host name", `QEMU[2997]: ${RECORD}`],
    ["an ISO journal", `2022-06-24T17:25:51+0200 testhost kernel: ${RECORD}`],
    ["CI stamps", `2021-08-01T00:00:00.0000000Z ${RECORD}`],
    ["CI stamps in brackets", `[2021-08-01T00:00:00.000Z] ${RECORD}`],
    ["printk levels", `<4>[   12.000001] ${RECORD}`],
    ["printk stamps with a comma", `[ 20026,827747] ${RECORD}`],
    ["printk callers", `[   12.000001][ T1234] ${RECORD}`],
    ["time differences", `[  +0.000012] ${RECORD}`],
    ["dmesg -T", `[Tue Sep  8 22:52:20 2020] ${RECORD}`],
    ["module names", `[  673.850218] kvm_intel: ${RECORD}`],
    ["Xen", `(XEN) ${RECORD}`],
    ["Xen with a date", `(XEN) [2018-05-07 10:00:00.123] ${RECORD}`],
    ["Xen with a stamp", `(XEN) [   12.345678] ${RECORD}`],
    ["VirtualBox's clock", `00:00:12.123456 ${RECORD}`],
    ["HAXM, several times", `haxm_warning: haxm_error:${RECORD}`],
    ["mail quotes", `> >> > ${RECORD}`],
    ["quotes of quoted logs", `> [  673.850218] > kvm_intel: | ${RECORD}`],
    ["code blocks", `        ${RECORD}   `],
    ["tabs and no-break spaces", `\t\u00a0CR3\u00a0=\t0x000000013cbf4002`],
    ["HTML entities", `&gt;&nbsp;${RECORD}`],
    ["a byte order mark", `\ufeff${RECORD}`],
  ])("removes %s", (_, line) => {
    expect(cleanLine(line).text).toBe(RECORD);
  });

  it("tells what it removed", () => {
    expect(cleanLine("> (XEN) [   12.345678] RSP = 0").noise).toEqual([
      "quote",
      "xen",
      "printk-stamp",
    ]);
  });

  it.each([
    "*** Guest State ***",
    "CS:   sel=0x0008, attr=0x0a09b, limit=0xffffffff, base=0x0000000000000000",
    "4816 GUEST_CS_AR: c09b",
    "CS: 0010 0a09b ffffffff 0000000000000000",
    "KVM: entry failed, hardware error 0x80000021",
    "EIP=00000000 EFL=00000086 [--S--P-] CPL=0 II=0 A20=1 SMM=0 HLT=0",
    "kvm [5306]: vcpu1, guest rIP: 0xfffff8069ac62fd1",
    "vm exit[0]",
    "GDTR: limit=0x00000017, base=0x000000000a708100",
  ])("leaves the words of a dump alone: %s", (line) => {
    expect(cleanLine(line)).toEqual({ text: line, noise: [] });
  });

  it("leaves nothing of a line of nothing but noise", () => {
    expect(cleanLine("> Jun 24 17:25:51 testhost kernel: [   12.345678] ").text).toBe("");
    expect(cleanLine("").text).toBe("");
    expect(cleanLine("\u001b[").text).toBe("");
  });
});
