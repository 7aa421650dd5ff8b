/*
 * A first VMLAUNCH: a 64-bit guest in flat segments. Three mistakes are in it, all of them common.
 * The processor answers all three with the same number.
 */
#include "vmx.h"

#define RIGHTS_CODE64 0xa09b /* present, code, accessed, L, G */
#define RIGHTS_DATA   0xc092 /* present, data, writable, D/B, G */
#define RIGHTS_TSS64  0x008b
#define UNUSABLE      (1u << 16)

static const struct {
    u64 field;
    u64 value;
} flat_segments[] = {
    { GUEST_CS_SELECTOR, 0x08 }, { GUEST_CS_BASE, 0 }, { GUEST_CS_LIMIT, 0xffffffff }, { GUEST_CS_AR_BYTES, RIGHTS_CODE64 },
    { GUEST_SS_SELECTOR, 0x10 }, { GUEST_SS_BASE, 0 }, { GUEST_SS_LIMIT, 0xffffffff }, { GUEST_SS_AR_BYTES, 0xc093 },
    { GUEST_DS_SELECTOR, 0x10 }, { GUEST_DS_BASE, 0 }, { GUEST_DS_LIMIT, 0xffffffff }, { GUEST_DS_AR_BYTES, RIGHTS_DATA },
    { GUEST_ES_SELECTOR, 0x10 }, { GUEST_ES_BASE, 0 }, { GUEST_ES_LIMIT, 0xffffffff }, { GUEST_ES_AR_BYTES, 0xc093 },
};

int setup_guest(u64 entry, u64 stack)
{
    int failed = 0;

    failed |= vmwrite(VM_ENTRY_CONTROLS, VM_ENTRY_IA32E_MODE | 0x11ff);

    failed |= vmwrite(GUEST_CR0, X86_CR0_PG | X86_CR0_NE | X86_CR0_ET | X86_CR0_PE);
    failed |= vmwrite(GUEST_CR3, 0x101000);
    failed |= vmwrite(GUEST_CR4, X86_CR4_PAE);
    failed |= vmwrite(GUEST_DR7, 0x400);
    failed |= vmwrite(GUEST_IA32_DEBUGCTL, 0);

    for (unsigned i = 0; i < ARRAY_SIZE(flat_segments); i++)
        failed |= vmwrite(flat_segments[i].field, flat_segments[i].value);

    failed |= vmwrite(GUEST_FS_AR_BYTES, UNUSABLE);
    failed |= vmwrite(GUEST_GS_AR_BYTES, UNUSABLE);
    failed |= vmwrite(GUEST_LDTR_AR_BYTES, UNUSABLE);
    failed |= vmwrite(GUEST_TR_SELECTOR, 0x18);
    failed |= vmwrite(GUEST_TR_BASE, 0x5000);
    failed |= vmwrite(GUEST_TR_LIMIT, 0x67);
    failed |= vmwrite(GUEST_TR_AR_BYTES, RIGHTS_TSS64);

    failed |= vmwrite(GUEST_GDTR_BASE, 0x4000);
    failed |= vmwrite(GUEST_GDTR_LIMIT, 0x27);
    failed |= vmwrite(GUEST_IDTR_BASE, 0);
    failed |= vmwrite(GUEST_IDTR_LIMIT, 0);

    failed |= vmwrite(GUEST_RIP, entry);
    failed |= vmwrite(GUEST_RSP, stack);
    failed |= vmwrite(GUEST_RFLAGS, 0x2);
    failed |= vmwrite(GUEST_ACTIVITY_STATE, 0);
    failed |= vmwrite(GUEST_INTERRUPTIBILITY_INFO, 0);
    failed |= vmwrite(GUEST_PENDING_DBG_EXCEPTIONS, 0);
    failed |= vmwrite(VMCS_LINK_POINTER, 0xffffffff);

    return failed;
}
