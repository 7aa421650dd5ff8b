import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { knownTexts, parseDump } from "../../src/dumps/index.ts";
import { dumpSamples, expectedOf, fixture, only, samples } from "./fixtures.ts";

describe("samples with a hand-derived reading", () => {
  const derived = samples("").filter((sample) => expectedOf(sample) !== undefined);

  it("are there", () => {
    expect(derived.length).toBeGreaterThanOrEqual(8);
  });

  it.each(derived)("%s is read exactly so", (sample) => {
    const dump = only(parseDump(fixture(`formats/${sample}.txt`)));
    const { format, view, state, failure } = expectedOf(sample) ?? {};
    expect(dump).toMatchObject({ format, view });
    expect(dump.state).toEqual(state);
    // A reading derived by hand need not say what the number means.
    if (failure === undefined) expect(dump.failure).toBeUndefined();
    else expect(dump.failure).toMatchObject(failure);
  });

  it("tells what was dropped from TCG's flags", () => {
    const { warnings } = only(parseDump(fixture("formats/qemu-26-tcg-long-mode.txt")));
    expect(warnings).toEqual([
      "line 8: limit bits 19:16 (0xf) dropped from the flags column of CS",
    ]);
  });
});

describe("KVM samples", () => {
  it("kvm-01: a cut last line gives what stands before the cut", () => {
    const dump = only(parseDump(fixture("formats/kvm-01-kvm_intel-prefix-6x.txt")));
    expect(dump.lines).toEqual([1, 14]);
    expect(dump.failure).toBeUndefined();
    expect(dump.state.guest).toEqual({
      cr0: "0x80010033",
      cr4: "0x342af0",
      cr3: "0x8000f76000",
      pdpte0: "0x5e0e5001",
      pdpte1: "0x5e0e4001",
      pdpte2: "0x5e0e3001",
      pdpte3: "0x5e0e2001",
      rsp: "0xfffffe006000be50",
      rip: "0xffffff8000042837",
      rflags: "0x2",
      dr7: "0x400",
      sysenterEsp: "0x0",
      sysenterCs: "0x0",
      sysenterEip: "0x0",
      cs: { selector: "0x8", accessRights: "0xa09b", limit: "0xffffffff", base: "0x0" },
      ds: { selector: "0x10", accessRights: "0xc093", limit: "0xffffffff", base: "0x0" },
      ss: { selector: "0x10", accessRights: "0xc093", limit: "0xffffffff", base: "0x0" },
      es: { selector: "0x10", accessRights: "0xc093" },
    });
    expect(dump.warnings).toEqual(["line 14: the record stops in the middle; its rest is missing"]);
  });

  it("kvm-03: two lines with their places", () => {
    const dump = only(parseDump(fixture("formats/kvm-03-quoted-excerpt.txt")));
    expect(dump.lines).toEqual([3, 9]);
    expect(dump.origin.get("controls.entryInterruptionInfo")).toEqual({
      line: 9,
      text: "    [ 7058.291838] VMEntry: intr_info=800000d1 errcode=00000000 ilen=00000000",
    });
  });

  it("kvm-05: nothing of the host section reaches the guest", () => {
    const dump = only(parseDump(fixture("formats/kvm-05-syslog-tail-host-state.txt")));
    expect(dump.lines).toEqual([1, 12]);
    expect(dump.state).toEqual({
      guest: {
        ldtr: { selector: "0x0", accessRights: "0x82", limit: "0xffff", base: "0xffcdd000" },
        idtr: { limit: "0x7ff", base: "0xff8db200" },
        tr: { selector: "0x0", accessRights: "0x8b", limit: "0x2088", base: "0xff8d9000" },
        efer: "0x800",
        pat: "0x0",
        debugctl: "0x0",
        pendingDebugExceptions: "0x0",
        interruptibilityState: "0x0",
        activityState: "0x0",
      },
      controls: {},
      cpu: {},
      // CR4 on the last line is cut.
      host: {
        rip: "0xffffffffc0699430",
        rsp: "0xffffa86e8182bc68",
        cs: { selector: "0x10" },
        ss: { selector: "0x18" },
        ds: { selector: "0x0" },
        es: { selector: "0x0" },
        fs: { selector: "0x0", base: "0x7f9d9f62d740" },
        gs: { selector: "0x0", base: "0xffff961f3da00000" },
        tr: { selector: "0x40", base: "0xfffffe0000003000" },
        gdtr: { base: "0xfffffe0000001000" },
        idtr: { base: "0xfffffe0000000000" },
        cr0: "0x80050033",
        cr3: "0x74992000",
      },
    });
    expect(dump.warnings).toEqual([
      "line 12: host.cr4 has 15 of 16 digits; a cut number is not read",
    ]);
  });

  it("kvm-06: a log without state is explained", () => {
    const text = fixture("formats/kvm-06-dump-disabled.txt");
    expect(parseDump(text)).toEqual([]);
    expect(knownTexts(text).map(({ name, line }) => [name, line])).toEqual([
      ["headline", 1],
      ["kvm-dump-disabled", 4],
    ]);
    expect(knownTexts(text)[1]?.advice).toContain("dump_invalid_vmcs");
  });

  it("dosemu2: records wrapped at column 72", () => {
    const dump = only(parseDump(fixture("dumps/kvm-dosemu2-ds-not-accessed.txt")));
    expect(dump.lines).toEqual([2, 56]);
    expect(dump.warnings).toEqual([]);
    expect(dump.state).toEqual({
      guest: {
        cr0: "0x80000031",
        cr4: "0x2041",
        cr3: "0xa709000",
        rsp: "0xeff0",
        rip: "0x17c",
        rflags: "0x80202",
        dr7: "0x400",
        sysenterEsp: "0x0",
        sysenterCs: "0x0",
        sysenterEip: "0x0",
        cs: { selector: "0x97", accessRights: "0x40fb", limit: "0x1a0", base: "0x2110000" },
        ds: { selector: "0xf7", accessRights: "0xc0f2", limit: "0xffffffff", base: "0x0" },
        ss: { selector: "0x9f", accessRights: "0x40f3", limit: "0xefff", base: "0x2111000" },
        es: { selector: "0xf7", accessRights: "0xc0f2", limit: "0xffffffff", base: "0x0" },
        fs: { selector: "0x0", accessRights: "0x10000", limit: "0x0", base: "0x0" },
        gs: { selector: "0x0", accessRights: "0x10000", limit: "0x0", base: "0x0" },
        gdtr: { limit: "0x17", base: "0xa708100" },
        ldtr: { selector: "0x10", accessRights: "0x82", limit: "0xffff", base: "0xab0a000" },
        idtr: { limit: "0x7ff", base: "0xa708200" },
        tr: { selector: "0x10", accessRights: "0x8b", limit: "0x2088", base: "0xa706000" },
        efer: "0x0",
        pat: "0x7040600070406",
        debugctl: "0x0",
        pendingDebugExceptions: "0x0",
        interruptibilityState: "0x0",
        activityState: "0x0",
      },
      controls: {
        pinBased: "0x7f",
        primaryProcBased: "0xb5986dfa",
        secondaryProcBased: "0x2c6a",
        entry: "0xd1ff",
        exit: "0x2befff",
        entryInterruptionInfo: "0x4e6",
        exitReason: "0x80000021",
        exitQualification: "0x0",
        cr0ReadShadow: "0xe0000031",
        cr0GuestHostMask: "0xfffffffffffffff7",
        cr4ReadShadow: "0x1",
        cr4GuestHostMask: "0xffffffffffffe871",
        exceptionBitmap: "0x60042",
        pageFaultErrorCodeMask: "0x0",
        pageFaultErrorCodeMatch: "0x0",
        tscOffset: "0xffa686ee1681acf4",
        eptp: "0x5fcec605e",
        pleGap: "0x80",
        pleWindow: "0x1000",
        vpid: "0x1",
      },
      cpu: {},
      host: {
        rip: "0xffffffffc12525b0",
        rsp: "0xffffbc831306fc68",
        cs: { selector: "0x10" },
        ss: { selector: "0x18" },
        ds: { selector: "0x0" },
        es: { selector: "0x0" },
        fs: { selector: "0x0", base: "0x7ffff70a7780" },
        gs: { selector: "0x0", base: "0xffff968085b40000" },
        tr: { selector: "0x40", base: "0xfffffe0000102000" },
        gdtr: { base: "0xfffffe0000100000" },
        idtr: { base: "0xfffffe0000000000" },
        cr0: "0x80050033",
        cr3: "0x4c0642001",
        cr4: "0x1626e0",
        sysenterEsp: "0xfffffe0000102000",
        sysenterCs: "0x10",
        sysenterEip: "0xffffffffbd001720",
        efer: "0xd01",
        pat: "0x407050600070106",
      },
    });
    expect(dump.failure).toEqual({
      text: "reason=80000021 qualification=0000000000000000",
      code: "0x80000021",
      kind: "invalid-guest-state",
      qualification: 0,
    });
    expect(dump.origin.get("guest.ds.accessRights")?.line).toBe(12);
    expect(dump.origin.get("guest.ds.base")).toEqual({
      line: 13,
      text: "base=0x0000000000000000",
    });
    expect(dump.origin.get("guest.pendingDebugExceptions")).toEqual({
      line: 32,
      text: "0x0000000000000000",
    });
  });

  it("Proxmox: one event, two dumps", () => {
    const dumps = parseDump(fixture("dumps/kvm-smm-sti-shadow-proxmox.txt"));
    expect(dumps.map(({ format, view, lines }) => [format, view, lines])).toEqual([
      ["kvm-dump-vmcs", "vmcs", [1, 49]],
      ["qemu-cpu-dump", "guest", [50, 71]],
    ]);
    const [kvm, qemu] = dumps;
    expect(kvm?.failure?.code).toBe("0x80000021");
    expect(kvm?.state.guest).toMatchObject({
      cr0: "0x50032",
      efer: "0x0",
      pat: "0x7010600070106",
      pdpte0: "0x3300050011",
      interruptibilityState: "0x9",
      interruptStatus: "0x2f",
      ldtr: { accessRights: "0x10000", limit: "0xfffff" },
    });
    // The error code of an earlier event is left over; intr_info is 0.
    expect(kvm?.state.controls).toEqual({
      pinBased: "0xff",
      primaryProcBased: "0xb5a06dfa",
      secondaryProcBased: "0x7eb",
      entry: "0xd1ff",
      exit: "0x2befff",
      entryInterruptionInfo: "0x0",
      exitReason: "0x80000021",
      exitQualification: "0x0",
      cr0ReadShadow: "0x50032",
      cr0GuestHostMask: "0xfffffffffffffff7",
      cr4ReadShadow: "0x0",
      cr4GuestHostMask: "0xfffffffffffef871",
      exceptionBitmap: "0x60042",
      pageFaultErrorCodeMask: "0x0",
      pageFaultErrorCodeMatch: "0x0",
      tscOffset: "0xff96fad07396b5f8",
      tprThreshold: "0x0",
      apicAccessAddress: "0x14516c000",
      virtualApicAddress: "0x14afe7000",
      postedInterruptNotificationVector: "0xf2",
      eptp: "0x11aa2d01e",
      pleGap: "0x80",
      pleWindow: "0x20000",
      vpid: "0x3",
    });
    expect(kvm?.state.host).toMatchObject({ cr0: "0x80050033", cr3: "0x1226c8004", efer: "0xd01" });
    expect(qemu?.failure).toEqual({
      text: "KVM: entry failed, hardware error 0x80000021",
      code: "0x80000021",
      kind: "invalid-guest-state",
    });
    expect(qemu?.state.guest).toMatchObject({
      cr0: "0x50032",
      cr3: "0x3cbf4002",
      rip: "0x8000",
      cs: { selector: "0xc200", base: "0x7ffc2000", limit: "0xffffffff", accessRights: "0x8093" },
      ldtr: { accessRights: "0x10000" },
    });
    expect(qemu?.notes.some((note) => note.startsWith("SMM=1"))).toBe(true);
  });
});

describe("QEMU samples", () => {
  it("qemu-01: a cut flags column is not read", () => {
    const dump = only(parseDump(fixture("formats/qemu-01-kvm32-entry-failed.txt")));
    expect(dump.lines).toEqual([1, 16]);
    expect(dump.failure?.kind).toBe("invalid-guest-state");
    expect(dump.state.guest?.fs).toEqual({
      selector: "0x0",
      base: "0x0",
      limit: "0xffff",
      accessRights: "0x93",
    });
    expect(dump.state.guest?.gs).toEqual({ selector: "0x0", base: "0x0", limit: "0xffff" });
    expect(dump.warnings).toEqual([
      "line 16: GS.flags has 3 of 8 digits; a cut number is not read",
    ]);
  });

  it("qemu-05: L and D, and an EFER cut to 8 digits", () => {
    const dump = only(parseDump(fixture("formats/qemu-05-put-registers-L-and-D.txt")));
    expect(dump.failure?.kind).toBe("not-a-vm-entry-failure");
    expect(dump.state.guest?.cs?.accessRights).toBe("0xe09b");
    expect(dump.state.guest).toMatchObject({ dr7: "0x400", cr0: "0x80000013", cr4: "0x680" });
    expect(dump.state.guest).not.toHaveProperty("efer");
    expect(dump.warnings).toEqual([
      "line 18: guest.efer has 8 of 16 digits; a cut number is not read",
    ]);
  });

  it("qemu-07: unusable as old versions print it; a dump without its first lines", () => {
    const dump = only(parseDump(fixture("formats/qemu-07-info-registers-winxp.txt")));
    expect(dump.lines).toEqual([1, 10]);
    expect(dump.state.guest).toEqual({
      es: { selector: "0x23", base: "0x0", limit: "0xffffffff", accessRights: "0xc0f3" },
      cs: { selector: "0x8", base: "0x0", limit: "0xffffffff", accessRights: "0xc09b" },
      ss: { selector: "0x10", base: "0x0", limit: "0xffffffff", accessRights: "0xc093" },
      ds: { selector: "0x23", base: "0x0", limit: "0xffffffff", accessRights: "0xc0f3" },
      fs: { selector: "0x30", base: "0xffdff000", limit: "0x1fff", accessRights: "0xc093" },
      gs: { selector: "0x0", base: "0x0", limit: "0xffffffff", accessRights: "0x10000" },
      ldtr: { selector: "0x0", base: "0x0", limit: "0xffffffff", accessRights: "0x10000" },
      tr: { selector: "0x28", base: "0x80042000", limit: "0x20ab", accessRights: "0x8b" },
      gdtr: { base: "0x8003f000", limit: "0x3ff" },
      idtr: { base: "0x8003f400", limit: "0x7ff" },
    });
  });

  it("qemu-20: power-on state; null selectors are usable", () => {
    const { state, warnings } = only(parseDump(fixture("formats/qemu-20-tcg-reset.txt")));
    expect(warnings).toEqual([]);
    expect(state.guest).toMatchObject({
      cr0: "0x60000010",
      rip: "0xfff0",
      rflags: "0x2",
      efer: "0x0",
      cs: { selector: "0xf000", base: "0xffff0000", limit: "0xffff", accessRights: "0x9b" },
      ds: { selector: "0x0", accessRights: "0x93" },
      ldtr: { accessRights: "0x82" },
      tr: { accessRights: "0x8b" },
    });
  });

  it("qemu-22: between setting PE and the far jump", () => {
    const { state } = only(parseDump(fixture("formats/qemu-22-tcg-pe-before-far-jump.txt")));
    expect(state.guest).toMatchObject({
      cr0: "0x11",
      cs: { selector: "0x0", accessRights: "0x9b" },
    });
    expect(state.guest?.gdtr).toEqual({ base: "0x7ca8", limit: "0x3f" });
  });

  it("qemu-24: limit bits are dropped from three segments", () => {
    const { state, warnings } = only(
      parseDump(fixture("formats/qemu-24-tcg-x86_64-protected.txt")),
    );
    expect(state.guest?.cs?.accessRights).toBe("0xc09a");
    expect(state.guest?.tr?.accessRights).toBe("0x89");
    expect(warnings).toHaveLength(3);
  });

  it("qemu-27: the raw bytes of a monitor give the same as the clean text", () => {
    const raw = only(parseDump(fixture("formats/qemu-27-tcg-monitor-raw-escapes.txt")));
    const clean = only(parseDump(fixture("formats/qemu-26-tcg-long-mode.txt")));
    expect(raw.state).toEqual(clean.state);
    expect(raw.lines).toEqual([6, 23]);
  });

  it("coconut: hardware error 0x0 does not accuse the guest state", () => {
    const dump = only(parseDump(fixture("dumps/coconut-svsm-1081-qemu.txt")));
    expect(dump.lines).toEqual([1, 11]);
    expect(dump.failure).toEqual({
      text: "KVM: entry failed, hardware error 0x0",
      code: "0x0",
      kind: "unknown",
    });
    expect(dump.state.guest).toMatchObject({
      rip: "0xffffff800004ddf7",
      rsp: "0xfffffe006000be50",
      rflags: "0x2",
      cs: { selector: "0x8", base: "0x0", limit: "0xffffffff", accessRights: "0xa09b" },
      fs: { selector: "0x10", accessRights: "0xc093" },
    });
    expect(dump.state.guest).not.toHaveProperty("gs");
  });
});

/** What each of the other samples gives, by file; compared with the text by eye when it was written down. */
describe("samples of all other formats", () => {
  const pinned = JSON.parse(
    readFileSync(new URL("pinned.json", import.meta.url), "utf8"),
  ) as Record<string, { dumps: unknown[]; known: string[] }>;
  const paths = [
    ...samples("").map((name) => `formats/${name}.txt`),
    ...dumpSamples().map((name) => `dumps/${name}`),
  ].filter((path) => !/\/(?:kvm|qemu)-|coconut/.test(path));

  it.each(paths)("%s", (path) => {
    const text = fixture(path);
    expect(pinned[path]).toBeDefined();
    expect(parseDump(text)).toMatchObject(pinned[path]?.dumps ?? []);
    expect(knownTexts(text).map(({ name }) => name)).toEqual(pinned[path]?.known);
  });
});

describe("a log with ten dumps of different formats", () => {
  const parts = [
    "dumps/xen-pvh-running-valid.txt",
    "formats/haxm-03-netbsd-guest-fields.txt",
    "formats/vbox-05-poweroff-64bit-complete.txt",
    "dumps/kvm-dosemu2-ds-not-accessed.txt",
    "formats/firecracker-01-rust-debug.txt",
    "formats/km-01-kvm-get-sregs.txt",
    "formats/noirvisor-01-guest-area.txt",
    "formats/qemu-26-tcg-long-mode.txt",
    "formats/gdb-01-info-registers-and-x.txt",
    "formats/xen-01-xl-dmesg-cr3-bit63.txt",
  ];

  it("gives ten results, each with its lines", () => {
    const between = "somebody wrote:\n";
    let line = 0;
    const expected = parts.map((path) => {
      const alone = only(parseDump(fixture(path) + between));
      const lines = alone.lines.map((number) => number + line);
      line += fixture(path).split("\n").length;
      return { format: alone.format, state: alone.state, lines };
    });
    const dumps = parseDump(parts.map((path) => fixture(path) + between).join(""));
    expect(dumps.map(({ format, state, lines }) => ({ format, state, lines }))).toEqual(expected);
  });
});
