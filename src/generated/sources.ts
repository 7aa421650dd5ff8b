// Generated from rules/ by tools/generate.ts (npm run generate). Do not edit.
import type { CpuProfile } from "../state/cpu-profile.ts";
import type { RuleSources } from "../rules/types.ts";

export const sources: RuleSources = {
  fields: {
    "fields/control-and-debug-registers.json": {
      title: "Control registers and DR7",
      fields: {
        cr0: {
          title: "CR0",
          path: "guest.cr0",
          width: 64,
          encoding: "0x6800",
          bits: {
            "cr0.pe": { at: "0", title: "PE, protection enable" },
            "cr0.ne": { at: "5", title: "NE, numeric error" },
            "cr0.wp": { at: "16", title: "WP, write protect" },
            "cr0.nw": { at: "29", title: "NW, not write-through" },
            "cr0.cd": { at: "30", title: "CD, cache disable" },
            "cr0.pg": { at: "31", title: "PG, paging" },
          },
        },
        cr3: { title: "CR3", path: "guest.cr3", width: 64, encoding: "0x6802" },
        cr4: {
          title: "CR4",
          path: "guest.cr4",
          width: 64,
          encoding: "0x6804",
          bits: {
            "cr4.pae": { at: "5", title: "PAE, physical-address extension" },
            "cr4.vmxe": { at: "13", title: "VMXE, VMX enable" },
            "cr4.pcide": { at: "17", title: "PCIDE, process-context identifiers" },
            "cr4.cet": { at: "23", title: "CET, control-flow enforcement" },
            "cr4.fred": { at: "32", title: "FRED, flexible return and event delivery" },
          },
        },
        dr7: { title: "DR7", path: "guest.dr7", width: 64, encoding: "0x681A" },
      },
    },
    "fields/controls.json": {
      title: "VM-execution, VM-entry and VM-exit control fields, and what the VM exit reported",
      fields: {
        "controls.pinBased": {
          title: "pin-based VM-execution controls",
          path: "controls.pinBased",
          width: 32,
          encoding: "0x4000",
          bits: { "controls.pinBased.virtualNmis": { at: "5", title: "virtual NMIs" } },
        },
        "controls.primaryProcBased": {
          title: "primary processor-based VM-execution controls",
          path: "controls.primaryProcBased",
          width: 32,
          encoding: "0x4002",
          bits: {
            "controls.primaryProcBased.activateSecondary": {
              at: "31",
              title: "activate secondary controls",
            },
          },
        },
        "controls.secondaryProcBased": {
          title: "secondary processor-based VM-execution controls",
          path: "controls.secondaryProcBased",
          width: 32,
          encoding: "0x401E",
          bits: {
            "controls.secondaryProcBased.enableEpt": { at: "1", title: "enable EPT" },
            "controls.secondaryProcBased.unrestrictedGuest": {
              at: "7",
              title: "unrestricted guest",
            },
            "controls.secondaryProcBased.vmcsShadowing": { at: "14", title: "VMCS shadowing" },
          },
        },
        "controls.tertiaryProcBased": {
          title: "tertiary processor-based VM-execution controls",
          path: "controls.tertiaryProcBased",
          width: 64,
          encoding: "0x2034",
          note: "No check reads it.",
        },
        "controls.entry": {
          title: "VM-entry controls",
          path: "controls.entry",
          width: 32,
          encoding: "0x4012",
          bits: {
            "controls.entry.loadDebugControls": { at: "2", title: "load debug controls" },
            "controls.entry.ia32eModeGuest": { at: "9", title: "IA-32e mode guest" },
            "controls.entry.entryToSmm": { at: "10", title: "entry to SMM" },
            "controls.entry.loadPerfGlobalCtrl": { at: "13", title: "load IA32_PERF_GLOBAL_CTRL" },
            "controls.entry.loadPat": { at: "14", title: "load IA32_PAT" },
            "controls.entry.loadEfer": { at: "15", title: "load IA32_EFER" },
            "controls.entry.loadBndcfgs": { at: "16", title: "load IA32_BNDCFGS" },
            "controls.entry.loadRtitCtl": { at: "18", title: "load IA32_RTIT_CTL" },
            "controls.entry.loadUinv": { at: "19", title: "load UINV" },
            "controls.entry.loadCet": { at: "20", title: "load CET state" },
            "controls.entry.loadLbrCtl": { at: "21", title: "load guest IA32_LBR_CTL" },
            "controls.entry.loadPkrs": { at: "22", title: "load PKRS" },
            "controls.entry.loadFred": { at: "23", title: "load FRED" },
            "controls.entry.loadSpecCtrl": { at: "24", title: "load IA32_SPEC_CTRL" },
          },
        },
        "controls.exit": {
          title: "VM-exit controls",
          path: "controls.exit",
          width: 32,
          encoding: "0x400C",
          note: "No check reads it.",
        },
        "controls.entryInterruptionInfo": {
          title: "VM-entry interruption-information field",
          path: "controls.entryInterruptionInfo",
          width: 32,
          encoding: "0x4016",
          bits: {
            "controls.entryInterruptionInfo.vector": { at: "7:0", title: "vector" },
            "controls.entryInterruptionInfo.type": { at: "10:8", title: "interruption type" },
            "controls.entryInterruptionInfo.valid": { at: "31", title: "valid" },
          },
        },
        "controls.entryExceptionErrorCode": {
          title: "VM-entry exception error code",
          path: "controls.entryExceptionErrorCode",
          width: 32,
          encoding: "0x4018",
          note: "No check of the guest-state area reads it.",
        },
        "controls.entryInstructionLength": {
          title: "VM-entry instruction length",
          path: "controls.entryInstructionLength",
          width: 32,
          encoding: "0x401A",
          note: "No check of the guest-state area reads it.",
        },
        "controls.exitReason": {
          title: "exit reason",
          path: "controls.exitReason",
          width: 32,
          encoding: "0x4402",
          note: "What the processor reported; no check reads it.",
        },
        "controls.exitQualification": {
          title: "exit qualification",
          path: "controls.exitQualification",
          width: 64,
          encoding: "0x6400",
          note: "What the processor reported; no check reads it.",
        },
      },
    },
    "fields/cpu.json": {
      title: "What the CPU supports",
      fields: {
        "cpu.physicalAddressWidth": {
          title: "physical-address width (MAXPHYADDR)",
          path: "cpu.physicalAddressWidth",
          width: 8,
          range: [32, 52],
          bounds: { permissive: 52, restrictive: 32 },
          enumeratedBy: "CPUID.80000008H:EAX[7:0]",
        },
        "cpu.linearAddressWidth": {
          title: "linear-address width",
          path: "cpu.linearAddressWidth",
          width: 8,
          range: [32, 64],
          bounds: { permissive: 57, restrictive: 48 },
          enumeratedBy: "CPUID.80000008H:EAX[15:8]",
          note: "What the CPU supports, not what CR4.LA57 of the guest selects.",
        },
        "cpu.cr0Fixed0": {
          title: "IA32_VMX_CR0_FIXED0",
          path: "cpu.cr0Fixed0",
          width: 64,
          assumed: "0x80000021",
          enumeratedBy: "MSR 486H",
          note: "Every VMX-capable CPU in use reports this value.",
        },
        "cpu.cr0Fixed1": {
          title: "IA32_VMX_CR0_FIXED1",
          path: "cpu.cr0Fixed1",
          width: 64,
          assumed: "0xFFFFFFFF",
          enumeratedBy: "MSR 487H",
          note: "Every VMX-capable CPU in use reports this value.",
        },
        "cpu.cr4Fixed0": {
          title: "IA32_VMX_CR4_FIXED0",
          path: "cpu.cr4Fixed0",
          width: 64,
          assumed: "0x2000",
          enumeratedBy: "MSR 488H",
          note: "Every VMX-capable CPU in use reports this value.",
        },
        "cpu.cr4Fixed1": {
          title: "IA32_VMX_CR4_FIXED1",
          path: "cpu.cr4Fixed1",
          width: 64,
          bounds: { permissive: "0x11BFF7FFF", restrictive: "0x27FF" },
          enumeratedBy: "MSR 489H",
          note: "Permissive: every CR4 bit any CPU defines. Restrictive: the bits every VMX-capable CPU allows.",
        },
        "cpu.vmxBasic": {
          title: "IA32_VMX_BASIC",
          path: "cpu.vmxBasic",
          width: 64,
          enumeratedBy: "MSR 480H",
          bits: {
            "cpu.vmxBasic.physicalAddressesLimitedTo32Bits": {
              at: "48",
              title: "VMX structures limited to 32-bit physical addresses",
            },
          },
        },
        "cpu.vmxMisc": {
          title: "IA32_VMX_MISC",
          path: "cpu.vmxMisc",
          width: 64,
          assumed: "0x1C0",
          enumeratedBy: "MSR 485H",
          note: "Assumed: HLT, shutdown and wait-for-SIPI are all supported, as on common parts.",
          bits: {
            "cpu.vmxMisc.hlt": { at: "6", title: "activity state HLT supported" },
            "cpu.vmxMisc.shutdown": { at: "7", title: "activity state shutdown supported" },
            "cpu.vmxMisc.waitForSipi": { at: "8", title: "activity state wait-for-SIPI supported" },
          },
        },
        "cpu.inSmm": {
          title: "the logical processor is in SMM",
          path: "cpu.inSmm",
          width: 1,
          boolean: true,
          assumed: false,
        },
        "cpu.supportsIntel64": {
          title: "Intel 64 architecture",
          path: "cpu.supportsIntel64",
          width: 1,
          boolean: true,
          assumed: true,
          enumeratedBy: "CPUID.80000001H:EDX[29]",
        },
        "cpu.supportsSgx": {
          title: "SGX",
          path: "cpu.supportsSgx",
          width: 1,
          boolean: true,
          enumeratedBy: "CPUID.(EAX=07H,ECX=0):EBX[2]",
        },
        "cpu.supportsRtm": {
          title: "RTM",
          path: "cpu.supportsRtm",
          width: 1,
          boolean: true,
          enumeratedBy: "CPUID.(EAX=07H,ECX=0):EBX[11]",
        },
        "cpu.supportsLam": {
          title: "linear-address masking",
          path: "cpu.supportsLam",
          width: 1,
          boolean: true,
          enumeratedBy: "CPUID.(EAX=07H,ECX=1):EAX[26]",
        },
        "cpu.supportsNx": {
          title: "execute-disable bit available",
          path: "cpu.supportsNx",
          width: 1,
          boolean: true,
          bounds: { permissive: true, restrictive: false },
          enumeratedBy: "CPUID.80000001H:EDX[20]",
          note: "Firmware can switch it off (IA32_MISC_ENABLE bit 34); IA32_EFER.NXE is reserved then.",
        },
        "cpu.supportsBusLockDebug": {
          title: "bus-lock debug exceptions",
          path: "cpu.supportsBusLockDebug",
          width: 1,
          boolean: true,
          enumeratedBy: "CPUID.(EAX=07H,ECX=0):ECX[24]",
        },
        "cpu.nmiInjectionNeedsNoStiBlocking": {
          title: "NMI injection requires no blocking by STI",
          path: "cpu.nmiInjectionNeedsNoStiBlocking",
          width: 1,
          boolean: true,
          note: "The SDM leaves this to the processor and no CPUID bit tells; an exit qualification of 3 proves it.",
        },
        "cpu.supportsShadowStack": {
          title: "CET shadow stacks",
          path: "cpu.supportsShadowStack",
          width: 1,
          boolean: true,
          enumeratedBy: "CPUID.(EAX=07H,ECX=0):ECX[7]",
          bounds: { permissive: true, restrictive: false },
        },
        "cpu.supportsIbt": {
          title: "CET indirect-branch tracking",
          path: "cpu.supportsIbt",
          width: 1,
          boolean: true,
          enumeratedBy: "CPUID.(EAX=07H,ECX=0):EDX[20]",
          bounds: { permissive: true, restrictive: false },
        },
        "cpu.numGpCounters": {
          title: "number of general-purpose performance counters",
          path: "cpu.numGpCounters",
          width: 8,
          range: [0, 32],
          bounds: { permissive: 32, restrictive: 0 },
          enumeratedBy: "CPUID.0AH:EAX[15:8]",
        },
        "cpu.numFixedCounters": {
          title: "number of fixed-function performance counters",
          path: "cpu.numFixedCounters",
          width: 8,
          range: [0, 16],
          bounds: { permissive: 16, restrictive: 0 },
          enumeratedBy: "CPUID.0AH:EDX[4:0]",
        },
        "cpu.supportsPerfMetrics": {
          title: "PERF_METRICS (IA32_PERF_GLOBAL_CTRL bit 48)",
          path: "cpu.supportsPerfMetrics",
          width: 1,
          boolean: true,
          bounds: { permissive: true, restrictive: false },
          enumeratedBy: "IA32_PERF_CAPABILITIES[15]",
        },
        "cpu.debugctlReserved": {
          title: "reserved bits of IA32_DEBUGCTL",
          path: "cpu.debugctlReserved",
          width: 64,
          bounds: { permissive: "0xFFFFFFFFFFFF0038", restrictive: "0xFFFFFFFFFFFFFFF8" },
          note: "Permissive: bits reserved on every CPU. Restrictive: all but LBR and BTF, which every VMX-capable CPU has, and bit 2, which follows cpu.supportsBusLockDebug.",
        },
        "cpu.perfGlobalCtrlReserved": {
          title: "reserved bits of IA32_PERF_GLOBAL_CTRL",
          path: "cpu.perfGlobalCtrlReserved",
          width: 64,
          note: "Absent: derived from the counter facts.",
        },
        "cpu.eferReserved": {
          title: "reserved bits of IA32_EFER",
          path: "cpu.eferReserved",
          width: 64,
          note: "Absent: derived from cpu.supportsIntel64 and cpu.supportsNx.",
        },
        "cpu.rtitCtlReserved": {
          title: "reserved bits of IA32_RTIT_CTL",
          path: "cpu.rtitCtlReserved",
          width: 64,
          bounds: { permissive: "0xFE7F000070840000", restrictive: "0xFFFFFFFFFFFFFFFF" },
        },
        "cpu.lbrCtlReserved": {
          title: "reserved bits of IA32_LBR_CTL",
          path: "cpu.lbrCtlReserved",
          width: 64,
          bounds: { permissive: "0xFFFFFFFFFF80FFF0", restrictive: "0xFFFFFFFFFFFFFFFF" },
        },
        "cpu.sCetReserved": {
          title: "reserved bits of IA32_S_CET",
          path: "cpu.sCetReserved",
          width: 64,
          note: "Absent: derived from cpu.supportsShadowStack and cpu.supportsIbt.",
        },
        "cpu.specCtrlReserved": {
          title: "reserved bits of IA32_SPEC_CTRL",
          path: "cpu.specCtrlReserved",
          width: 64,
          bounds: { permissive: "0x0", restrictive: "0xFFFFFFFFFFFFFFFF" },
          note: "Nothing is known to be reserved on every CPU.",
        },
      },
    },
    "fields/derived-controls.json": {
      title:
        "Effective controls: a secondary control counts only when the secondary controls are activated",
      derived: {
        ia32eModeGuest: {
          title: '"IA-32e mode guest" VM-entry control',
          width: 1,
          world: "ia32eModeGuest",
          and: ["controls.entry.ia32eModeGuest"],
        },
        unrestrictedGuest: {
          title: 'effective "unrestricted guest"',
          width: 1,
          world: "unrestrictedGuest",
          and: [
            "controls.primaryProcBased.activateSecondary",
            "controls.secondaryProcBased.unrestrictedGuest",
          ],
        },
        ept: {
          title: 'effective "enable EPT"',
          width: 1,
          world: "ept",
          and: [
            "controls.primaryProcBased.activateSecondary",
            "controls.secondaryProcBased.enableEpt",
          ],
        },
        vmcsShadowing: {
          title: 'effective "VMCS shadowing"',
          width: 1,
          and: [
            "controls.primaryProcBased.activateSecondary",
            "controls.secondaryProcBased.vmcsShadowing",
          ],
        },
      },
    },
    "fields/derived-masks.json": {
      title: "Masks the checks compare with",
      derived: {
        "cr0.mustBeOne": {
          title: "CR0 bits fixed to 1 (NW and CD are never checked)",
          width: 64,
          clear: { fact: "cpu.cr0Fixed0", bits: "0x60000000" },
        },
        "cr0.mustBeOneUnrestrictedGuest": {
          title: "CR0 bits fixed to 1 with unrestricted guest (PE and PG are exempt too)",
          width: 64,
          clear: { fact: "cpu.cr0Fixed0", bits: "0xE0000001" },
        },
        "cr0.notAllowed": {
          title: "CR0 bits IA32_VMX_CR0_FIXED1 does not allow",
          width: 64,
          complement: "cpu.cr0Fixed1",
        },
        "cr0.mustBeZero": {
          title: "CR0 bits fixed to 0 (NW and CD are never checked)",
          width: 64,
          clear: { fact: "cr0.notAllowed", bits: "0x60000000" },
        },
        "cr0.mustBeZeroUnrestrictedGuest": {
          title: "CR0 bits fixed to 0 with unrestricted guest (PE and PG are exempt too)",
          width: 64,
          clear: { fact: "cr0.notAllowed", bits: "0xE0000001" },
        },
        "cr4.mustBeZero": { title: "CR4 bits fixed to 0", width: 64, complement: "cpu.cr4Fixed1" },
        "perfGlobalCtrl.reservedByCounters": {
          title: "IA32_PERF_GLOBAL_CTRL bits without a counter",
          width: 64,
          reservedExcept: [
            { from: 0, count: "cpu.numGpCounters" },
            { from: 32, count: "cpu.numFixedCounters" },
            { bits: "48", if: "cpu.supportsPerfMetrics" },
          ],
        },
        "perfGlobalCtrl.reserved": {
          title: "reserved bits of IA32_PERF_GLOBAL_CTRL",
          width: 64,
          firstKnown: ["cpu.perfGlobalCtrlReserved", "perfGlobalCtrl.reservedByCounters"],
        },
        "sCet.reservedByFeatures": {
          title: "IA32_S_CET bits whose feature is absent, and bits 9:6",
          width: 64,
          reservedExcept: [
            { bits: "1:0", if: "cpu.supportsShadowStack" },
            { bits: "5:2", if: "cpu.supportsIbt" },
            { bits: "63:10", if: "cpu.supportsIbt" },
          ],
        },
        "sCet.reserved": {
          title: "reserved bits of IA32_S_CET",
          width: 64,
          firstKnown: ["cpu.sCetReserved", "sCet.reservedByFeatures"],
        },
        "efer.reservedByFeatures": {
          title: "IA32_EFER bits whose feature is absent",
          width: 64,
          reservedExcept: [
            { bits: "0", if: "cpu.supportsIntel64" },
            { bits: "8", if: "cpu.supportsIntel64" },
            { bits: "10", if: "cpu.supportsIntel64" },
            { bits: "11", if: "cpu.supportsNx" },
          ],
        },
        "efer.reserved": {
          title: "reserved bits of IA32_EFER",
          width: 64,
          firstKnown: ["cpu.eferReserved", "efer.reservedByFeatures"],
        },
      },
    },
    "fields/derived-segments.json": {
      title: "Facts derived from others",
      for: ["cs", "ss", "ds", "es", "fs", "gs"],
      derived: {
        "{r}.selectorTimes16": {
          title: "{R} selector shifted left by 4",
          width: 20,
          shiftLeft: { fact: "{r}.selector", by: 4 },
        },
      },
    },
    "fields/descriptor-table-registers.json": {
      title: "GDTR and IDTR",
      for: ["gdtr", "idtr"],
      fields: {
        "{r}.base": {
          title: "{R} base",
          path: "guest.{r}.base",
          width: 64,
          encoding: ["0x6816", "0x6818"],
        },
        "{r}.limit": {
          title: "{R} limit",
          path: "guest.{r}.limit",
          width: 32,
          encoding: ["0x4810", "0x4812"],
        },
      },
    },
    "fields/memory.json": {
      title: "What lies in memory and in VMX pointers; no dump shows it",
      fields: {
        "memory.linkPointerDword": {
          title: "dword at the VMCS link pointer",
          path: "memory.linkPointerDword",
          width: 32,
          bits: {
            "memory.linkPointerDword.revision": { at: "30:0", title: "VMCS revision identifier" },
            "memory.linkPointerDword.shadow": { at: "31", title: "shadow-VMCS indicator" },
          },
        },
        "memory.vmcsRevision": {
          title: "the processor's VMCS revision identifier",
          path: "memory.vmcsRevision",
          width: 31,
        },
        "memory.currentVmcs": {
          title: "current-VMCS pointer",
          path: "memory.currentVmcs",
          width: 64,
        },
        "memory.executiveVmcs": {
          title: "executive-VMCS pointer",
          path: "memory.executiveVmcs",
          width: 64,
        },
        "memory.pdpte0": {
          title: "PDPTE0 in memory at CR3",
          path: "memory.pdpte.0",
          width: 64,
          bits: { "memory.pdpte0.p": { at: "0", title: "P, present" } },
        },
        "memory.pdpte1": {
          title: "PDPTE1 in memory at CR3",
          path: "memory.pdpte.1",
          width: 64,
          bits: { "memory.pdpte1.p": { at: "0", title: "P, present" } },
        },
        "memory.pdpte2": {
          title: "PDPTE2 in memory at CR3",
          path: "memory.pdpte.2",
          width: 64,
          bits: { "memory.pdpte2.p": { at: "0", title: "P, present" } },
        },
        "memory.pdpte3": {
          title: "PDPTE3 in memory at CR3",
          path: "memory.pdpte.3",
          width: 64,
          bits: { "memory.pdpte3.p": { at: "0", title: "P, present" } },
        },
      },
    },
    "fields/msrs.json": {
      title: "MSRs in the guest-state area",
      fields: {
        sysenterCs: {
          title: "IA32_SYSENTER_CS",
          path: "guest.sysenterCs",
          width: 32,
          encoding: "0x482A",
          note: "No check reads it.",
        },
        sysenterEsp: {
          title: "IA32_SYSENTER_ESP",
          path: "guest.sysenterEsp",
          width: 64,
          encoding: "0x6824",
        },
        sysenterEip: {
          title: "IA32_SYSENTER_EIP",
          path: "guest.sysenterEip",
          width: 64,
          encoding: "0x6826",
        },
        debugctl: {
          title: "IA32_DEBUGCTL",
          path: "guest.debugctl",
          width: 64,
          encoding: "0x2802",
          bits: {
            "debugctl.lbr": { at: "0", title: "LBR, last-branch records" },
            "debugctl.btf": { at: "1", title: "BTF, single-step on branches" },
            "debugctl.busLockDetect": { at: "2", title: "bus-lock detect" },
          },
        },
        pat: {
          title: "IA32_PAT",
          path: "guest.pat",
          width: 64,
          encoding: "0x2804",
          bits: {
            "pat.pa0": { at: "7:0", title: "PA0" },
            "pat.pa1": { at: "15:8", title: "PA1" },
            "pat.pa2": { at: "23:16", title: "PA2" },
            "pat.pa3": { at: "31:24", title: "PA3" },
            "pat.pa4": { at: "39:32", title: "PA4" },
            "pat.pa5": { at: "47:40", title: "PA5" },
            "pat.pa6": { at: "55:48", title: "PA6" },
            "pat.pa7": { at: "63:56", title: "PA7" },
          },
        },
        efer: {
          title: "IA32_EFER",
          path: "guest.efer",
          width: 64,
          encoding: "0x2806",
          bits: {
            "efer.sce": { at: "0", title: "SCE, SYSCALL enable" },
            "efer.lme": { at: "8", title: "LME, IA-32e mode enable" },
            "efer.lma": { at: "10", title: "LMA, IA-32e mode active" },
            "efer.nxe": { at: "11", title: "NXE, execute-disable enable" },
          },
        },
        perfGlobalCtrl: {
          title: "IA32_PERF_GLOBAL_CTRL",
          path: "guest.perfGlobalCtrl",
          width: 64,
          encoding: "0x2808",
        },
        bndcfgs: { title: "IA32_BNDCFGS", path: "guest.bndcfgs", width: 64, encoding: "0x2812" },
        rtitCtl: { title: "IA32_RTIT_CTL", path: "guest.rtitCtl", width: 64, encoding: "0x2814" },
        lbrCtl: { title: "IA32_LBR_CTL", path: "guest.lbrCtl", width: 64, encoding: "0x2816" },
        pkrs: { title: "IA32_PKRS", path: "guest.pkrs", width: 64, encoding: "0x2818" },
        uinv: { title: "UINV", path: "guest.uinv", width: 16, encoding: "0x0814" },
        sCet: {
          title: "IA32_S_CET",
          path: "guest.sCet",
          width: 64,
          encoding: "0x6828",
          bits: {
            "sCet.suppress": { at: "10", title: "SUPPRESS" },
            "sCet.tracker": { at: "11", title: "TRACKER" },
          },
        },
        interruptSspTableAddr: {
          title: "IA32_INTERRUPT_SSP_TABLE_ADDR",
          path: "guest.interruptSspTableAddr",
          width: 64,
          encoding: "0x682C",
        },
        specCtrl: {
          title: "IA32_SPEC_CTRL",
          path: "guest.specCtrl",
          width: 64,
          encoding: "0x282E",
        },
        fredConfig: {
          title: "IA32_FRED_CONFIG",
          path: "guest.fredConfig",
          width: 64,
          encoding: "0x281A",
        },
        fredRsp1: {
          title: "IA32_FRED_RSP1",
          path: "guest.fredRsp1",
          width: 64,
          encoding: "0x281C",
        },
        fredRsp2: {
          title: "IA32_FRED_RSP2",
          path: "guest.fredRsp2",
          width: 64,
          encoding: "0x281E",
        },
        fredRsp3: {
          title: "IA32_FRED_RSP3",
          path: "guest.fredRsp3",
          width: 64,
          encoding: "0x2820",
        },
        fredStackLevels: {
          title: "IA32_FRED_STKLVLS",
          path: "guest.fredStackLevels",
          width: 64,
          encoding: "0x2822",
          note: "No check reads it.",
        },
        fredSsp1: {
          title: "IA32_FRED_SSP1",
          path: "guest.fredSsp1",
          width: 64,
          encoding: "0x2824",
        },
        fredSsp2: {
          title: "IA32_FRED_SSP2",
          path: "guest.fredSsp2",
          width: 64,
          encoding: "0x2826",
        },
        fredSsp3: {
          title: "IA32_FRED_SSP3",
          path: "guest.fredSsp3",
          width: 64,
          encoding: "0x2828",
        },
      },
    },
    "fields/non-register-state.json": {
      title: "Non-register state",
      fields: {
        activityState: {
          title: "activity state",
          path: "guest.activityState",
          width: 32,
          encoding: "0x4826",
        },
        interruptibilityState: {
          title: "interruptibility state",
          path: "guest.interruptibilityState",
          width: 32,
          encoding: "0x4824",
          bits: {
            "interruptibilityState.sti": { at: "0", title: "blocking by STI" },
            "interruptibilityState.movSs": { at: "1", title: "blocking by MOV SS" },
            "interruptibilityState.smi": { at: "2", title: "blocking by SMI" },
            "interruptibilityState.nmi": { at: "3", title: "blocking by NMI" },
            "interruptibilityState.enclave": { at: "4", title: "enclave interruption" },
          },
        },
        pendingDebugExceptions: {
          title: "pending debug exceptions",
          path: "guest.pendingDebugExceptions",
          width: 64,
          encoding: "0x6822",
          bits: {
            "pendingDebugExceptions.busLock": { at: "11", title: "bus lock" },
            "pendingDebugExceptions.enabledBreakpoint": { at: "12", title: "enabled breakpoint" },
            "pendingDebugExceptions.bs": { at: "14", title: "BS, single step" },
            "pendingDebugExceptions.rtm": { at: "16", title: "RTM" },
          },
        },
        vmcsLinkPointer: {
          title: "VMCS link pointer",
          path: "guest.vmcsLinkPointer",
          width: 64,
          encoding: "0x2800",
        },
        smbase: {
          title: "SMBASE",
          path: "guest.smbase",
          width: 32,
          encoding: "0x4828",
          note: "No check reads it.",
        },
        interruptStatus: {
          title: "guest interrupt status",
          path: "guest.interruptStatus",
          width: 16,
          encoding: "0x0810",
          note: "No check reads it.",
        },
        pmlIndex: {
          title: "PML index",
          path: "guest.pmlIndex",
          width: 16,
          encoding: "0x0812",
          note: "No check reads it.",
        },
        preemptionTimer: {
          title: "VMX-preemption timer value",
          path: "guest.preemptionTimer",
          width: 32,
          encoding: "0x482E",
          note: "No check reads it.",
        },
      },
    },
    "fields/pdptes.json": {
      title: "Page-directory-pointer-table entries",
      for: ["0", "1", "2", "3"],
      fields: {
        "pdpte{r}": {
          title: "PDPTE{R}",
          path: "guest.pdpte{r}",
          width: 64,
          encoding: ["0x280A", "0x280C", "0x280E", "0x2810"],
          bits: { "pdpte{r}.p": { at: "0", title: "P, present" } },
        },
      },
    },
    "fields/rip-rflags-ssp.json": {
      title: "RSP, RIP, RFLAGS and SSP",
      fields: {
        rsp: {
          title: "RSP",
          path: "guest.rsp",
          width: 64,
          encoding: "0x681C",
          note: "No check reads RSP.",
        },
        rip: { title: "RIP", path: "guest.rip", width: 64, encoding: "0x681E" },
        rflags: {
          title: "RFLAGS",
          path: "guest.rflags",
          width: 64,
          encoding: "0x6820",
          bits: {
            "rflags.tf": { at: "8", title: "TF, trap flag" },
            "rflags.if": { at: "9", title: "IF, interrupt enable" },
            "rflags.iopl": { at: "13:12", title: "IOPL, I/O privilege level" },
            "rflags.vm": { at: "17", title: "VM, virtual-8086 mode" },
          },
        },
        ssp: { title: "SSP", path: "guest.ssp", width: 64, encoding: "0x682A" },
      },
    },
    "fields/segment-registers.json": {
      title: "Segment registers, in the order of their VMCS encodings",
      for: ["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"],
      fields: {
        "{r}.selector": {
          title: "{R} selector",
          path: "guest.{r}.selector",
          width: 16,
          encoding: [
            "0x0800",
            "0x0802",
            "0x0804",
            "0x0806",
            "0x0808",
            "0x080A",
            "0x080C",
            "0x080E",
          ],
          bits: {
            "{r}.rpl": { at: "1:0", title: "RPL, requested privilege level" },
            "{r}.ti": { at: "2", title: "TI, table indicator: 0 GDT, 1 LDT" },
            "{r}.index": { at: "15:3", title: "index into the descriptor table" },
          },
        },
        "{r}.base": {
          title: "{R} base",
          path: "guest.{r}.base",
          width: 64,
          encoding: [
            "0x6806",
            "0x6808",
            "0x680A",
            "0x680C",
            "0x680E",
            "0x6810",
            "0x6812",
            "0x6814",
          ],
        },
        "{r}.limit": {
          title: "{R} limit",
          path: "guest.{r}.limit",
          width: 32,
          encoding: [
            "0x4800",
            "0x4802",
            "0x4804",
            "0x4806",
            "0x4808",
            "0x480A",
            "0x480C",
            "0x480E",
          ],
          note: "The byte limit, already scaled by G; never the 20-bit number of the descriptor.",
        },
        "{r}.accessRights": {
          title: "{R} access rights",
          path: "guest.{r}.accessRights",
          width: 32,
          encoding: [
            "0x4814",
            "0x4816",
            "0x4818",
            "0x481A",
            "0x481C",
            "0x481E",
            "0x4820",
            "0x4822",
          ],
          bits: {
            "{r}.type": { at: "3:0", title: "type" },
            "{r}.accessed": { at: "0", title: "type bit 0, accessed" },
            "{r}.readable": { at: "1", title: "type bit 1, readable (code) or writable (data)" },
            "{r}.code": { at: "3", title: "type bit 3, code segment" },
            "{r}.s": { at: "4", title: "S, descriptor type: 0 system, 1 code or data" },
            "{r}.dpl": { at: "6:5", title: "DPL, descriptor privilege level" },
            "{r}.p": { at: "7", title: "P, segment present" },
            "{r}.avl": { at: "12", title: "AVL, available to software" },
            "{r}.l": { at: "13", title: "L, 64-bit code segment (CS only)" },
            "{r}.db": { at: "14", title: "D/B, default operation size" },
            "{r}.g": { at: "15", title: "G, granularity" },
            "{r}.unusable": { at: "16", title: "unusable" },
          },
        },
      },
    },
  },
  conditions: {
    conditions: {
      "virtual-8086": {
        title: "virtual-8086 guest",
        complement: "outside-virtual-8086",
        fact: "rflags.vm",
        operator: "equal",
        value: 1,
      },
      "outside-virtual-8086": {
        title: "not a virtual-8086 guest",
        complement: "virtual-8086",
        fact: "rflags.vm",
        operator: "equal",
        value: 0,
      },
      usable: {
        title: "{R} is usable",
        complement: "unusable",
        fact: "{r}.unusable",
        operator: "equal",
        value: 0,
      },
      unusable: {
        title: "{R} is unusable",
        complement: "usable",
        fact: "{r}.unusable",
        operator: "equal",
        value: 1,
      },
      "intel-64": {
        title: "the CPU supports Intel 64",
        fact: "cpu.supportsIntel64",
        operator: "equal",
        value: 1,
      },
      "ia32e-mode-guest": {
        title: '"IA-32e mode guest" is 1',
        complement: "legacy-mode-guest",
        fact: "ia32eModeGuest",
        operator: "equal",
        value: 1,
      },
      "legacy-mode-guest": {
        title: '"IA-32e mode guest" is 0',
        complement: "ia32e-mode-guest",
        fact: "ia32eModeGuest",
        operator: "equal",
        value: 0,
      },
      "unrestricted-guest": {
        title: '"unrestricted guest" is 1',
        complement: "restricted-guest",
        fact: "unrestrictedGuest",
        operator: "equal",
        value: 1,
      },
      "restricted-guest": {
        title: '"unrestricted guest" is 0',
        complement: "unrestricted-guest",
        fact: "unrestrictedGuest",
        operator: "equal",
        value: 0,
      },
      ept: {
        title: '"enable EPT" is 1',
        complement: "no-ept",
        fact: "ept",
        operator: "equal",
        value: 1,
      },
      "no-ept": {
        title: '"enable EPT" is 0',
        complement: "ept",
        fact: "ept",
        operator: "equal",
        value: 0,
      },
      "64-bit-code": {
        title: "the guest executes 64-bit code",
        complement: "no-64-bit-code",
        all: [{ condition: "ia32e-mode-guest" }, { fact: "cs.l", operator: "equal", value: 1 }],
      },
      "no-64-bit-code": {
        title: "the guest does not execute 64-bit code",
        complement: "64-bit-code",
        any: [{ condition: "legacy-mode-guest" }, { fact: "cs.l", operator: "equal", value: 0 }],
      },
      "pae-paging": {
        title: "the guest uses PAE paging",
        all: [
          { fact: "cr0.pg", operator: "equal", value: 1 },
          { fact: "cr4.pae", operator: "equal", value: 1 },
          { condition: "legacy-mode-guest" },
        ],
      },
      "fred-enabled": { title: "CR4.FRED is 1", fact: "cr4.fred", operator: "equal", value: 1 },
      "injects-event": {
        title: "VM entry injects an event",
        fact: "controls.entryInterruptionInfo.valid",
        operator: "equal",
        value: 1,
      },
      "injects-external-interrupt": {
        title: "VM entry injects an external interrupt",
        all: [
          { condition: "injects-event" },
          { fact: "controls.entryInterruptionInfo.type", operator: "equal", value: 0 },
        ],
      },
      "injects-nmi": {
        title: "VM entry injects an NMI",
        all: [
          { condition: "injects-event" },
          { fact: "controls.entryInterruptionInfo.type", operator: "equal", value: 2 },
        ],
      },
      "blocking-by-sti-or-mov-ss": {
        title: "blocking by STI or by MOV SS",
        any: [
          { fact: "interruptibilityState.sti", operator: "equal", value: 1 },
          { fact: "interruptibilityState.movSs", operator: "equal", value: 1 },
        ],
      },
      "blocking-or-hlt": {
        title: "blocking by STI or by MOV SS, or activity state HLT",
        any: [
          { condition: "blocking-by-sti-or-mov-ss" },
          { fact: "activityState", operator: "equal", value: 1 },
        ],
      },
      "link-pointer-used": {
        title: "the VMCS link pointer is not FFFFFFFF_FFFFFFFFH",
        fact: "vmcsLinkPointer",
        operator: "notEqual",
        value: "0xFFFFFFFFFFFFFFFF",
      },
      "uses-current-vmcs": {
        title: "outside SMM, or the entry is to SMM",
        any: [
          { fact: "cpu.inSmm", operator: "equal", value: 0 },
          { fact: "controls.entry.entryToSmm", operator: "equal", value: 1 },
        ],
      },
      "loads-debug-controls": {
        title: '"load debug controls" is 1',
        fact: "controls.entry.loadDebugControls",
        operator: "equal",
        value: 1,
      },
      "loads-perf-global-ctrl": {
        title: '"load IA32_PERF_GLOBAL_CTRL" is 1',
        fact: "controls.entry.loadPerfGlobalCtrl",
        operator: "equal",
        value: 1,
      },
      "loads-pat": {
        title: '"load IA32_PAT" is 1',
        fact: "controls.entry.loadPat",
        operator: "equal",
        value: 1,
      },
      "loads-efer": {
        title: '"load IA32_EFER" is 1',
        fact: "controls.entry.loadEfer",
        operator: "equal",
        value: 1,
      },
      "loads-bndcfgs": {
        title: '"load IA32_BNDCFGS" is 1',
        fact: "controls.entry.loadBndcfgs",
        operator: "equal",
        value: 1,
      },
      "loads-rtit-ctl": {
        title: '"load IA32_RTIT_CTL" is 1',
        fact: "controls.entry.loadRtitCtl",
        operator: "equal",
        value: 1,
      },
      "loads-uinv": {
        title: '"load UINV" is 1',
        fact: "controls.entry.loadUinv",
        operator: "equal",
        value: 1,
      },
      "loads-cet": {
        title: '"load CET state" is 1',
        fact: "controls.entry.loadCet",
        operator: "equal",
        value: 1,
      },
      "loads-lbr-ctl": {
        title: '"load guest IA32_LBR_CTL" is 1',
        fact: "controls.entry.loadLbrCtl",
        operator: "equal",
        value: 1,
      },
      "loads-pkrs": {
        title: '"load PKRS" is 1',
        fact: "controls.entry.loadPkrs",
        operator: "equal",
        value: 1,
      },
      "loads-fred": {
        title: '"load FRED" is 1',
        fact: "controls.entry.loadFred",
        operator: "equal",
        value: 1,
      },
      "loads-spec-ctrl": {
        title: '"load IA32_SPEC_CTRL" is 1',
        fact: "controls.entry.loadSpecCtrl",
        operator: "equal",
        value: 1,
      },
    },
  },
  sdm: {
    editions: [
      {
        key: "2008",
        title: "Intel SDM vol. 3B, about 2008 (chapter 22)",
        chapter: 22,
        evidence:
          "Vol. 3B, pages 22-9 to 22-17: the headings of 22.3.1.2, .4, .5 and .6 were read; .1 and .3 follow from their order.",
      },
      {
        key: "2015",
        title: "Intel SDM vol. 3C, 2011 to 2021 (chapter 26)",
        chapter: 26,
        evidence:
          "Vol. 3C of 2015, table of contents and pages 26-9 to 26-15: all six headings were read. The number stayed until 2021; the title of .4 names SSP from the edition that introduced CET on.",
      },
      {
        key: "2023",
        title: "Intel SDM vol. 3C, end of 2022 to 2024 (chapter 27)",
        chapter: 27,
        evidence:
          "Public hypervisor code that quotes the edition of February 2023 with the headings of 27.3.1.1 to 27.3.1.4; .5 and .6 follow from their order, which no edition changes. Citations of other editions show the chapter as 25 (end of 2021 to 2022), 28 (end of 2024 to 2025) and 29 (2026).",
      },
    ],
    current: "2023",
    sections: {
      "guest-control-registers": {
        title: "Checks on Guest Control Registers, Debug Registers, and MSRs",
        numbers: { "2008": "22.3.1.1", "2015": "26.3.1.1", "2023": "27.3.1.1" },
      },
      "guest-segment-registers": {
        title: "Checks on Guest Segment Registers",
        numbers: { "2008": "22.3.1.2", "2015": "26.3.1.2", "2023": "27.3.1.2" },
      },
      "guest-descriptor-table-registers": {
        title: "Checks on Guest Descriptor-Table Registers",
        numbers: { "2008": "22.3.1.3", "2015": "26.3.1.3", "2023": "27.3.1.3" },
      },
      "guest-rip-rflags-ssp": {
        title: "Checks on Guest RIP, RFLAGS, and SSP",
        titles: {
          "2008": "Checks on Guest RIP and RFLAGS",
          "2015": "Checks on Guest RIP and RFLAGS",
        },
        numbers: { "2008": "22.3.1.4", "2015": "26.3.1.4", "2023": "27.3.1.4" },
      },
      "guest-non-register-state": {
        title: "Checks on Guest Non-Register State",
        numbers: { "2008": "22.3.1.5", "2015": "26.3.1.5", "2023": "27.3.1.5" },
      },
      "guest-pdptes": {
        title: "Checks on Guest Page-Directory-Pointer-Table Entries",
        numbers: { "2008": "22.3.1.6", "2015": "26.3.1.6", "2023": "27.3.1.6" },
      },
    },
  },
  order: {
    title: "All instances in SDM order: the order of reports",
    instances: [
      "cr0-fixed-ones",
      "cr0-fixed-zeros",
      "cr0-pg-pe",
      "cr4-fixed-ones",
      "cr4-fixed-zeros",
      "cr4-cet-cr0-wp",
      "debugctl-reserved",
      "cr0-pg-ia32e",
      "cr4-pae-ia32e",
      "cr4-pcide-legacy",
      "cr4-fred-legacy",
      "cr3-width",
      "dr7-upper-32",
      "sysenter-esp-canonical",
      "sysenter-eip-canonical",
      "s-cet-canonical",
      "interrupt-ssp-table-canonical",
      "s-cet-reserved",
      "s-cet-suppress-tracker",
      "perf-global-ctrl-reserved",
      "pat-pa0",
      "pat-pa1",
      "pat-pa2",
      "pat-pa3",
      "pat-pa4",
      "pat-pa5",
      "pat-pa6",
      "pat-pa7",
      "efer-reserved",
      "efer-lma-ia32e",
      "efer-lma-lme-paging",
      "bndcfgs-reserved",
      "bndcfgs-canonical",
      "rtit-ctl-reserved",
      "lbr-ctl-reserved",
      "pkrs-upper-32",
      "uinv-upper-8",
      "spec-ctrl-reserved",
      "fred-config-reserved",
      "fred-config-canonical",
      "fred-rsp1-aligned",
      "fred-rsp1-canonical",
      "fred-ssp1-aligned",
      "fred-ssp1-canonical",
      "fred-rsp2-aligned",
      "fred-rsp2-canonical",
      "fred-ssp2-aligned",
      "fred-ssp2-canonical",
      "fred-rsp3-aligned",
      "fred-rsp3-canonical",
      "fred-ssp3-aligned",
      "fred-ssp3-canonical",
      "tr-selector-ti",
      "ldtr-selector-ti",
      "ss-selector-rpl-cs",
      "cs-base-virtual-8086",
      "ss-base-virtual-8086",
      "ds-base-virtual-8086",
      "es-base-virtual-8086",
      "fs-base-virtual-8086",
      "gs-base-virtual-8086",
      "fs-base-canonical",
      "gs-base-canonical",
      "tr-base-canonical",
      "ldtr-base-canonical",
      "cs-base-upper-32",
      "ss-base-upper-32",
      "ds-base-upper-32",
      "es-base-upper-32",
      "cs-limit-virtual-8086",
      "ss-limit-virtual-8086",
      "ds-limit-virtual-8086",
      "es-limit-virtual-8086",
      "fs-limit-virtual-8086",
      "gs-limit-virtual-8086",
      "cs-access-rights-virtual-8086",
      "ss-access-rights-virtual-8086",
      "ds-access-rights-virtual-8086",
      "es-access-rights-virtual-8086",
      "fs-access-rights-virtual-8086",
      "gs-access-rights-virtual-8086",
      "cs-type",
      "cs-type-unrestricted-guest",
      "ss-type",
      "ds-type-accessed",
      "es-type-accessed",
      "fs-type-accessed",
      "gs-type-accessed",
      "ds-type-readable",
      "es-type-readable",
      "fs-type-readable",
      "gs-type-readable",
      "cs-s",
      "ss-s",
      "ds-s",
      "es-s",
      "fs-s",
      "gs-s",
      "cs-dpl-type-3",
      "cs-dpl-nonconforming",
      "cs-dpl-conforming",
      "ss-dpl-rpl",
      "ss-dpl-zero-cs-type-3",
      "ss-dpl-zero-real-mode",
      "ds-dpl-rpl",
      "es-dpl-rpl",
      "fs-dpl-rpl",
      "gs-dpl-rpl",
      "cs-present",
      "ss-present",
      "ds-present",
      "es-present",
      "fs-present",
      "gs-present",
      "cs-reserved-11-8",
      "ss-reserved-11-8",
      "ds-reserved-11-8",
      "es-reserved-11-8",
      "fs-reserved-11-8",
      "gs-reserved-11-8",
      "cs-db-long-mode",
      "cs-granularity-low",
      "ss-granularity-low",
      "ds-granularity-low",
      "es-granularity-low",
      "fs-granularity-low",
      "gs-granularity-low",
      "cs-granularity-high",
      "ss-granularity-high",
      "ds-granularity-high",
      "es-granularity-high",
      "fs-granularity-high",
      "gs-granularity-high",
      "cs-reserved-31-17",
      "ss-reserved-31-17",
      "ds-reserved-31-17",
      "es-reserved-31-17",
      "fs-reserved-31-17",
      "gs-reserved-31-17",
      "tr-type-legacy",
      "tr-type-ia32e",
      "tr-s",
      "tr-present",
      "tr-reserved-11-8",
      "tr-granularity-low",
      "tr-granularity-high",
      "tr-usable",
      "tr-reserved-31-17",
      "ldtr-type",
      "ldtr-s",
      "ldtr-present",
      "ldtr-reserved-11-8",
      "ldtr-granularity-low",
      "ldtr-granularity-high",
      "ldtr-reserved-31-17",
      "ss-dpl-fred",
      "cs-l-fred-cpl0",
      "gdtr-base-canonical",
      "gdtr-limit-upper-16",
      "idtr-base-canonical",
      "idtr-limit-upper-16",
      "rip-upper-32",
      "rip-linear-width",
      "rflags-reserved-zero",
      "rflags-reserved-one",
      "rflags-vm-ia32e",
      "rflags-vm-real-mode",
      "rflags-if-external-interrupt",
      "rflags-iopl-fred-cpl3",
      "ssp-aligned",
      "ssp-linear-width",
      "activity-state-range",
      "activity-state-supported",
      "activity-hlt-ss-dpl",
      "activity-active-when-blocking",
      "activity-hlt-injection",
      "activity-shutdown-injection",
      "activity-wait-sipi-injection",
      "activity-wait-sipi-smm",
      "interruptibility-reserved",
      "interruptibility-sti-mov-ss",
      "interruptibility-sti-if",
      "interruptibility-external-interrupt-sti",
      "interruptibility-external-interrupt-mov-ss",
      "interruptibility-nmi-mov-ss",
      "interruptibility-nmi-sti",
      "interruptibility-smi-outside-smm",
      "interruptibility-smi-entry-to-smm",
      "interruptibility-nmi-virtual-nmis",
      "interruptibility-enclave-mov-ss",
      "interruptibility-enclave-sgx",
      "interruptibility-sti-fred-cpl3",
      "pending-debug-reserved",
      "pending-debug-bs-set",
      "pending-debug-bs-clear",
      "pending-debug-rtm-bits",
      "pending-debug-rtm-cpu",
      "pending-debug-rtm-mov-ss",
      "vmcs-link-pointer-alignment",
      "vmcs-link-pointer-width",
      "vmcs-link-pointer-revision",
      "vmcs-link-pointer-shadow",
      "vmcs-link-pointer-not-current",
      "vmcs-link-pointer-not-executive",
      "pdpte0-reserved",
      "pdpte1-reserved",
      "pdpte2-reserved",
      "pdpte3-reserved",
      "pdpte-memory-reserved",
    ],
  },
  rules: {
    "guest-control-registers/bndcfgs-canonical.json": {
      id: "bndcfgs-canonical",
      title: "the linear address in IA32_BNDCFGS is canonical",
      sdm: { section: "guest-control-registers", item: "IA32_BNDCFGS" },
      feature: "MPX",
      when: { condition: "loads-bndcfgs" },
      require: {
        fact: "bndcfgs",
        operator: "canonicalFor",
        value: { fact: "cpu.linearAddressWidth" },
      },
      hint: "Bits 63:12 hold the base of the bound directory: write a canonical address.",
      examples: {
        given: { "controls.entry": "0x10000" },
        pass: [
          { "cpu.linearAddressWidth": 48, bndcfgs: "0x7FFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, bndcfgs: "0xFFFF800000000000" },
          {
            "cpu.supportsIntel64": true,
            "cpu.linearAddressWidth": 57,
            bndcfgs: "0xFFFFFFFFFFFFFF",
          },
        ],
        fail: [
          { "cpu.linearAddressWidth": 48, bndcfgs: "0xFFFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, bndcfgs: "0xFFFF000000000000" },
          { "cpu.linearAddressWidth": 48, bndcfgs: "0x7FFF800000000000" },
          {
            "cpu.supportsIntel64": true,
            "cpu.linearAddressWidth": 57,
            bndcfgs: "0x1FFFFFFFFFFFFFF",
          },
        ],
        notApplicable: [
          { "cpu.linearAddressWidth": 48, "controls.entry": "0x0", bndcfgs: "0xFFFFFFFFFFFF" },
        ],
      },
    },
    "guest-control-registers/bndcfgs-reserved.json": {
      id: "bndcfgs-reserved",
      title: "bits 11:2 of IA32_BNDCFGS are 0",
      sdm: { section: "guest-control-registers", item: "IA32_BNDCFGS" },
      feature: "MPX",
      when: { condition: "loads-bndcfgs" },
      require: { fact: "bndcfgs[11:2]", operator: "equal", value: 0 },
      hint: "Clear bits 11:2.",
      examples: {
        given: { "controls.entry": "0x10000" },
        pass: [{ bndcfgs: "0x1003" }, { bndcfgs: "0x0" }],
        fail: [{ bndcfgs: "0x1007" }, { bndcfgs: "0x1803" }, { bndcfgs: "0x4" }],
        notApplicable: [{ "controls.entry": "0x0", bndcfgs: "0x1007" }],
      },
    },
    "guest-control-registers/cr0-fixed-ones.json": {
      id: "cr0-fixed-ones",
      title: "CR0 has every bit that IA32_VMX_CR0_FIXED0 fixes to 1",
      sdm: { section: "guest-control-registers", item: "CR0" },
      require: {
        any: [
          { fact: "cr0", operator: "everyBitOf", value: { fact: "cr0.mustBeOne" } },
          {
            all: [
              { condition: "unrestricted-guest" },
              {
                fact: "cr0",
                operator: "everyBitOf",
                value: { fact: "cr0.mustBeOneUnrestrictedGuest" },
              },
            ],
          },
        ],
      },
      vmcsViewOnly: true,
      hint: 'Set NE (bit 5) and, without "unrestricted guest", PE (bit 0) and PG (bit 31): guest CR0 := value | IA32_VMX_CR0_FIXED0. NW and CD are exempt.',
      examples: {
        given: { "cpu.cr0Fixed1": "0xFFFFFFFF", "controls.primaryProcBased": "0x80000000" },
        pass: [
          {
            "cpu.cr0Fixed0": "0x80000021",
            "controls.secondaryProcBased": "0x0",
            cr0: "0x80000031",
          },
          {
            "cpu.cr0Fixed0": "0x80000021",
            "controls.secondaryProcBased": "0x0",
            cr0: "0x80000021",
          },
          { "cpu.cr0Fixed0": "0x80000021", "controls.secondaryProcBased": "0x80", cr0: "0x30" },
          { "cpu.cr0Fixed0": "0x80000021", "controls.secondaryProcBased": "0x80", cr0: "0x31" },
          {
            "cpu.cr0Fixed0": "0xE0000021",
            "controls.secondaryProcBased": "0x0",
            cr0: "0x80000031",
          },
        ],
        fail: [
          {
            "cpu.cr0Fixed0": "0x80000021",
            "controls.secondaryProcBased": "0x0",
            cr0: "0x80000011",
          },
          {
            "cpu.cr0Fixed0": "0x80000021",
            "controls.secondaryProcBased": "0x0",
            cr0: "0x80000020",
          },
          { "cpu.cr0Fixed0": "0x80000021", "controls.secondaryProcBased": "0x0", cr0: "0x31" },
          { "cpu.cr0Fixed0": "0x80000021", "controls.secondaryProcBased": "0x80", cr0: "0x10" },
          { "cpu.cr0Fixed0": "0x80000021", "controls.secondaryProcBased": "0x0", cr0: "0x30" },
        ],
      },
    },
    "guest-control-registers/cr0-fixed-zeros.json": {
      id: "cr0-fixed-zeros",
      title: "CR0 has no bit that IA32_VMX_CR0_FIXED1 fixes to 0",
      sdm: { section: "guest-control-registers", item: "CR0" },
      require: {
        any: [
          { fact: "cr0", operator: "noBitOf", value: { fact: "cr0.mustBeZero" } },
          {
            all: [
              { condition: "unrestricted-guest" },
              {
                fact: "cr0",
                operator: "noBitOf",
                value: { fact: "cr0.mustBeZeroUnrestrictedGuest" },
              },
            ],
          },
        ],
      },
      vmcsViewOnly: true,
      hint: "Clear the bits that IA32_VMX_CR0_FIXED1 does not allow, bits 63:32 first of all.",
      examples: {
        given: { "controls.primaryProcBased": "0x80000000" },
        pass: [
          {
            "cpu.cr0Fixed0": "0x80000021",
            "cpu.cr0Fixed1": "0xFFFFFFFF",
            "controls.secondaryProcBased": "0x0",
            cr0: "0xE0050033",
          },
          {
            "cpu.cr0Fixed0": "0x80000021",
            "cpu.cr0Fixed1": "0xFFFFFFFF",
            "controls.secondaryProcBased": "0x0",
            cr0: "0xFFFFFFFF",
          },
          {
            "cpu.cr0Fixed0": "0x20",
            "cpu.cr0Fixed1": "0x7FFFFFFE",
            "controls.secondaryProcBased": "0x80",
            cr0: "0xE0050033",
          },
          {
            "cpu.cr0Fixed0": "0x20",
            "cpu.cr0Fixed1": "0x9FFFFFFF",
            "controls.secondaryProcBased": "0x0",
            cr0: "0xE0050033",
          },
          {
            "cpu.cr0Fixed0": "0x20",
            "cpu.cr0Fixed1": "0x7FFFFFFE",
            "controls.secondaryProcBased": "0x0",
            cr0: "0x50032",
          },
        ],
        fail: [
          {
            "cpu.cr0Fixed0": "0x80000021",
            "cpu.cr0Fixed1": "0xFFFFFFFF",
            "controls.secondaryProcBased": "0x0",
            cr0: "0x1E0050033",
          },
          {
            "cpu.cr0Fixed0": "0x80000021",
            "cpu.cr0Fixed1": "0xFFFFFFFF",
            "controls.secondaryProcBased": "0x0",
            cr0: "0x80000000FFFFFFFF",
          },
          {
            "cpu.cr0Fixed0": "0x20",
            "cpu.cr0Fixed1": "0x7FFFFFFE",
            "controls.secondaryProcBased": "0x0",
            cr0: "0x50033",
          },
          {
            "cpu.cr0Fixed0": "0x20",
            "cpu.cr0Fixed1": "0x7FFFFFFE",
            "controls.secondaryProcBased": "0x0",
            cr0: "0xE0050033",
          },
          {
            "cpu.cr0Fixed0": "0x20",
            "cpu.cr0Fixed1": "0x7FFFFFFE",
            "controls.secondaryProcBased": "0x0",
            cr0: "0x80050032",
          },
        ],
      },
    },
    "guest-control-registers/cr0-pg-ia32e.json": {
      id: "cr0-pg-ia32e",
      title: "CR0.PG is 1 in an IA-32e mode guest",
      sdm: { section: "guest-control-registers", item: "CR0" },
      feature: "Intel 64",
      when: { all: [{ condition: "intel-64" }, { condition: "ia32e-mode-guest" }] },
      require: { fact: "cr0.pg", operator: "equal", value: 1 },
      hint: 'IA-32e mode needs paging: set PG, or clear the "IA-32e mode guest" VM-entry control.',
      examples: {
        given: { "cpu.supportsIntel64": true, "controls.entry": "0x200" },
        pass: [{ cr0: "0x80000031" }],
        fail: [{ cr0: "0x31" }],
        notApplicable: [
          { "controls.entry": "0x0", cr0: "0x31" },
          { "cpu.supportsIntel64": false, cr0: "0x31" },
        ],
      },
    },
    "guest-control-registers/cr0-pg-pe.json": {
      id: "cr0-pg-pe",
      title: "CR0.PE is 1 when CR0.PG is 1",
      sdm: { section: "guest-control-registers", item: "CR0" },
      feature: "unrestricted guest",
      when: { fact: "cr0.pg", operator: "equal", value: 1 },
      require: { fact: "cr0.pe", operator: "equal", value: 1 },
      hint: "Paging needs protected mode: set PE, or clear PG.",
      examples: {
        pass: [{ cr0: "0x80000031" }],
        fail: [{ cr0: "0x80000030" }],
        notApplicable: [{ cr0: "0x30" }],
      },
    },
    "guest-control-registers/cr3-width.json": {
      id: "cr3-width",
      title: "CR3 has no bit beyond the physical-address width",
      sdm: { section: "guest-control-registers", item: "CR3" },
      feature: "Intel 64",
      when: { condition: "intel-64" },
      require: {
        any: [
          { fact: "cr3", operator: "fitsInBits", value: { fact: "cpu.physicalAddressWidth" } },
          {
            all: [
              { fact: "cpu.supportsLam", operator: "equal", value: 1 },
              { fact: "cr3[63]", operator: "equal", value: 0 },
              {
                fact: "cr3[60:0]",
                operator: "fitsInBits",
                value: { fact: "cpu.physicalAddressWidth" },
              },
            ],
          },
        ],
      },
      hint: "Mask the value: bit 63 (the no-flush hint of MOV to CR3) is never stored in CR3, and bits 62:61 need a CPU with linear-address masking.",
      examples: {
        given: { "cpu.supportsIntel64": true },
        pass: [
          { "cpu.physicalAddressWidth": 46, "cpu.supportsLam": false, cr3: "0x3FFFFFFFFFFF" },
          { "cpu.physicalAddressWidth": 46, "cpu.supportsLam": true, cr3: "0x60003FFFFFFFFFFF" },
          { "cpu.physicalAddressWidth": 39, "cpu.supportsLam": true, cr3: "0x7FFFFFFFFF" },
          { "cpu.physicalAddressWidth": 52, "cpu.supportsLam": false, cr3: "0xFFFFFFFFFFFFF" },
        ],
        fail: [
          { "cpu.physicalAddressWidth": 46, "cpu.supportsLam": false, cr3: "0x7FFFFFFFFFFF" },
          { "cpu.physicalAddressWidth": 46, "cpu.supportsLam": false, cr3: "0x80003FFFFFFFFFFF" },
          { "cpu.physicalAddressWidth": 46, "cpu.supportsLam": true, cr3: "0xE0003FFFFFFFFFFF" },
          { "cpu.physicalAddressWidth": 46, "cpu.supportsLam": true, cr3: "0x60007FFFFFFFFFFF" },
          { "cpu.physicalAddressWidth": 46, "cpu.supportsLam": false, cr3: "0x20003FFFFFFFFFFF" },
          { "cpu.physicalAddressWidth": 46, "cpu.supportsLam": false, cr3: "0x40003FFFFFFFFFFF" },
          { "cpu.physicalAddressWidth": 39, "cpu.supportsLam": true, cr3: "0x807FFFFFFFFF" },
          { "cpu.physicalAddressWidth": 46, "cpu.supportsLam": true, cr3: "0x70003FFFFFFFFFFF" },
          { "cpu.physicalAddressWidth": 52, "cpu.supportsLam": false, cr3: "0x1FFFFFFFFFFFFF" },
        ],
        notApplicable: [
          {
            "cpu.supportsIntel64": false,
            "cpu.physicalAddressWidth": 46,
            "cpu.supportsLam": false,
            cr3: "0x7FFFFFFFFFFF",
          },
        ],
      },
    },
    "guest-control-registers/cr4-cet-cr0-wp.json": {
      id: "cr4-cet-cr0-wp",
      title: "CR0.WP is 1 when CR4.CET is 1",
      sdm: { section: "guest-control-registers", item: "CR4" },
      feature: "CET",
      when: { fact: "cr4.cet", operator: "equal", value: 1 },
      require: { fact: "cr0.wp", operator: "equal", value: 1 },
      hint: "Set CR0.WP (bit 16), or clear CR4.CET (bit 23).",
      examples: {
        given: { cr4: "0x802020" },
        pass: [{ cr0: "0x80010031" }],
        fail: [{ cr0: "0x80000031" }],
        notApplicable: [{ cr0: "0x80000031", cr4: "0x2020" }],
      },
    },
    "guest-control-registers/cr4-fixed-ones.json": {
      id: "cr4-fixed-ones",
      title: "CR4 has every bit that IA32_VMX_CR4_FIXED0 fixes to 1",
      sdm: { section: "guest-control-registers", item: "CR4" },
      require: { fact: "cr4", operator: "everyBitOf", value: { fact: "cpu.cr4Fixed0" } },
      vmcsViewOnly: true,
      hint: "Set VMXE (bit 13) in the VMCS field, whatever the guest sees: use the CR4 read shadow to hide it.",
      examples: {
        given: { "cpu.cr4Fixed0": "0x2000" },
        pass: [{ cr4: "0x2020" }, { cr4: "0x2000" }],
        fail: [{ cr4: "0x20" }, { cr4: "0x0" }],
      },
    },
    "guest-control-registers/cr4-fixed-zeros.json": {
      id: "cr4-fixed-zeros",
      title: "CR4 has no bit that IA32_VMX_CR4_FIXED1 fixes to 0",
      sdm: { section: "guest-control-registers", item: "CR4" },
      require: { fact: "cr4", operator: "noBitOf", value: { fact: "cr4.mustBeZero" } },
      vmcsViewOnly: true,
      hint: "Clear the CR4 bits this CPU does not support.",
      examples: {
        given: { "cpu.cr4Fixed1": "0x3767FF" },
        pass: [{ cr4: "0x27FF" }, { cr4: "0x3067FF" }],
        fail: [{ cr4: "0xA7FF" }, { cr4: "0x30E7FF" }, { cr4: "0x1000027FF" }],
      },
    },
    "guest-control-registers/cr4-fred-legacy.json": {
      id: "cr4-fred-legacy",
      title: "CR4.FRED is 0 outside IA-32e mode",
      sdm: { section: "guest-control-registers", item: "CR4" },
      feature: "FRED",
      when: { all: [{ condition: "intel-64" }, { condition: "legacy-mode-guest" }] },
      require: { fact: "cr4.fred", operator: "equal", value: 0 },
      hint: 'Clear FRED (bit 32), or set the "IA-32e mode guest" VM-entry control.',
      examples: {
        given: { "cpu.supportsIntel64": true, "controls.entry": "0x0" },
        pass: [{ cr4: "0x2020" }],
        fail: [{ cr4: "0x100002020" }],
        notApplicable: [
          { "controls.entry": "0x200", cr4: "0x100002020" },
          { "cpu.supportsIntel64": false, cr4: "0x100002020" },
        ],
      },
    },
    "guest-control-registers/cr4-pae-ia32e.json": {
      id: "cr4-pae-ia32e",
      title: "CR4.PAE is 1 in an IA-32e mode guest",
      sdm: { section: "guest-control-registers", item: "CR4" },
      feature: "Intel 64",
      when: { all: [{ condition: "intel-64" }, { condition: "ia32e-mode-guest" }] },
      require: { fact: "cr4.pae", operator: "equal", value: 1 },
      hint: 'Set PAE (bit 5), or clear the "IA-32e mode guest" VM-entry control.',
      examples: {
        given: { "cpu.supportsIntel64": true, "controls.entry": "0x200" },
        pass: [{ cr4: "0x2020" }],
        fail: [{ cr4: "0x2000" }],
        notApplicable: [
          { "controls.entry": "0x0", cr4: "0x2000" },
          { "cpu.supportsIntel64": false, cr4: "0x2000" },
        ],
      },
    },
    "guest-control-registers/cr4-pcide-legacy.json": {
      id: "cr4-pcide-legacy",
      title: "CR4.PCIDE is 0 outside IA-32e mode",
      sdm: { section: "guest-control-registers", item: "CR4" },
      feature: "PCID",
      when: { all: [{ condition: "intel-64" }, { condition: "legacy-mode-guest" }] },
      require: { fact: "cr4.pcide", operator: "equal", value: 0 },
      hint: 'Clear PCIDE (bit 17), or set the "IA-32e mode guest" VM-entry control.',
      examples: {
        given: { "cpu.supportsIntel64": true, "controls.entry": "0x0" },
        pass: [{ cr4: "0x2020" }],
        fail: [{ cr4: "0x22020" }],
        notApplicable: [
          { "controls.entry": "0x200", cr4: "0x22020" },
          { "cpu.supportsIntel64": false, cr4: "0x22020" },
        ],
      },
    },
    "guest-control-registers/debugctl-reserved.json": {
      id: "debugctl-reserved",
      title: "no reserved bit of IA32_DEBUGCTL is 1",
      sdm: { section: "guest-control-registers", item: "IA32_DEBUGCTL" },
      when: { condition: "loads-debug-controls" },
      require: {
        all: [
          { fact: "debugctl", operator: "noBitOf", value: { fact: "cpu.debugctlReserved" } },
          {
            any: [
              { fact: "debugctl.busLockDetect", operator: "equal", value: 0 },
              { fact: "cpu.supportsBusLockDebug", operator: "equal", value: 1 },
            ],
          },
        ],
      },
      hint: "Clear the reserved bits; bit 2 (bus-lock detect) is legal only where the CPU supports it.",
      examples: {
        given: { "cpu.debugctlReserved": "0xFFFFFFFFFFFF0038", "controls.entry": "0x4" },
        pass: [
          { "cpu.supportsBusLockDebug": false, debugctl: "0xFFC3" },
          { "cpu.supportsBusLockDebug": true, debugctl: "0x4" },
          { "cpu.supportsBusLockDebug": false, debugctl: "0x0" },
        ],
        fail: [
          { "cpu.supportsBusLockDebug": false, debugctl: "0xFFCB" },
          { "cpu.supportsBusLockDebug": false, debugctl: "0xFFD3" },
          { "cpu.supportsBusLockDebug": false, debugctl: "0xFFE3" },
          { "cpu.supportsBusLockDebug": false, debugctl: "0x1FFC3" },
          { "cpu.supportsBusLockDebug": false, debugctl: "0x4" },
          { "cpu.supportsBusLockDebug": false, debugctl: "0x8000000000000000" },
        ],
        notApplicable: [
          { "cpu.supportsBusLockDebug": false, "controls.entry": "0x0", debugctl: "0x4" },
        ],
      },
    },
    "guest-control-registers/dr7-upper-32.json": {
      id: "dr7-upper-32",
      title: "bits 63:32 of DR7 are 0",
      sdm: { section: "guest-control-registers", item: "DR7" },
      feature: "Intel 64",
      when: { all: [{ condition: "intel-64" }, { condition: "loads-debug-controls" }] },
      require: { fact: "dr7[63:32]", operator: "equal", value: 0 },
      hint: "Write 0 to the upper half; bits 15:14, 12 and 10 are not checked.",
      examples: {
        given: { "cpu.supportsIntel64": true, "controls.entry": "0x4" },
        pass: [{ dr7: "0x400" }, { dr7: "0xFFFFFFFF" }],
        fail: [{ dr7: "0x100000400" }, { dr7: "0x80000000FFFFFFFF" }],
        notApplicable: [
          { "controls.entry": "0x0", dr7: "0x100000400" },
          { "cpu.supportsIntel64": false, dr7: "0x100000400" },
        ],
      },
    },
    "guest-control-registers/efer-lma-ia32e.json": {
      id: "efer-lma-ia32e",
      title: 'IA32_EFER.LMA equals the "IA-32e mode guest" VM-entry control',
      sdm: { section: "guest-control-registers", item: "IA32_EFER" },
      feature: "EFER",
      when: { condition: "loads-efer" },
      require: { fact: "efer.lma", operator: "equal", value: { fact: "ia32eModeGuest" } },
      hint: "Make bit 10 of EFER and bit 9 of the VM-entry controls equal.",
      examples: {
        pass: [
          { efer: "0x500", "controls.entry": "0x8200" },
          { efer: "0x0", "controls.entry": "0x8000" },
        ],
        fail: [
          { efer: "0x100", "controls.entry": "0x8200" },
          { efer: "0x400", "controls.entry": "0x8000" },
          { efer: "0x500", "controls.entry": "0x8000" },
        ],
        notApplicable: [{ efer: "0x500", "controls.entry": "0x0" }],
      },
    },
    "guest-control-registers/efer-lma-lme-paging.json": {
      id: "efer-lma-lme-paging",
      title: "IA32_EFER.LMA equals IA32_EFER.LME when CR0.PG is 1",
      sdm: { section: "guest-control-registers", item: "IA32_EFER" },
      feature: "EFER",
      when: { all: [{ condition: "loads-efer" }, { fact: "cr0.pg", operator: "equal", value: 1 }] },
      require: { fact: "efer.lma", operator: "equal", value: { fact: "efer.lme" } },
      hint: "With paging on LMA is LME: set both or clear both.",
      examples: {
        given: { cr0: "0x80000031", "controls.entry": "0x8000" },
        pass: [{ efer: "0x500" }, { efer: "0x0" }],
        fail: [{ efer: "0x400" }, { efer: "0x100" }],
        notApplicable: [
          { efer: "0x400", "controls.entry": "0x0" },
          { efer: "0x100", cr0: "0x31" },
        ],
      },
    },
    "guest-control-registers/efer-reserved.json": {
      id: "efer-reserved",
      title: "no reserved bit of IA32_EFER is 1",
      sdm: { section: "guest-control-registers", item: "IA32_EFER" },
      feature: "EFER",
      when: { condition: "loads-efer" },
      require: { fact: "efer", operator: "noBitOf", value: { fact: "efer.reserved" } },
      hint: "Only SCE (0), LME (8), LMA (10) and NXE (11) are defined; the first three need Intel 64, NXE needs execute-disable.",
      examples: {
        given: { "controls.entry": "0x8000" },
        pass: [
          { "cpu.eferReserved": "0xFFFFFFFFFFFFF2FE", efer: "0xD01" },
          { "cpu.eferReserved": "0xFFFFFFFFFFFFF2FE", efer: "0x500" },
          { "cpu.eferReserved": "0xFFFFFFFFFFFFF2FE", efer: "0x0" },
          { "cpu.supportsIntel64": true, "cpu.supportsNx": true, efer: "0xD01" },
          { "cpu.supportsIntel64": true, "cpu.supportsNx": false, efer: "0x501" },
          { "cpu.supportsIntel64": false, "cpu.supportsNx": true, efer: "0x800" },
          { "cpu.supportsIntel64": false, "cpu.supportsNx": false, efer: "0x0" },
        ],
        fail: [
          { "cpu.eferReserved": "0xFFFFFFFFFFFFF2FE", efer: "0xD03" },
          { "cpu.eferReserved": "0xFFFFFFFFFFFFF2FE", efer: "0x700" },
          { "cpu.eferReserved": "0xFFFFFFFFFFFFF2FE", efer: "0x1D01" },
          { "cpu.eferReserved": "0xFFFFFFFFFFFFF2FE", efer: "0x8000000000000500" },
          { "cpu.eferReserved": "0xFFFFFFFFFFFFF2FE", efer: "0x1000" },
          { "cpu.eferReserved": "0xFFFFFFFFFFFFF2FE", efer: "0x80" },
          { "cpu.supportsIntel64": true, "cpu.supportsNx": true, efer: "0xF01" },
          { "cpu.supportsIntel64": true, "cpu.supportsNx": false, efer: "0xD01" },
          { "cpu.supportsIntel64": false, "cpu.supportsNx": true, efer: "0x801" },
          { "cpu.supportsIntel64": false, "cpu.supportsNx": true, efer: "0x900" },
          { "cpu.supportsIntel64": false, "cpu.supportsNx": true, efer: "0xC00" },
          { "cpu.supportsIntel64": false, "cpu.supportsNx": false, efer: "0x800" },
        ],
        notApplicable: [
          { "controls.entry": "0x0", "cpu.eferReserved": "0xFFFFFFFFFFFFF2FE", efer: "0xD03" },
        ],
      },
    },
    "guest-control-registers/fred-config-canonical.json": {
      id: "fred-config-canonical",
      title: "the address in IA32_FRED_CONFIG is canonical",
      sdm: { section: "guest-control-registers", item: "IA32_FRED_CONFIG" },
      feature: "FRED",
      when: { condition: "loads-fred" },
      require: {
        fact: "fredConfig",
        operator: "canonicalFor",
        value: { fact: "cpu.linearAddressWidth" },
      },
      hint: "Write a canonical address.",
      examples: {
        given: { "controls.entry": "0x800000" },
        pass: [
          { "cpu.linearAddressWidth": 48, fredConfig: "0x7FFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, fredConfig: "0xFFFF800000000000" },
          {
            "cpu.supportsIntel64": true,
            "cpu.linearAddressWidth": 57,
            fredConfig: "0xFFFFFFFFFFFFFF",
          },
        ],
        fail: [
          { "cpu.linearAddressWidth": 48, fredConfig: "0xFFFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, fredConfig: "0xFFFF000000000000" },
          { "cpu.linearAddressWidth": 48, fredConfig: "0x7FFF800000000000" },
          {
            "cpu.supportsIntel64": true,
            "cpu.linearAddressWidth": 57,
            fredConfig: "0x1FFFFFFFFFFFFFF",
          },
        ],
        notApplicable: [
          { "cpu.linearAddressWidth": 48, "controls.entry": "0x0", fredConfig: "0xFFFFFFFFFFFF" },
        ],
      },
    },
    "guest-control-registers/fred-config-reserved.json": {
      id: "fred-config-reserved",
      title: "bits 11, 5:4 and 2 of IA32_FRED_CONFIG are 0",
      sdm: { section: "guest-control-registers", item: "IA32_FRED_CONFIG" },
      feature: "FRED",
      when: { condition: "loads-fred" },
      require: { fact: "fredConfig", operator: "noBitOf", value: "0x834" },
      hint: "Clear bits 11, 5, 4 and 2.",
      examples: {
        given: { "controls.entry": "0x800000" },
        pass: [{ fredConfig: "0xFFFF8000000007CB" }],
        fail: [
          { fredConfig: "0xFFFF800000000FCB" },
          { fredConfig: "0xFFFF8000000007EB" },
          { fredConfig: "0xFFFF8000000007DB" },
          { fredConfig: "0xFFFF8000000007CF" },
        ],
        notApplicable: [{ "controls.entry": "0x0", fredConfig: "0xFFFF800000000FCB" }],
      },
    },
    "guest-control-registers/fred-rsp-aligned.json": {
      id: "fred-rsp{r}-aligned",
      title: "IA32_FRED_RSP{r} is 64-byte aligned",
      sdm: { section: "guest-control-registers", item: "IA32_FRED_RSP1..3" },
      feature: "FRED",
      for: { "1 2 3": "loads-fred" },
      require: { fact: "fredRsp{r}[5:0]", operator: "equal", value: 0 },
      hint: "Clear bits 5:0.",
      examples: {
        given: { "controls.entry": "0x800000" },
        pass: [{ "fredRsp{r}": "0x1FC0" }],
        fail: [{ "fredRsp{r}": "0x1FC1" }, { "fredRsp{r}": "0x1FE0" }],
        notApplicable: [{ "controls.entry": "0x0", "fredRsp{r}": "0x1FC1" }],
      },
    },
    "guest-control-registers/fred-rsp-canonical.json": {
      id: "fred-rsp{r}-canonical",
      title: "IA32_FRED_RSP{r} is canonical",
      sdm: { section: "guest-control-registers", item: "IA32_FRED_RSP1..3" },
      feature: "FRED",
      for: { "1 2 3": "loads-fred" },
      require: {
        fact: "fredRsp{r}",
        operator: "canonicalFor",
        value: { fact: "cpu.linearAddressWidth" },
      },
      hint: "Write a canonical address.",
      examples: {
        given: { "controls.entry": "0x800000" },
        pass: [
          { "cpu.linearAddressWidth": 48, "fredRsp{r}": "0x7FFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, "fredRsp{r}": "0xFFFF800000000000" },
          {
            "cpu.supportsIntel64": true,
            "cpu.linearAddressWidth": 57,
            "fredRsp{r}": "0xFFFFFFFFFFFFFF",
          },
        ],
        fail: [
          { "cpu.linearAddressWidth": 48, "fredRsp{r}": "0xFFFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, "fredRsp{r}": "0xFFFF000000000000" },
          { "cpu.linearAddressWidth": 48, "fredRsp{r}": "0x7FFF800000000000" },
          {
            "cpu.supportsIntel64": true,
            "cpu.linearAddressWidth": 57,
            "fredRsp{r}": "0x1FFFFFFFFFFFFFF",
          },
        ],
        notApplicable: [
          { "cpu.linearAddressWidth": 48, "controls.entry": "0x0", "fredRsp{r}": "0xFFFFFFFFFFFF" },
        ],
      },
    },
    "guest-control-registers/fred-ssp-aligned.json": {
      id: "fred-ssp{r}-aligned",
      title: "IA32_FRED_SSP{r} is 8-byte aligned",
      sdm: { section: "guest-control-registers", item: "IA32_FRED_SSP1..3" },
      feature: "FRED",
      for: { "1 2 3": "loads-fred" },
      require: { fact: "fredSsp{r}[2:0]", operator: "equal", value: 0 },
      hint: "Clear bits 2:0.",
      examples: {
        given: { "controls.entry": "0x800000" },
        pass: [{ "fredSsp{r}": "0x1FF8" }],
        fail: [{ "fredSsp{r}": "0x1FF9" }, { "fredSsp{r}": "0x1FFC" }],
        notApplicable: [{ "controls.entry": "0x0", "fredSsp{r}": "0x1FF9" }],
      },
    },
    "guest-control-registers/fred-ssp-canonical.json": {
      id: "fred-ssp{r}-canonical",
      title: "IA32_FRED_SSP{r} is canonical",
      sdm: { section: "guest-control-registers", item: "IA32_FRED_SSP1..3" },
      feature: "FRED",
      for: { "1 2 3": "loads-fred" },
      require: {
        fact: "fredSsp{r}",
        operator: "canonicalFor",
        value: { fact: "cpu.linearAddressWidth" },
      },
      hint: "Write a canonical address.",
      examples: {
        given: { "controls.entry": "0x800000" },
        pass: [
          { "cpu.linearAddressWidth": 48, "fredSsp{r}": "0x7FFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, "fredSsp{r}": "0xFFFF800000000000" },
          {
            "cpu.supportsIntel64": true,
            "cpu.linearAddressWidth": 57,
            "fredSsp{r}": "0xFFFFFFFFFFFFFF",
          },
        ],
        fail: [
          { "cpu.linearAddressWidth": 48, "fredSsp{r}": "0xFFFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, "fredSsp{r}": "0xFFFF000000000000" },
          { "cpu.linearAddressWidth": 48, "fredSsp{r}": "0x7FFF800000000000" },
          {
            "cpu.supportsIntel64": true,
            "cpu.linearAddressWidth": 57,
            "fredSsp{r}": "0x1FFFFFFFFFFFFFF",
          },
        ],
        notApplicable: [
          { "cpu.linearAddressWidth": 48, "controls.entry": "0x0", "fredSsp{r}": "0xFFFFFFFFFFFF" },
        ],
      },
    },
    "guest-control-registers/interrupt-ssp-table-canonical.json": {
      id: "interrupt-ssp-table-canonical",
      title: "IA32_INTERRUPT_SSP_TABLE_ADDR is canonical",
      sdm: { section: "guest-control-registers", item: "IA32_INTERRUPT_SSP_TABLE_ADDR" },
      feature: "CET",
      when: { all: [{ condition: "intel-64" }, { condition: "loads-cet" }] },
      require: {
        fact: "interruptSspTableAddr",
        operator: "canonicalFor",
        value: { fact: "cpu.linearAddressWidth" },
      },
      hint: "Write a canonical address.",
      examples: {
        given: { "cpu.supportsIntel64": true, "controls.entry": "0x100000" },
        pass: [
          { "cpu.linearAddressWidth": 48, interruptSspTableAddr: "0x7FFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, interruptSspTableAddr: "0xFFFF800000000000" },
          { "cpu.linearAddressWidth": 57, interruptSspTableAddr: "0xFFFFFFFFFFFFFF" },
        ],
        fail: [
          { "cpu.linearAddressWidth": 48, interruptSspTableAddr: "0xFFFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, interruptSspTableAddr: "0xFFFF000000000000" },
          { "cpu.linearAddressWidth": 48, interruptSspTableAddr: "0x7FFF800000000000" },
          { "cpu.linearAddressWidth": 57, interruptSspTableAddr: "0x1FFFFFFFFFFFFFF" },
        ],
        notApplicable: [
          {
            "cpu.linearAddressWidth": 48,
            "controls.entry": "0x0",
            interruptSspTableAddr: "0xFFFFFFFFFFFF",
          },
          {
            "cpu.supportsIntel64": false,
            "cpu.linearAddressWidth": 48,
            interruptSspTableAddr: "0xFFFFFFFFFFFF",
          },
        ],
      },
    },
    "guest-control-registers/lbr-ctl-reserved.json": {
      id: "lbr-ctl-reserved",
      title: "no reserved bit of IA32_LBR_CTL is 1",
      sdm: { section: "guest-control-registers", item: "IA32_LBR_CTL" },
      feature: "LBR",
      when: { condition: "loads-lbr-ctl" },
      require: { fact: "lbrCtl", operator: "noBitOf", value: { fact: "cpu.lbrCtlReserved" } },
      hint: "Clear the bits CPUID leaf 1CH does not announce.",
      examples: {
        given: { "cpu.lbrCtlReserved": "0xFFFFFFFFFF80FFF0", "controls.entry": "0x200000" },
        pass: [{ lbrCtl: "0x7F000F" }, { lbrCtl: "0x0" }],
        fail: [{ lbrCtl: "0x7F001F" }, { lbrCtl: "0x10" }, { lbrCtl: "0x8000000000000000" }],
        notApplicable: [{ "controls.entry": "0x0", lbrCtl: "0x7F001F" }],
      },
    },
    "guest-control-registers/pat-pa.json": {
      id: "pat-pa{r}",
      title: "PA{r} of IA32_PAT is a memory type: 0, 1, 4, 5, 6 or 7",
      sdm: { section: "guest-control-registers", item: "IA32_PAT" },
      feature: "PAT",
      for: { "0 1 2 3 4 5 6 7": "loads-pat" },
      require: { fact: "pat.pa{r}", operator: "in", value: [0, 1, 4, 5, 6, 7] },
      hint: "Use 0 (UC), 1 (WC), 4 (WT), 5 (WP), 6 (WB) or 7 (UC-); the whole byte is compared.",
      examples: {
        given: { "controls.entry": "0x4000" },
        pass: [
          { "pat.pa{r}": "0x00" },
          { "pat.pa{r}": "0x01" },
          { "pat.pa{r}": "0x04" },
          { "pat.pa{r}": "0x05" },
          { "pat.pa{r}": "0x06" },
          { "pat.pa{r}": "0x07" },
        ],
        fail: [
          { "pat.pa{r}": "0x02" },
          { "pat.pa{r}": "0x03" },
          { "pat.pa{r}": "0x08" },
          { "pat.pa{r}": "0x46" },
          { "pat.pa{r}": "0x84" },
        ],
        notApplicable: [{ "controls.entry": "0x0", "pat.pa{r}": "0x02" }],
      },
    },
    "guest-control-registers/perf-global-ctrl-reserved.json": {
      id: "perf-global-ctrl-reserved",
      title: "no reserved bit of IA32_PERF_GLOBAL_CTRL is 1",
      sdm: { section: "guest-control-registers", item: "IA32_PERF_GLOBAL_CTRL" },
      feature: "PERF_GLOBAL_CTRL",
      when: { condition: "loads-perf-global-ctrl" },
      require: {
        fact: "perfGlobalCtrl",
        operator: "noBitOf",
        value: { fact: "perfGlobalCtrl.reserved" },
      },
      hint: "Clear the bits of counters this CPU does not have (CPUID leaf 0AH); bit 48 needs PERF_METRICS.",
      examples: {
        given: { "controls.entry": "0x2000" },
        pass: [
          {
            "cpu.numGpCounters": 4,
            "cpu.numFixedCounters": 3,
            "cpu.supportsPerfMetrics": false,
            perfGlobalCtrl: "0x70000000F",
          },
          {
            "cpu.numGpCounters": 8,
            "cpu.numFixedCounters": 4,
            "cpu.supportsPerfMetrics": true,
            perfGlobalCtrl: "0x1000F000000FF",
          },
          {
            "cpu.numGpCounters": 0,
            "cpu.numFixedCounters": 0,
            "cpu.supportsPerfMetrics": false,
            perfGlobalCtrl: "0x0",
          },
          {
            "cpu.numGpCounters": 4,
            "cpu.numFixedCounters": 3,
            "cpu.supportsPerfMetrics": true,
            perfGlobalCtrl: "0x70000000F",
          },
          {
            "cpu.perfGlobalCtrlReserved": "0xFFFFFFF0FFFFFFC0",
            "cpu.numGpCounters": 4,
            "cpu.numFixedCounters": 3,
            "cpu.supportsPerfMetrics": false,
            perfGlobalCtrl: "0x70000003F",
          },
        ],
        fail: [
          {
            "cpu.numGpCounters": 4,
            "cpu.numFixedCounters": 3,
            "cpu.supportsPerfMetrics": false,
            perfGlobalCtrl: "0x70000001F",
          },
          {
            "cpu.numGpCounters": 4,
            "cpu.numFixedCounters": 3,
            "cpu.supportsPerfMetrics": false,
            perfGlobalCtrl: "0xF0000000F",
          },
          {
            "cpu.numGpCounters": 4,
            "cpu.numFixedCounters": 3,
            "cpu.supportsPerfMetrics": false,
            perfGlobalCtrl: "0x100070000000F",
          },
          {
            "cpu.numGpCounters": 8,
            "cpu.numFixedCounters": 4,
            "cpu.supportsPerfMetrics": true,
            perfGlobalCtrl: "0x1000F000001FF",
          },
          {
            "cpu.numGpCounters": 8,
            "cpu.numFixedCounters": 4,
            "cpu.supportsPerfMetrics": true,
            perfGlobalCtrl: "0x1001F000000FF",
          },
          {
            "cpu.numGpCounters": 8,
            "cpu.numFixedCounters": 4,
            "cpu.supportsPerfMetrics": true,
            perfGlobalCtrl: "0x3000F000000FF",
          },
          {
            "cpu.numGpCounters": 8,
            "cpu.numFixedCounters": 4,
            "cpu.supportsPerfMetrics": true,
            perfGlobalCtrl: "0x8001000F000000FF",
          },
          {
            "cpu.numGpCounters": 0,
            "cpu.numFixedCounters": 0,
            "cpu.supportsPerfMetrics": false,
            perfGlobalCtrl: "0x1",
          },
          {
            "cpu.numGpCounters": 0,
            "cpu.numFixedCounters": 0,
            "cpu.supportsPerfMetrics": false,
            perfGlobalCtrl: "0x100000000",
          },
          {
            "cpu.perfGlobalCtrlReserved": "0xFFFFFFF0FFFFFFC0",
            "cpu.numGpCounters": 4,
            "cpu.numFixedCounters": 3,
            "cpu.supportsPerfMetrics": false,
            perfGlobalCtrl: "0x70000007F",
          },
        ],
        notApplicable: [
          {
            "cpu.numGpCounters": 4,
            "cpu.numFixedCounters": 3,
            "cpu.supportsPerfMetrics": false,
            "controls.entry": "0x0",
            perfGlobalCtrl: "0x70000001F",
          },
        ],
      },
    },
    "guest-control-registers/pkrs-upper-32.json": {
      id: "pkrs-upper-32",
      title: "bits 63:32 of IA32_PKRS are 0",
      sdm: { section: "guest-control-registers", item: "IA32_PKRS" },
      feature: "PKS",
      when: { condition: "loads-pkrs" },
      require: { fact: "pkrs[63:32]", operator: "equal", value: 0 },
      hint: "Write 0 to the upper half.",
      examples: {
        given: { "controls.entry": "0x400000" },
        pass: [{ pkrs: "0xFFFFFFFF" }, { pkrs: "0x0" }],
        fail: [{ pkrs: "0x1FFFFFFFF" }, { pkrs: "0x8000000000000000" }],
        notApplicable: [{ "controls.entry": "0x0", pkrs: "0x1FFFFFFFF" }],
      },
    },
    "guest-control-registers/rtit-ctl-reserved.json": {
      id: "rtit-ctl-reserved",
      title: "no reserved bit of IA32_RTIT_CTL is 1",
      sdm: { section: "guest-control-registers", item: "IA32_RTIT_CTL" },
      feature: "PT",
      when: { condition: "loads-rtit-ctl" },
      require: { fact: "rtitCtl", operator: "noBitOf", value: { fact: "cpu.rtitCtlReserved" } },
      hint: "Clear the bits CPUID leaf 14H does not announce.",
      examples: {
        given: { "cpu.rtitCtlReserved": "0xFE7F000070840000", "controls.entry": "0x40000" },
        pass: [{ rtitCtl: "0x2C0D" }, { rtitCtl: "0x0" }],
        fail: [{ rtitCtl: "0x42C0D" }, { rtitCtl: "0x40000" }, { rtitCtl: "0x8000000000000000" }],
        notApplicable: [{ "controls.entry": "0x0", rtitCtl: "0x42C0D" }],
      },
    },
    "guest-control-registers/s-cet-canonical.json": {
      id: "s-cet-canonical",
      title: "IA32_S_CET is canonical",
      sdm: { section: "guest-control-registers", item: "IA32_S_CET" },
      feature: "CET",
      when: { all: [{ condition: "intel-64" }, { condition: "loads-cet" }] },
      require: {
        fact: "sCet",
        operator: "canonicalFor",
        value: { fact: "cpu.linearAddressWidth" },
      },
      hint: "Bits 63:12 hold the legacy-bitmap base: write a canonical address.",
      examples: {
        given: { "cpu.supportsIntel64": true, "controls.entry": "0x100000" },
        pass: [
          { "cpu.linearAddressWidth": 48, sCet: "0x7FFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, sCet: "0xFFFF800000000000" },
          { "cpu.linearAddressWidth": 57, sCet: "0xFFFFFFFFFFFFFF" },
        ],
        fail: [
          { "cpu.linearAddressWidth": 48, sCet: "0xFFFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, sCet: "0xFFFF000000000000" },
          { "cpu.linearAddressWidth": 48, sCet: "0x7FFF800000000000" },
          { "cpu.linearAddressWidth": 57, sCet: "0x1FFFFFFFFFFFFFF" },
        ],
        notApplicable: [
          { "cpu.linearAddressWidth": 48, "controls.entry": "0x0", sCet: "0xFFFFFFFFFFFF" },
          { "cpu.supportsIntel64": false, "cpu.linearAddressWidth": 48, sCet: "0xFFFFFFFFFFFF" },
        ],
      },
    },
    "guest-control-registers/s-cet-reserved.json": {
      id: "s-cet-reserved",
      title: "no reserved bit of IA32_S_CET is 1",
      sdm: { section: "guest-control-registers", item: "IA32_S_CET" },
      feature: "CET",
      when: { condition: "loads-cet" },
      require: { fact: "sCet", operator: "noBitOf", value: { fact: "sCet.reserved" } },
      hint: "Clear bits 9:6; bits 1:0 need shadow-stack support, bits 5:2 and 63:10 indirect-branch tracking.",
      examples: {
        given: { "controls.entry": "0x100000" },
        pass: [
          { "cpu.supportsShadowStack": true, "cpu.supportsIbt": true, sCet: "0x83F" },
          { "cpu.supportsShadowStack": true, "cpu.supportsIbt": false, sCet: "0x3" },
          { "cpu.supportsShadowStack": false, "cpu.supportsIbt": true, sCet: "0x3C" },
          { "cpu.supportsShadowStack": false, "cpu.supportsIbt": false, sCet: "0x0" },
          { "cpu.supportsShadowStack": false, "cpu.supportsIbt": true, sCet: "0xFFFF800000000C3C" },
          {
            "cpu.sCetReserved": "0x3C0",
            "cpu.supportsShadowStack": false,
            "cpu.supportsIbt": false,
            sCet: "0x3F",
          },
        ],
        fail: [
          { "cpu.supportsShadowStack": true, "cpu.supportsIbt": true, sCet: "0x87F" },
          { "cpu.supportsShadowStack": true, "cpu.supportsIbt": true, sCet: "0x8BF" },
          { "cpu.supportsShadowStack": true, "cpu.supportsIbt": true, sCet: "0x93F" },
          { "cpu.supportsShadowStack": true, "cpu.supportsIbt": true, sCet: "0xA3F" },
          { "cpu.supportsShadowStack": true, "cpu.supportsIbt": false, sCet: "0x7" },
          { "cpu.supportsShadowStack": true, "cpu.supportsIbt": false, sCet: "0x23" },
          { "cpu.supportsShadowStack": false, "cpu.supportsIbt": true, sCet: "0x3D" },
          { "cpu.supportsShadowStack": false, "cpu.supportsIbt": true, sCet: "0x3E" },
          { "cpu.supportsShadowStack": false, "cpu.supportsIbt": false, sCet: "0x400" },
          {
            "cpu.supportsShadowStack": false,
            "cpu.supportsIbt": false,
            sCet: "0x8000000000000000",
          },
          {
            "cpu.sCetReserved": "0x3C0",
            "cpu.supportsShadowStack": false,
            "cpu.supportsIbt": false,
            sCet: "0x7F",
          },
        ],
        notApplicable: [
          {
            "cpu.supportsShadowStack": true,
            "cpu.supportsIbt": true,
            "controls.entry": "0x0",
            sCet: "0x87F",
          },
        ],
      },
    },
    "guest-control-registers/s-cet-suppress-tracker.json": {
      id: "s-cet-suppress-tracker",
      title: "IA32_S_CET does not have SUPPRESS and TRACKER both 1",
      sdm: { section: "guest-control-registers", item: "IA32_S_CET" },
      feature: "CET",
      when: { condition: "loads-cet" },
      require: {
        any: [
          { fact: "sCet.suppress", operator: "equal", value: 0 },
          { fact: "sCet.tracker", operator: "equal", value: 0 },
        ],
      },
      hint: "Clear SUPPRESS (bit 10) or TRACKER (bit 11).",
      examples: {
        given: { "controls.entry": "0x100000" },
        pass: [{ sCet: "0x800" }, { sCet: "0x400" }],
        fail: [{ sCet: "0xC00" }],
        notApplicable: [{ "controls.entry": "0x0", sCet: "0xC00" }],
      },
    },
    "guest-control-registers/spec-ctrl-reserved.json": {
      id: "spec-ctrl-reserved",
      title: "no reserved bit of IA32_SPEC_CTRL is 1",
      sdm: { section: "guest-control-registers", item: "IA32_SPEC_CTRL" },
      feature: "SPEC_CTRL",
      confidence: "unconfirmed",
      source:
        "Seen in one implementation and in a third-party translation of the 2026 edition (VM-entry control bit 24); the original text was not seen.",
      when: { condition: "loads-spec-ctrl" },
      require: { fact: "specCtrl", operator: "noBitOf", value: { fact: "cpu.specCtrlReserved" } },
      hint: "Clear the bits this CPU does not define.",
      examples: {
        given: { "cpu.specCtrlReserved": "0xFFFFFFFFFFFFFAF8", "controls.entry": "0x1000000" },
        pass: [{ specCtrl: "0x7" }, { specCtrl: "0x0" }],
        fail: [{ specCtrl: "0xF" }, { specCtrl: "0x8" }, { specCtrl: "0x8000000000000000" }],
        notApplicable: [{ "controls.entry": "0x0", specCtrl: "0xF" }],
      },
    },
    "guest-control-registers/sysenter-eip-canonical.json": {
      id: "sysenter-eip-canonical",
      title: "IA32_SYSENTER_EIP is canonical",
      sdm: { section: "guest-control-registers", item: "IA32_SYSENTER_EIP" },
      feature: "Intel 64",
      when: { condition: "intel-64" },
      require: {
        fact: "sysenterEip",
        operator: "canonicalFor",
        value: { fact: "cpu.linearAddressWidth" },
      },
      hint: "Write a canonical address (0 will do); no VM-entry control switches this check off.",
      examples: {
        given: { "cpu.supportsIntel64": true },
        pass: [
          { "cpu.linearAddressWidth": 48, sysenterEip: "0x7FFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, sysenterEip: "0xFFFF800000000000" },
          { "cpu.linearAddressWidth": 57, sysenterEip: "0xFFFFFFFFFFFFFF" },
        ],
        fail: [
          { "cpu.linearAddressWidth": 48, sysenterEip: "0xFFFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, sysenterEip: "0xFFFF000000000000" },
          { "cpu.linearAddressWidth": 48, sysenterEip: "0x7FFF800000000000" },
          { "cpu.linearAddressWidth": 57, sysenterEip: "0x1FFFFFFFFFFFFFF" },
        ],
        notApplicable: [
          {
            "cpu.supportsIntel64": false,
            "cpu.linearAddressWidth": 48,
            sysenterEip: "0xFFFFFFFFFFFF",
          },
        ],
      },
    },
    "guest-control-registers/sysenter-esp-canonical.json": {
      id: "sysenter-esp-canonical",
      title: "IA32_SYSENTER_ESP is canonical",
      sdm: { section: "guest-control-registers", item: "IA32_SYSENTER_ESP" },
      feature: "Intel 64",
      when: { condition: "intel-64" },
      require: {
        fact: "sysenterEsp",
        operator: "canonicalFor",
        value: { fact: "cpu.linearAddressWidth" },
      },
      hint: "Write a canonical address (0 will do); no VM-entry control switches this check off.",
      examples: {
        given: { "cpu.supportsIntel64": true },
        pass: [
          { "cpu.linearAddressWidth": 48, sysenterEsp: "0x7FFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, sysenterEsp: "0xFFFF800000000000" },
          { "cpu.linearAddressWidth": 57, sysenterEsp: "0xFFFFFFFFFFFFFF" },
        ],
        fail: [
          { "cpu.linearAddressWidth": 48, sysenterEsp: "0xFFFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, sysenterEsp: "0xFFFF000000000000" },
          { "cpu.linearAddressWidth": 48, sysenterEsp: "0x7FFF800000000000" },
          { "cpu.linearAddressWidth": 57, sysenterEsp: "0x1FFFFFFFFFFFFFF" },
        ],
        notApplicable: [
          {
            "cpu.supportsIntel64": false,
            "cpu.linearAddressWidth": 48,
            sysenterEsp: "0xFFFFFFFFFFFF",
          },
        ],
      },
    },
    "guest-control-registers/uinv-upper-8.json": {
      id: "uinv-upper-8",
      title: "bits 15:8 of UINV are 0",
      sdm: { section: "guest-control-registers", item: "UINV" },
      feature: "user interrupts",
      when: { condition: "loads-uinv" },
      require: { fact: "uinv[15:8]", operator: "equal", value: 0 },
      hint: "A notification vector has 8 bits.",
      examples: {
        given: { "controls.entry": "0x80000" },
        pass: [{ uinv: "0xFF" }, { uinv: "0x0" }],
        fail: [{ uinv: "0x1FF" }, { uinv: "0x8000" }],
        notApplicable: [{ "controls.entry": "0x0", uinv: "0x1FF" }],
      },
    },
    "guest-descriptor-table-registers/base-canonical.json": {
      id: "{r}-base-canonical",
      title: "the base of {R} is canonical",
      sdm: { section: "guest-descriptor-table-registers", item: "GDTR and IDTR / base" },
      feature: "Intel 64",
      for: { "gdtr idtr": "intel-64" },
      require: {
        fact: "{r}.base",
        operator: "canonicalFor",
        value: { fact: "cpu.linearAddressWidth" },
      },
      hint: "Bits 63:47 (63:56 with a 57-bit CPU) must all be equal; the CPU's maximum width counts, not CR4.LA57 of the guest.",
      examples: {
        given: { "cpu.supportsIntel64": true },
        pass: [
          { "cpu.linearAddressWidth": 48, "{r}.base": "0x7FFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, "{r}.base": "0xFFFF800000000000" },
          { "cpu.linearAddressWidth": 57, "{r}.base": "0xFFFFFFFFFFFFFF" },
        ],
        fail: [
          { "cpu.linearAddressWidth": 48, "{r}.base": "0xFFFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, "{r}.base": "0xFFFF000000000000" },
          { "cpu.linearAddressWidth": 48, "{r}.base": "0x7FFF800000000000" },
          { "cpu.linearAddressWidth": 57, "{r}.base": "0x1FFFFFFFFFFFFFF" },
        ],
        notApplicable: [
          {
            "cpu.supportsIntel64": false,
            "cpu.linearAddressWidth": 48,
            "{r}.base": "0xFFFFFFFFFFFF",
          },
        ],
      },
    },
    "guest-descriptor-table-registers/limit-upper-16.json": {
      id: "{r}-limit-upper-16",
      title: "bits 31:16 of the limit of {R} are 0",
      sdm: { section: "guest-descriptor-table-registers", item: "GDTR and IDTR / limit" },
      for: { "gdtr idtr": "always" },
      require: { fact: "{r}.limit[31:16]", operator: "equal", value: 0 },
      hint: "The limit has 16 bits: FFFFH at most.",
      examples: {
        pass: [{ "{r}.limit": "0xFFFF" }],
        fail: [{ "{r}.limit": "0x1FFFF" }, { "{r}.limit": "0x8000FFFF" }],
      },
    },
    "guest-non-register-state/activity-active-when-blocking.json": {
      id: "activity-active-when-blocking",
      title: "the activity state is active while there is blocking by STI or by MOV SS",
      sdm: { section: "guest-non-register-state", item: "Activity state" },
      when: { condition: "blocking-by-sti-or-mov-ss" },
      require: { fact: "activityState", operator: "equal", value: 0 },
      hint: "Set activity state 0, or clear interruptibility bits 1:0.",
      examples: {
        pass: [
          { activityState: "0x0", interruptibilityState: "0x1" },
          { activityState: "0x0", interruptibilityState: "0x2" },
          { activityState: "0x0", interruptibilityState: "0x9" },
          { activityState: "0x0", interruptibilityState: "0x3" },
        ],
        fail: [
          { activityState: "0x1", interruptibilityState: "0x1" },
          { activityState: "0x2", interruptibilityState: "0x2" },
          { activityState: "0x1", interruptibilityState: "0x9" },
          { activityState: "0x2", interruptibilityState: "0x1" },
          { activityState: "0x1", interruptibilityState: "0x3" },
        ],
        notApplicable: [
          { activityState: "0x1", interruptibilityState: "0x0" },
          { activityState: "0x2", interruptibilityState: "0x0" },
          { activityState: "0x1", interruptibilityState: "0x8" },
        ],
      },
    },
    "guest-non-register-state/activity-hlt-injection.json": {
      id: "activity-hlt-injection",
      title:
        "the event injected in activity state HLT is an external interrupt, NMI, #DB, #MC or pending MTF",
      sdm: { section: "guest-non-register-state", item: "Activity state" },
      when: {
        all: [
          { condition: "injects-event" },
          { fact: "activityState", operator: "equal", value: 1 },
        ],
      },
      require: {
        any: [
          { fact: "controls.entryInterruptionInfo.type", operator: "in", value: [0, 2] },
          {
            all: [
              { fact: "controls.entryInterruptionInfo.type", operator: "equal", value: 3 },
              { fact: "controls.entryInterruptionInfo.vector", operator: "in", value: [1, "0x12"] },
            ],
          },
          {
            all: [
              { fact: "controls.entryInterruptionInfo.type", operator: "equal", value: 7 },
              { fact: "controls.entryInterruptionInfo.vector", operator: "equal", value: 0 },
            ],
          },
        ],
      },
      hint: "Make the guest active (activity state 0) before injecting any other event.",
      examples: {
        given: { activityState: "0x1" },
        pass: [
          { "controls.entryInterruptionInfo": "0x80000020" },
          { "controls.entryInterruptionInfo": "0x80000202" },
          { "controls.entryInterruptionInfo": "0x80000301" },
          { "controls.entryInterruptionInfo": "0x80000312" },
          { "controls.entryInterruptionInfo": "0x80000700" },
          { "controls.entryInterruptionInfo": "0x80000002" },
        ],
        fail: [
          { "controls.entryInterruptionInfo": "0x80000420" },
          { "controls.entryInterruptionInfo": "0x80000602" },
          { "controls.entryInterruptionInfo": "0x80000303" },
          { "controls.entryInterruptionInfo": "0x80000300" },
          { "controls.entryInterruptionInfo": "0x80000313" },
          { "controls.entryInterruptionInfo": "0x80000701" },
          { "controls.entryInterruptionInfo": "0x80000500" },
          { "controls.entryInterruptionInfo": "0x80000120" },
          { "controls.entryInterruptionInfo": "0x80000102" },
        ],
        notApplicable: [
          { activityState: "0x0", "controls.entryInterruptionInfo": "0x80000420" },
          { "controls.entryInterruptionInfo": "0x420" },
        ],
      },
    },
    "guest-non-register-state/activity-hlt-ss-dpl.json": {
      id: "activity-hlt-ss-dpl",
      title: "SS.DPL is 0 in activity state HLT",
      sdm: { section: "guest-non-register-state", item: "Activity state" },
      when: { fact: "activityState", operator: "equal", value: 1 },
      require: { fact: "ss.dpl", operator: "equal", value: 0 },
      hint: "Only ring 0 executes HLT: use activity state 0 for a guest at another privilege level. SS.DPL is read even when SS is unusable.",
      examples: {
        given: { activityState: "0x1" },
        pass: [{ "ss.accessRights": "0xC093" }],
        fail: [{ "ss.accessRights": "0xC0B3" }, { "ss.accessRights": "0xC0D3" }],
        notApplicable: [
          { activityState: "0x0", "ss.accessRights": "0xC0B3" },
          { activityState: "0x3", "ss.accessRights": "0xC0B3" },
        ],
      },
    },
    "guest-non-register-state/activity-shutdown-injection.json": {
      id: "activity-shutdown-injection",
      title: "the event injected in activity state shutdown is an NMI or #MC",
      sdm: { section: "guest-non-register-state", item: "Activity state" },
      when: {
        all: [
          { condition: "injects-event" },
          { fact: "activityState", operator: "equal", value: 2 },
        ],
      },
      require: {
        any: [
          { fact: "controls.entryInterruptionInfo.type", operator: "equal", value: 2 },
          {
            all: [
              { fact: "controls.entryInterruptionInfo.type", operator: "equal", value: 3 },
              { fact: "controls.entryInterruptionInfo.vector", operator: "equal", value: "0x12" },
            ],
          },
        ],
      },
      hint: "Make the guest active (activity state 0) before injecting any other event.",
      examples: {
        given: { activityState: "0x2" },
        pass: [
          { "controls.entryInterruptionInfo": "0x80000202" },
          { "controls.entryInterruptionInfo": "0x80000312" },
        ],
        fail: [
          { "controls.entryInterruptionInfo": "0x80000002" },
          { "controls.entryInterruptionInfo": "0x80000302" },
          { "controls.entryInterruptionInfo": "0x80000313" },
          { "controls.entryInterruptionInfo": "0x80000112" },
          { "controls.entryInterruptionInfo": "0x80000712" },
        ],
        notApplicable: [
          { activityState: "0x0", "controls.entryInterruptionInfo": "0x80000302" },
          { activityState: "0x3", "controls.entryInterruptionInfo": "0x80000302" },
          { "controls.entryInterruptionInfo": "0x302" },
        ],
      },
    },
    "guest-non-register-state/activity-state-range.json": {
      id: "activity-state-range",
      title: "the activity state is 0, 1, 2 or 3",
      sdm: { section: "guest-non-register-state", item: "Activity state" },
      require: { fact: "activityState", operator: "lessThanInclusive", value: 3 },
      hint: "0 active, 1 HLT, 2 shutdown, 3 wait-for-SIPI.",
      examples: {
        pass: [{ activityState: "0x3" }, { activityState: "0x0" }],
        fail: [{ activityState: "0x7" }, { activityState: "0x4" }, { activityState: "0x80000000" }],
      },
    },
    "guest-non-register-state/activity-state-supported.json": {
      id: "activity-state-supported",
      title: "the CPU supports the activity state (IA32_VMX_MISC bits 8:6)",
      sdm: { section: "guest-non-register-state", item: "Activity state" },
      when: { fact: "activityState", operator: "in", value: [1, 2, 3] },
      require: {
        any: [
          {
            all: [
              { fact: "activityState", operator: "equal", value: 1 },
              { fact: "cpu.vmxMisc.hlt", operator: "equal", value: 1 },
            ],
          },
          {
            all: [
              { fact: "activityState", operator: "equal", value: 2 },
              { fact: "cpu.vmxMisc.shutdown", operator: "equal", value: 1 },
            ],
          },
          {
            all: [
              { fact: "activityState", operator: "equal", value: 3 },
              { fact: "cpu.vmxMisc.waitForSipi", operator: "equal", value: 1 },
            ],
          },
        ],
      },
      hint: "Use 0 (active), or check IA32_VMX_MISC bit 5 + state first.",
      examples: {
        pass: [
          { activityState: "0x1", "cpu.vmxMisc": "0x40" },
          { activityState: "0x2", "cpu.vmxMisc": "0x80" },
          { activityState: "0x3", "cpu.vmxMisc": "0x100" },
          { activityState: "0x1", "cpu.vmxMisc": "0x1C0" },
          { activityState: "0x3", "cpu.vmxMisc": "0x140" },
          { activityState: "0x3", "cpu.vmxMisc": "0x1C0" },
        ],
        fail: [
          { activityState: "0x1", "cpu.vmxMisc": "0x0" },
          { activityState: "0x2", "cpu.vmxMisc": "0x0" },
          { activityState: "0x3", "cpu.vmxMisc": "0x0" },
          { activityState: "0x1", "cpu.vmxMisc": "0x180" },
          { activityState: "0x2", "cpu.vmxMisc": "0x140" },
          { activityState: "0x3", "cpu.vmxMisc": "0xC0" },
          { activityState: "0x3", "cpu.vmxMisc": "0x40" },
        ],
        notApplicable: [{ activityState: "0x0", "cpu.vmxMisc": "0x0" }],
      },
    },
    "guest-non-register-state/activity-wait-sipi-injection.json": {
      id: "activity-wait-sipi-injection",
      title: "no event is injected in activity state wait-for-SIPI",
      sdm: { section: "guest-non-register-state", item: "Activity state" },
      when: { fact: "activityState", operator: "equal", value: 3 },
      require: { fact: "controls.entryInterruptionInfo.valid", operator: "equal", value: 0 },
      hint: "Clear bit 31 of the VM-entry interruption information, or make the guest active first.",
      examples: {
        given: { activityState: "0x3" },
        pass: [{ "controls.entryInterruptionInfo": "0x202" }],
        fail: [{ "controls.entryInterruptionInfo": "0x80000202" }],
        notApplicable: [
          { activityState: "0x1", "controls.entryInterruptionInfo": "0x80000202" },
          { activityState: "0x2", "controls.entryInterruptionInfo": "0x80000202" },
        ],
      },
    },
    "guest-non-register-state/activity-wait-sipi-smm.json": {
      id: "activity-wait-sipi-smm",
      title: "the activity state is not wait-for-SIPI when entering SMM",
      sdm: { section: "guest-non-register-state", item: "Activity state" },
      when: { fact: "controls.entry.entryToSmm", operator: "equal", value: 1 },
      require: { fact: "activityState", operator: "notEqual", value: 3 },
      hint: 'Use another activity state with the "entry to SMM" VM-entry control.',
      examples: {
        given: { "controls.entry": "0x400" },
        pass: [{ activityState: "0x1" }, { activityState: "0x2" }],
        fail: [{ activityState: "0x3" }],
        notApplicable: [{ activityState: "0x3", "controls.entry": "0x0" }],
      },
    },
    "guest-non-register-state/interruptibility-enclave-mov-ss.json": {
      id: "interruptibility-enclave-mov-ss",
      title: "there is no blocking by MOV SS with an enclave interruption",
      sdm: { section: "guest-non-register-state", item: "Interruptibility state" },
      feature: "SGX",
      when: { fact: "interruptibilityState.enclave", operator: "equal", value: 1 },
      require: { fact: "interruptibilityState.movSs", operator: "equal", value: 0 },
      hint: "Clear bit 1 or bit 4.",
      examples: {
        pass: [{ interruptibilityState: "0x10" }],
        fail: [{ interruptibilityState: "0x12" }],
        notApplicable: [{ interruptibilityState: "0x2" }],
      },
    },
    "guest-non-register-state/interruptibility-enclave-sgx.json": {
      id: "interruptibility-enclave-sgx",
      title: "the CPU supports SGX when the enclave-interruption bit is 1",
      sdm: { section: "guest-non-register-state", item: "Interruptibility state" },
      feature: "SGX",
      when: { fact: "interruptibilityState.enclave", operator: "equal", value: 1 },
      require: { fact: "cpu.supportsSgx", operator: "equal", value: 1 },
      hint: "Clear bit 4: this CPU has no enclaves.",
      examples: {
        given: { interruptibilityState: "0x10" },
        pass: [{ "cpu.supportsSgx": true }],
        fail: [{ "cpu.supportsSgx": false }],
        notApplicable: [{ interruptibilityState: "0x0", "cpu.supportsSgx": false }],
      },
    },
    "guest-non-register-state/interruptibility-external-interrupt-mov-ss.json": {
      id: "interruptibility-external-interrupt-mov-ss",
      title: "there is no blocking by MOV SS when an external interrupt is injected",
      sdm: { section: "guest-non-register-state", item: "Interruptibility state" },
      when: { condition: "injects-external-interrupt" },
      require: { fact: "interruptibilityState.movSs", operator: "equal", value: 0 },
      hint: "Wait until the MOV-SS shadow is over before injecting, or clear bit 1.",
      examples: {
        given: { "controls.entryInterruptionInfo": "0x80000020" },
        pass: [{ interruptibilityState: "0x0" }],
        fail: [{ interruptibilityState: "0x2" }],
        notApplicable: [
          { interruptibilityState: "0x2", "controls.entryInterruptionInfo": "0x20" },
          { interruptibilityState: "0x2", "controls.entryInterruptionInfo": "0x80000220" },
        ],
      },
    },
    "guest-non-register-state/interruptibility-external-interrupt-sti.json": {
      id: "interruptibility-external-interrupt-sti",
      title: "there is no blocking by STI when an external interrupt is injected",
      sdm: { section: "guest-non-register-state", item: "Interruptibility state" },
      when: { condition: "injects-external-interrupt" },
      require: { fact: "interruptibilityState.sti", operator: "equal", value: 0 },
      hint: "Wait until the STI shadow is over before injecting, or clear bit 0.",
      examples: {
        given: { "controls.entryInterruptionInfo": "0x80000020" },
        pass: [{ interruptibilityState: "0x0" }],
        fail: [{ interruptibilityState: "0x1" }],
        notApplicable: [
          { interruptibilityState: "0x1", "controls.entryInterruptionInfo": "0x20" },
          { interruptibilityState: "0x1", "controls.entryInterruptionInfo": "0x80000220" },
        ],
      },
    },
    "guest-non-register-state/interruptibility-nmi-mov-ss.json": {
      id: "interruptibility-nmi-mov-ss",
      title: "there is no blocking by MOV SS when an NMI is injected",
      sdm: { section: "guest-non-register-state", item: "Interruptibility state" },
      when: { condition: "injects-nmi" },
      require: { fact: "interruptibilityState.movSs", operator: "equal", value: 0 },
      hint: "Wait until the MOV-SS shadow is over before injecting, or clear bit 1.",
      examples: {
        given: { "controls.entryInterruptionInfo": "0x80000202" },
        pass: [{ interruptibilityState: "0x0" }],
        fail: [{ interruptibilityState: "0x2" }],
        notApplicable: [
          { interruptibilityState: "0x2", "controls.entryInterruptionInfo": "0x202" },
          { interruptibilityState: "0x2", "controls.entryInterruptionInfo": "0x80000602" },
          { interruptibilityState: "0x2", "controls.entryInterruptionInfo": "0x80000302" },
        ],
      },
    },
    "guest-non-register-state/interruptibility-nmi-sti.json": {
      id: "interruptibility-nmi-sti",
      title: "there is no blocking by STI when an NMI is injected, on a processor that requires it",
      sdm: { section: "guest-non-register-state", item: "Interruptibility state" },
      when: {
        all: [
          { condition: "injects-nmi" },
          { fact: "cpu.nmiInjectionNeedsNoStiBlocking", operator: "equal", value: 1 },
        ],
      },
      require: { fact: "interruptibilityState.sti", operator: "equal", value: 0 },
      exitQualification: 3,
      hint: "Clear bit 0 when injecting an NMI: the SDM lets a processor demand it, so portable code never relies on the opposite.",
      note: 'Editions up to about 2018 leave this check to the processor ("may require") and no CPUID bit tells; from 2023 on the text demands it plainly. It stays a CPU fact here because older processors are in use; an exit qualification of 3 in a dump settles it.',
      examples: {
        given: {
          "controls.entryInterruptionInfo": "0x80000202",
          "cpu.nmiInjectionNeedsNoStiBlocking": true,
        },
        pass: [{ interruptibilityState: "0x0" }],
        fail: [{ interruptibilityState: "0x1" }],
        notApplicable: [
          { interruptibilityState: "0x1", "cpu.nmiInjectionNeedsNoStiBlocking": false },
          { interruptibilityState: "0x1", "controls.entryInterruptionInfo": "0x202" },
          { interruptibilityState: "0x1", "controls.entryInterruptionInfo": "0x80000602" },
        ],
      },
    },
    "guest-non-register-state/interruptibility-nmi-virtual-nmis.json": {
      id: "interruptibility-nmi-virtual-nmis",
      title: "there is no blocking by NMI when an NMI is injected with virtual NMIs",
      sdm: { section: "guest-non-register-state", item: "Interruptibility state" },
      when: {
        all: [
          { fact: "controls.pinBased.virtualNmis", operator: "equal", value: 1 },
          { condition: "injects-nmi" },
        ],
      },
      require: { fact: "interruptibilityState.nmi", operator: "equal", value: 0 },
      hint: "Clear bit 3 or wait for the guest's IRET (NMI-window exiting). Without virtual NMIs the bit is free.",
      examples: {
        given: { "controls.entryInterruptionInfo": "0x80000202", "controls.pinBased": "0x20" },
        pass: [{ interruptibilityState: "0x0" }],
        fail: [{ interruptibilityState: "0x8" }],
        notApplicable: [
          { interruptibilityState: "0x8", "controls.pinBased": "0x0" },
          { interruptibilityState: "0x8", "controls.entryInterruptionInfo": "0x202" },
          { interruptibilityState: "0x8", "controls.entryInterruptionInfo": "0x80000602" },
        ],
      },
    },
    "guest-non-register-state/interruptibility-reserved.json": {
      id: "interruptibility-reserved",
      title: "bits 31:5 of the interruptibility state are 0",
      sdm: { section: "guest-non-register-state", item: "Interruptibility state" },
      require: { fact: "interruptibilityState[31:5]", operator: "equal", value: 0 },
      hint: "Clear bits 31:5.",
      note: "Editions before SGX reserve bit 4 as well.",
      examples: {
        pass: [{ interruptibilityState: "0x1F" }, { interruptibilityState: "0x0" }],
        fail: [{ interruptibilityState: "0x3F" }, { interruptibilityState: "0x80000000" }],
      },
    },
    "guest-non-register-state/interruptibility-smi-entry-to-smm.json": {
      id: "interruptibility-smi-entry-to-smm",
      title: "there is blocking by SMI when entering SMM",
      sdm: { section: "guest-non-register-state", item: "Interruptibility state" },
      when: { fact: "controls.entry.entryToSmm", operator: "equal", value: 1 },
      require: { fact: "interruptibilityState.smi", operator: "equal", value: 1 },
      hint: 'Set bit 2 with the "entry to SMM" VM-entry control.',
      examples: {
        given: { "controls.entry": "0x400" },
        pass: [{ interruptibilityState: "0x4" }],
        fail: [{ interruptibilityState: "0x0" }],
        notApplicable: [{ interruptibilityState: "0x0", "controls.entry": "0x0" }],
      },
    },
    "guest-non-register-state/interruptibility-smi-outside-smm.json": {
      id: "interruptibility-smi-outside-smm",
      title: "there is no blocking by SMI outside SMM",
      sdm: { section: "guest-non-register-state", item: "Interruptibility state" },
      when: { fact: "cpu.inSmm", operator: "equal", value: 0 },
      require: { fact: "interruptibilityState.smi", operator: "equal", value: 0 },
      hint: "Clear bit 2: only a processor in system-management mode can block SMIs.",
      examples: {
        given: { "cpu.inSmm": false },
        pass: [{ interruptibilityState: "0x0" }],
        fail: [{ interruptibilityState: "0x4" }],
        notApplicable: [{ interruptibilityState: "0x4", "cpu.inSmm": true }],
      },
    },
    "guest-non-register-state/interruptibility-sti-fred-cpl3.json": {
      id: "interruptibility-sti-fred-cpl3",
      title: "there is no blocking by STI in ring 3 when CR4.FRED is 1",
      sdm: { section: "guest-non-register-state", item: "Interruptibility state" },
      feature: "FRED",
      when: {
        all: [{ condition: "fred-enabled" }, { fact: "ss.dpl", operator: "equal", value: 3 }],
      },
      require: { fact: "interruptibilityState.sti", operator: "equal", value: 0 },
      hint: "Clear bit 0: with FRED user code cannot execute STI.",
      examples: {
        given: { cr4: "0x100000000", "ss.accessRights": "0xC0F3" },
        pass: [{ interruptibilityState: "0x0" }],
        fail: [{ interruptibilityState: "0x1" }],
        notApplicable: [
          { cr4: "0x0", interruptibilityState: "0x1" },
          { "ss.accessRights": "0xC0D3", interruptibilityState: "0x1" },
          { "ss.accessRights": "0xC0B3", interruptibilityState: "0x1" },
        ],
      },
    },
    "guest-non-register-state/interruptibility-sti-if.json": {
      id: "interruptibility-sti-if",
      title: "there is no blocking by STI when RFLAGS.IF is 0",
      sdm: { section: "guest-non-register-state", item: "Interruptibility state" },
      when: { fact: "rflags.if", operator: "equal", value: 0 },
      require: { fact: "interruptibilityState.sti", operator: "equal", value: 0 },
      hint: "Clear bit 0 of the interruptibility state when IF is 0: the STI shadow exists only after STI set IF. Code that clears IF (an SMI or other event delivery) must clear the shadow too.",
      examples: {
        given: { rflags: "0x2" },
        pass: [{ interruptibilityState: "0x8" }],
        fail: [{ interruptibilityState: "0x9" }],
        notApplicable: [{ interruptibilityState: "0x9", rflags: "0x202" }],
      },
    },
    "guest-non-register-state/interruptibility-sti-mov-ss.json": {
      id: "interruptibility-sti-mov-ss",
      title: "blocking by STI and blocking by MOV SS are not both 1",
      sdm: { section: "guest-non-register-state", item: "Interruptibility state" },
      require: {
        any: [
          { fact: "interruptibilityState.sti", operator: "equal", value: 0 },
          { fact: "interruptibilityState.movSs", operator: "equal", value: 0 },
        ],
      },
      hint: "Clear bit 0 or bit 1: an instruction blocks in one way only.",
      examples: {
        pass: [{ interruptibilityState: "0x1" }, { interruptibilityState: "0x2" }],
        fail: [{ interruptibilityState: "0x3" }],
      },
    },
    "guest-non-register-state/pending-debug-bs-clear.json": {
      id: "pending-debug-bs-clear",
      title: "BS is 0 under STI or MOV-SS blocking or HLT when TF is 0 or BTF is 1",
      sdm: { section: "guest-non-register-state", item: "Pending debug exceptions" },
      when: {
        all: [
          { condition: "blocking-or-hlt" },
          {
            any: [
              { fact: "rflags.tf", operator: "equal", value: 0 },
              { fact: "debugctl.btf", operator: "equal", value: 1 },
            ],
          },
        ],
      },
      require: { fact: "pendingDebugExceptions.bs", operator: "equal", value: 0 },
      hint: "Clear bit 14 (4000H): without TF, or with BTF, no single-step trap can be pending here.",
      examples: {
        pass: [
          {
            pendingDebugExceptions: "0x0",
            interruptibilityState: "0x1",
            activityState: "0x0",
            rflags: "0x202",
            debugctl: "0x0",
          },
          {
            pendingDebugExceptions: "0x0",
            interruptibilityState: "0x1",
            activityState: "0x0",
            rflags: "0x302",
            debugctl: "0x2",
          },
          {
            pendingDebugExceptions: "0x0",
            interruptibilityState: "0x2",
            activityState: "0x0",
            rflags: "0x202",
            debugctl: "0x0",
          },
          {
            pendingDebugExceptions: "0x0",
            interruptibilityState: "0x0",
            activityState: "0x1",
            rflags: "0x202",
            debugctl: "0x0",
          },
        ],
        fail: [
          {
            pendingDebugExceptions: "0x4000",
            interruptibilityState: "0x1",
            activityState: "0x0",
            rflags: "0x202",
            debugctl: "0x0",
          },
          {
            pendingDebugExceptions: "0x4000",
            interruptibilityState: "0x1",
            activityState: "0x0",
            rflags: "0x302",
            debugctl: "0x2",
          },
          {
            pendingDebugExceptions: "0x4000",
            interruptibilityState: "0x2",
            activityState: "0x0",
            rflags: "0x202",
            debugctl: "0x0",
          },
          {
            pendingDebugExceptions: "0x4000",
            interruptibilityState: "0x0",
            activityState: "0x1",
            rflags: "0x202",
            debugctl: "0x0",
          },
        ],
        notApplicable: [
          {
            pendingDebugExceptions: "0x4000",
            interruptibilityState: "0x0",
            activityState: "0x0",
            rflags: "0x202",
            debugctl: "0x0",
          },
          {
            pendingDebugExceptions: "0x4000",
            interruptibilityState: "0x1",
            activityState: "0x0",
            rflags: "0x302",
            debugctl: "0x0",
          },
          {
            pendingDebugExceptions: "0x4000",
            interruptibilityState: "0x0",
            activityState: "0x3",
            rflags: "0x202",
            debugctl: "0x0",
          },
        ],
      },
    },
    "guest-non-register-state/pending-debug-bs-set.json": {
      id: "pending-debug-bs-set",
      title: "BS is 1 under STI or MOV-SS blocking or HLT when TF is 1 and BTF is 0",
      sdm: { section: "guest-non-register-state", item: "Pending debug exceptions" },
      when: {
        all: [
          { condition: "blocking-or-hlt" },
          { fact: "rflags.tf", operator: "equal", value: 1 },
          { fact: "debugctl.btf", operator: "equal", value: 0 },
        ],
      },
      require: { fact: "pendingDebugExceptions.bs", operator: "equal", value: 1 },
      hint: "Set bit 14 (4000H) of the pending debug exceptions: the single-step trap is due after the shadow.",
      examples: {
        given: { rflags: "0x302", debugctl: "0x0" },
        pass: [
          { pendingDebugExceptions: "0x4000", interruptibilityState: "0x1", activityState: "0x0" },
          { pendingDebugExceptions: "0x4000", interruptibilityState: "0x2", activityState: "0x0" },
          { pendingDebugExceptions: "0x4000", interruptibilityState: "0x0", activityState: "0x1" },
        ],
        fail: [
          { pendingDebugExceptions: "0x0", interruptibilityState: "0x1", activityState: "0x0" },
          { pendingDebugExceptions: "0x0", interruptibilityState: "0x2", activityState: "0x0" },
          { pendingDebugExceptions: "0x0", interruptibilityState: "0x0", activityState: "0x1" },
        ],
        notApplicable: [
          { pendingDebugExceptions: "0x0", interruptibilityState: "0x0", activityState: "0x0" },
          {
            pendingDebugExceptions: "0x0",
            interruptibilityState: "0x1",
            activityState: "0x0",
            rflags: "0x202",
          },
          {
            pendingDebugExceptions: "0x0",
            interruptibilityState: "0x1",
            activityState: "0x0",
            debugctl: "0x2",
          },
          { pendingDebugExceptions: "0x0", interruptibilityState: "0x0", activityState: "0x3" },
        ],
      },
    },
    "guest-non-register-state/pending-debug-reserved.json": {
      id: "pending-debug-reserved",
      title: "no reserved bit of the pending debug exceptions is 1",
      sdm: { section: "guest-non-register-state", item: "Pending debug exceptions" },
      confidence: "unconfirmed",
      source:
        "Bit 11: the sentence of the check still reserves it, the table of the field gives it to bus-lock detection; this rule follows the table. The other bits were seen in both.",
      require: {
        all: [
          { fact: "pendingDebugExceptions", operator: "noBitOf", value: "0xFFFFFFFFFFFEA7F0" },
          {
            any: [
              { fact: "pendingDebugExceptions.busLock", operator: "equal", value: 0 },
              { fact: "cpu.supportsBusLockDebug", operator: "equal", value: 1 },
            ],
          },
        ],
      },
      hint: "Only B3:0 (bits 3:0), enabled breakpoint (12), BS (14), RTM (16) and, where supported, bus lock (11) are defined.",
      examples: {
        pass: [
          { pendingDebugExceptions: "0x1500F", "cpu.supportsBusLockDebug": false },
          { pendingDebugExceptions: "0x1580F", "cpu.supportsBusLockDebug": true },
          { pendingDebugExceptions: "0x0", "cpu.supportsBusLockDebug": false },
        ],
        fail: [
          { pendingDebugExceptions: "0x1501F", "cpu.supportsBusLockDebug": false },
          { pendingDebugExceptions: "0x1540F", "cpu.supportsBusLockDebug": false },
          { pendingDebugExceptions: "0x1700F", "cpu.supportsBusLockDebug": false },
          { pendingDebugExceptions: "0x1D00F", "cpu.supportsBusLockDebug": false },
          { pendingDebugExceptions: "0x3500F", "cpu.supportsBusLockDebug": false },
          { pendingDebugExceptions: "0x800000000001500F", "cpu.supportsBusLockDebug": false },
          { pendingDebugExceptions: "0x1580F", "cpu.supportsBusLockDebug": false },
          { pendingDebugExceptions: "0x1590F", "cpu.supportsBusLockDebug": true },
        ],
      },
    },
    "guest-non-register-state/pending-debug-rtm-bits.json": {
      id: "pending-debug-rtm-bits",
      title: "with RTM pending, enabled breakpoint is 1 and every other bit is 0",
      sdm: { section: "guest-non-register-state", item: "Pending debug exceptions" },
      feature: "RTM",
      when: { fact: "pendingDebugExceptions.rtm", operator: "equal", value: 1 },
      require: {
        all: [
          { fact: "pendingDebugExceptions[15:0]", operator: "equal", value: "0x1000" },
          { fact: "pendingDebugExceptions[63:17]", operator: "equal", value: 0 },
        ],
      },
      hint: "Write 11000H: RTM comes alone with the enabled-breakpoint bit.",
      examples: {
        pass: [{ pendingDebugExceptions: "0x11000" }],
        fail: [
          { pendingDebugExceptions: "0x10000" },
          { pendingDebugExceptions: "0x11001" },
          { pendingDebugExceptions: "0x15000" },
          { pendingDebugExceptions: "0x19000" },
          { pendingDebugExceptions: "0x31000" },
          { pendingDebugExceptions: "0x8000000000011000" },
        ],
        notApplicable: [{ pendingDebugExceptions: "0x0" }, { pendingDebugExceptions: "0x5000" }],
      },
    },
    "guest-non-register-state/pending-debug-rtm-cpu.json": {
      id: "pending-debug-rtm-cpu",
      title: "the CPU supports RTM when RTM is pending",
      sdm: { section: "guest-non-register-state", item: "Pending debug exceptions" },
      feature: "RTM",
      when: { fact: "pendingDebugExceptions.rtm", operator: "equal", value: 1 },
      require: { fact: "cpu.supportsRtm", operator: "equal", value: 1 },
      hint: "Clear bit 16: this CPU has no transactional memory.",
      examples: {
        given: { pendingDebugExceptions: "0x11000" },
        pass: [{ "cpu.supportsRtm": true }],
        fail: [{ "cpu.supportsRtm": false }],
        notApplicable: [{ pendingDebugExceptions: "0x1000", "cpu.supportsRtm": false }],
      },
    },
    "guest-non-register-state/pending-debug-rtm-mov-ss.json": {
      id: "pending-debug-rtm-mov-ss",
      title: "there is no blocking by MOV SS when RTM is pending",
      sdm: { section: "guest-non-register-state", item: "Pending debug exceptions" },
      feature: "RTM",
      when: { fact: "pendingDebugExceptions.rtm", operator: "equal", value: 1 },
      require: { fact: "interruptibilityState.movSs", operator: "equal", value: 0 },
      hint: "Clear bit 1 of the interruptibility state or bit 16 here.",
      examples: {
        given: { pendingDebugExceptions: "0x11000" },
        pass: [{ interruptibilityState: "0x0" }],
        fail: [{ interruptibilityState: "0x2" }],
        notApplicable: [{ pendingDebugExceptions: "0x1000", interruptibilityState: "0x2" }],
      },
    },
    "guest-non-register-state/vmcs-link-pointer-alignment.json": {
      id: "vmcs-link-pointer-alignment",
      title: "bits 11:0 of the VMCS link pointer are 0",
      sdm: { section: "guest-non-register-state", item: "VMCS link pointer" },
      when: { condition: "link-pointer-used" },
      require: { fact: "vmcsLinkPointer[11:0]", operator: "equal", value: 0 },
      exitQualification: 4,
      hint: "Write FFFFFFFF_FFFFFFFFH when no shadow VMCS is used; otherwise a 4-KByte aligned address.",
      examples: {
        pass: [{ vmcsLinkPointer: "0x1000" }, { vmcsLinkPointer: "0xFFFFFFFFFFFFF000" }],
        fail: [
          { vmcsLinkPointer: "0x1001" },
          { vmcsLinkPointer: "0x1800" },
          { vmcsLinkPointer: "0xFFFFFFFFFFFFF800" },
          { vmcsLinkPointer: "0xFFFFFFFFFFFFFFFE" },
        ],
        notApplicable: [{ vmcsLinkPointer: "0xFFFFFFFFFFFFFFFF" }],
      },
    },
    "guest-non-register-state/vmcs-link-pointer-not-current.json": {
      id: "vmcs-link-pointer-not-current",
      title: "the VMCS link pointer is not the current-VMCS pointer",
      sdm: { section: "guest-non-register-state", item: "VMCS link pointer" },
      when: { all: [{ condition: "link-pointer-used" }, { condition: "uses-current-vmcs" }] },
      require: {
        fact: "vmcsLinkPointer",
        operator: "notEqual",
        value: { fact: "memory.currentVmcs" },
      },
      exitQualification: 4,
      hint: "Point it at another VMCS region, or write FFFFFFFF_FFFFFFFFH.",
      examples: {
        pass: [
          {
            vmcsLinkPointer: "0x1000",
            "memory.currentVmcs": "0x3000",
            "cpu.inSmm": false,
            "controls.entry": "0x0",
          },
          {
            vmcsLinkPointer: "0x1000",
            "memory.currentVmcs": "0x3000",
            "cpu.inSmm": true,
            "controls.entry": "0x400",
          },
          {
            vmcsLinkPointer: "0x3000",
            "memory.currentVmcs": "0x1000",
            "cpu.inSmm": false,
            "controls.entry": "0x400",
          },
          {
            vmcsLinkPointer: "0xFFFFFFFFFFFFFFFE",
            "memory.currentVmcs": "0xFFFFFFFFFFFFFFFF",
            "cpu.inSmm": false,
            "controls.entry": "0x0",
          },
        ],
        fail: [
          {
            vmcsLinkPointer: "0x3000",
            "memory.currentVmcs": "0x3000",
            "cpu.inSmm": false,
            "controls.entry": "0x0",
          },
          {
            vmcsLinkPointer: "0x3000",
            "memory.currentVmcs": "0x3000",
            "cpu.inSmm": true,
            "controls.entry": "0x400",
          },
          {
            vmcsLinkPointer: "0x1000",
            "memory.currentVmcs": "0x1000",
            "cpu.inSmm": false,
            "controls.entry": "0x400",
          },
          {
            vmcsLinkPointer: "0xFFFFFFFFFFFFFFFE",
            "memory.currentVmcs": "0xFFFFFFFFFFFFFFFE",
            "cpu.inSmm": false,
            "controls.entry": "0x0",
          },
        ],
        notApplicable: [
          {
            vmcsLinkPointer: "0x3000",
            "memory.currentVmcs": "0x3000",
            "cpu.inSmm": true,
            "controls.entry": "0x0",
          },
          {
            vmcsLinkPointer: "0xFFFFFFFFFFFFFFFF",
            "memory.currentVmcs": "0xFFFFFFFFFFFFFFFE",
            "cpu.inSmm": false,
            "controls.entry": "0x0",
          },
        ],
      },
    },
    "guest-non-register-state/vmcs-link-pointer-not-executive.json": {
      id: "vmcs-link-pointer-not-executive",
      title: "the VMCS link pointer is not the executive-VMCS pointer in SMM",
      sdm: { section: "guest-non-register-state", item: "VMCS link pointer" },
      when: {
        all: [
          { condition: "link-pointer-used" },
          { fact: "cpu.inSmm", operator: "equal", value: 1 },
          { fact: "controls.entry.entryToSmm", operator: "equal", value: 0 },
        ],
      },
      require: {
        fact: "vmcsLinkPointer",
        operator: "notEqual",
        value: { fact: "memory.executiveVmcs" },
      },
      exitQualification: 4,
      hint: "Point it at another VMCS region, or write FFFFFFFF_FFFFFFFFH.",
      examples: {
        given: { "cpu.inSmm": true, "controls.entry": "0x0" },
        pass: [
          { vmcsLinkPointer: "0x1000", "memory.executiveVmcs": "0x3000" },
          { vmcsLinkPointer: "0xFFFFFFFFFFFFFFFE", "memory.executiveVmcs": "0xFFFFFFFFFFFFFFFF" },
        ],
        fail: [
          { vmcsLinkPointer: "0x3000", "memory.executiveVmcs": "0x3000" },
          { vmcsLinkPointer: "0x1000", "memory.executiveVmcs": "0x1000" },
          { vmcsLinkPointer: "0xFFFFFFFFFFFFFFFE", "memory.executiveVmcs": "0xFFFFFFFFFFFFFFFE" },
        ],
        notApplicable: [
          { vmcsLinkPointer: "0x3000", "memory.executiveVmcs": "0x3000", "cpu.inSmm": false },
          {
            vmcsLinkPointer: "0x3000",
            "memory.executiveVmcs": "0x3000",
            "controls.entry": "0x400",
          },
          { vmcsLinkPointer: "0xFFFFFFFFFFFFFFFF", "memory.executiveVmcs": "0xFFFFFFFFFFFFFFFE" },
        ],
      },
    },
    "guest-non-register-state/vmcs-link-pointer-revision.json": {
      id: "vmcs-link-pointer-revision",
      title: "bits 30:0 of the dword at the VMCS link pointer are the VMCS revision identifier",
      sdm: { section: "guest-non-register-state", item: "VMCS link pointer" },
      when: { condition: "link-pointer-used" },
      require: {
        fact: "memory.linkPointerDword.revision",
        operator: "equal",
        value: { fact: "memory.vmcsRevision" },
      },
      exitQualification: 4,
      hint: "Write the revision identifier of IA32_VMX_BASIC into the first dword of the shadow VMCS.",
      examples: {
        pass: [
          {
            vmcsLinkPointer: "0x1000",
            "memory.linkPointerDword": "0x4",
            "memory.vmcsRevision": "0x4",
          },
          {
            vmcsLinkPointer: "0x1000",
            "memory.linkPointerDword": "0x80000004",
            "memory.vmcsRevision": "0x4",
          },
        ],
        fail: [
          {
            vmcsLinkPointer: "0x1000",
            "memory.linkPointerDword": "0x5",
            "memory.vmcsRevision": "0x4",
          },
          {
            vmcsLinkPointer: "0x1000",
            "memory.linkPointerDword": "0x40000004",
            "memory.vmcsRevision": "0x4",
          },
          {
            vmcsLinkPointer: "0xFFFFFFFFFFFFFFFE",
            "memory.linkPointerDword": "0x5",
            "memory.vmcsRevision": "0x4",
          },
          {
            vmcsLinkPointer: "0x1000",
            "memory.linkPointerDword": "0x80000004",
            "memory.vmcsRevision": "0x5",
          },
        ],
        notApplicable: [
          {
            vmcsLinkPointer: "0xFFFFFFFFFFFFFFFF",
            "memory.linkPointerDword": "0x5",
            "memory.vmcsRevision": "0x4",
          },
        ],
      },
    },
    "guest-non-register-state/vmcs-link-pointer-shadow.json": {
      id: "vmcs-link-pointer-shadow",
      title:
        'the shadow-VMCS indicator at the VMCS link pointer equals the "VMCS shadowing" control',
      sdm: { section: "guest-non-register-state", item: "VMCS link pointer" },
      feature: "VMCS shadowing",
      when: { condition: "link-pointer-used" },
      require: {
        fact: "memory.linkPointerDword.shadow",
        operator: "equal",
        value: { fact: "vmcsShadowing" },
      },
      exitQualification: 4,
      hint: 'Set bit 31 of the dword exactly when "VMCS shadowing" is 1.',
      examples: {
        pass: [
          {
            vmcsLinkPointer: "0x1000",
            "memory.linkPointerDword": "0x80000004",
            "controls.primaryProcBased": "0x80000000",
            "controls.secondaryProcBased": "0x4000",
          },
          {
            vmcsLinkPointer: "0x1000",
            "memory.linkPointerDword": "0x4",
            "controls.primaryProcBased": "0x80000000",
            "controls.secondaryProcBased": "0x0",
          },
          {
            vmcsLinkPointer: "0xFFFFFFFFFFFFFFFE",
            "memory.linkPointerDword": "0x4",
            "controls.primaryProcBased": "0x80000000",
            "controls.secondaryProcBased": "0x0",
          },
          {
            vmcsLinkPointer: "0x1000",
            "memory.linkPointerDword": "0x4",
            "controls.primaryProcBased": "0x0",
            "controls.secondaryProcBased": "0x4000",
          },
        ],
        fail: [
          {
            vmcsLinkPointer: "0x1000",
            "memory.linkPointerDword": "0x4",
            "controls.primaryProcBased": "0x80000000",
            "controls.secondaryProcBased": "0x4000",
          },
          {
            vmcsLinkPointer: "0x1000",
            "memory.linkPointerDword": "0x80000004",
            "controls.primaryProcBased": "0x80000000",
            "controls.secondaryProcBased": "0x0",
          },
          {
            vmcsLinkPointer: "0xFFFFFFFFFFFFFFFE",
            "memory.linkPointerDword": "0x80000004",
            "controls.primaryProcBased": "0x80000000",
            "controls.secondaryProcBased": "0x0",
          },
          {
            vmcsLinkPointer: "0x1000",
            "memory.linkPointerDword": "0x80000004",
            "controls.primaryProcBased": "0x0",
            "controls.secondaryProcBased": "0x4000",
          },
        ],
        notApplicable: [
          {
            vmcsLinkPointer: "0xFFFFFFFFFFFFFFFF",
            "memory.linkPointerDword": "0x80000004",
            "controls.primaryProcBased": "0x80000000",
            "controls.secondaryProcBased": "0x0",
          },
        ],
      },
    },
    "guest-non-register-state/vmcs-link-pointer-width.json": {
      id: "vmcs-link-pointer-width",
      title: "the VMCS link pointer has no bit beyond the physical-address width",
      sdm: { section: "guest-non-register-state", item: "VMCS link pointer" },
      when: { condition: "link-pointer-used" },
      require: {
        any: [
          { fact: "vmcsLinkPointer", operator: "fitsInBits", value: "0x20" },
          {
            all: [
              {
                fact: "cpu.vmxBasic.physicalAddressesLimitedTo32Bits",
                operator: "equal",
                value: 0,
              },
              {
                fact: "vmcsLinkPointer",
                operator: "fitsInBits",
                value: { fact: "cpu.physicalAddressWidth" },
              },
            ],
          },
        ],
      },
      exitQualification: 4,
      hint: "Write FFFFFFFF_FFFFFFFFH when no shadow VMCS is used; otherwise a physical address (32 bits when IA32_VMX_BASIC bit 48 is 1).",
      examples: {
        pass: [
          {
            vmcsLinkPointer: "0x3FFFFFFFF000",
            "cpu.physicalAddressWidth": 46,
            "cpu.vmxBasic": "0x0",
          },
          {
            vmcsLinkPointer: "0xFFFFF000",
            "cpu.physicalAddressWidth": 46,
            "cpu.vmxBasic": "0x1000000000000",
          },
          { vmcsLinkPointer: "0x1FFFFF000", "cpu.physicalAddressWidth": 46, "cpu.vmxBasic": "0x0" },
          {
            vmcsLinkPointer: "0x7FFFFFF000",
            "cpu.physicalAddressWidth": 39,
            "cpu.vmxBasic": "0x0",
          },
          { vmcsLinkPointer: "0xFFFFF000", "cpu.physicalAddressWidth": 39, "cpu.vmxBasic": "0x0" },
          { vmcsLinkPointer: "0xFFFFF000", "cpu.physicalAddressWidth": 32, "cpu.vmxBasic": "0x0" },
        ],
        fail: [
          {
            vmcsLinkPointer: "0x7FFFFFFFF000",
            "cpu.physicalAddressWidth": 46,
            "cpu.vmxBasic": "0x0",
          },
          {
            vmcsLinkPointer: "0x1FFFFF000",
            "cpu.physicalAddressWidth": 46,
            "cpu.vmxBasic": "0x1000000000000",
          },
          {
            vmcsLinkPointer: "0x80FFFFF000",
            "cpu.physicalAddressWidth": 39,
            "cpu.vmxBasic": "0x0",
          },
          {
            vmcsLinkPointer: "0xFFFFFFFFFFFFFFFE",
            "cpu.physicalAddressWidth": 52,
            "cpu.vmxBasic": "0x0",
          },
          { vmcsLinkPointer: "0x1FFFFF000", "cpu.physicalAddressWidth": 32, "cpu.vmxBasic": "0x0" },
          {
            vmcsLinkPointer: "0xFFFFFFF000",
            "cpu.physicalAddressWidth": 39,
            "cpu.vmxBasic": "0x0",
          },
        ],
        notApplicable: [
          {
            vmcsLinkPointer: "0xFFFFFFFFFFFFFFFF",
            "cpu.physicalAddressWidth": 52,
            "cpu.vmxBasic": "0x0",
          },
        ],
      },
    },
    "guest-pdptes/pdpte-memory-reserved.json": {
      id: "pdpte-memory-reserved",
      title: "the four PDPTEs at CR3 are not present, or have no reserved bit set",
      sdm: { section: "guest-pdptes", item: "PDPTEs without EPT" },
      when: { all: [{ condition: "pae-paging" }, { condition: "no-ept" }] },
      require: {
        all: [
          {
            any: [
              { fact: "memory.pdpte0.p", operator: "equal", value: 0 },
              {
                all: [
                  { fact: "memory.pdpte0", operator: "noBitOf", value: "0x1E6" },
                  {
                    fact: "memory.pdpte0",
                    operator: "fitsInBits",
                    value: { fact: "cpu.physicalAddressWidth" },
                  },
                ],
              },
            ],
          },
          {
            any: [
              { fact: "memory.pdpte1.p", operator: "equal", value: 0 },
              {
                all: [
                  { fact: "memory.pdpte1", operator: "noBitOf", value: "0x1E6" },
                  {
                    fact: "memory.pdpte1",
                    operator: "fitsInBits",
                    value: { fact: "cpu.physicalAddressWidth" },
                  },
                ],
              },
            ],
          },
          {
            any: [
              { fact: "memory.pdpte2.p", operator: "equal", value: 0 },
              {
                all: [
                  { fact: "memory.pdpte2", operator: "noBitOf", value: "0x1E6" },
                  {
                    fact: "memory.pdpte2",
                    operator: "fitsInBits",
                    value: { fact: "cpu.physicalAddressWidth" },
                  },
                ],
              },
            ],
          },
          {
            any: [
              { fact: "memory.pdpte3.p", operator: "equal", value: 0 },
              {
                all: [
                  { fact: "memory.pdpte3", operator: "noBitOf", value: "0x1E6" },
                  {
                    fact: "memory.pdpte3",
                    operator: "fitsInBits",
                    value: { fact: "cpu.physicalAddressWidth" },
                  },
                ],
              },
            ],
          },
        ],
      },
      exitQualification: 2,
      hint: "Clear bits 2:1, 8:5 and those beyond the physical-address width in the table at CR3, or clear P (bit 0).",
      note: "The SDM demands it when PAE paging was off before or CR3 changes, and lets a processor do it always.",
      examples: {
        given: {
          cr0: "0x80000031",
          cr4: "0x2020",
          "controls.entry": "0x0",
          "controls.primaryProcBased": "0x80000000",
          "controls.secondaryProcBased": "0x0",
          "cpu.physicalAddressWidth": 39,
        },
        pass: [
          {
            "memory.pdpte0": "0x7FFFFFFE19",
            "memory.pdpte1": "0x7FFFFFFE19",
            "memory.pdpte2": "0x7FFFFFFE19",
            "memory.pdpte3": "0x7FFFFFFE19",
          },
          {
            "memory.pdpte0": "0x1E6",
            "memory.pdpte1": "0x1E6",
            "memory.pdpte2": "0x1E6",
            "memory.pdpte3": "0x1E6",
          },
          {
            "memory.pdpte0": "0x8000000000",
            "memory.pdpte1": "0x8000000000",
            "memory.pdpte2": "0x8000000000",
            "memory.pdpte3": "0x8000000000",
          },
        ],
        fail: [
          {
            "memory.pdpte0": "0x7FFFFFFE1B",
            "memory.pdpte1": "0x7FFFFFFE19",
            "memory.pdpte2": "0x7FFFFFFE19",
            "memory.pdpte3": "0x7FFFFFFE19",
          },
          {
            "memory.pdpte0": "0xFFFFFFFE19",
            "memory.pdpte1": "0x7FFFFFFE19",
            "memory.pdpte2": "0x7FFFFFFE19",
            "memory.pdpte3": "0x7FFFFFFE19",
          },
          {
            "memory.pdpte0": "0x1E7",
            "memory.pdpte1": "0x1E6",
            "memory.pdpte2": "0x1E6",
            "memory.pdpte3": "0x1E6",
          },
          {
            "memory.pdpte0": "0x8000000001",
            "memory.pdpte1": "0x8000000000",
            "memory.pdpte2": "0x8000000000",
            "memory.pdpte3": "0x8000000000",
          },
          {
            "memory.pdpte0": "0x7FFFFFFE19",
            "memory.pdpte1": "0x7FFFFFFE1B",
            "memory.pdpte2": "0x7FFFFFFE19",
            "memory.pdpte3": "0x7FFFFFFE19",
          },
          {
            "memory.pdpte0": "0x7FFFFFFE19",
            "memory.pdpte1": "0xFFFFFFFE19",
            "memory.pdpte2": "0x7FFFFFFE19",
            "memory.pdpte3": "0x7FFFFFFE19",
          },
          {
            "memory.pdpte0": "0x1E6",
            "memory.pdpte1": "0x1E7",
            "memory.pdpte2": "0x1E6",
            "memory.pdpte3": "0x1E6",
          },
          {
            "memory.pdpte0": "0x8000000000",
            "memory.pdpte1": "0x8000000001",
            "memory.pdpte2": "0x8000000000",
            "memory.pdpte3": "0x8000000000",
          },
          {
            "memory.pdpte0": "0x7FFFFFFE19",
            "memory.pdpte1": "0x7FFFFFFE19",
            "memory.pdpte2": "0x7FFFFFFE1B",
            "memory.pdpte3": "0x7FFFFFFE19",
          },
          {
            "memory.pdpte0": "0x7FFFFFFE19",
            "memory.pdpte1": "0x7FFFFFFE19",
            "memory.pdpte2": "0xFFFFFFFE19",
            "memory.pdpte3": "0x7FFFFFFE19",
          },
          {
            "memory.pdpte0": "0x1E6",
            "memory.pdpte1": "0x1E6",
            "memory.pdpte2": "0x1E7",
            "memory.pdpte3": "0x1E6",
          },
          {
            "memory.pdpte0": "0x8000000000",
            "memory.pdpte1": "0x8000000000",
            "memory.pdpte2": "0x8000000001",
            "memory.pdpte3": "0x8000000000",
          },
          {
            "memory.pdpte0": "0x7FFFFFFE19",
            "memory.pdpte1": "0x7FFFFFFE19",
            "memory.pdpte2": "0x7FFFFFFE19",
            "memory.pdpte3": "0x7FFFFFFE1B",
          },
          {
            "memory.pdpte0": "0x7FFFFFFE19",
            "memory.pdpte1": "0x7FFFFFFE19",
            "memory.pdpte2": "0x7FFFFFFE19",
            "memory.pdpte3": "0xFFFFFFFE19",
          },
          {
            "memory.pdpte0": "0x1E6",
            "memory.pdpte1": "0x1E6",
            "memory.pdpte2": "0x1E6",
            "memory.pdpte3": "0x1E7",
          },
          {
            "memory.pdpte0": "0x8000000000",
            "memory.pdpte1": "0x8000000000",
            "memory.pdpte2": "0x8000000000",
            "memory.pdpte3": "0x8000000001",
          },
        ],
        notApplicable: [
          {
            cr0: "0x31",
            "memory.pdpte0": "0x7FFFFFFE1B",
            "memory.pdpte1": "0x7FFFFFFE19",
            "memory.pdpte2": "0x7FFFFFFE19",
            "memory.pdpte3": "0x7FFFFFFE19",
          },
          {
            cr4: "0x2000",
            "memory.pdpte0": "0x7FFFFFFE1B",
            "memory.pdpte1": "0x7FFFFFFE19",
            "memory.pdpte2": "0x7FFFFFFE19",
            "memory.pdpte3": "0x7FFFFFFE19",
          },
          {
            "controls.entry": "0x200",
            "memory.pdpte0": "0x7FFFFFFE1B",
            "memory.pdpte1": "0x7FFFFFFE19",
            "memory.pdpte2": "0x7FFFFFFE19",
            "memory.pdpte3": "0x7FFFFFFE19",
          },
          {
            "controls.secondaryProcBased": "0x2",
            "memory.pdpte0": "0x7FFFFFFE1B",
            "memory.pdpte1": "0x7FFFFFFE19",
            "memory.pdpte2": "0x7FFFFFFE19",
            "memory.pdpte3": "0x7FFFFFFE19",
          },
        ],
      },
    },
    "guest-pdptes/pdpte-reserved.json": {
      id: "pdpte{r}-reserved",
      title: "PDPTE{r} is not present, or has no reserved bit set",
      sdm: { section: "guest-pdptes", item: "PDPTEs with EPT" },
      feature: "EPT",
      for: { "0 1 2 3": ["pae-paging", "ept"] },
      when: { fact: "pdpte{r}.p", operator: "equal", value: 1 },
      require: {
        all: [
          { fact: "pdpte{r}", operator: "noBitOf", value: "0x1E6" },
          { fact: "pdpte{r}", operator: "fitsInBits", value: { fact: "cpu.physicalAddressWidth" } },
        ],
      },
      exitQualification: 2,
      hint: "Clear bits 2:1, 8:5 and those beyond the physical-address width, or clear P (bit 0).",
      examples: {
        given: {
          cr0: "0x80000031",
          cr4: "0x2020",
          "controls.entry": "0x0",
          "controls.primaryProcBased": "0x80000000",
          "controls.secondaryProcBased": "0x2",
          "cpu.physicalAddressWidth": 39,
        },
        pass: [{ "pdpte{r}": "0x7FFFFFFE19" }, { "pdpte{r}": "0x1001" }],
        fail: [
          { "pdpte{r}": "0x7FFFFFFE1B" },
          { "pdpte{r}": "0x7FFFFFFE1D" },
          { "pdpte{r}": "0x7FFFFFFE39" },
          { "pdpte{r}": "0x7FFFFFFF19" },
          { "pdpte{r}": "0x1041" },
          { "pdpte{r}": "0x1081" },
          { "pdpte{r}": "0xFFFFFFFE19" },
          { "pdpte{r}": "0x8000000000001001" },
        ],
        notApplicable: [
          { "pdpte{r}": "0x7FFFFFFE1A" },
          { cr0: "0x31", "pdpte{r}": "0x7FFFFFFE1B" },
          { cr4: "0x2000", "pdpte{r}": "0x7FFFFFFE1B" },
          { "pdpte{r}": "0x7FFFFFFE1B", "controls.entry": "0x200" },
          { "pdpte{r}": "0x7FFFFFFE1B", "controls.secondaryProcBased": "0x0" },
        ],
      },
    },
    "guest-rip-rflags-ssp/rflags-if-external-interrupt.json": {
      id: "rflags-if-external-interrupt",
      title: "RFLAGS.IF is 1 when an external interrupt is injected",
      sdm: { section: "guest-rip-rflags-ssp", item: "RFLAGS" },
      when: { condition: "injects-external-interrupt" },
      require: { fact: "rflags.if", operator: "equal", value: 1 },
      hint: "Inject external interrupts only when the guest can take them: wait for IF = 1 (interrupt-window exiting).",
      examples: {
        given: { "controls.entryInterruptionInfo": "0x800000D1" },
        pass: [{ rflags: "0x202" }],
        fail: [{ rflags: "0x2" }],
        notApplicable: [
          { "controls.entryInterruptionInfo": "0xD1", rflags: "0x2" },
          { "controls.entryInterruptionInfo": "0x800002D1", rflags: "0x2" },
          { "controls.entryInterruptionInfo": "0x800001D1", rflags: "0x2" },
          { "controls.entryInterruptionInfo": "0x800004D1", rflags: "0x2" },
        ],
      },
    },
    "guest-rip-rflags-ssp/rflags-iopl-fred-cpl3.json": {
      id: "rflags-iopl-fred-cpl3",
      title: "RFLAGS.IOPL is 0 in ring 3 when CR4.FRED is 1",
      sdm: { section: "guest-rip-rflags-ssp", item: "RFLAGS" },
      feature: "FRED",
      when: {
        all: [{ condition: "fred-enabled" }, { fact: "ss.dpl", operator: "equal", value: 3 }],
      },
      require: { fact: "rflags.iopl", operator: "equal", value: 0 },
      hint: "With FRED user code always has IOPL 0: clear bits 13:12.",
      examples: {
        given: { cr4: "0x100000000", "ss.accessRights": "0xC0F3" },
        pass: [{ rflags: "0x2" }],
        fail: [{ rflags: "0x1002" }, { rflags: "0x2002" }],
        notApplicable: [
          { cr4: "0x0", rflags: "0x1002" },
          { "ss.accessRights": "0xC0D3", rflags: "0x1002" },
          { "ss.accessRights": "0xC0B3", rflags: "0x1002" },
        ],
      },
    },
    "guest-rip-rflags-ssp/rflags-reserved-one.json": {
      id: "rflags-reserved-one",
      title: "bit 1 of RFLAGS is 1",
      sdm: { section: "guest-rip-rflags-ssp", item: "RFLAGS" },
      require: { fact: "rflags[1]", operator: "equal", value: 1 },
      hint: "Set bit 1; RFLAGS is never 0.",
      examples: {
        pass: [{ rflags: "0x2" }, { rflags: "0x202" }],
        fail: [{ rflags: "0x0" }, { rflags: "0x200" }],
      },
    },
    "guest-rip-rflags-ssp/rflags-reserved-zero.json": {
      id: "rflags-reserved-zero",
      title: "bits 63:22, 15, 5 and 3 of RFLAGS are 0",
      sdm: { section: "guest-rip-rflags-ssp", item: "RFLAGS" },
      require: { fact: "rflags", operator: "noBitOf", value: "0xFFFFFFFFFFC08028" },
      hint: "Clear the reserved bits.",
      examples: {
        pass: [{ rflags: "0x3F7FD7" }],
        fail: [
          { rflags: "0x7F7FD7" },
          { rflags: "0x3FFFD7" },
          { rflags: "0x3F7FF7" },
          { rflags: "0x3F7FDF" },
          { rflags: "0x80000000003F7FD7" },
        ],
      },
    },
    "guest-rip-rflags-ssp/rflags-vm-ia32e.json": {
      id: "rflags-vm-ia32e",
      title: "RFLAGS.VM is 0 in an IA-32e mode guest",
      sdm: { section: "guest-rip-rflags-ssp", item: "RFLAGS" },
      feature: "Intel 64",
      when: { condition: "ia32e-mode-guest" },
      require: { fact: "rflags.vm", operator: "equal", value: 0 },
      hint: "There is no virtual-8086 mode in IA-32e mode: clear bit 17.",
      examples: {
        given: { "controls.entry": "0x200" },
        pass: [{ rflags: "0x2" }],
        fail: [{ rflags: "0x20002" }],
        notApplicable: [{ "controls.entry": "0x0", rflags: "0x20002" }],
      },
    },
    "guest-rip-rflags-ssp/rflags-vm-real-mode.json": {
      id: "rflags-vm-real-mode",
      title: "RFLAGS.VM is 0 when CR0.PE is 0",
      sdm: { section: "guest-rip-rflags-ssp", item: "RFLAGS" },
      feature: "unrestricted guest",
      when: { fact: "cr0.pe", operator: "equal", value: 0 },
      require: { fact: "rflags.vm", operator: "equal", value: 0 },
      hint: "Virtual-8086 mode needs protected mode: clear bit 17 or set CR0.PE.",
      examples: {
        given: { cr0: "0x30" },
        pass: [{ rflags: "0x2" }],
        fail: [{ rflags: "0x20002" }],
        notApplicable: [{ cr0: "0x31", rflags: "0x20002" }],
      },
    },
    "guest-rip-rflags-ssp/rip-linear-width.json": {
      id: "rip-linear-width",
      title: "bits 63:N of RIP are identical in 64-bit code (N is the linear-address width)",
      sdm: { section: "guest-rip-rflags-ssp", item: "RIP" },
      feature: "Intel 64",
      when: { all: [{ condition: "intel-64" }, { condition: "64-bit-code" }] },
      require: {
        fact: "rip",
        operator: "identicalFromBit",
        value: { fact: "cpu.linearAddressWidth" },
      },
      hint: "Write a canonical address. The SDM asks one bit less than canonical: 00008000_00000000H passes with N = 48.",
      examples: {
        given: {
          "cpu.supportsIntel64": true,
          "cs.accessRights": "0xA09B",
          "controls.entry": "0x200",
        },
        pass: [
          { "cpu.linearAddressWidth": 48, rip: "0x7FFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, rip: "0x800000000000" },
          { "cpu.linearAddressWidth": 48, rip: "0xFFFF800000000000" },
          { "cpu.linearAddressWidth": 57, rip: "0x1FFFFFFFFFFFFFF" },
        ],
        fail: [
          { "cpu.linearAddressWidth": 48, rip: "0x17FFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, rip: "0x8000800000000000" },
          { "cpu.linearAddressWidth": 48, rip: "0x7FFF800000000000" },
          { "cpu.linearAddressWidth": 57, rip: "0x3FFFFFFFFFFFFFF" },
        ],
        notApplicable: [
          { "cpu.linearAddressWidth": 48, rip: "0x17FFFFFFFFFFF", "controls.entry": "0x0" },
          { "cpu.linearAddressWidth": 48, rip: "0x17FFFFFFFFFFF", "cs.accessRights": "0x809B" },
          { "cpu.supportsIntel64": false, "cpu.linearAddressWidth": 48, rip: "0x17FFFFFFFFFFF" },
        ],
      },
    },
    "guest-rip-rflags-ssp/rip-upper-32.json": {
      id: "rip-upper-32",
      title: "bits 63:32 of RIP are 0 outside 64-bit code",
      sdm: { section: "guest-rip-rflags-ssp", item: "RIP" },
      feature: "Intel 64",
      when: { all: [{ condition: "intel-64" }, { condition: "no-64-bit-code" }] },
      require: { fact: "rip[63:32]", operator: "equal", value: 0 },
      hint: "Outside 64-bit code (IA-32e mode guest 0, or CS.L 0) RIP has 32 bits.",
      examples: {
        given: { "cpu.supportsIntel64": true },
        pass: [
          { rip: "0xFFFFFFFF", "cs.accessRights": "0xC09B", "controls.entry": "0x200" },
          { rip: "0xFFFFFFFF", "cs.accessRights": "0xA09B", "controls.entry": "0x0" },
        ],
        fail: [
          { rip: "0x1FFFFFFFF", "cs.accessRights": "0xC09B", "controls.entry": "0x200" },
          { rip: "0x80000000FFFFFFFF", "cs.accessRights": "0xC09B", "controls.entry": "0x200" },
          { rip: "0x1FFFFFFFF", "cs.accessRights": "0xA09B", "controls.entry": "0x0" },
        ],
        notApplicable: [
          { rip: "0x1FFFFFFFF", "cs.accessRights": "0xE09B", "controls.entry": "0x200" },
          { rip: "0x1FFFFFFFF", "cs.accessRights": "0xA09B", "controls.entry": "0x200" },
          {
            "cpu.supportsIntel64": false,
            rip: "0x1FFFFFFFF",
            "cs.accessRights": "0xC09B",
            "controls.entry": "0x200",
          },
        ],
      },
    },
    "guest-rip-rflags-ssp/ssp-aligned.json": {
      id: "ssp-aligned",
      title: "bits 1:0 of SSP are 0",
      sdm: { section: "guest-rip-rflags-ssp", item: "SSP" },
      feature: "CET",
      when: { condition: "loads-cet" },
      require: { fact: "ssp[1:0]", operator: "equal", value: 0 },
      hint: "Align the shadow-stack pointer to 4 bytes.",
      examples: {
        given: { "controls.entry": "0x100000" },
        pass: [{ ssp: "0x1004" }],
        fail: [{ ssp: "0x1005" }, { ssp: "0x1006" }],
        notApplicable: [{ "controls.entry": "0x0", ssp: "0x1005" }],
      },
    },
    "guest-rip-rflags-ssp/ssp-linear-width.json": {
      id: "ssp-linear-width",
      title: "bits 63:N of SSP are identical (N is the linear-address width)",
      sdm: { section: "guest-rip-rflags-ssp", item: "SSP" },
      feature: "CET",
      when: { all: [{ condition: "intel-64" }, { condition: "loads-cet" }] },
      require: {
        fact: "ssp",
        operator: "identicalFromBit",
        value: { fact: "cpu.linearAddressWidth" },
      },
      hint: "Write a canonical address. As for RIP, 00008000_00000000H passes with N = 48.",
      examples: {
        given: { "cpu.supportsIntel64": true, "controls.entry": "0x100000" },
        pass: [
          { "cpu.linearAddressWidth": 48, ssp: "0x7FFFFFFFFFF8" },
          { "cpu.linearAddressWidth": 48, ssp: "0x800000000000" },
          { "cpu.linearAddressWidth": 48, ssp: "0xFFFF800000000000" },
          { "cpu.linearAddressWidth": 57, ssp: "0x1FFFFFFFFFFFFF8" },
        ],
        fail: [
          { "cpu.linearAddressWidth": 48, ssp: "0x17FFFFFFFFFF8" },
          { "cpu.linearAddressWidth": 48, ssp: "0x8000800000000000" },
          { "cpu.linearAddressWidth": 48, ssp: "0x7FFF800000000000" },
          { "cpu.linearAddressWidth": 57, ssp: "0x3FFFFFFFFFFFFF8" },
        ],
        notApplicable: [
          { "cpu.linearAddressWidth": 48, "controls.entry": "0x0", ssp: "0x17FFFFFFFFFF8" },
          { "cpu.supportsIntel64": false, "cpu.linearAddressWidth": 48, ssp: "0x17FFFFFFFFFF8" },
        ],
      },
    },
    "guest-segment-registers/access-rights-virtual-8086.json": {
      id: "{r}-access-rights-virtual-8086",
      title: "the access rights of {R} are F3H in virtual-8086 mode",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / virtual-8086" },
      for: { "cs ss ds es fs gs": "virtual-8086" },
      require: { fact: "{r}.accessRights", operator: "equal", value: "0xF3" },
      hint: "Write access rights = 000000F3H: type 3, S 1, DPL 3, P 1, everything else 0.",
      examples: {
        given: { rflags: "0x20002" },
        pass: [{ "{r}.accessRights": "0xF3" }],
        fail: [
          { "{r}.accessRights": "0xF2" },
          { "{r}.accessRights": "0xB3" },
          { "{r}.accessRights": "0x100F3" },
          { "{r}.accessRights": "0x800000F3" },
        ],
        notApplicable: [{ rflags: "0x2", "{r}.accessRights": "0xF2" }],
      },
    },
    "guest-segment-registers/base-canonical.json": {
      id: "{r}-base-canonical",
      title: "the base of {R} is canonical",
      sdm: { section: "guest-segment-registers", item: "Base-address fields / TR, FS, GS, LDTR" },
      for: { "fs gs tr": "intel-64", ldtr: ["intel-64", "usable"] },
      require: {
        fact: "{r}.base",
        operator: "canonicalFor",
        value: { fact: "cpu.linearAddressWidth" },
      },
      hint: "Bits 63:47 (63:56 with a 57-bit CPU) must all be equal; the CPU's maximum width counts, not CR4.LA57 of the guest. FS, GS and TR are checked even when unusable.",
      examples: {
        given: { "cpu.supportsIntel64": true, "{r}.accessRights": "0x82" },
        pass: [
          { "cpu.linearAddressWidth": 48, "{r}.base": "0x7FFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, "{r}.base": "0xFFFF800000000000" },
          { "cpu.linearAddressWidth": 57, "{r}.base": "0xFFFFFFFFFFFFFF" },
        ],
        fail: [
          { "cpu.linearAddressWidth": 48, "{r}.base": "0xFFFFFFFFFFFF" },
          { "cpu.linearAddressWidth": 48, "{r}.base": "0xFFFF000000000000" },
          { "cpu.linearAddressWidth": 48, "{r}.base": "0x7FFF800000000000" },
          { "cpu.linearAddressWidth": 57, "{r}.base": "0x1FFFFFFFFFFFFFF" },
        ],
        notApplicable: [
          {
            "cpu.supportsIntel64": false,
            "cpu.linearAddressWidth": 48,
            "{r}.base": "0xFFFFFFFFFFFF",
          },
          {
            only: "ldtr",
            "cpu.linearAddressWidth": 48,
            "{r}.base": "0xFFFFFFFFFFFF",
            "{r}.accessRights": "0x10082",
          },
        ],
      },
    },
    "guest-segment-registers/base-upper-32.json": {
      id: "{r}-base-upper-32",
      title: "bits 63:32 of the base of {R} are 0",
      sdm: { section: "guest-segment-registers", item: "Base-address fields / CS, SS, DS, ES" },
      for: { cs: "intel-64", "ss ds es": ["intel-64", "usable"] },
      require: { fact: "{r}.base[63:32]", operator: "equal", value: 0 },
      hint: "CS, SS, DS and ES have 32-bit bases even in a 64-bit guest; write 0 to the upper half.",
      examples: {
        given: { "cpu.supportsIntel64": true, "{r}.accessRights": "0x93" },
        pass: [{ "{r}.base": "0xFFFFFFFF" }],
        fail: [{ "{r}.base": "0x1FFFFFFFF" }, { "{r}.base": "0x80000000FFFFFFFF" }],
        notApplicable: [
          { "cpu.supportsIntel64": false, "{r}.base": "0x1FFFFFFFF" },
          { only: "ss ds es", "{r}.base": "0x1FFFFFFFF", "{r}.accessRights": "0x10093" },
        ],
      },
    },
    "guest-segment-registers/base-virtual-8086.json": {
      id: "{r}-base-virtual-8086",
      title: "the base of {R} is its selector shifted left by 4 in virtual-8086 mode",
      sdm: { section: "guest-segment-registers", item: "Base-address fields / virtual-8086" },
      for: { "cs ss ds es fs gs": "virtual-8086" },
      require: { fact: "{r}.base", operator: "equal", value: { fact: "{r}.selectorTimes16" } },
      hint: "Write base = selector << 4, with all 16 selector bits and all 64 base bits.",
      examples: {
        given: { rflags: "0x20002" },
        pass: [
          { "{r}.selector": "0x3001", "{r}.base": "0x30010" },
          { "{r}.selector": "0xFFFF", "{r}.base": "0xFFFF0" },
        ],
        fail: [
          { "{r}.selector": "0x3001", "{r}.base": "0x30000" },
          { "{r}.selector": "0x3001", "{r}.base": "0x100030010" },
          { "{r}.selector": "0xFFFF", "{r}.base": "0xFFFF1" },
        ],
        notApplicable: [{ rflags: "0x2", "{r}.selector": "0x3001", "{r}.base": "0x30000" }],
      },
    },
    "guest-segment-registers/cs-db-long-mode.json": {
      id: "cs-db-long-mode",
      title: "CS.D/B is 0 when CS.L is 1 in an IA-32e mode guest",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / D/B / CS" },
      for: { cs: ["outside-virtual-8086", "ia32e-mode-guest"] },
      when: { fact: "cs.l", operator: "equal", value: 1 },
      require: { fact: "cs.db", operator: "equal", value: 0 },
      hint: "64-bit code has L 1 and D 0 (access rights A09BH); compatibility code has L 0 (C09BH).",
      examples: {
        given: { rflags: "0x2", "controls.entry": "0x200" },
        pass: [{ "cs.accessRights": "0xA09B" }],
        fail: [{ "cs.accessRights": "0xE09B" }],
        notApplicable: [
          { rflags: "0x20002", "cs.accessRights": "0xE09B" },
          { "cs.accessRights": "0xE09B", "controls.entry": "0x0" },
          { "cs.accessRights": "0xC09B" },
        ],
      },
    },
    "guest-segment-registers/cs-dpl-conforming.json": {
      id: "cs-dpl-conforming",
      title: "CS.DPL is not above SS.DPL for conforming code (CS type 13 or 15)",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / DPL / CS" },
      for: { cs: "outside-virtual-8086" },
      when: { fact: "cs.type", operator: "in", value: [13, 15] },
      require: { fact: "cs.dpl", operator: "lessThanInclusive", value: { fact: "ss.dpl" } },
      hint: "Conforming code keeps the caller's CPL, which is SS.DPL: lower CS.DPL or raise SS.DPL.",
      examples: {
        given: { rflags: "0x2" },
        pass: [
          { "cs.accessRights": "0xC09D", "ss.accessRights": "0xC0F3" },
          { "cs.accessRights": "0xC0BF", "ss.accessRights": "0xC0B3" },
          { "cs.accessRights": "0xC09D", "ss.accessRights": "0xC093" },
        ],
        fail: [
          { "cs.accessRights": "0xC0BD", "ss.accessRights": "0xC093" },
          { "cs.accessRights": "0xC0BF", "ss.accessRights": "0xC093" },
          { "cs.accessRights": "0xC0FF", "ss.accessRights": "0xC0B3" },
        ],
        notApplicable: [
          { rflags: "0x20002", "cs.accessRights": "0xC0BD", "ss.accessRights": "0xC093" },
          { "cs.accessRights": "0xC0B9", "ss.accessRights": "0xC093" },
          { "cs.accessRights": "0xC0BC", "ss.accessRights": "0xC093" },
          { "cs.accessRights": "0xC0BE", "ss.accessRights": "0xC093" },
        ],
      },
    },
    "guest-segment-registers/cs-dpl-nonconforming.json": {
      id: "cs-dpl-nonconforming",
      title: "CS.DPL equals SS.DPL for non-conforming code (CS type 9 or 11)",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / DPL / CS" },
      for: { cs: "outside-virtual-8086" },
      when: { fact: "cs.type", operator: "in", value: [9, 11] },
      require: { fact: "cs.dpl", operator: "equal", value: { fact: "ss.dpl" } },
      hint: "Both DPLs are the CPL. SS.DPL is read even when SS is unusable: a ring-3 guest with a null SS needs 10060H there.",
      examples: {
        given: { rflags: "0x2" },
        pass: [
          { "cs.accessRights": "0xC0FB", "ss.accessRights": "0xC0F3" },
          { "cs.accessRights": "0xC099", "ss.accessRights": "0x10000" },
          { "cs.accessRights": "0xC0F9", "ss.accessRights": "0x10060" },
        ],
        fail: [
          { "cs.accessRights": "0xC0FB", "ss.accessRights": "0xC0D3" },
          { "cs.accessRights": "0xC0FB", "ss.accessRights": "0xC0B3" },
          { "cs.accessRights": "0xC099", "ss.accessRights": "0x10020" },
          { "cs.accessRights": "0xC0F9", "ss.accessRights": "0x10040" },
        ],
        notApplicable: [
          { rflags: "0x20002", "cs.accessRights": "0xC0FB", "ss.accessRights": "0xC0D3" },
          { "cs.accessRights": "0xC0FF", "ss.accessRights": "0xC0D3" },
          { "cs.accessRights": "0xC0F8", "ss.accessRights": "0x10040" },
          { "cs.accessRights": "0xC0FA", "ss.accessRights": "0xC0D3" },
        ],
      },
    },
    "guest-segment-registers/cs-dpl-type-3.json": {
      id: "cs-dpl-type-3",
      title: "CS.DPL is 0 when CS type is 3",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / DPL / CS" },
      feature: "unrestricted guest",
      for: { cs: "outside-virtual-8086" },
      when: { fact: "cs.type", operator: "equal", value: 3 },
      require: { fact: "cs.dpl", operator: "equal", value: 0 },
      hint: "A type-3 CS (the real-mode cache) runs at privilege level 0: clear bits 6:5 of its access rights.",
      examples: {
        given: { rflags: "0x2" },
        pass: [{ "cs.accessRights": "0x93" }],
        fail: [{ "cs.accessRights": "0xB3" }, { "cs.accessRights": "0xD3" }],
        notApplicable: [
          { rflags: "0x20002", "cs.accessRights": "0xB3" },
          { "cs.accessRights": "0xBB" },
          { "cs.accessRights": "0xB2" },
        ],
      },
    },
    "guest-segment-registers/cs-l-fred-cpl0.json": {
      id: "cs-l-fred-cpl0",
      title: "CS.L is 1 in ring 0 when CR4.FRED is 1",
      sdm: { section: "guest-segment-registers", item: "FRED" },
      feature: "FRED",
      confidence: "unconfirmed",
      source:
        "Agreed on by two implementations and a third-party translation of the 2026 edition; the original text was not seen.",
      for: { cs: "fred-enabled" },
      when: { fact: "ss.dpl", operator: "equal", value: 0 },
      require: { fact: "cs.l", operator: "equal", value: 1 },
      hint: "With FRED ring 0 runs 64-bit code only: use access rights A09BH for CS.",
      examples: {
        given: { cr4: "0x100000000", "ss.accessRights": "0xC093" },
        pass: [{ "cs.accessRights": "0xA09B" }],
        fail: [{ "cs.accessRights": "0x809B" }],
        notApplicable: [
          { cr4: "0x0", "cs.accessRights": "0x809B" },
          { "ss.accessRights": "0xC0B3", "cs.accessRights": "0x809B" },
          { "ss.accessRights": "0xC0D3", "cs.accessRights": "0x809B" },
        ],
      },
    },
    "guest-segment-registers/cs-type-unrestricted-guest.json": {
      id: "cs-type-unrestricted-guest",
      title: "CS type is 3, 9, 11, 13 or 15 with unrestricted guest",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / Type / CS" },
      feature: "unrestricted guest",
      for: { cs: ["outside-virtual-8086", "unrestricted-guest"] },
      require: { fact: "cs.type", operator: "in", value: [3, 9, 11, 13, 15] },
      hint: "Use type 3 (real-mode cache, DPL 0) or an accessed code type.",
      examples: {
        given: {
          rflags: "0x2",
          "controls.primaryProcBased": "0x80000000",
          "controls.secondaryProcBased": "0x80",
        },
        pass: [
          { "cs.accessRights": "0x93" },
          { "cs.accessRights": "0x99" },
          { "cs.accessRights": "0x9B" },
          { "cs.accessRights": "0x9D" },
          { "cs.accessRights": "0x9F" },
        ],
        fail: [
          { "cs.accessRights": "0x92" },
          { "cs.accessRights": "0x91" },
          { "cs.accessRights": "0x97" },
          { "cs.accessRights": "0x98" },
          { "cs.accessRights": "0x9A" },
          { "cs.accessRights": "0x9C" },
          { "cs.accessRights": "0x9E" },
        ],
        notApplicable: [
          { rflags: "0x20002", "cs.accessRights": "0x92" },
          { "cs.accessRights": "0x92", "controls.secondaryProcBased": "0x0" },
        ],
      },
    },
    "guest-segment-registers/cs-type.json": {
      id: "cs-type",
      title: "CS type is 9, 11, 13 or 15 without unrestricted guest",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / Type / CS" },
      for: { cs: ["outside-virtual-8086", "restricted-guest"] },
      require: { fact: "cs.type", operator: "in", value: [9, 11, 13, 15] },
      hint: 'Use an accessed code type (AR low byte 9BH); type 3, the real-mode cache, is allowed only with "unrestricted guest".',
      examples: {
        given: {
          rflags: "0x2",
          "controls.primaryProcBased": "0x80000000",
          "controls.secondaryProcBased": "0x0",
        },
        pass: [
          { "cs.accessRights": "0xC099" },
          { "cs.accessRights": "0xC09B" },
          { "cs.accessRights": "0xC09D" },
          { "cs.accessRights": "0xC09F" },
        ],
        fail: [
          { "cs.accessRights": "0xC098" },
          { "cs.accessRights": "0xC09A" },
          { "cs.accessRights": "0xC09C" },
          { "cs.accessRights": "0xC09E" },
          { "cs.accessRights": "0xC093" },
        ],
        notApplicable: [
          { rflags: "0x20002", "cs.accessRights": "0xC093" },
          { "cs.accessRights": "0xC093", "controls.secondaryProcBased": "0x80" },
        ],
      },
    },
    "guest-segment-registers/dpl-rpl.json": {
      id: "{r}-dpl-rpl",
      title: "{R}.DPL is not below {R}.RPL for data and non-conforming code",
      sdm: {
        section: "guest-segment-registers",
        item: "Access-rights fields / DPL / DS, ES, FS, GS",
      },
      for: { "ds es fs gs": ["outside-virtual-8086", "restricted-guest", "usable"] },
      when: { fact: "{r}.type", operator: "lessThanInclusive", value: 11 },
      require: { fact: "{r}.dpl", operator: "greaterThanInclusive", value: { fact: "{r}.rpl" } },
      hint: "Raise DPL to at least the RPL of the selector or clear the two low bits of the selector. Conforming code (types 12 to 15) is exempt.",
      examples: {
        given: {
          rflags: "0x2",
          "controls.primaryProcBased": "0x80000000",
          "controls.secondaryProcBased": "0x0",
        },
        pass: [
          { "{r}.selector": "0x23", "{r}.accessRights": "0xC0F3" },
          { "{r}.selector": "0x10", "{r}.accessRights": "0xC09B" },
          { "{r}.selector": "0x10", "{r}.accessRights": "0xC0F3" },
        ],
        fail: [
          { "{r}.selector": "0x23", "{r}.accessRights": "0xC0D3" },
          { "{r}.selector": "0x11", "{r}.accessRights": "0xC09B" },
          { "{r}.selector": "0x23", "{r}.accessRights": "0xC0B3" },
        ],
        notApplicable: [
          { rflags: "0x20002", "{r}.selector": "0x11", "{r}.accessRights": "0xC09B" },
          {
            "{r}.selector": "0x11",
            "{r}.accessRights": "0xC09B",
            "controls.secondaryProcBased": "0x80",
          },
          { "{r}.selector": "0x11", "{r}.accessRights": "0x1C09B" },
          { "{r}.selector": "0x11", "{r}.accessRights": "0xC09F" },
        ],
      },
    },
    "guest-segment-registers/granularity-high.json": {
      id: "{r}-granularity-high",
      title: "G is 1 when any of bits 31:20 of the limit of {R} is 1",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / G" },
      for: {
        cs: "outside-virtual-8086",
        "ss ds es fs gs": ["outside-virtual-8086", "usable"],
        ldtr: "usable",
        tr: "always",
      },
      when: { fact: "{r}.limit[31:20]", operator: "notEqual", value: 0 },
      require: { fact: "{r}.g", operator: "equal", value: 1 },
      hint: "A limit above FFFFFH needs G=1 (AR bit 15), and then bits 11:0 of the limit must be ones.",
      examples: {
        given: { rflags: "0x2" },
        pass: [
          { "{r}.limit": "0x100FFF", "{r}.accessRights": "0x8093" },
          { "{r}.limit": "0x80000FFF", "{r}.accessRights": "0x8093" },
        ],
        fail: [
          { "{r}.limit": "0x100FFF", "{r}.accessRights": "0x93" },
          { "{r}.limit": "0x80000FFF", "{r}.accessRights": "0x93" },
        ],
        notApplicable: [
          { "{r}.limit": "0xFFF", "{r}.accessRights": "0x93" },
          {
            only: "cs ss ds es fs gs",
            rflags: "0x20002",
            "{r}.limit": "0x100FFF",
            "{r}.accessRights": "0x93",
          },
          { only: "ss ds es fs gs ldtr", "{r}.limit": "0x100FFF", "{r}.accessRights": "0x10093" },
        ],
      },
    },
    "guest-segment-registers/granularity-low.json": {
      id: "{r}-granularity-low",
      title: "G is 0 when any of bits 11:0 of the limit of {R} is 0",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / G" },
      for: {
        cs: "outside-virtual-8086",
        "ss ds es fs gs": ["outside-virtual-8086", "usable"],
        ldtr: "usable",
        tr: "always",
      },
      when: { fact: "{r}.limit[11:0]", operator: "notEqual", value: "0xFFF" },
      require: { fact: "{r}.g", operator: "equal", value: 0 },
      hint: "With G=1 the limit counts 4-KByte units and its low 12 bits read as ones: store (units << 12) | FFFH, or clear G.",
      examples: {
        given: { rflags: "0x2" },
        pass: [
          { "{r}.limit": "0x7FE", "{r}.accessRights": "0x93" },
          { "{r}.limit": "0xFFE", "{r}.accessRights": "0x93" },
          { "{r}.limit": "0x7FF", "{r}.accessRights": "0x93" },
          { "{r}.limit": "0xFFFF0", "{r}.accessRights": "0x93" },
        ],
        fail: [
          { "{r}.limit": "0x7FE", "{r}.accessRights": "0x8093" },
          { "{r}.limit": "0xFFE", "{r}.accessRights": "0x8093" },
          { "{r}.limit": "0xFFFF0", "{r}.accessRights": "0x8093" },
          { "{r}.limit": "0x7FF", "{r}.accessRights": "0x8093" },
        ],
        notApplicable: [
          { "{r}.limit": "0xFFF", "{r}.accessRights": "0x8093" },
          {
            only: "cs ss ds es fs gs",
            rflags: "0x20002",
            "{r}.limit": "0x7FE",
            "{r}.accessRights": "0x8093",
          },
          { only: "ss ds es fs gs ldtr", "{r}.limit": "0x7FE", "{r}.accessRights": "0x18093" },
        ],
      },
    },
    "guest-segment-registers/ldtr-type.json": {
      id: "ldtr-type",
      title: "LDTR type is 2",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / LDTR / Type" },
      for: { ldtr: "usable" },
      require: { fact: "ldtr.type", operator: "equal", value: 2 },
      hint: "Type 2 is the LDT; without an LDT mark LDTR unusable (access rights 10000H).",
      examples: {
        pass: [{ "ldtr.accessRights": "0x82" }],
        fail: [
          { "ldtr.accessRights": "0x83" },
          { "ldtr.accessRights": "0x80" },
          { "ldtr.accessRights": "0x86" },
          { "ldtr.accessRights": "0x8A" },
        ],
        notApplicable: [{ "ldtr.accessRights": "0x10083" }],
      },
    },
    "guest-segment-registers/limit-virtual-8086.json": {
      id: "{r}-limit-virtual-8086",
      title: "the limit of {R} is FFFFH in virtual-8086 mode",
      sdm: { section: "guest-segment-registers", item: "Limit fields / virtual-8086" },
      for: { "cs ss ds es fs gs": "virtual-8086" },
      require: { fact: "{r}.limit", operator: "equal", value: "0xFFFF" },
      hint: "Write limit = 0000FFFFH.",
      examples: {
        given: { rflags: "0x20002" },
        pass: [{ "{r}.limit": "0xFFFF" }],
        fail: [
          { "{r}.limit": "0xFFFE" },
          { "{r}.limit": "0x1FFFF" },
          { "{r}.limit": "0x8000FFFF" },
        ],
        notApplicable: [{ rflags: "0x2", "{r}.limit": "0xFFFE" }],
      },
    },
    "guest-segment-registers/present.json": {
      id: "{r}-present",
      title: "P is 1: {R} is present",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / P" },
      for: {
        cs: "outside-virtual-8086",
        "ss ds es fs gs": ["outside-virtual-8086", "usable"],
        ldtr: "usable",
        tr: "always",
      },
      require: { fact: "{r}.p", operator: "equal", value: 1 },
      hint: "Set bit 7 of the access rights, or mark the register unusable where that is allowed (not CS, not TR).",
      examples: {
        given: { rflags: "0x2" },
        pass: [{ "{r}.accessRights": "0x8B" }],
        fail: [{ "{r}.accessRights": "0xB" }],
        notApplicable: [
          { only: "cs ss ds es fs gs", rflags: "0x20002", "{r}.accessRights": "0xB" },
          { only: "ss ds es fs gs ldtr", "{r}.accessRights": "0x1000B" },
        ],
      },
    },
    "guest-segment-registers/reserved-11-8.json": {
      id: "{r}-reserved-11-8",
      title: "access-rights bits 11:8 of {R} are 0",
      sdm: {
        section: "guest-segment-registers",
        item: "Access-rights fields / reserved bits 11:8",
      },
      for: {
        cs: "outside-virtual-8086",
        "ss ds es fs gs": ["outside-virtual-8086", "usable"],
        ldtr: "usable",
        tr: "always",
      },
      require: { fact: "{r}.accessRights[11:8]", operator: "equal", value: 0 },
      hint: "Bits 5 and 6 of the descriptor bytes hold limit 19:16 there: clear them when access rights are built from a raw descriptor.",
      note: "Some processors drop bits 11:8 and 31:17 when the field is written, and ignore them at VM entry: a value that was not read back from the VMCS may then differ from what entered.",
      examples: {
        given: { rflags: "0x2" },
        pass: [{ "{r}.accessRights": "0x93" }],
        fail: [
          { "{r}.accessRights": "0x193" },
          { "{r}.accessRights": "0x293" },
          { "{r}.accessRights": "0x493" },
          { "{r}.accessRights": "0x893" },
        ],
        notApplicable: [
          { only: "cs ss ds es fs gs", rflags: "0x20002", "{r}.accessRights": "0x193" },
          { only: "ss ds es fs gs ldtr", "{r}.accessRights": "0x10193" },
        ],
      },
    },
    "guest-segment-registers/reserved-31-17.json": {
      id: "{r}-reserved-31-17",
      title: "access-rights bits 31:17 of {R} are 0",
      sdm: {
        section: "guest-segment-registers",
        item: "Access-rights fields / reserved bits 31:17",
      },
      for: {
        cs: "outside-virtual-8086",
        "ss ds es fs gs": ["outside-virtual-8086", "usable"],
        ldtr: "usable",
        tr: "always",
      },
      require: { fact: "{r}.accessRights[31:17]", operator: "equal", value: 0 },
      hint: "Clear bits 31:17 of the access rights.",
      note: "Some processors drop bits 11:8 and 31:17 when the field is written, and ignore them at VM entry: a value that was not read back from the VMCS may then differ from what entered.",
      examples: {
        given: { rflags: "0x2" },
        pass: [{ "{r}.accessRights": "0x93" }],
        fail: [{ "{r}.accessRights": "0x20093" }, { "{r}.accessRights": "0x80000093" }],
        notApplicable: [
          { only: "cs ss ds es fs gs", rflags: "0x20002", "{r}.accessRights": "0x20093" },
          { only: "ss ds es fs gs ldtr", "{r}.accessRights": "0x30093" },
        ],
      },
    },
    "guest-segment-registers/s-code-or-data.json": {
      id: "{r}-s",
      title: "S is 1: {R} holds a code or data segment",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / S" },
      for: { cs: "outside-virtual-8086", "ss ds es fs gs": ["outside-virtual-8086", "usable"] },
      require: { fact: "{r}.s", operator: "equal", value: 1 },
      hint: "Set bit 4 of the access rights; a system descriptor cannot be held by {R}.",
      examples: {
        given: { rflags: "0x2" },
        pass: [{ "{r}.accessRights": "0xC093" }],
        fail: [{ "{r}.accessRights": "0xC083" }],
        notApplicable: [
          { rflags: "0x20002", "{r}.accessRights": "0xC083" },
          { only: "ss ds es fs gs", "{r}.accessRights": "0x1C083" },
        ],
      },
    },
    "guest-segment-registers/s-system.json": {
      id: "{r}-s",
      title: "S is 0: {R} holds a system segment",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / TR, LDTR / S" },
      for: { ldtr: "usable", tr: "always" },
      require: { fact: "{r}.s", operator: "equal", value: 0 },
      hint: "Clear bit 4 of the access rights: a TSS or LDT descriptor is a system descriptor.",
      examples: {
        pass: [{ "{r}.accessRights": "0x82" }],
        fail: [{ "{r}.accessRights": "0x92" }],
        notApplicable: [{ only: "ldtr", "{r}.accessRights": "0x10092" }],
      },
    },
    "guest-segment-registers/selector-ti.json": {
      id: "{r}-selector-ti",
      title: "TI is 0: the selector of {R} refers to the GDT",
      sdm: { section: "guest-segment-registers", item: "Selector fields / TR, LDTR" },
      for: { tr: "always", ldtr: "usable" },
      require: { fact: "{r}.ti", operator: "equal", value: 0 },
      hint: "Clear bit 2 of the selector: {R} can only come from the GDT.",
      examples: {
        given: { "{r}.accessRights": "0x82" },
        pass: [{ "{r}.selector": "0x18" }],
        fail: [{ "{r}.selector": "0x1C" }],
        notApplicable: [{ only: "ldtr", "{r}.selector": "0x1C", "{r}.accessRights": "0x10082" }],
      },
    },
    "guest-segment-registers/ss-dpl-fred.json": {
      id: "ss-dpl-fred",
      title: "SS.DPL is 0 or 3 when CR4.FRED is 1",
      sdm: { section: "guest-segment-registers", item: "FRED" },
      feature: "FRED",
      confidence: "unconfirmed",
      source:
        "Agreed on by two implementations and a third-party translation of the 2026 edition; the original text was not seen.",
      for: { ss: "fred-enabled" },
      require: { fact: "ss.dpl", operator: "in", value: [0, 3] },
      hint: "FRED knows only rings 0 and 3: set SS.DPL (the CPL) to one of them.",
      examples: {
        given: { cr4: "0x100000000" },
        pass: [{ "ss.accessRights": "0xC093" }, { "ss.accessRights": "0xC0F3" }],
        fail: [{ "ss.accessRights": "0xC0B3" }, { "ss.accessRights": "0xC0D3" }],
        notApplicable: [{ cr4: "0x0", "ss.accessRights": "0xC0B3" }],
      },
    },
    "guest-segment-registers/ss-dpl-rpl.json": {
      id: "ss-dpl-rpl",
      title: "SS.DPL equals SS.RPL",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / DPL / SS" },
      for: { ss: ["outside-virtual-8086", "restricted-guest"] },
      require: { fact: "ss.dpl", operator: "equal", value: { fact: "ss.rpl" } },
      hint: "Set DPL to the RPL of the selector; coming from real mode, clear the two low bits of the selector. There is no exemption for an unusable SS.",
      examples: {
        given: {
          rflags: "0x2",
          "controls.primaryProcBased": "0x80000000",
          "controls.secondaryProcBased": "0x0",
        },
        pass: [
          { "ss.selector": "0x23", "ss.accessRights": "0xC0F3" },
          { "ss.selector": "0x0", "ss.accessRights": "0x10000" },
          { "ss.selector": "0x3", "ss.accessRights": "0x10060" },
        ],
        fail: [
          { "ss.selector": "0x23", "ss.accessRights": "0xC0D3" },
          { "ss.selector": "0x22", "ss.accessRights": "0xC0F3" },
          { "ss.selector": "0x1", "ss.accessRights": "0x10000" },
          { "ss.selector": "0x3", "ss.accessRights": "0x10040" },
        ],
        notApplicable: [
          { rflags: "0x20002", "ss.selector": "0x23", "ss.accessRights": "0xC0D3" },
          {
            "ss.selector": "0x23",
            "ss.accessRights": "0xC0D3",
            "controls.secondaryProcBased": "0x80",
          },
        ],
      },
    },
    "guest-segment-registers/ss-dpl-zero-cs-type-3.json": {
      id: "ss-dpl-zero-cs-type-3",
      title: "SS.DPL is 0 when CS type is 3",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / DPL / SS" },
      feature: "unrestricted guest",
      for: { ss: "outside-virtual-8086" },
      when: { fact: "cs.type", operator: "equal", value: 3 },
      require: { fact: "ss.dpl", operator: "equal", value: 0 },
      hint: "A type-3 CS runs at privilege level 0: clear bits 6:5 of the access rights of SS, usable or not.",
      examples: {
        given: { rflags: "0x2", "cs.accessRights": "0x93" },
        pass: [{ "ss.accessRights": "0x93" }],
        fail: [{ "ss.accessRights": "0xB3" }, { "ss.accessRights": "0xD3" }],
        notApplicable: [
          { rflags: "0x20002", "ss.accessRights": "0xB3" },
          { "cs.accessRights": "0x9B", "ss.accessRights": "0xB3" },
          { "cs.accessRights": "0x92", "ss.accessRights": "0xB3" },
        ],
      },
    },
    "guest-segment-registers/ss-dpl-zero-real-mode.json": {
      id: "ss-dpl-zero-real-mode",
      title: "SS.DPL is 0 in real-address mode (CR0.PE is 0)",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / DPL / SS" },
      feature: "unrestricted guest",
      for: { ss: "outside-virtual-8086" },
      when: { fact: "cr0.pe", operator: "equal", value: 0 },
      require: { fact: "ss.dpl", operator: "equal", value: 0 },
      hint: "Real mode runs at privilege level 0: clear bits 6:5 of the access rights of SS, usable or not.",
      examples: {
        given: { rflags: "0x2", cr0: "0x30" },
        pass: [{ "ss.accessRights": "0x93" }],
        fail: [{ "ss.accessRights": "0xB3" }, { "ss.accessRights": "0xD3" }],
        notApplicable: [
          { rflags: "0x20002", "ss.accessRights": "0xB3" },
          { cr0: "0x31", "ss.accessRights": "0xB3" },
        ],
      },
    },
    "guest-segment-registers/ss-selector-rpl-cs.json": {
      id: "ss-selector-rpl-cs",
      title: "SS.RPL equals CS.RPL",
      sdm: { section: "guest-segment-registers", item: "Selector fields / SS" },
      for: { ss: ["outside-virtual-8086", "restricted-guest"] },
      require: { fact: "ss.rpl", operator: "equal", value: { fact: "cs.rpl" } },
      hint: 'Give SS the RPL of CS (the CPL), or, coming from real mode, clear the two low bits of both selectors; with "unrestricted guest" the check does not apply.',
      examples: {
        given: {
          rflags: "0x2",
          "controls.primaryProcBased": "0x80000000",
          "controls.secondaryProcBased": "0x0",
        },
        pass: [{ "cs.selector": "0x1B", "ss.selector": "0x23" }],
        fail: [
          { "cs.selector": "0x1B", "ss.selector": "0x22" },
          { "cs.selector": "0x1B", "ss.selector": "0x21" },
          { "cs.selector": "0x1A", "ss.selector": "0x23" },
        ],
        notApplicable: [
          { rflags: "0x20002", "cs.selector": "0x1B", "ss.selector": "0x22" },
          { "cs.selector": "0x1B", "ss.selector": "0x22", "controls.secondaryProcBased": "0x80" },
        ],
      },
    },
    "guest-segment-registers/ss-type.json": {
      id: "ss-type",
      title: "SS type is 3 or 7",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / Type / SS" },
      for: { ss: ["outside-virtual-8086", "usable"] },
      require: { fact: "ss.type", operator: "in", value: [3, 7] },
      hint: "Use writable, accessed data: type 3 (expand-up) or 7 (expand-down); or mark SS unusable.",
      examples: {
        given: { rflags: "0x2" },
        pass: [{ "ss.accessRights": "0xC093" }, { "ss.accessRights": "0xC097" }],
        fail: [
          { "ss.accessRights": "0xC092" },
          { "ss.accessRights": "0xC091" },
          { "ss.accessRights": "0xC096" },
          { "ss.accessRights": "0xC09B" },
        ],
        notApplicable: [
          { rflags: "0x20002", "ss.accessRights": "0xC092" },
          { "ss.accessRights": "0x1C092" },
        ],
      },
    },
    "guest-segment-registers/tr-type-ia32e.json": {
      id: "tr-type-ia32e",
      title: "TR type is 11 in an IA-32e mode guest",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / TR / Type" },
      for: { tr: "ia32e-mode-guest" },
      require: { fact: "tr.type", operator: "equal", value: 11 },
      hint: "TR must hold a busy 64-bit TSS: access rights 8BH.",
      examples: {
        given: { "controls.entry": "0x200" },
        pass: [{ "tr.accessRights": "0x8B" }],
        fail: [
          { "tr.accessRights": "0x83" },
          { "tr.accessRights": "0x89" },
          { "tr.accessRights": "0x8A" },
          { "tr.accessRights": "0x8F" },
        ],
        notApplicable: [{ "tr.accessRights": "0x83", "controls.entry": "0x0" }],
      },
    },
    "guest-segment-registers/tr-type-legacy.json": {
      id: "tr-type-legacy",
      title: "TR type is 3 or 11 outside IA-32e mode",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / TR / Type" },
      for: { tr: "legacy-mode-guest" },
      require: { fact: "tr.type", operator: "in", value: [3, 11] },
      hint: "TR must hold a busy TSS: 11 (32-bit) or 3 (16-bit); types 9 and 1 are available ones, which LTR would have turned busy.",
      examples: {
        given: { "controls.entry": "0x0" },
        pass: [{ "tr.accessRights": "0x83" }, { "tr.accessRights": "0x8B" }],
        fail: [
          { "tr.accessRights": "0x82" },
          { "tr.accessRights": "0x81" },
          { "tr.accessRights": "0x89" },
          { "tr.accessRights": "0x8A" },
          { "tr.accessRights": "0x8F" },
          { "tr.accessRights": "0x87" },
        ],
        notApplicable: [{ "tr.accessRights": "0x89", "controls.entry": "0x200" }],
      },
    },
    "guest-segment-registers/tr-usable.json": {
      id: "tr-usable",
      title: "TR is usable",
      sdm: { section: "guest-segment-registers", item: "Access-rights fields / TR / Unusable" },
      for: { tr: "always" },
      require: { fact: "tr.unusable", operator: "equal", value: 0 },
      hint: "Clear bit 16: VM entry always needs a TSS, also in real mode; access rights 8BH with limit 67H will do.",
      examples: { pass: [{ "tr.accessRights": "0x8B" }], fail: [{ "tr.accessRights": "0x1008B" }] },
    },
    "guest-segment-registers/type-accessed.json": {
      id: "{r}-type-accessed",
      title: "bit 0 of the type of {R} (accessed) is 1",
      sdm: {
        section: "guest-segment-registers",
        item: "Access-rights fields / Type / DS, ES, FS, GS",
      },
      for: { "ds es fs gs": ["outside-virtual-8086", "usable"] },
      require: { fact: "{r}.accessed", operator: "equal", value: 1 },
      hint: "Set bit 0 of the access rights (for example 93H instead of 92H): a real segment load would have set it.",
      examples: {
        given: { rflags: "0x2" },
        pass: [{ "{r}.accessRights": "0xC0F3" }, { "{r}.accessRights": "0xC09B" }],
        fail: [{ "{r}.accessRights": "0xC0F2" }, { "{r}.accessRights": "0xC09A" }],
        notApplicable: [
          { rflags: "0x20002", "{r}.accessRights": "0xC0F2" },
          { "{r}.accessRights": "0x1C0F2" },
        ],
      },
    },
    "guest-segment-registers/type-readable.json": {
      id: "{r}-type-readable",
      title: "a code segment in {R} is readable (type bit 1 is 1)",
      sdm: {
        section: "guest-segment-registers",
        item: "Access-rights fields / Type / DS, ES, FS, GS",
      },
      for: { "ds es fs gs": ["outside-virtual-8086", "usable"] },
      when: { fact: "{r}.code", operator: "equal", value: 1 },
      require: { fact: "{r}.readable", operator: "equal", value: 1 },
      hint: "An execute-only code segment cannot be held by {R}: use type 11 or 15, or a data type.",
      examples: {
        given: { rflags: "0x2" },
        pass: [{ "{r}.accessRights": "0xC09B" }, { "{r}.accessRights": "0xC09F" }],
        fail: [{ "{r}.accessRights": "0xC099" }, { "{r}.accessRights": "0xC09D" }],
        notApplicable: [
          { rflags: "0x20002", "{r}.accessRights": "0xC099" },
          { "{r}.accessRights": "0x1C099" },
          { "{r}.accessRights": "0xC091" },
        ],
      },
    },
  },
};

export const cpuProfiles: readonly CpuProfile[] = [
  {
    name: "alder-lake-client",
    title: "Intel Core, 12th generation (Alder Lake-S): CET, PKS and architectural LBRs",
    year: 2021,
    facts: {
      physicalAddressWidth: {
        value: 46,
        source:
          "CPUID.80000008H:EAX[7:0] = 302EH; libcpuid test data, tests/intel/core_12th_gen/alder-lake-s-i9.test (Core i9-12900K, CPUID signature 00090672H)",
        confidence: "measured",
      },
      linearAddressWidth: {
        value: 48,
        source:
          "CPUID.80000008H:EAX[15:8] = 302EH; libcpuid test data, tests/intel/core_12th_gen/alder-lake-s-i9.test (Core i9-12900K, CPUID signature 00090672H)",
        confidence: "measured",
      },
      cr0Fixed0: {
        value: "0x80000021",
        source:
          "MSR 486H: the value of every public dump seen, 2006 to 2016; the SDM, appendices A.7 and A.8, gives no CPU with another one",
        confidence: "inferred",
      },
      cr0Fixed1: {
        value: "0xFFFFFFFF",
        source:
          "MSR 487H: the value of every public dump seen, 2006 to 2016; the SDM, appendices A.7 and A.8, gives no CPU with another one",
        confidence: "inferred",
      },
      cr4Fixed0: {
        value: "0x2000",
        source:
          "MSR 488H: the value of every public dump seen, 2006 to 2016; the SDM, appendices A.7 and A.8, gives no CPU with another one",
        confidence: "inferred",
      },
      cr4Fixed1: {
        value: "0x1FF6FFF",
        source:
          "CR4 bits after their CPUID bits, as Linux KVM maps them for nested VMX (arch/x86/kvm/vmx/vmx.c): bits 11:0 (with UMIP), 13, SMXE, 16 to 18, KL, SMEP, SMAP, PKE, CET, PKS; libcpuid test data, tests/intel/core_12th_gen/alder-lake-s-i9.test (Core i9-12900K, CPUID signature 00090672H)",
        confidence: "inferred",
      },
      supportsIntel64: {
        value: true,
        source:
          "CPUID.80000001H:EDX[29] = 1; libcpuid test data, tests/intel/core_12th_gen/alder-lake-s-i9.test (Core i9-12900K, CPUID signature 00090672H)",
        confidence: "measured",
      },
      supportsSgx: {
        value: false,
        source:
          "CPUID.07H: EBX = 239CA7EBH, ECX = 98C027ACH; subleaf 1 EAX = 400810H, EBX[2]; libcpuid test data, tests/intel/core_12th_gen/alder-lake-s-i9.test (Core i9-12900K, CPUID signature 00090672H)",
        confidence: "measured",
      },
      supportsRtm: {
        value: false,
        source:
          "CPUID.07H: EBX = 239CA7EBH, ECX = 98C027ACH; subleaf 1 EAX = 400810H, EBX[11]; libcpuid test data, tests/intel/core_12th_gen/alder-lake-s-i9.test (Core i9-12900K, CPUID signature 00090672H)",
        confidence: "measured",
      },
      supportsLam: {
        value: false,
        source:
          "CPUID.07H: EBX = 239CA7EBH, ECX = 98C027ACH; subleaf 1 EAX = 400810H, (subleaf 1) EAX[26]; libcpuid test data, tests/intel/core_12th_gen/alder-lake-s-i9.test (Core i9-12900K, CPUID signature 00090672H)",
        confidence: "measured",
      },
      supportsBusLockDebug: {
        value: false,
        source:
          "CPUID.07H: EBX = 239CA7EBH, ECX = 98C027ACH; subleaf 1 EAX = 400810H, ECX[24]; libcpuid test data, tests/intel/core_12th_gen/alder-lake-s-i9.test (Core i9-12900K, CPUID signature 00090672H)",
        confidence: "measured",
      },
      supportsShadowStack: {
        value: true,
        source:
          "CPUID.07H:ECX[7] = 1; libcpuid test data, tests/intel/core_12th_gen/alder-lake-s-i9.test (Core i9-12900K, CPUID signature 00090672H)",
        confidence: "measured",
      },
      supportsIbt: {
        value: true,
        source:
          "CPUID.07H:EDX[20] = 1; libcpuid test data, tests/intel/core_12th_gen/alder-lake-s-i9.test (Core i9-12900K, CPUID signature 00090672H)",
        confidence: "measured",
      },
      eferReserved: {
        value: "0xFFFFFFFFFFFFF2FE",
        source:
          "Bits SCE, LME, LMA and NXE, after CPUID.80000001H:EDX bits 11, 20 and 29; the same mask is measured on Core 2 and Sandy Bridge-E",
        confidence: "inferred",
      },
      rtitCtlReserved: {
        value: "0xFEFFFF00F0840050",
        source:
          "From CPUID.14H: EBX = 5FH, ECX = 7, two address ranges; libcpuid test data, tests/intel/core_12th_gen/alder-lake-s-i9.test (Core i9-12900K, CPUID signature 00090672H)",
        confidence: "inferred",
      },
      lbrCtlReserved: {
        value: "0xFFFFFFFFFF80FFF0",
        source:
          "From CPUID.1CH: EBX = 7, so CPL, branch-type and call-stack filters; libcpuid test data, tests/intel/core_12th_gen/alder-lake-s-i9.test (Core i9-12900K, CPUID signature 00090672H)",
        confidence: "inferred",
      },
      sCetReserved: {
        value: "0x3C0",
        source:
          "SDM vol. 1, control-flow enforcement, IA32_S_CET: bits 9:6 are reserved where shadow stacks and indirect-branch tracking are both supported",
        confidence: "documented",
      },
    },
    controls: {
      unrestrictedGuest: {
        value: true,
        source: "Every Intel Core generation since Westmere has it",
        confidence: "inferred",
      },
      ept: {
        value: true,
        source: "Every Intel Core generation since Nehalem has it",
        confidence: "inferred",
      },
    },
    note: "A hybrid CPU: performance and efficient cores have different numbers of counters, so the counter facts are left out. The profile is that of the die with 46-bit physical addresses; mobile parts have 39.",
  },
  {
    name: "conroe",
    title: "Intel Core 2 (Conroe): VMX without EPT and unrestricted guest",
    year: 2006,
    facts: {
      physicalAddressWidth: {
        value: 36,
        source:
          "CPUID.80000008H:EAX[7:0] = 3024H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      linearAddressWidth: {
        value: 48,
        source:
          "CPUID.80000008H:EAX[15:8] = 3024H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      cr0Fixed0: {
        value: "0x80000021",
        source:
          "MSR 486H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      cr0Fixed1: {
        value: "0xFFFFFFFF",
        source:
          "MSR 487H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      cr4Fixed0: {
        value: "0x2000",
        source:
          "MSR 488H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      cr4Fixed1: {
        value: "0x27FF",
        source:
          "MSR 489H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      vmxBasic: {
        value: "0x1A040000000007",
        source:
          "MSR 480H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      vmxMisc: {
        value: "0x403C0",
        source:
          "MSR 485H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      supportsIntel64: {
        value: true,
        source:
          "CPUID.80000001H:EDX[29] = 1; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      supportsSgx: {
        value: false,
        source:
          "The highest basic leaf is 0AH, so there is no CPUID.07H, EBX[2]; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      supportsRtm: {
        value: false,
        source:
          "The highest basic leaf is 0AH, so there is no CPUID.07H, EBX[11]; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      supportsLam: {
        value: false,
        source:
          "The highest basic leaf is 0AH, so there is no CPUID.07H, (subleaf 1) EAX[26]; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      supportsBusLockDebug: {
        value: false,
        source:
          "The highest basic leaf is 0AH, so there is no CPUID.07H, ECX[24]; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      supportsShadowStack: {
        value: false,
        source:
          "The highest basic leaf is 0AH, so there is no CPUID.07H, ECX[7]; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      supportsIbt: {
        value: false,
        source:
          "The highest basic leaf is 0AH, so there is no CPUID.07H, EDX[20]; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      numGpCounters: {
        value: 2,
        source:
          "CPUID.0AH:EAX[15:8] = 07280202H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      supportsPerfMetrics: {
        value: false,
        source:
          "IA32_PERF_CAPABILITIES = 82H, bit 15 clear; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      debugctlReserved: {
        value: "0xFFFFFFFFFFFFE03C",
        source:
          "Bits of MSR 1D9H whose writing causes #GP; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      eferReserved: {
        value: "0xFFFFFFFFFFFFF2FE",
        source:
          "Bits of MSR C0000080H whose writing causes #GP; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
    },
    controls: {
      unrestrictedGuest: {
        value: false,
        source:
          "IA32_VMX_PROCBASED_CTLS = 77B9FFFE0401E172H, bit 63 clear: no secondary controls; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
      ept: {
        value: false,
        source:
          "IA32_VMX_PROCBASED_CTLS = 77B9FFFE0401E172H, bit 63 clear: no secondary controls; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core2_X6800_2_93GHz.h (CPUID signature 000006F6H)",
        confidence: "measured",
      },
    },
    note: "The number of fixed counters is left out: CPUID.0AH:EDX reports 0 although the CPU has three. The CPU has no VM-entry control to load IA32_PERF_GLOBAL_CTRL, so the check on it cannot apply.",
  },
  {
    name: "diamond-rapids",
    title: "Intel Xeon (Diamond Rapids): FRED and LAM",
    year: 2026,
    facts: {
      linearAddressWidth: {
        value: 57,
        source: "Feature LA57; QEMU, target/i386/cpu.c, model DiamondRapids (2025)",
        confidence: "documented",
      },
      cr0Fixed0: {
        value: "0x80000021",
        source:
          "MSR 486H: the value of every public dump seen, 2006 to 2016; the SDM, appendices A.7 and A.8, gives no CPU with another one",
        confidence: "inferred",
      },
      cr0Fixed1: {
        value: "0xFFFFFFFF",
        source:
          "MSR 487H: the value of every public dump seen, 2006 to 2016; the SDM, appendices A.7 and A.8, gives no CPU with another one",
        confidence: "inferred",
      },
      cr4Fixed0: {
        value: "0x2000",
        source:
          "MSR 488H: the value of every public dump seen, 2006 to 2016; the SDM, appendices A.7 and A.8, gives no CPU with another one",
        confidence: "inferred",
      },
      cr4Fixed1: {
        value: "0x11BF77FFF",
        source:
          "CR4 bits after their CPUID bits, as Linux KVM maps them for nested VMX (arch/x86/kvm/vmx/vmx.c): bits 14:0 (with UMIP, LA57 and SMXE), 16 to 18, SMEP, SMAP, PKE, CET, PKS, UINTR, LASS, LAM_SUP, FRED; QEMU, target/i386/cpu.c, model DiamondRapids (2025), its features and the remarks on hardware features it does not expose",
        confidence: "inferred",
      },
      supportsIntel64: {
        value: true,
        source: "CPUID.80000001H:EDX[29] = 1; QEMU, target/i386/cpu.c, model DiamondRapids (2025)",
        confidence: "documented",
      },
      supportsLam: {
        value: true,
        source: "Feature LAM; QEMU, target/i386/cpu.c, model DiamondRapids (2025)",
        confidence: "documented",
      },
      supportsBusLockDebug: {
        value: true,
        source: "Feature bus-lock-detect; QEMU, target/i386/cpu.c, model DiamondRapids (2025)",
        confidence: "documented",
      },
      supportsShadowStack: {
        value: true,
        source: "Feature shstk; QEMU, target/i386/cpu.c, model DiamondRapids (2025)",
        confidence: "documented",
      },
      supportsIbt: {
        value: true,
        source: "Feature ibt; QEMU, target/i386/cpu.c, model DiamondRapids (2025)",
        confidence: "documented",
      },
      eferReserved: {
        value: "0xFFFFFFFFFFFFF2FE",
        source:
          "Bits SCE, LME, LMA and NXE, after CPUID.80000001H:EDX bits 11, 20 and 29; the same mask is measured on Core 2 and Sandy Bridge-E",
        confidence: "inferred",
      },
      sCetReserved: {
        value: "0x3C0",
        source:
          "SDM vol. 1, control-flow enforcement, IA32_S_CET: bits 9:6 are reserved where shadow stacks and indirect-branch tracking are both supported",
        confidence: "documented",
      },
      specCtrlReserved: {
        value: "0xFFFFFFFFFFFFFA00",
        source:
          "From CPUID.07H: IBRS, STIBP, SSBD, and subleaf 2 PSFD, IPRED_CTRL, RRSBA_CTRL, DDPD_U, BHI_CTRL; QEMU, target/i386/cpu.c, model DiamondRapids (2025)",
        confidence: "inferred",
      },
    },
    controls: {
      unrestrictedGuest: {
        value: true,
        source: "Secondary VMX controls; QEMU, target/i386/cpu.c, model DiamondRapids (2025)",
        confidence: "documented",
      },
      ept: {
        value: true,
        source: "Secondary VMX controls; QEMU, target/i386/cpu.c, model DiamondRapids (2025)",
        confidence: "documented",
      },
    },
    note: "Made from documentation of software, not from a dump: the physical-address width, the counters and the capability MSRs of VMX are left out.",
  },
  {
    name: "haswell-client",
    title: "Intel Core, 4th generation (Haswell): 39-bit physical addresses",
    year: 2013,
    facts: {
      physicalAddressWidth: {
        value: 39,
        source:
          "CPUID.80000008H:EAX[7:0] = 3027H; libcpuid test data, tests/intel/core_4th_gen/haswell-i7.test (Core i7-4700MQ)",
        confidence: "measured",
      },
      linearAddressWidth: {
        value: 48,
        source:
          "CPUID.80000008H:EAX[15:8] = 3027H; libcpuid test data, tests/intel/core_4th_gen/haswell-i7.test (Core i7-4700MQ)",
        confidence: "measured",
      },
      cr0Fixed0: {
        value: "0x80000021",
        source:
          "MSR 486H; VmxCaps comparison table (GitHub honorarybot/VmxCaps, 2016), Core i7-4770 (Haswell)",
        confidence: "measured",
      },
      cr0Fixed1: {
        value: "0xFFFFFFFF",
        source:
          "MSR 487H; VmxCaps comparison table (GitHub honorarybot/VmxCaps, 2016), Core i7-4770 (Haswell)",
        confidence: "measured",
      },
      cr4Fixed0: {
        value: "0x2000",
        source:
          "MSR 488H; VmxCaps comparison table (GitHub honorarybot/VmxCaps, 2016), Core i7-4770 (Haswell)",
        confidence: "measured",
      },
      cr4Fixed1: {
        value: "0x1767FF",
        source:
          "MSR 489H; VmxCaps comparison table (GitHub honorarybot/VmxCaps, 2016), Core i7-4770 (Haswell)",
        confidence: "measured",
      },
      vmxBasic: {
        value: "0xDA040000000012",
        source:
          "MSR 480H; VmxCaps comparison table (GitHub honorarybot/VmxCaps, 2016), Core i7-4770 (Haswell)",
        confidence: "measured",
      },
      vmxMisc: {
        value: "0x300481E5",
        source:
          "MSR 485H; VmxCaps comparison table (GitHub honorarybot/VmxCaps, 2016), Core i7-4770 (Haswell)",
        confidence: "measured",
      },
      supportsIntel64: {
        value: true,
        source:
          "CPUID.80000001H:EDX[29] = 1; libcpuid test data, tests/intel/core_4th_gen/haswell-i7.test (Core i7-4700MQ)",
        confidence: "measured",
      },
      supportsSgx: {
        value: false,
        source:
          "CPUID.07H:EBX = 27ABH, the other registers and subleaves zero, EBX[2]; libcpuid test data, tests/intel/core_4th_gen/haswell-i7.test (Core i7-4700MQ)",
        confidence: "measured",
      },
      supportsLam: {
        value: false,
        source:
          "CPUID.07H:EBX = 27ABH, the other registers and subleaves zero, (subleaf 1) EAX[26]; libcpuid test data, tests/intel/core_4th_gen/haswell-i7.test (Core i7-4700MQ)",
        confidence: "measured",
      },
      supportsBusLockDebug: {
        value: false,
        source:
          "CPUID.07H:EBX = 27ABH, the other registers and subleaves zero, ECX[24]; libcpuid test data, tests/intel/core_4th_gen/haswell-i7.test (Core i7-4700MQ)",
        confidence: "measured",
      },
      supportsShadowStack: {
        value: false,
        source:
          "CPUID.07H:EBX = 27ABH, the other registers and subleaves zero, ECX[7]; libcpuid test data, tests/intel/core_4th_gen/haswell-i7.test (Core i7-4700MQ)",
        confidence: "measured",
      },
      supportsIbt: {
        value: false,
        source:
          "CPUID.07H:EBX = 27ABH, the other registers and subleaves zero, EDX[20]; libcpuid test data, tests/intel/core_4th_gen/haswell-i7.test (Core i7-4700MQ)",
        confidence: "measured",
      },
      numGpCounters: {
        value: 4,
        source:
          "CPUID.0AH:EAX[15:8] = 07300403H; libcpuid test data, tests/intel/core_4th_gen/haswell-i7.test (Core i7-4700MQ)",
        confidence: "measured",
      },
      numFixedCounters: {
        value: 3,
        source:
          "CPUID.0AH:EDX[4:0] = 603H; libcpuid test data, tests/intel/core_4th_gen/haswell-i7.test (Core i7-4700MQ)",
        confidence: "measured",
      },
      supportsPerfMetrics: {
        value: false,
        source:
          "Introduced with Ice Lake (Linux perf, intel core driver: topdown metrics from Ice Lake on)",
        confidence: "inferred",
      },
      debugctlReserved: {
        value: "0xFFFFFFFFFFFF003C",
        source:
          "As measured on the next generation; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_5600U.h",
        confidence: "inferred",
      },
      eferReserved: {
        value: "0xFFFFFFFFFFFFF2FE",
        source:
          "Bits SCE, LME, LMA and NXE, after CPUID.80000001H:EDX bits 11, 20 and 29; the same mask is measured on Core 2 and Sandy Bridge-E",
        confidence: "inferred",
      },
    },
    controls: {
      unrestrictedGuest: {
        value: true,
        source:
          'Row "Unrestricted guest"; VmxCaps comparison table (GitHub honorarybot/VmxCaps, 2016), Core i7-4770 (Haswell)',
        confidence: "measured",
      },
      ept: {
        value: true,
        source:
          "Unrestricted guest, which the CPU has, requires EPT; VmxCaps comparison table (GitHub honorarybot/VmxCaps, 2016), Core i7-4770 (Haswell)",
        confidence: "measured",
      },
    },
    note: "RTM is left out: it depends on the part and on the microcode. Parts without SMX lack bit 14 of IA32_VMX_CR4_FIXED1 (0x1727FF).",
  },
  {
    name: "nehalem-ep",
    title: "Intel Xeon 5500 (Nehalem-EP): EPT without unrestricted guest",
    year: 2009,
    facts: {
      physicalAddressWidth: {
        value: 40,
        source:
          "CPUID.80000008H:EAX[7:0] = 3028H; libcpuid test data, tests/intel/core_1st_gen/xeon-gainestown.test (Xeon E5520)",
        confidence: "measured",
      },
      linearAddressWidth: {
        value: 48,
        source:
          "CPUID.80000008H:EAX[15:8] = 3028H; libcpuid test data, tests/intel/core_1st_gen/xeon-gainestown.test (Xeon E5520)",
        confidence: "measured",
      },
      cr0Fixed0: {
        value: "0x80000021",
        source:
          "MSR 486H: the value of every public dump seen, 2006 to 2016; the SDM, appendices A.7 and A.8, gives no CPU with another one",
        confidence: "inferred",
      },
      cr0Fixed1: {
        value: "0xFFFFFFFF",
        source:
          "MSR 487H: the value of every public dump seen, 2006 to 2016; the SDM, appendices A.7 and A.8, gives no CPU with another one",
        confidence: "inferred",
      },
      cr4Fixed0: {
        value: "0x2000",
        source:
          "MSR 488H: the value of every public dump seen, 2006 to 2016; the SDM, appendices A.7 and A.8, gives no CPU with another one",
        confidence: "inferred",
      },
      cr4Fixed1: {
        value: "0x67FF",
        source:
          "Sum of the CR4 bits CPUID.01H:ECX = 009CE3BDH offers: those of Core 2 and SMXE; no PCIDE, no OSXSAVE; libcpuid test data, tests/intel/core_1st_gen/xeon-gainestown.test (Xeon E5520)",
        confidence: "inferred",
      },
      supportsIntel64: {
        value: true,
        source:
          "CPUID.80000001H:EDX[29] = 1; libcpuid test data, tests/intel/core_1st_gen/xeon-gainestown.test (Xeon E5520)",
        confidence: "measured",
      },
      supportsSgx: {
        value: false,
        source:
          "CPUID.07H is zero, EBX[2]; libcpuid test data, tests/intel/core_1st_gen/xeon-gainestown.test (Xeon E5520)",
        confidence: "measured",
      },
      supportsRtm: {
        value: false,
        source:
          "CPUID.07H is zero, EBX[11]; libcpuid test data, tests/intel/core_1st_gen/xeon-gainestown.test (Xeon E5520)",
        confidence: "measured",
      },
      supportsLam: {
        value: false,
        source:
          "CPUID.07H is zero, (subleaf 1) EAX[26]; libcpuid test data, tests/intel/core_1st_gen/xeon-gainestown.test (Xeon E5520)",
        confidence: "measured",
      },
      supportsBusLockDebug: {
        value: false,
        source:
          "CPUID.07H is zero, ECX[24]; libcpuid test data, tests/intel/core_1st_gen/xeon-gainestown.test (Xeon E5520)",
        confidence: "measured",
      },
      supportsShadowStack: {
        value: false,
        source:
          "CPUID.07H is zero, ECX[7]; libcpuid test data, tests/intel/core_1st_gen/xeon-gainestown.test (Xeon E5520)",
        confidence: "measured",
      },
      supportsIbt: {
        value: false,
        source:
          "CPUID.07H is zero, EDX[20]; libcpuid test data, tests/intel/core_1st_gen/xeon-gainestown.test (Xeon E5520)",
        confidence: "measured",
      },
      numGpCounters: {
        value: 4,
        source:
          "CPUID.0AH:EAX[15:8] = 07300403H; libcpuid test data, tests/intel/core_1st_gen/xeon-gainestown.test (Xeon E5520)",
        confidence: "measured",
      },
      numFixedCounters: {
        value: 3,
        source:
          "CPUID.0AH:EDX[4:0] = 603H; libcpuid test data, tests/intel/core_1st_gen/xeon-gainestown.test (Xeon E5520)",
        confidence: "measured",
      },
      supportsPerfMetrics: {
        value: false,
        source:
          "Introduced with Ice Lake (Linux perf, intel core driver: topdown metrics from Ice Lake on)",
        confidence: "inferred",
      },
      eferReserved: {
        value: "0xFFFFFFFFFFFFF2FE",
        source:
          "Bits SCE, LME, LMA and NXE, after CPUID.80000001H:EDX bits 11, 20 and 29; the same mask is measured on Core 2 and Sandy Bridge-E",
        confidence: "inferred",
      },
    },
    controls: {
      unrestrictedGuest: {
        value: false,
        source:
          "QEMU, target/i386/cpu.c, model Nehalem: the secondary VMX controls have no unrestricted guest",
        confidence: "documented",
      },
      ept: {
        value: true,
        source: "QEMU, target/i386/cpu.c, model Nehalem: the secondary VMX controls include EPT",
        confidence: "documented",
      },
    },
    note: "Later firmware may have changed the VMX capabilities; IA32_VMX_BASIC and IA32_VMX_MISC have no public dump and are left out.",
  },
  {
    name: "sandy-bridge-ep",
    title: "Intel Xeon E5 (Sandy Bridge-EP): 46-bit physical addresses",
    year: 2012,
    facts: {
      physicalAddressWidth: {
        value: 46,
        source:
          "CPUID.80000008H:EAX[7:0] = 302EH; libcpuid test data, tests/intel/core_2nd_gen/xeon-sandy-e-e5.test (Xeon E5-2687W)",
        confidence: "measured",
      },
      linearAddressWidth: {
        value: 48,
        source:
          "CPUID.80000008H:EAX[15:8] = 302EH; libcpuid test data, tests/intel/core_2nd_gen/xeon-sandy-e-e5.test (Xeon E5-2687W)",
        confidence: "measured",
      },
      cr0Fixed0: {
        value: "0x80000021",
        source:
          "MSR 486H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_3960X.h (Sandy Bridge-E, CPUID signature 000206D6H)",
        confidence: "measured",
      },
      cr0Fixed1: {
        value: "0xFFFFFFFF",
        source:
          "MSR 487H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_3960X.h (Sandy Bridge-E, CPUID signature 000206D6H)",
        confidence: "measured",
      },
      cr4Fixed0: {
        value: "0x2000",
        source:
          "MSR 488H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_3960X.h (Sandy Bridge-E, CPUID signature 000206D6H)",
        confidence: "measured",
      },
      cr4Fixed1: {
        value: "0x667FF",
        source:
          "0x627FF measured on the Core i7-3960X of the same die (VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_3960X.h (Sandy Bridge-E, CPUID signature 000206D6H)), and SMXE since CPUID.01H:ECX = 1FBEE3FFH has SMX (libcpuid test data, tests/intel/core_2nd_gen/xeon-sandy-e-e5.test (Xeon E5-2687W))",
        confidence: "inferred",
      },
      vmxBasic: {
        value: "0xDA040000000010",
        source:
          "MSR 480H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_3960X.h (Sandy Bridge-E, CPUID signature 000206D6H)",
        confidence: "measured",
      },
      vmxMisc: {
        value: "0x100401E5",
        source:
          "MSR 485H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_3960X.h (Sandy Bridge-E, CPUID signature 000206D6H)",
        confidence: "measured",
      },
      supportsIntel64: {
        value: true,
        source:
          "CPUID.80000001H:EDX[29] = 1; libcpuid test data, tests/intel/core_2nd_gen/xeon-sandy-e-e5.test (Xeon E5-2687W)",
        confidence: "measured",
      },
      supportsSgx: {
        value: false,
        source:
          "CPUID.07H is zero, EBX[2]; libcpuid test data, tests/intel/core_2nd_gen/xeon-sandy-e-e5.test (Xeon E5-2687W)",
        confidence: "measured",
      },
      supportsRtm: {
        value: false,
        source:
          "CPUID.07H is zero, EBX[11]; libcpuid test data, tests/intel/core_2nd_gen/xeon-sandy-e-e5.test (Xeon E5-2687W)",
        confidence: "measured",
      },
      supportsLam: {
        value: false,
        source:
          "CPUID.07H is zero, (subleaf 1) EAX[26]; libcpuid test data, tests/intel/core_2nd_gen/xeon-sandy-e-e5.test (Xeon E5-2687W)",
        confidence: "measured",
      },
      supportsBusLockDebug: {
        value: false,
        source:
          "CPUID.07H is zero, ECX[24]; libcpuid test data, tests/intel/core_2nd_gen/xeon-sandy-e-e5.test (Xeon E5-2687W)",
        confidence: "measured",
      },
      supportsShadowStack: {
        value: false,
        source:
          "CPUID.07H is zero, ECX[7]; libcpuid test data, tests/intel/core_2nd_gen/xeon-sandy-e-e5.test (Xeon E5-2687W)",
        confidence: "measured",
      },
      supportsIbt: {
        value: false,
        source:
          "CPUID.07H is zero, EDX[20]; libcpuid test data, tests/intel/core_2nd_gen/xeon-sandy-e-e5.test (Xeon E5-2687W)",
        confidence: "measured",
      },
      numGpCounters: {
        value: 4,
        source:
          "CPUID.0AH:EAX[15:8] = 07300403H; libcpuid test data, tests/intel/core_2nd_gen/xeon-sandy-e-e5.test (Xeon E5-2687W)",
        confidence: "measured",
      },
      numFixedCounters: {
        value: 3,
        source:
          "CPUID.0AH:EDX[4:0] = 603H; libcpuid test data, tests/intel/core_2nd_gen/xeon-sandy-e-e5.test (Xeon E5-2687W)",
        confidence: "measured",
      },
      supportsPerfMetrics: {
        value: false,
        source:
          "IA32_PERF_CAPABILITIES = 31C3H, bit 15 clear; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_3960X.h (Sandy Bridge-E, CPUID signature 000206D6H)",
        confidence: "measured",
      },
      debugctlReserved: {
        value: "0xFFFFFFFFFFFF803C",
        source:
          "Bits of MSR 1D9H whose writing causes #GP; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_3960X.h (Sandy Bridge-E, CPUID signature 000206D6H)",
        confidence: "measured",
      },
      eferReserved: {
        value: "0xFFFFFFFFFFFFF2FE",
        source:
          "Bits of MSR C0000080H whose writing causes #GP; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_3960X.h (Sandy Bridge-E, CPUID signature 000206D6H)",
        confidence: "measured",
      },
    },
    controls: {
      unrestrictedGuest: {
        value: true,
        source:
          "IA32_VMX_PROCBASED_CTLS2 = 4FF00000000H, bit 39; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_3960X.h (Sandy Bridge-E, CPUID signature 000206D6H)",
        confidence: "measured",
      },
      ept: {
        value: true,
        source:
          "IA32_VMX_PROCBASED_CTLS2 = 4FF00000000H, bit 33; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_3960X.h (Sandy Bridge-E, CPUID signature 000206D6H)",
        confidence: "measured",
      },
    },
    note: "CPUID values are those of a Xeon E5, MSR values those of a client part of the same die.",
  },
  {
    name: "sapphire-rapids",
    title: "Intel Xeon, 4th generation (Sapphire Rapids): 52-bit physical, 57-bit linear addresses",
    year: 2023,
    facts: {
      physicalAddressWidth: {
        value: 52,
        source:
          "lscpu output of a Xeon Platinum 8480+ in a public Hugging Face article (address sizes: 52 bits physical, 57 bits virtual)",
        confidence: "measured",
      },
      linearAddressWidth: {
        value: 57,
        source:
          "lscpu output of a Xeon Platinum 8480+ in a public Hugging Face article (address sizes: 52 bits physical, 57 bits virtual)",
        confidence: "measured",
      },
      cr0Fixed0: {
        value: "0x80000021",
        source:
          "MSR 486H: the value of every public dump seen, 2006 to 2016; the SDM, appendices A.7 and A.8, gives no CPU with another one",
        confidence: "inferred",
      },
      cr0Fixed1: {
        value: "0xFFFFFFFF",
        source:
          "MSR 487H: the value of every public dump seen, 2006 to 2016; the SDM, appendices A.7 and A.8, gives no CPU with another one",
        confidence: "inferred",
      },
      cr4Fixed0: {
        value: "0x2000",
        source:
          "MSR 488H: the value of every public dump seen, 2006 to 2016; the SDM, appendices A.7 and A.8, gives no CPU with another one",
        confidence: "inferred",
      },
      cr4Fixed1: {
        value: "0x3F77FFF",
        source:
          "CR4 bits after their CPUID bits, as Linux KVM maps them for nested VMX (arch/x86/kvm/vmx/vmx.c): bits 14:0 (with UMIP, LA57 and SMXE), 16 to 18, SMEP, SMAP, PKE, CET, PKS, UINTR; the flags of the lscpu output, and UINTR in LLVM's target features for sapphirerapids",
        confidence: "inferred",
      },
      supportsIntel64: {
        value: true,
        source:
          "Flag lm; lscpu output of a Xeon Platinum 8480+ in a public Hugging Face article (address sizes: 52 bits physical, 57 bits virtual)",
        confidence: "measured",
      },
      supportsLam: {
        value: false,
        source: "CoreFreq issue 560, report of a 4th-generation Xeon: LAM is missing",
        confidence: "measured",
      },
      supportsBusLockDebug: {
        value: true,
        source:
          "Flag bus_lock_detect; lscpu output of a Xeon Platinum 8480+ in a public Hugging Face article (address sizes: 52 bits physical, 57 bits virtual)",
        confidence: "measured",
      },
      supportsShadowStack: {
        value: true,
        source:
          "QEMU, target/i386/cpu.c, history of the DiamondRapids model: CET came with Sapphire Rapids; LLVM's sapphirerapids has shstk",
        confidence: "documented",
      },
      supportsIbt: {
        value: true,
        source:
          "QEMU, target/i386/cpu.c, history of the DiamondRapids model: CET came with Sapphire Rapids",
        confidence: "documented",
      },
      numGpCounters: {
        value: 8,
        source: "Linux perf, intel core driver: Golden Cove has eight general-purpose counters",
        confidence: "documented",
      },
      numFixedCounters: {
        value: 4,
        source: "Linux perf, intel core driver: Golden Cove has four fixed counters",
        confidence: "documented",
      },
      supportsPerfMetrics: {
        value: true,
        source: "Linux perf, intel core driver: topdown metrics on Golden Cove",
        confidence: "documented",
      },
      eferReserved: {
        value: "0xFFFFFFFFFFFFF2FE",
        source:
          "Bits SCE, LME, LMA and NXE, after CPUID.80000001H:EDX bits 11, 20 and 29; the same mask is measured on Core 2 and Sandy Bridge-E",
        confidence: "inferred",
      },
      sCetReserved: {
        value: "0x3C0",
        source:
          "SDM vol. 1, control-flow enforcement, IA32_S_CET: bits 9:6 are reserved where shadow stacks and indirect-branch tracking are both supported",
        confidence: "documented",
      },
    },
    controls: {
      unrestrictedGuest: {
        value: true,
        source: "QEMU, target/i386/cpu.c, model SapphireRapids: secondary VMX controls",
        confidence: "documented",
      },
      ept: {
        value: true,
        source: "QEMU, target/i386/cpu.c, model SapphireRapids: secondary VMX controls",
        confidence: "documented",
      },
    },
    note: "SGX and RTM are left out: they depend on firmware, kernel and part. Where memory encryption with several keys is active (IA32_TME_ACTIVATE[39:36]), fewer physical-address bits are usable than the width says; a system that reports 46 bits is of this kind.",
  },
  {
    name: "skylake-client",
    title: "Intel Core, 6th generation (Skylake): 39-bit physical addresses",
    year: 2015,
    facts: {
      physicalAddressWidth: {
        value: 39,
        source:
          "CPUID.80000008H:EAX[7:0] = 3027H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      linearAddressWidth: {
        value: 48,
        source:
          "CPUID.80000008H:EAX[15:8] = 3027H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      cr0Fixed0: {
        value: "0x80000021",
        source:
          "MSR 486H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      cr0Fixed1: {
        value: "0xFFFFFFFF",
        source:
          "MSR 487H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      cr4Fixed0: {
        value: "0x2000",
        source:
          "MSR 488H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      cr4Fixed1: {
        value: "0x3767FF",
        source:
          "MSR 489H; VmxCaps comparison table (GitHub honorarybot/VmxCaps, 2016), Core i5-6500 (Skylake); 0x3727FF on the Core i7-6700K, which has no SMX",
        confidence: "measured",
      },
      vmxBasic: {
        value: "0xDA040000000004",
        source:
          "MSR 480H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      vmxMisc: {
        value: "0x7004C1E7",
        source:
          "MSR 485H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      supportsIntel64: {
        value: true,
        source:
          "CPUID.80000001H:EDX[29] = 1; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      supportsSgx: {
        value: true,
        source:
          "CPUID.07H:EBX = 029C6FBFH, bit 2; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      supportsLam: {
        value: false,
        source:
          "CPUID.07H:ECX and EDX are zero, and there is no subleaf 1, (subleaf 1) EAX[26]; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      supportsBusLockDebug: {
        value: false,
        source:
          "CPUID.07H:ECX and EDX are zero, and there is no subleaf 1, ECX[24]; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      supportsShadowStack: {
        value: false,
        source:
          "CPUID.07H:ECX and EDX are zero, and there is no subleaf 1, ECX[7]; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      supportsIbt: {
        value: false,
        source:
          "CPUID.07H:ECX and EDX are zero, and there is no subleaf 1, EDX[20]; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      numGpCounters: {
        value: 4,
        source:
          "CPUID.0AH:EAX[15:8] = 07300404H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      numFixedCounters: {
        value: 3,
        source:
          "CPUID.0AH:EDX[4:0] = 603H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      supportsPerfMetrics: {
        value: false,
        source:
          "MSR 38FH: bits whose writing causes #GP are FFFFFFF8FFFFFFF0H, bit 48 among them; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      debugctlReserved: {
        value: "0xFFFFFFFFFFFF003C",
        source:
          "Bits of MSR 1D9H whose writing causes #GP; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      eferReserved: {
        value: "0xFFFFFFFFFFFFF2FE",
        source:
          "Bits SCE, LME, LMA and NXE, after CPUID.80000001H:EDX bits 11, 20 and 29; the same mask is measured on Core 2 and Sandy Bridge-E",
        confidence: "inferred",
      },
      rtitCtlReserved: {
        value: "0xFFFFFF00F0841070",
        source:
          "From CPUID.14H: EBX = 0FH, ECX = 7, two address ranges; every one of these bits is in the measured #GP mask of MSR 570H; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "inferred",
      },
    },
    controls: {
      unrestrictedGuest: {
        value: true,
        source:
          "IA32_VMX_PROCBASED_CTLS2 = 1FFCFF00000000H, bit 39; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
      ept: {
        value: true,
        source:
          "IA32_VMX_PROCBASED_CTLS2 = 1FFCFF00000000H, bit 33; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_6700K.h (CPUID signature 000506E3H)",
        confidence: "measured",
      },
    },
    note: "RTM is left out: the dump has it, later microcode takes it away. Firmware may switch SGX off. The four general-purpose counters are those of one of two threads of a core.",
  },
  {
    name: "tiger-lake-client",
    title: "Intel Core, 11th generation (Tiger Lake): the first with CET",
    year: 2020,
    facts: {
      physicalAddressWidth: {
        value: 39,
        source:
          "CPUID.80000008H:EAX[7:0] = 3027H; libcpuid test data, tests/intel/core_11th_gen/tiger-lake-i5.test (Core i5-1135G7, CPUID signature 000806C1H)",
        confidence: "measured",
      },
      linearAddressWidth: {
        value: 48,
        source:
          "CPUID.80000008H:EAX[15:8] = 3027H; libcpuid test data, tests/intel/core_11th_gen/tiger-lake-i5.test (Core i5-1135G7, CPUID signature 000806C1H)",
        confidence: "measured",
      },
      cr0Fixed0: {
        value: "0x80000021",
        source:
          "MSR 486H: the value of every public dump seen, 2006 to 2016; the SDM, appendices A.7 and A.8, gives no CPU with another one",
        confidence: "inferred",
      },
      cr0Fixed1: {
        value: "0xFFFFFFFF",
        source:
          "MSR 487H: the value of every public dump seen, 2006 to 2016; the SDM, appendices A.7 and A.8, gives no CPU with another one",
        confidence: "inferred",
      },
      cr4Fixed0: {
        value: "0x2000",
        source:
          "MSR 488H: the value of every public dump seen, 2006 to 2016; the SDM, appendices A.7 and A.8, gives no CPU with another one",
        confidence: "inferred",
      },
      cr4Fixed1: {
        value: "0xFF6FFF",
        source:
          "CR4 bits after their CPUID bits, as Linux KVM maps them for nested VMX (arch/x86/kvm/vmx/vmx.c): bits 11:0 (with UMIP), 13, 14 (SMXE, on parts that have SMX), 16 to 18, KL, SMEP, SMAP, PKE, CET; libcpuid test data, tests/intel/core_11th_gen/tiger-lake-i5.test (Core i5-1135G7, CPUID signature 000806C1H)",
        confidence: "inferred",
      },
      supportsIntel64: {
        value: true,
        source:
          "CPUID.80000001H:EDX[29] = 1; libcpuid test data, tests/intel/core_11th_gen/tiger-lake-i5.test (Core i5-1135G7, CPUID signature 000806C1H)",
        confidence: "measured",
      },
      supportsSgx: {
        value: false,
        source:
          "CPUID.07H: EAX = 0, EBX = F3BFA7EBH, ECX = 18C05FDEH, EDX = FC100510H, EBX[2]; libcpuid test data, tests/intel/core_11th_gen/tiger-lake-i5.test (Core i5-1135G7, CPUID signature 000806C1H)",
        confidence: "measured",
      },
      supportsRtm: {
        value: false,
        source:
          "CPUID.07H: EAX = 0, EBX = F3BFA7EBH, ECX = 18C05FDEH, EDX = FC100510H, EBX[11]; libcpuid test data, tests/intel/core_11th_gen/tiger-lake-i5.test (Core i5-1135G7, CPUID signature 000806C1H)",
        confidence: "measured",
      },
      supportsLam: {
        value: false,
        source:
          "CPUID.07H: EAX = 0, EBX = F3BFA7EBH, ECX = 18C05FDEH, EDX = FC100510H, (subleaf 1) EAX[26]; libcpuid test data, tests/intel/core_11th_gen/tiger-lake-i5.test (Core i5-1135G7, CPUID signature 000806C1H)",
        confidence: "measured",
      },
      supportsBusLockDebug: {
        value: false,
        source:
          "CPUID.07H: EAX = 0, EBX = F3BFA7EBH, ECX = 18C05FDEH, EDX = FC100510H, ECX[24]; libcpuid test data, tests/intel/core_11th_gen/tiger-lake-i5.test (Core i5-1135G7, CPUID signature 000806C1H)",
        confidence: "measured",
      },
      supportsShadowStack: {
        value: true,
        source:
          "CPUID.07H:ECX[7] = 1; libcpuid test data, tests/intel/core_11th_gen/tiger-lake-i5.test (Core i5-1135G7, CPUID signature 000806C1H)",
        confidence: "measured",
      },
      supportsIbt: {
        value: true,
        source:
          "CPUID.07H:EDX[20] = 1; libcpuid test data, tests/intel/core_11th_gen/tiger-lake-i5.test (Core i5-1135G7, CPUID signature 000806C1H)",
        confidence: "measured",
      },
      numGpCounters: {
        value: 8,
        source:
          "CPUID.0AH:EAX[15:8] = 08300805H; libcpuid test data, tests/intel/core_11th_gen/tiger-lake-i5.test (Core i5-1135G7, CPUID signature 000806C1H)",
        confidence: "measured",
      },
      numFixedCounters: {
        value: 4,
        source:
          "CPUID.0AH:EDX[4:0] = 8604H; libcpuid test data, tests/intel/core_11th_gen/tiger-lake-i5.test (Core i5-1135G7, CPUID signature 000806C1H)",
        confidence: "measured",
      },
      supportsPerfMetrics: {
        value: true,
        source:
          "Linux perf, intel core driver: topdown metrics on Ice Lake and the client cores after it",
        confidence: "documented",
      },
      eferReserved: {
        value: "0xFFFFFFFFFFFFF2FE",
        source:
          "Bits SCE, LME, LMA and NXE, after CPUID.80000001H:EDX bits 11, 20 and 29; the same mask is measured on Core 2 and Sandy Bridge-E",
        confidence: "inferred",
      },
      sCetReserved: {
        value: "0x3C0",
        source:
          "SDM vol. 1, control-flow enforcement, IA32_S_CET: bits 9:6 are reserved where shadow stacks and indirect-branch tracking are both supported",
        confidence: "documented",
      },
    },
    controls: {
      unrestrictedGuest: {
        value: true,
        source: "Every Intel Core generation since Westmere has it",
        confidence: "inferred",
      },
      ept: {
        value: true,
        source: "Every Intel Core generation since Nehalem has it",
        confidence: "inferred",
      },
    },
    note: "cr4Fixed1 allows SMXE for the parts that have SMX: a guest with CR4.SMXE is not faulted by this profile.",
  },
  {
    name: "westmere-ep",
    title: "Intel Xeon 5600 (Westmere-EP): the first with unrestricted guest",
    year: 2010,
    facts: {
      physicalAddressWidth: {
        value: 40,
        source:
          "CPUID.80000008H:EAX[7:0] = 3028H; libcpuid test data, tests/intel/core_1st_gen/xeon-gulftown.test (Xeon X5650)",
        confidence: "measured",
      },
      linearAddressWidth: {
        value: 48,
        source:
          "CPUID.80000008H:EAX[15:8] = 3028H; libcpuid test data, tests/intel/core_1st_gen/xeon-gulftown.test (Xeon X5650)",
        confidence: "measured",
      },
      cr0Fixed0: {
        value: "0x80000021",
        source:
          "MSR 486H; VmxCaps comparison table (GitHub honorarybot/VmxCaps, 2016), Core i5-650 (Clarkdale, Westmere family)",
        confidence: "measured",
      },
      cr0Fixed1: {
        value: "0xFFFFFFFF",
        source:
          "MSR 487H; VmxCaps comparison table (GitHub honorarybot/VmxCaps, 2016), Core i5-650 (Clarkdale, Westmere family)",
        confidence: "measured",
      },
      cr4Fixed0: {
        value: "0x2000",
        source:
          "MSR 488H; VmxCaps comparison table (GitHub honorarybot/VmxCaps, 2016), Core i5-650 (Clarkdale, Westmere family)",
        confidence: "measured",
      },
      cr4Fixed1: {
        value: "0x267FF",
        source:
          "MSR 489H; VmxCaps comparison table (GitHub honorarybot/VmxCaps, 2016), Core i5-650 (Clarkdale, Westmere family)",
        confidence: "measured",
      },
      vmxBasic: {
        value: "0xDA04000000000F",
        source:
          "MSR 480H; VmxCaps comparison table (GitHub honorarybot/VmxCaps, 2016), Core i5-650 (Clarkdale, Westmere family)",
        confidence: "measured",
      },
      vmxMisc: {
        value: "0x401E7",
        source:
          "MSR 485H; VmxCaps comparison table (GitHub honorarybot/VmxCaps, 2016), Core i5-650 (Clarkdale, Westmere family)",
        confidence: "measured",
      },
      supportsIntel64: {
        value: true,
        source:
          "CPUID.80000001H:EDX[29] = 1; libcpuid test data, tests/intel/core_1st_gen/xeon-gulftown.test (Xeon X5650)",
        confidence: "measured",
      },
      supportsSgx: {
        value: false,
        source:
          "CPUID.07H is zero, EBX[2]; libcpuid test data, tests/intel/core_1st_gen/xeon-gulftown.test (Xeon X5650)",
        confidence: "measured",
      },
      supportsRtm: {
        value: false,
        source:
          "CPUID.07H is zero, EBX[11]; libcpuid test data, tests/intel/core_1st_gen/xeon-gulftown.test (Xeon X5650)",
        confidence: "measured",
      },
      supportsLam: {
        value: false,
        source:
          "CPUID.07H is zero, (subleaf 1) EAX[26]; libcpuid test data, tests/intel/core_1st_gen/xeon-gulftown.test (Xeon X5650)",
        confidence: "measured",
      },
      supportsBusLockDebug: {
        value: false,
        source:
          "CPUID.07H is zero, ECX[24]; libcpuid test data, tests/intel/core_1st_gen/xeon-gulftown.test (Xeon X5650)",
        confidence: "measured",
      },
      supportsShadowStack: {
        value: false,
        source:
          "CPUID.07H is zero, ECX[7]; libcpuid test data, tests/intel/core_1st_gen/xeon-gulftown.test (Xeon X5650)",
        confidence: "measured",
      },
      supportsIbt: {
        value: false,
        source:
          "CPUID.07H is zero, EDX[20]; libcpuid test data, tests/intel/core_1st_gen/xeon-gulftown.test (Xeon X5650)",
        confidence: "measured",
      },
      numGpCounters: {
        value: 4,
        source:
          "CPUID.0AH:EAX[15:8] = 07300403H; libcpuid test data, tests/intel/core_1st_gen/xeon-gulftown.test (Xeon X5650)",
        confidence: "measured",
      },
      numFixedCounters: {
        value: 3,
        source:
          "CPUID.0AH:EDX[4:0] = 603H; libcpuid test data, tests/intel/core_1st_gen/xeon-gulftown.test (Xeon X5650)",
        confidence: "measured",
      },
      supportsPerfMetrics: {
        value: false,
        source:
          "Introduced with Ice Lake (Linux perf, intel core driver: topdown metrics from Ice Lake on)",
        confidence: "inferred",
      },
      debugctlReserved: {
        value: "0xFFFFFFFFFFFF803C",
        source:
          "As measured on the next generation; VirtualBox CPU database, src/VBox/VMM/VMMR3/cpus/Intel_Core_i7_3960X.h",
        confidence: "inferred",
      },
      eferReserved: {
        value: "0xFFFFFFFFFFFFF2FE",
        source:
          "Bits SCE, LME, LMA and NXE, after CPUID.80000001H:EDX bits 11, 20 and 29; the same mask is measured on Core 2 and Sandy Bridge-E",
        confidence: "inferred",
      },
    },
    controls: {
      unrestrictedGuest: {
        value: true,
        source:
          'Row "Unrestricted guest"; VmxCaps comparison table (GitHub honorarybot/VmxCaps, 2016), Core i5-650 (Clarkdale, Westmere family)',
        confidence: "measured",
      },
      ept: {
        value: true,
        source:
          "Unrestricted guest, which the CPU has, requires EPT; VmxCaps comparison table (GitHub honorarybot/VmxCaps, 2016), Core i5-650 (Clarkdale, Westmere family)",
        confidence: "measured",
      },
    },
    note: "MSR values are those of a client part of the same generation with SMX. Parts without SMX report 0x227FF in IA32_VMX_CR4_FIXED1.",
  },
];
