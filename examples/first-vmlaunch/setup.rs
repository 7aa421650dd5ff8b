//! A first VMLAUNCH: a 64-bit guest in flat segments, with the same three mistakes as `setup.c`.

use crate::vmcs::{control, guest};
use crate::{vmwrite, VmxError};

const CODE64: u64 = 0xa09b;
const DATA: u64 = 0xc092;
const UNUSABLE: u64 = 1 << 16;

pub fn setup_guest(entry: u64, stack: u64) -> Result<(), VmxError> {
    vmwrite(control::VMENTRY_CONTROLS, 0x11ff | 1 << 9)?;

    vmwrite(guest::CR0, 0x8000_0031)?;
    vmwrite(guest::CR3, 0x10_1000)?;
    vmwrite(guest::CR4, 1 << 5)?;
    vmwrite(guest::DR7, 0x400)?;
    vmwrite(guest::IA32_DEBUGCTL_FULL, 0)?;

    vmwrite(guest::CS_SELECTOR, 0x08)?;
    vmwrite(guest::CS_BASE, 0)?;
    vmwrite(guest::CS_LIMIT, u32::MAX as u64)?;
    vmwrite(guest::CS_ACCESS_RIGHTS, CODE64)?;
    vmwrite(guest::SS_SELECTOR, 0x10)?;
    vmwrite(guest::SS_BASE, 0)?;
    vmwrite(guest::SS_LIMIT, u32::MAX as u64)?;
    vmwrite(guest::SS_ACCESS_RIGHTS, DATA | 1)?;
    vmwrite(guest::DS_SELECTOR, 0x10)?;
    vmwrite(guest::DS_BASE, 0)?;
    vmwrite(guest::DS_LIMIT, u32::MAX as u64)?;
    vmwrite(guest::DS_ACCESS_RIGHTS, DATA)?;
    vmwrite(guest::ES_ACCESS_RIGHTS, UNUSABLE)?;
    vmwrite(guest::FS_ACCESS_RIGHTS, UNUSABLE)?;
    vmwrite(guest::GS_ACCESS_RIGHTS, UNUSABLE)?;
    vmwrite(guest::LDTR_ACCESS_RIGHTS, UNUSABLE)?;
    vmwrite(guest::TR_SELECTOR, 0x18)?;
    vmwrite(guest::TR_BASE, 0x5000)?;
    vmwrite(guest::TR_LIMIT, 0x67)?;
    vmwrite(guest::TR_ACCESS_RIGHTS, 0x8b)?;

    vmwrite(guest::RIP, entry)?;
    vmwrite(guest::RSP, stack)?;
    vmwrite(guest::RFLAGS, 1 << 1)?;
    vmwrite(guest::LINK_PTR_FULL, 0xffff_ffff)?;
    Ok(())
}
