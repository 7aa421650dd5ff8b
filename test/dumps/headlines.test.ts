import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Headline,
  HeadlineReader,
  type Program,
  adviceFor,
  mayBeHeadline,
} from "../../src/dumps/headlines/index.ts";
import { TRIGGERS } from "../../src/dumps/headlines/triggers.ts";
import type { Failure } from "../../src/dumps/types.ts";

interface At extends Headline {
  line: number;
}

/** As a reader of dumps uses it: only lines that pass the cheap test are read. */
function headlinesOf(text: string): At[] {
  const reader = new HeadlineReader();
  const found: At[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    const headline = mayBeHeadline(line) ? reader.push(line, index + 1) : undefined;
    if (headline === undefined) return;
    // The words of a headline that this line completes stand further up.
    const quoted = line.slice(headline.at, headline.end);
    expect([headline.failure.text, "entry failure: yes"]).toContain(quoted);
    found.push(Object.assign(headline, { line: index + 1 }));
  });
  return found;
}

function first(text: string): At | undefined {
  return headlinesOf(text)[0];
}

/** `kind code qualification program` of the first headline, as far as it has them. */
function summary(text: string): string {
  const found = first(text);
  if (found === undefined) return "none";
  const { kind, code, qualification } = found.failure;
  return [kind, code, qualification, found.program]
    .filter((part) => part !== "")
    .join(" ")
    .replace("  ", " ");
}

const GUEST = "invalid-guest-state";
const OTHER = "not-a-vm-entry-failure";
const ERROR = "vm-instruction-error";

describe("the samples", () => {
  const folder = new URL("../fixtures/reading/", import.meta.url);
  const names = readdirSync(folder).filter((name) => /headline.*\.txt$/.test(name));

  it("are there", () => {
    expect(names.length).toBeGreaterThanOrEqual(15);
  });

  it.each(names)("%s", (name) => {
    const expected = JSON.parse(
      readFileSync(new URL(name.replace(/txt$/, "expected.json"), folder), "utf8"),
    ) as { failure: Partial<Failure> };
    expect(first(readFileSync(new URL(name, folder), "utf8"))?.failure).toMatchObject(
      expected.failure,
    );
  });
});

describe("a subject and a number", () => {
  it.each([
    ["KVM: entry failed, hardware error 0x80000021", `${GUEST} 0x80000021 kvm`],
    ["kvm: vm entry failed with error 80000022", "msr-loading 0x80000022 kvm"],
    ["kvm: unhandled exit 80000021", `${GUEST} 0x80000021 kvm`],
    ["KVM: entry failed, hardware error 0x7", `${ERROR} 0x7 kvm`],
    ["KVM: entry failed, hardware error 0x0", "unknown 0x0 kvm"],
    ["KVM: entry failed, hardware error 0xffffffff", "unknown 0xffffffff amd"],
    ["KVM: entry failed, hardware error -1", "unknown 0xffffffff amd"],
    ["[3526:164603] VM-entry failure exit reason: ffffffff00000021", `${GUEST} 0x21 own`],
    ["it is failing with instruction error 7", `${ERROR} 0x7 own`],
    ["[hv] VMLAUNCH failed. Instruction error = 8.", `${ERROR} 0x8 own`],
    ["(XEN) d4v1 VMRESUME error: 0x5", `${ERROR} 0x5 xen`],
    ["vmlaunch failed: VM instruction error 0x1a", `${ERROR} 0x1a own`],
    ["CPU 0: LaunchFailed: Failed to enter VM, reason 33, code 0", `${GUEST} 0x21 own`],
    ["FailEntry(2147483681, 0)", `${GUEST} 0x80000021 kvm`],
    ["FailEntry(0,2)", "unknown 0x0 kvm"],
    ["VcpuExitFailEntry { hardware_entry_failure_reason: 7, cpu: 1 }", `${ERROR} 0x7 kvm`],
    [
      "exit_reason = KVM_EXIT_FAIL_ENTRY (9), hardware_entry_failure_reason = 0x80000021",
      `${GUEST} 0x80000021 kvm`,
    ],
    ["KVM_RUN: KVM_EXIT_FAIL_ENTRY hw reason 2147483682", "msr-loading 0x80000022 kvm"],
    ["vcpu 1: VM entry failed on cpu 3 with 0x80000029", "machine-check 0x80000029 own"],
    ['{"reason":"0x80000021","msg":"VM entry failed","vcpu":0}', `${GUEST} 0x80000021 own`],
    [
      'level=error msg="vm entry failed" vcpu=0 cr0=0x80000031 reason=0x80000021',
      `${GUEST} 0x80000021 own`,
    ],
    ["VmEntryFailure { exit_reason: 2147483681, qualification: 2 }", `${GUEST} 0x80000021 2 own`],
    ["[hvlab] cpu 2: exit reason 0x80000021", `${GUEST} 0x80000021 own`],
    ["        reason=80000021 qualification=0000000000000003", `${GUEST} 0x80000021 3 own`],
    ["core1: entry refused, reason 0x80000021", `${GUEST} 0x80000021 own`],
    ["vmlaunch: CF=0 ZF=1, VM_INSTRUCTION_ERROR=8", `${ERROR} 0x8 own`],
    ["VMfailValid(7)", `${ERROR} 0x7 own`],
    ["haxm_error: vmexit reason is 33, qualification 0", `${GUEST} 0x21 0 haxm`],
    ["haxm_warning: 4402 VM_EXIT_INFO_REASON: 80000021", `${GUEST} 0x80000021 haxm`],
    [
      "(XEN) d1v0 vmentry failure (reason 0x80000021): Invalid guest state (2)",
      `${GUEST} 0x80000021 2 xen`,
    ],
    [
      "(XEN) d1v0 vmentry failure (reason 0x80000022): MSR loading (entry 3)",
      "msr-loading 0x80000022 3 xen",
    ],
    [
      "Failed vm entry (exit reason 0x80000022) caused by MSR entry 3 loading.",
      "msr-loading 0x80000022 3 own",
    ],
    ["d1v0 vmentry failure (reason 0x80000030): Unknown", "unknown 0x80000030 xen"],
    [
      "[NoirVisor] Failed at VM-Entry, Code=7  Reason: VM-Entry failed due to invalid control fields!",
      `${ERROR} 0x7 own`,
    ],
    ["FATAL: VM-Entry failure, reason 33", `${GUEST} 0x21 own`],
    ["CPU 0: VMLAUNCH failed - error code 7", `${ERROR} 0x7 own`],
    ["vcpu hw run failure: 0x80000021", `${GUEST} 0x80000021 kvm`],
    ["boot: VM entry failed on the guest state (33, qualification 2)", `${GUEST} 0x21 2 own`],
    ["checks passed, but VMLAUNCH triggered exit reason 0x80000021.", `${GUEST} 0x80000021 own`],
    ["unexpected VM-exit: reason=0x80000021, qual=0x3", `${GUEST} 0x80000021 3 own`],
    ["VMEXIT_REASON=80000021h QUAL=0h", `${GUEST} 0x80000021 0 own`],
    ["exitReason: 80000021", `${GUEST} 0x80000021 own`],
    ["VM-entry failed with basic exit reason 33 (invalid guest state)", `${GUEST} 0x21 own`],
    ["vmexit: reason 33, entry_failure=1", `${GUEST} 0x21 own`],
    ["error: VMX_EXIT_INVALID_GUEST_STATE (0x80000021)", `${GUEST} 0x80000021 own`],
    ["intrinsic failed with status 1, VM_INSTRUCTION_ERROR: 7", `${ERROR} 0x7 own`],
    ["VMX instruction error number 26", `${ERROR} 0x1a own`],
    ["nested VM entry failed: 0x80000021", `${GUEST} 0x80000021 own`],
    ["run: exit_reason = KVM_EXIT_FAIL_ENTRY", "unknown kvm"],
    ["    hardware_entry_failure_reason: 2147483681,", `${GUEST} 0x80000021 kvm`],
    ["unexpected exit: FailEntry(2147483681, 0)", `${GUEST} 0x80000021 kvm`],
    ["Vcpu 0: KVM_RUN failed: FailEntry(0x80000021, 0)", `${GUEST} 0x80000021 kvm`],
    [
      "Error running vCPU: hypervisor error: VMExit FailEntry(2147483682, 1)",
      "msr-loading 0x80000022 kvm",
    ],
    ["hvt: KVM: entry failure: hw_entry_failure_reason=0x80000021", `${GUEST} 0x80000021 kvm`],
    ["KVM: VM entry failure: hardware_entry_failure_reason = 0x7", `${ERROR} 0x7 kvm`],
    ["not ok 3 - kvm entry failed, reason 0x80000021", `${GUEST} 0x80000021 kvm`],
    ["Received KVM_EXIT_FAIL_ENTRY signal: 2147483681", `${GUEST} 0x80000021 kvm`],
    ["CPU1: VMX instruction failed, error 7", `${ERROR} 0x7 own`],
    ["Launch failed. VMX error code: 7", `${ERROR} 0x7 own`],
    ["bhyve: vcpu 0: exit reason 33", `${GUEST} 0x21 bhyve`],
    ["reason=INVALID_GUEST_STATE(33)", "none"],
    ["exit_reason=INVALID_GUEST_STATE(33)", `${GUEST} 0x21 own`],
    ['{"msg":"vm entry failed","fields":{},"reason":"0x80000021"}', `${GUEST} 0x80000021 own`],
    ["vm entry failed {cpu:1}: reason 0x80000021", `${GUEST} 0x80000021 own`],
    ["hardware_entry_failure_reason: 7", `${ERROR} 0x7 kvm`],
    ["VM_INST_ERR = 7", `${ERROR} 0x7 own`],
    ["VM launch: error 0x80000021", `${GUEST} 0x80000021 own`],
    ["launch refused: 0x80000021", `${GUEST} 0x80000021 own`],
    ["resuming the vcpu: error 0x80000021", `${GUEST} 0x80000021 own`],
    ["cannot run guest: error 0x80000021", `${GUEST} 0x80000021 own`],
    ["failure during VM entry: 0x80000021", `${GUEST} 0x80000021 own`],
    ["entry to the guest was refused: 0x80000021", `${GUEST} 0x80000021 own`],
    ["vcpu 0: exit code: 0x80000021", `${GUEST} 0x80000021 own`],
    ["it printed 'a\\nKVM: entry failed, hardware error 0x7\\nb' and stopped", `${ERROR} 0x7 kvm`],
    ["vcpu: entry failed, hardware error 0x7", `${ERROR} 0x7 own`],
    ["entry failed, hardware error 0x7", `${ERROR} 0x7 own`],
    ["guest entry failed, error 7", `${ERROR} 0x7 own`],
    ['{"msg":"vm entry failed","reason":33}', `${GUEST} 0x21 own`],
    ["VM entry failed with hardware error code: *7*", `${ERROR} 0x7 own`],
    ["MY_VMCS_VM_EXIT_REASON 0x80000021", `${GUEST} 0x80000021 own`],
    ["Falha ao iniciar: exit reason：0x80000021", `${GUEST} 0x80000021 own`],
  ])("%s", (line, expected) => {
    expect(summary(line)).toBe(expected);
  });

  it.each([
    "0x80000021",
    "0X80000021",
    "80000021",
    "80000021h",
    "0x8000_0021",
    "0x80000021u",
    "0x0000000080000021",
    "0xffffffff80000021",
    "2147483681",
    "-2147483615",
    "2_147_483_681",
    "2,147,483,681",
    "2'147'483'681",
    "2147483681UL",
    "18446744071562068001",
  ])("is read in every notation: %s", (number) => {
    expect(summary(`VM entry failed, reason ${number}`)).toBe(`${GUEST} 0x80000021 own`);
    expect(summary(`vmexit: exit_reason=${number}, cpu 1`)).toBe(`${GUEST} 0x80000021 own`);
  });

  it.each([
    "VM entry failed, reason 0x80000021-beta",
    "VM entry failed, see page-0x80000021",
    "VM entry failed at 80000021:12",
    "VM entry failed, reason 0x800000211",
    "VM entry failed, reason 33%",
    "VM entry failed, reason 33.5",
    "VM entry failed, reason 33ms",
    "VM entry failed at 10:33",
    "VM entry failed, reason x33",
    "vm_entry_failed_reason_33",
    "exit reason 1.33 error",
  ])("is no part of another word or number: %s", (line) => {
    expect(summary(line)).toBe("none");
  });
});

describe("what a number is the number of", () => {
  it.each([
    ["an ordinary exit", "vcpu 0: exit reason 0x1e, qualification 0"],
    ["an ordinary exit, failure said of something else", "error: exit reason 48"],
    ["a basic reason where nothing failed", "vcpu 0: exit reason 33"],
    ["a register", "VM entry failed, cr0=0x80000021"],
    ["a register behind a bracket", "VM entry failed (CR0: 0x80000021)"],
    ["a capability", "IA32_VMX_CR0_FIXED0 = 0x80000021"],
    ["a processor", "vmlaunch failed on cpu 7"],
    ["flags", "vmlaunch returned 1"],
    ["a result of an instruction that failed", "vmlaunch failed, it returned 1"],
    ["a count of an instruction", "vmlaunch: 2"],
    ["a hardware error of something else", "Hardware error 7 on port 3"],
    ["a reason in a sentence", "guest notes: the reason 0x80000022"],
    ["a status", "Error while launching the Guest! VMX Status: 1"],
    ["a launch of another program", "launch failed with error 5"],
    ["an exit of a service", "Failed to start Virtual Machine: exit code 33"],
    ["an entry of a table", "device-mapper: table entry failed: -22"],
    ["a resume of a computer", "PM: resume from suspend failed: error -5"],
    ["an entry of a driver", "DriverEntry failed 0xc0000022 for driver abc"],
    ["an entry of another kind", "directory entry failed with error 5"],
    ["a hardware error of the host", "mce: [Hardware Error]: CPU 3: Machine Check: 0 Bank 5"],
    ["no error", "VM_INSTRUCTION_ERROR = 0"],
    ["no error of a block", "inst_error\t\t0"],
    ["a success", "kvm_run returned 0"],
    ["no VirtualBox error", "HM error = 0x0 (0)"],
    ["a message of another program", "message_type: 4 unexpected"],
    ["an exit of another machine", "child exit code 0x80000021"],
    ["a reason of something else", "disconnect reason: 0x80000021"],
    ["a number of an error that is none", "vm instruction error 99"],
    ["an ordinary exit of WHP", "WHvRunVpExitReasonX64Halt"],
    ["a failure without a number", "vm entry failed"],
    ["a count of a list's members", "vm_instruction_error vm_exit_reason exit_info*6"],
    ["a reason behind an error's name", "vm_instruction_error vm_exit_reason exit_info 6"],
    ["a factor", "vm_exit_reason failed*33"],
    ["an error of a fan", "hardware error 0x2b on fan 3, entry 5 skipped"],
    ["a small error of a fan", "guest: hardware error 0x8 on fan 3, entry 5 skipped"],
    ["an error of any entry", '{"msg":"entry failed","error":{"code":22}}'],
    [
      "an error of any entry, said by a program called guest",
      '{"logger":"guest","msg":"entry failed","error":{"code":22,"at":"0x1"}}',
    ],
    [
      "a status of any entry, said by a program called guest",
      '{"logger":"guest","msg":"entry failed","status":33,"reason":33}',
    ],
    ["a small number in an object of its own", '{"msg":"vm entry failed","error":{"code":22}}'],
  ])("not %s", (_, line) => {
    expect(summary(line)).toBe("none");
  });
});

describe("names from the manual", () => {
  it.each([
    ["panic: launch: VM entry with invalid host-state field(s)", `${ERROR} 0x8 own`],
    [
      "ERROR:     - vm_instruction_error: VM entry with invalid control field(s)",
      `${ERROR} 0x7 own`,
    ],
    ["Err(EntryInvalidControlField)", `${ERROR} 0x7 own`],
    ["VmError::EntryInvalidHostStateField", `${ERROR} 0x8 own`],
    ["vmx: VMXERR_VMRESUME_NONLAUNCHED_VMCS", `${ERROR} 0x5 own`],
    ["error: VMLAUNCH with non-clear VMCS", `${ERROR} 0x4 own`],
    ["error: VMREAD/VMWRITE from/to unsupported VMCS component", `${ERROR} 0xc own`],
    ["error: VM entry with events blocked by MOV SS.", `${ERROR} 0x1a own`],
    ["error: Invalid operand to INVEPT/INVVPID", `${ERROR} 0x1c own`],
    ["VM-entry failure due to invalid guest state", `${GUEST} own`],
    ["exit: VM-entry failure due to MSR loading", "msr-loading own"],
    ["exit: VM-entry failure due to machine-check event", "machine-check own"],
    ["Stop: EXIT_REASON_INVALID_GUEST_STATE", `${GUEST} own`],
    ["Stop: EXIT_REASON_MSR_LOADING", "msr-loading own"],
    ["Stop: EXIT_REASON_MCE", "machine-check own"],
    ["MCE_DURING_VMENTRY", "machine-check own"],
    ["Caused by invalid guest state (2).", `${GUEST} 2 own`],
    ["Caused by MSR entry 3 loading.", "msr-loading 3 own"],
    ["error: VM entry with invalid VM-execution control fields", `${ERROR} 0x7 own`],
    ["haxm_error: exit_invalid_guest_state(): the vmexit counter is 5.", `${GUEST} haxm`],
  ])("%s", (line, expected) => {
    expect(summary(line)).toBe(expected);
  });

  it("have all numbers that are in use", () => {
    const names = [
      "VMCALL executed in VMX root operation",
      "VMCLEAR with invalid physical address",
      "VMCLEAR with VMXON pointer",
      "VMLAUNCH with non-clear VMCS",
      "VMRESUME with non-launched VMCS",
      "VMRESUME after VMXOFF (VMXOFF and VMXON between VMLAUNCH and VMRESUME)",
      "VM entry with invalid control field(s)",
      "VM entry with invalid host-state field(s)",
      "VMPTRLD with invalid physical address",
      "VMPTRLD with VMXON pointer",
      "VMPTRLD with incorrect VMCS revision identifier",
      "VMREAD/VMWRITE from/to unsupported VMCS component",
      "VMWRITE to read-only VMCS component",
      "VMXON executed in VMX root operation",
      "VM entry with invalid executive-VMCS pointer",
      "VM entry with non-launched executive VMCS",
      "VM entry with executive-VMCS pointer not VMXON pointer",
      "VMCALL with non-clear VMCS",
      "VMCALL with invalid VM-exit control fields",
      "VMCALL with incorrect MSEG revision identifier",
      "VMXOFF under dual-monitor treatment of SMIs and SMM",
      "VMCALL with invalid SMM-monitor features",
      "VM entry with invalid VM-execution control fields in executive VMCS",
      "VM entry with events blocked by MOV SS",
      "Invalid operand to INVEPT/INVVPID",
    ];
    const numbers = names.map((name) => Number(first(`error: ${name}`)?.failure.code));
    expect(numbers).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20, 22, 23, 24, 25, 26, 28,
    ]);
  });

  it.each([
    ["in a sentence", "the VM entry with invalid control fields gives another error"],
    ["behind their number", "7 VM entry with invalid control field(s)"],
    [
      "behind their number and a full stop",
      "33.VM-entry failure due to invalid guest state. More.",
    ],
    ["as the name of a file", "error: vm-entry-failure-due-to-invalid-guest-state"],
  ])("not %s", (_, line) => {
    expect(summary(line)).toBe("none");
  });
});

describe("what is no refused entry of VMX", () => {
  it.each([
    ["KVM internal error. Suberror: 1", `${OTHER} 0x1 kvm`],
    ["KVM: internal error exit: suberror=0x3", `${OTHER} 0x3 kvm`],
    ["exit code: VMEXIT_INVALID", "unknown amd"],
    ["VMRUN failed", "unknown amd"],
    ["svm: invalid VMCB", "unknown amd"],
    ["run loop: WHV_RUN_VP_EXIT_REASON_INVALID_VP_REGISTER_VALUE", `${GUEST} 0x5 whp`],
    ["vp 0: exit reason UnsupportedFeature", `${OTHER} 0x6 whp`],
    ["got InvalidVpRegisterValue (0x5)", `${GUEST} 0x5 whp`],
    ["HVMSG_UNRECOVERABLE_EXCEPTION", `${OTHER} hyper-v`],
    ["HvMessageType: 1", `${OTHER} 0x1 hyper-v`],
    ["An unrecoverable error on a virtual processor caused it to reset", `${OTHER} hyper-v`],
    ["VCPU shutdown request", `${OTHER} haxm`],
    ["emulation failure", `${OTHER} kvm`],
    ["Triple fault, resetting", `${OTHER} own`],
    ["kvm_run returned -22", `${OTHER} 0xffffffea kvm`],
    ["error: kvm run failed Bad address", `${OTHER} kvm`],
    ["qemu: Failed to put registers after init: Invalid argument", `${OTHER} kvm`],
    ["KVM_SET_SREGS: Invalid argument", `${OTHER} kvm`],
    ["Error: SetSpecialRegs(Invalid argument (os error 22))", `${OTHER} kvm`],
    ["vmx: unexpected exit reason 0x43", `${OTHER} 0x43 kvm`],
    ["vmx: unexpected exit reason 0x80000021", `${GUEST} 0x80000021 kvm`],
    ["qemu-system-x86_64.exe: WHPX: Unexpected VP exit code 4", `${OTHER} 0x4 whp`],
    ["WHPX: Unexpected VP exit code 5", `${GUEST} 0x5 whp`],
    ["run loop: WHV_RUN_VP_EXIT_REASON(5)", `${GUEST} 0x5 whp`],
    ["exited with WHvRunVpExitReasonInvalidVpRegisterValue", `${GUEST} 0x5 whp`],
    ["exited with WHvRunVpExitReasonUnrecoverableException", `${OTHER} 0x4 whp`],
    ["WHPX: Unexpected VP exit code 0x80000021", `${OTHER} 0x80000021 whp`],
    ["Message type 0x80000021 not implemented!", `${OTHER} 0x80000021 hyper-v`],
    ["vp 0 stopped: HvMessageTypeUnrecoverableException", `${OTHER} hyper-v`],
    ["whpx: injection failed, MSI (0, 0) delivery: 0", `${OTHER} whp`],
    [
      "!!         VCPU0: Guru Meditation -4014 (VERR_VMX_INVALID_GUEST_STATE)",
      `${GUEST} virtualbox`,
    ],
    ["!!         VCPU0: Guru Meditation 1155 (VINF_EM_TRIPLE_FAULT)", `${OTHER} virtualbox`],
    ["Guru Meditation -4014", `${GUEST} virtualbox`],
    ["Guru Meditation -306 (VERR_MORE_DATA) some/box", `${OTHER} virtualbox`],
    ["  rcLastExitToR3     = VERR_VMX_INVALID_GUEST_STATE", `${GUEST} virtualbox`],
    ["VT-x is not available (VERR_VMX_NO_VMX)", `${OTHER} virtualbox`],
    ["VERR_VMX_INVALID_HOST_STATE", `${ERROR} 0x8 virtualbox`],
    ["VERR_SVM_INVALID_GUEST_STATE", "unknown amd"],
    ["HM: CPU[0] HM error = 0x23a (570)", `${GUEST} 0x23a virtualbox`],
    ["VMXON failed for region 0", `${OTHER} own`],
    ["vcpu-0| MONITOR PANIC: vcpu-0:VMM64 fault 14: src=MONITOR", `${OTHER} vmware`],
    ["The CPU has been disabled by the guest operating system.", `${OTHER} vmware`],
    ["vcpu-9 - MsgHint: msg.monitorEvent.tripleFault", `${OTHER} vmware`],
    [
      "vcpu-9 - A fault has occurred causing a virtual CPU to enter the shutdown state.",
      `${OTHER} vmware`,
    ],
  ])("%s", (line, expected) => {
    expect(summary(line)).toBe(expected);
  });

  it("the first words of the cause are kept", () => {
    const quoted = (line: string): string | undefined => first(line)?.failure.text;
    expect(quoted("x: error: kvm run failed Bad address")).toBe(
      "error: kvm run failed Bad address",
    );
    expect(quoted('it says "KVM: entry failed, hardware error 0x7" there')).toBe(
      "KVM: entry failed, hardware error 0x7",
    );
    expect(quoted("(XEN) d1v0 vmentry failure (reason 0x80000021): Invalid guest state (0)")).toBe(
      "d1v0 vmentry failure (reason 0x80000021): Invalid guest state (0)",
    );
    expect(quoted("it left with KVM_EXIT_FAIL_ENTRY: hardware entry failure reason 7 here")).toBe(
      "KVM_EXIT_FAIL_ENTRY: hardware entry failure reason 7",
    );
    expect(quoted("exited with WHvRunVpExitReasonInvalidVpRegisterValue")).toBe(
      "WHvRunVpExitReasonInvalidVpRegisterValue",
    );
    expect(quoted("panic: FailEntry(0, 2) in x")).toBe("FailEntry(0, 2)");
    expect(quoted("!!   VCPU0: Guru Meditation 1155 (VINF_EM_TRIPLE_FAULT)")).toBe(
      "VCPU0: Guru Meditation 1155 (VINF_EM_TRIPLE_FAULT)",
    );
  });
});

describe("several lines", () => {
  it("a qualification below completes a headline", () => {
    const reader = new HeadlineReader();
    const headline = reader.push("exit reason: 0x80000021 (entry failure)", 1);
    expect(headline?.failure.qualification).toBeUndefined();
    expect(reader.push("exit qualification: 0x2", 3)).toBeUndefined();
    expect(headline?.failure.qualification).toBe(2);
    reader.push("exit qualification: 4", 4);
    expect(headline?.failure.qualification).toBe(2);
  });

  it("one that stands far below, or belongs to another failure, does not", () => {
    const far = headlinesOf(`exit reason: 0x80000021\n${"\n".repeat(30)}qualification: 4`);
    expect(far[0]?.failure).not.toHaveProperty("qualification");
    const other = headlinesOf("KVM: entry failed, hardware error 0x7\nqualification: 4");
    expect(other[0]?.failure).not.toHaveProperty("qualification");
  });

  it("a flag below makes a basic reason a failure", () => {
    expect(headlinesOf("basic reason: 33\nentry failure: yes\n")).toMatchObject([
      { line: 2, failure: { kind: GUEST, code: "0x21" } },
    ]);
    expect(headlinesOf("basic reason: 33\nentry failure: no\n")).toEqual([]);
    expect(headlinesOf("basic reason: 48\nentry failure: yes\n")).toEqual([]);
    expect(headlinesOf(`basic reason: 33\n${"\n".repeat(30)}entry failure: yes`)).toEqual([]);
    expect(headlinesOf("entry failure: yes\n")).toEqual([]);
    expect(headlinesOf("// basic reason: 33\nentry failure: yes\n")).toEqual([]);
    expect(headlinesOf("basic reason: 33\n// entry failure: yes\n")).toEqual([]);
  });

  it("bhyve and its descendants print a block", () => {
    const block = (reason: number): string =>
      `vm exit[0]\n\treason\t\tVMX\n\texit_reason\t${reason}\n\tqualification\t0x0\n\tinst_error\t0`;
    expect(summary(block(33))).toBe(`${GUEST} 0x21 0 bhyve`);
    expect(summary(block(28))).toBe("none");
    expect(summary("\texit_reason\t33")).toBe("none");
    expect(summary("vm exit[0]\n// exit_reason 33")).toBe("none");
    expect(summary(`vm exit[0]${"\n".repeat(30)}exit_reason 33`)).toBe("none");
  });
});

describe("a headline survives", () => {
  const HEADLINES = [
    "KVM: entry failed, hardware error 0x80000021",
    "vmentry failure (reason 0x80000022): MSR loading (entry 1)",
    "hardware_entry_failure_reason = 2147483681",
    "VMLAUNCH error: 0x8",
    "KVM internal error. Suberror: 1",
    "VM exit reason: 0x80000021",
  ];
  const PREFIXES = [
    "",
    "[    5.123456] ",
    "Jun 24 17:25:51 node-a runner[12]: ",
    "web-1  | ",
    "[pod/a/b] ",
    "> ",
    "2026-01-14T10:20:32.1234569Z ",
    "smoke\tBoot\t",
    "machine# ",
    "(XEN) ",
    "## ",
    "- ",
    "It says: ",
    "src/run.rs:88: ",
    "[ERROR microvm::vcpu] ",
    "    29\t",
    "\u001b[31m",
    "cpu5:2099123)Vt: 140: ",
  ];
  const SUFFIXES = [
    "",
    ".",
    "!",
    " on cpu 3",
    " after the update",
    ", giving up",
    " (vcpu 0)",
    "\r",
  ];
  const QUOTES = ["", '"', "'", "`", "**", "_", "\u201c"];

  it("any prefix, suffix, quotes and case", () => {
    const parts = fc.tuple(
      fc.constantFrom(...HEADLINES),
      fc.constantFrom(...PREFIXES),
      fc.constantFrom(...SUFFIXES),
      fc.constantFrom(...QUOTES),
      fc.constantFrom("as it is", "lower", "upper"),
    );
    fc.assert(
      fc.property(parts, ([headline, prefix, suffix, quote, letters]) => {
        const plain = first(headline);
        const cased =
          letters === "upper"
            ? headline.toUpperCase()
            : letters === "lower"
              ? headline.toLowerCase()
              : headline;
        const found = first(`${prefix}${quote}${cased}${quote}${suffix}`);
        expect(found?.failure).toMatchObject({
          kind: plain?.failure.kind,
          code: plain?.failure.code,
        });
      }),
      { numRuns: 3000 },
    );
  });

  it("JSON strings", () => {
    fc.assert(
      fc.property(fc.constantFrom(...HEADLINES), fc.constantFrom("log", "msg"), (headline, key) => {
        const line = JSON.stringify({ ts: 1, [key]: `${headline}\n`, stream: "stderr" });
        expect(first(line)?.failure.code).toBe(first(headline)?.failure.code);
        const pretty = JSON.stringify({ [key]: headline, stream: "stderr" }, null, 2);
        expect(first(pretty)?.failure.code).toBe(first(headline)?.failure.code);
      }),
    );
  });

  it("questions, titles and reports", () => {
    for (const line of [
      'Windows guest stops with "KVM: entry failed, hardware error 0x80000022" after migration',
      "When I start the guest I get KVM: entry failed, hardware error 0x80000022",
      'What does "KVM: entry failed, hardware error 0x80000022" mean?',
      "# KVM: entry failed, hardware error 0x80000022",
      "* KVM: entry failed, hardware error 0x80000022",
      "| web-1 | KVM: entry failed, hardware error 0x80000022 |",
      "If I boot it, my log has `KVM: entry failed, hardware error 0x80000022`, `dmesg` has nothing.",
      "The VM crashes with exit reason 0x80000022 since the upgrade of the kernel to the one of today",
    ])
      expect([line, first(line)?.failure.code]).toEqual([line, "0x80000022"]);
  });

  it("a long line", () => {
    const line = `${"word ".repeat(5000)}KVM: entry failed, hardware error 0x80000021 ${"word ".repeat(5000)}`;
    expect(first(line)?.failure.text).toBe("KVM: entry failed, hardware error 0x80000021");
  });

  it("nothing throws, and the offsets are the text's", () => {
    const piece = fc.constantFrom(
      ...TRIGGERS,
      "failed",
      "0x80000021",
      "33",
      "7",
      ":",
      "(",
      ")",
      '"',
      "`",
      "-",
      "%",
      "\\",
      "|",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }), (pieces) => {
        headlinesOf(pieces.join(" "));
        headlinesOf(pieces.join(""));
      }),
      { numRuns: 3000 },
    );
  });
});

/** One line for each form that is no report. The headline in it is one without that form. */
describe("no headline in", () => {
  it.each([
    "means",
    "denotes",
    "indicates",
    "stands for",
    "is returned",
    "are returned",
    "such as",
    "e.g.",
    "i.e.",
    "for example",
    "for instance",
    "refers to",
    "known as",
    "corresponds to",
    "is called",
    "is defined",
    "is reserved",
    "is printed",
    "was printed",
    "are printed",
    "explain",
    "explains",
    "explained",
  ])("a sentence with: %s", (words) => {
    const headline = "KVM: entry failed, hardware error 0x80000021";
    expect(summary(`${headline} ${words} x`)).toBe("none");
    expect(summary(`x ${words} ${headline}`)).toBe("none");
    expect(summary(`That ${words} x. ${headline}`)).not.toBe("none");
    expect(summary(`I have ${headline}, which ${words} x`)).not.toBe("none");
  });

  it.each([
    ["a comment", "// KVM: entry failed, hardware error 0x80000021"],
    ["a comment behind code", "x = 1  // KVM: entry failed, hardware error 0x80000021"],
    ["a comment of several lines", "/* KVM: entry failed, hardware error 0x80000021"],
    ["a comment within code", "run() /* KVM: entry failed, hardware error 0x80000021"],
    [
      "the middle of a comment",
      " * and then KVM: entry failed, hardware error 0x80000021 on Intel",
    ],
    ["a comment of an assembler", "; exit reason 0x80000021"],
    ["a comment of a web page", "<!-- KVM: entry failed, hardware error 0x80000021"],
    ["a constant of the preprocessor", "#define VMX_EXIT_REASON 0x80000021"],
    ["a constant behind a tab", "#define\tKVM_EXIT_FAIL_ENTRY\t9"],
    ["a constant behind blanks", "#   define   KVM_EXIT_FAIL_ENTRY       9"],
    ["a constant behind a sign and a tab", "#\tdefine EXIT_REASON 0x80000021"],
    ["a constant in an assembler of its own", "%define VM_EXIT_REASON 0x80000021"],
    [
      "a constant whose directive was taken for a wrapper",
      "KVM_INTERNAL_ERROR_UNEXPECTED_EXIT_REASON 4",
    ],
    [
      "a constant in columns, without its directive",
      "KVM_INTERNAL_ERROR_UNEXPECTED_EXIT_REASON\t 0x4u",
    ],
    ["a constant", "EXIT_REASON = 0x80000021,"],
    ["a declaration", "const EXIT_REASON = 0x80000021"],
    ["a constant of an assembler", "EXIT_REASON_FAILED equ 80000021h"],
    ["a call", 'printf("KVM: entry failed, hardware error 0x80000021")'],
    ["a method", 'Log.Write("KVM: entry failed, hardware error 0x80000021")'],
    ["a call in two brackets", 'KdPrint(("KVM: entry failed, hardware error 0x80000021"))'],
    ["a statement", "{ vcpu->exit_reason = 0x80000021;"],
    ["an assertion", "expect(first).toBe('KVM: entry failed, hardware error 0x80000021');"],
    ["the end of a block", "} exit_reason: 0x80000021"],
    ["a condition", "(exit_reason: 0x80000021) {"],
    ["a comparison", "ok && (exit_reason = 0x80000021)"],
    ["a format", "KVM: entry failed, hardware error 0x80000021 on %d"],
    ["a format of a macro", 'KVM: entry failed, hardware error 0x80000021 on %" PRIx64 "'],
    ["a template", "KVM: entry failed, hardware error 0x80000021 on {}"],
    ["a template with a name", "KVM: entry failed, hardware error 0x80000021 on ${cpu}"],
    ["a regular expression", "KVM: entry failed, hardware error 0x80000021(?: .)"],
    ["a table of a program", "VM entry failed: 33 => 0x80000021"],
    ["a text of a program", '  "VM-entry failure due to invalid guest state",'],
    ["a text with its number", '   { 7,  "VM entry with invalid control field(s)" },'],
    ["a text with its index", '\t[7] = "VM entry with invalid control field(s)",'],
    ["a text with its end of line", '"KVM: entry failed, hardware error 0x80000021\\n"'],
    ["a row of a test", '["KVM: entry failed, hardware error 0x80000021", code],'],
    ["a schema", '{ "enum": ["exit reason: 0x80000021"] }'],
    ["a member", "exitReason: 0x80000021,"],
    ["a page of a manual in roff", '.\\" exit reason 0x80000021'],
    ["a table", "| `exit reason: 0x80000021` | the guest state is invalid |"],
    ["a table that begins with the number", "| 0x80000021 | VM exit reason: 33 |"],
    [
      "a table with an explanation before",
      "| what Intel's processors do here | exit reason: 0x80000021 |",
    ],
    ["a meaning", "KVM: entry failed, hardware error 0x80000021 means that a check failed"],
    ["a meaning before", "What stands for a bad guest is exit reason: 0x80000021"],
    ["an example", "Some messages, e.g. KVM: entry failed, hardware error 0x80000021"],
    ["a condition in words", "If you see KVM: entry failed, hardware error 0x80000021, read on"],
    ["advice", "You can find KVM: entry failed, hardware error 0x80000021 in the log"],
    ["an obligation", "A guest with this state must end with exit reason 0x80000021"],
    ["much mortar", "The exit reason 0x80000021 is the one of the failures that this is for"],
    ["an aside", "state (exit reason `0x80000022`), AMD SVM. Rules"],
    [
      "a list of quotes",
      "Known: `KVM: entry failed, hardware error 0x80000021`, `vm exit`, `reboot`",
    ],
    ["a heading of a manual", "### 2.8 MSR loading, exit reason 0x80000022"],
    ["alternatives", "exit reason 0x80000021 or exit reason 0x80000022"],
    ["several", "VM-instruction errors 7 and 8"],
    [
      "a condition in words, by a printer's words",
      "If you see KVM internal error. Suberror: 1, it may be many things",
    ],
    ["a bullet of a list", "- Triple fault"],
    ["a number of a list", "2. Triple fault. Then more"],
    ["a name of a program", "TripleFault"],
    ["a search", 'sudo grep "hardware error 0x80000021" log'],
    ["a return", "        return VERR_VMX_INVALID_GUEST_STATE;"],
    ["a constant in columns", "\tEXIT_REASON_INVALID_STATE           33"],
    [
      "a paragraph of the manual",
      "VM-entry failure due to invalid guest state. In most cases, the qualification is 0.",
    ],
    ["a condition in a heading", "### What to do if there is Error VERR_VMX_NO_VMX"],
    ["a part of a comment", " * consistency check: exit reason 0x80000021 and bail."],
    [
      "a quotation of the manual",
      'According to the manual, error 7 means "VM entry with invalid control field."',
    ],
    ["a label of a program", "        case VERR_VMX_IN_VMX_ROOT_MODE:"],
    [
      "an explanation of the number",
      'The low bits (i.e. 33) mean: "VM-entry failure due to invalid guest state"',
    ],
    [
      "a condition without a person",
      "If there is KVM: entry failed, hardware error 0x80000021 read on",
    ],
    [
      "a cell of a table with another explanation",
      "| hardware error 0x80000029 | see logs: machine check during VM entry |",
    ],
    ["a status behind its number", "-4015 VERR_VMX_UNEXPECTED_EXIT"],
    ["names of files", "see: kvm-run-failed"],
    ["the name of a rule", "amd: vm-exit-invalid"],
    ["a status of a list", "| -4015 | VERR_VMX_UNEXPECTED_EXIT | |"],
    ["the name of a file", 'see "emulation-failure"'],
    ["an identifier", "} emulation_failure"],
    ["a slug", "known: vmware-monitor-panic"],
    ["a mention", "then VMware's `MONITOR PANIC` comes"],
  ])("%s", (_, line) => {
    expect(summary(line)).toBe("none");
  });
});

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The text files below a folder, a few MB at most. */
function* filesBelow(folder: string, limit: number): Generator<[path: string, text: string]> {
  let left = limit;
  const folders = [folder];
  for (let next = folders.shift(); next !== undefined && left > 0; next = folders.shift())
    for (const entry of readdirSync(next, { withFileTypes: true })) {
      const path = join(next, entry.name);
      if (entry.isDirectory() && entry.name !== "node_modules") folders.push(path);
      if (!entry.isFile() || left <= 0) continue;
      const bytes = readFileSync(path);
      if (bytes.subarray(0, 1000).includes(0) || bytes.length > 5_000_000) continue;
      left -= bytes.length;
      yield [path, bytes.toString("utf8")];
    }
}

function holders(folder: string, limit = Infinity): string[] {
  return [...filesBelow(folder, limit)].flatMap(([path, text]) =>
    headlinesOf(text).map(
      ({ line, failure }) => `${path.slice(ROOT.length)}:${line}: ${failure.text}`,
    ),
  );
}

describe("this project's sources and documents", () => {
  /** Files that quote the output of a failure; folders of pastes and of printed reports. */
  const HOLDERS = [
    "README.md",
    "test/dumps/pinned.json",
    "test/vectors/data/real-cases.ndjson",
    "test/fixtures/",
    "test/cli/scenarios/",
    "examples/",
  ];
  const isHolder = (found: string): boolean => HOLDERS.some((name) => found.startsWith(name));

  it.each(["src", "docs", "rules", "tools", "bench", "schemas", "test", "examples"])(
    "%s",
    (folder) => {
      expect(holders(join(ROOT, folder)).filter((found) => !isHolder(found))).toEqual([]);
    },
  );

  it("the files that hold one do", () => {
    const readme = headlinesOf(readFileSync(join(ROOT, "README.md"), "utf8"));
    expect(readme.map(({ failure }) => failure.text)).toEqual([
      "reason=80000021 qualification=0000000000000000",
    ]);
    for (const name of HOLDERS.slice(1, 3))
      expect(headlinesOf(readFileSync(join(ROOT, name), "utf8"))).not.toEqual([]);
  });
});

describe("texts of this machine that are none of ours", () => {
  const folders = [
    "/usr/share/doc",
    "/usr/include",
    "/usr/include/linux",
    "/usr/lib/python3",
    "/usr/share/perl",
  ];
  const there = [
    ...folders.filter((folder) => existsSync(folder)),
    join(ROOT, "node_modules/typescript/lib"),
  ];

  it.each(there)("%s", (folder) => {
    expect(holders(folder, 4_000_000)).toEqual([]);
  });
});

describe("mayBeHeadline", () => {
  it("knows every trigger in any case, with any separator", () => {
    for (const trigger of TRIGGERS)
      for (const separator of [" ", "_", "-", ""])
        for (const offset of [0, 1, 2, 3, 4, 5]) {
          const word = trigger.replace(" ", separator);
          expect([word, mayBeHeadline("\u00e9".repeat(offset) + word)]).toEqual([word, true]);
          expect(mayBeHeadline(`${"x".repeat(offset)}${word.toUpperCase()}..`)).toBe(true);
        }
  });

  it("has no short trigger", () => {
    expect(Math.min(...TRIGGERS.map(({ length }) => length))).toBeGreaterThanOrEqual(5);
  });

  it.each([
    "Jun 24 17:25:51 node-a kernel: usb 1-1: new high-speed USB device number 5 using xhci_hcd",
    "2026-06-24 17:25:54,123 - worker - ERROR - request failed with status 503, retrying in 5 s",
    "EAX=00000000 EBX=00000000 ECX=00000000 EDX=00000000",
    "",
    "entr",
  ])("lets an ordinary line go: %s", (line) => {
    expect(mayBeHeadline(line)).toBe(false);
  });
});

describe("time", () => {
  it("is linear in the line", () => {
    for (const piece of [
      "vm entry failed ",
      "reason=",
      "entry(",
      '"`entry',
      "exit reason 1,",
      "VERR_VMX_A",
    ]) {
      const line = piece.repeat(Math.ceil(1_000_000 / piece.length));
      const begin = performance.now();
      new HeadlineReader().push(line, 1);
      expect(performance.now() - begin).toBeLessThan(20_000);
    }
  });
});

describe("adviceFor", () => {
  const advice = (line: string): ReturnType<typeof adviceFor> => {
    const found = first(line);
    if (found === undefined) throw new Error(`no headline: ${line}`);
    return adviceFor(found.failure, found.program);
  };

  it("never asks for an Intel dump on AMD", () => {
    const amd = advice("KVM: entry failed, hardware error 0xffffffff");
    expect(amd.advice).toContain("dump_invalid_vmcb");
    expect(JSON.stringify(amd)).not.toContain("kvm_intel");
    expect(JSON.stringify(advice("VERR_SVM_INVALID_GUEST_STATE"))).not.toContain("kvm_intel");
  });

  it.each([7, 8])("says of error %i that the guest is innocent", (error) => {
    for (const line of [
      `KVM: entry failed, hardware error 0x${error}`,
      `[hv] VMLAUNCH failed. Instruction error = ${error}.`,
    ]) {
      const said = advice(line);
      expect(said.guestStateMayBeAtFault).toBe(false);
      expect(said.advice).toContain("guest's registers were not looked at");
      expect(said.advice).not.toContain("Paste the registers");
    }
  });

  it("blames the guest state only where it was checked", () => {
    const blamed = (line: string): boolean => advice(line).guestStateMayBeAtFault;
    expect(blamed("KVM: entry failed, hardware error 0x80000021")).toBe(true);
    expect(blamed("WHPX: Unexpected VP exit code 5")).toBe(true);
    expect(blamed("VERR_VMX_INVALID_GUEST_STATE")).toBe(true);
    for (const line of [
      "KVM: entry failed, hardware error 0x80000022",
      "KVM: entry failed, hardware error 0x80000029",
      "KVM: entry failed, hardware error 0x0",
      "KVM internal error. Suberror: 1",
      "Triple fault, resetting",
      "Message type 0x80000021 not implemented!",
      "VERR_VMX_NO_VMX",
    ])
      expect([line, blamed(line)]).toEqual([line, false]);
  });

  it.each([
    ["KVM: entry failed, hardware error 0x80000021", "dump_invalid_vmcs"],
    ["KVM: entry failed, hardware error 0x80000022", "MSR-load list"],
    ["KVM: entry failed, hardware error 0x80000029", "machine-check log"],
    ["KVM: entry failed, hardware error 0x0", "cpu-pm=on"],
    ["KVM: entry failed, hardware error 0x5", "second user of VT-x"],
    ["(XEN) d1v0 vmentry failure (reason 0x80000021): Invalid guest state (0)", "xl dmesg"],
    ["haxm_error: vmexit reason is 33, qualification 0", "4816 GUEST_CS_AR"],
    ["Guru Meditation -4014 (VERR_VMX_INVALID_GUEST_STATE)", "VBox.log"],
    ["VT-x is not available (VERR_VMX_NO_VMX)", "Hyper-V"],
    ["Failed (VERR_VMX_IN_VMX_ROOT_MODE)", "kvm_intel"],
    ["WHPX: Unexpected VP exit code 4", "CPU model"],
    ["KVM_SET_SREGS: Invalid argument", "EFER.LME"],
    ["KVM internal error. Suberror: 1", "Code="],
    ["exit reason: 0x80000021", "guest-state area"],
  ])("%s: %s", (line, word) => {
    expect(advice(line).advice).toContain(word);
  });

  it("has sentences for every program, kind and code", () => {
    const programs: Program[] = [
      "kvm",
      "xen",
      "haxm",
      "whp",
      "virtualbox",
      "bhyve",
      "vmware",
      "hyper-v",
      "amd",
      "own",
    ];
    const kinds: Failure["kind"][] = [
      "invalid-guest-state",
      "msr-loading",
      "machine-check",
      "vm-instruction-error",
      "not-a-vm-entry-failure",
      "unknown",
    ];
    for (const program of programs)
      for (const kind of kinds)
        for (const code of ["", "0x0", "0x5", "0x7", "0x15", "0xffffffff"]) {
          const { meaning, advice } = adviceFor({ text: "it failed", code, kind }, program);
          for (const text of [meaning, advice]) {
            expect(text).toMatch(/^[A-Z\u002e].*\.$/);
            expect(text).not.toMatch(/NaN|undefined/);
          }
        }
  });
});
