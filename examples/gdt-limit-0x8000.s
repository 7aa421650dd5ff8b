# The descriptor table with which 64-bit Linux kernels of 2006 left real mode, as numbers: the limit
# was meant for 256 entries of 8 bytes, which would be 0x7ff. 0x8000 covers 4096 entries and a byte.
# Under Xen's real-mode assistant the registers still held real-mode values such as SS = 0x3000 at
# that moment. They passed the limit check, and the 8 bytes at 0x3000 behind the base became SS.
#
#   vmx-preflight gdt gdt-limit-0x8000.s --selectors cs=0x10,ss=0x3000,ds=0x3020,es=0x3000,gs=0x9000

gdt:
	.quad	0
	.quad	0
	.quad	0x00cf9a000000ffff	# 0x10: code
	.quad	0x00cf92000000ffff	# 0x18: data
gdt_pointer:
	.word	0x8000
	.long	0			# filled in later
