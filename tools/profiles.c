// SPDX-License-Identifier: LGPL-2.1-or-later
/* The profiles that are shipped; packaging/profiles/ has the same as files. */
#include "profile.h"

/* Keys stand in the order of vminfo-profile(5). */
static const struct profile shipped[] = {
	{
		.name = "pci-32bit",
		.text = "PCI device that can address 32 bits, the default",
		.source = "Linux, Documentation/core-api/dma-api-howto.rst: "
			  "DMA addressing capabilities",
		.constraints = {
			{ "dma-bits", "32" },
		},
		.count = 1,
	},
	{
		.name = "isa",
		.text = "ISA DMA, 8-bit channels 0 to 3",
		.source = "Linux, arch/x86/include/asm/dma.h: "
			  "NOTES about DMA transfers",
		.constraints = {
			{ "single", "yes" },
			{ "dma-bits", "24" },
			{ "boundary", "64K" },
		},
		.count = 3,
	},
	{
		.name = "isa-16bit",
		.text = "ISA DMA, 16-bit channels 5 to 7",
		.source = "Linux, arch/x86/include/asm/dma.h: "
			  "NOTES about DMA transfers",
		.constraints = {
			{ "single", "yes" },
			{ "align", "2" },
			{ "dma-bits", "24" },
			{ "boundary", "128K" },
		},
		.count = 4,
	},
	{
		.name = "nvme-prp",
		.text = "data of an NVMe command, described by PRP entries",
		.source = "NVM Express Base Specification 2.0, section 4.1.1; "
			  "Linux, drivers/nvme/host/core.c: "
			  "nvme_set_ctrl_limits()",
		.constraints = {
			{ "align", "4" },
			{ "virt-boundary", "4K" },
		},
		.count = 2,
	},
	{
		.name = "xhci-ring",
		.text = "segment of any ring of an xHCI USB controller",
		.source = "xHCI specification, chapter 6: Data Structure Max "
			  "Size, Boundary, and Alignment Requirement Summary",
		.constraints = {
			{ "single", "yes" },
			{ "align", "64" },
			{ "boundary", "64K" },
		},
		.count = 3,
	},
	{
		.name = "pci-segments",
		.text = "PCI device whose driver set no limits to segments",
		.source = "Linux, drivers/pci/probe.c: pci_device_add()",
		.constraints = {
			{ "boundary", "4G" },
			{ "seg-max", "64K" },
		},
		.count = 2,
	},
	{
		.name = "no-dma-parms",
		.text = "other device whose driver set no limits to segments",
		.source = "Linux, include/linux/dma-mapping.h: "
			  "dma_get_max_seg_size(), dma_get_seg_boundary()",
		.constraints = {
			{ "seg-max", "64K" },
		},
		.count = 1,
	},
	{
		.name = "bcm2837-soc",
		.text = "Raspberry Pi 2 and 3: peripherals of the SoC",
		.source = "Linux, arch/arm/boot/dts/broadcom/bcm2836.dtsi, "
			  "bcm2837.dtsi: dma-ranges of soc",
		.constraints = {
			{ "below", "0xff000000" },
			{ "bus-offset", "0xc0000000" },
		},
		.count = 2,
	},
	{
		.name = "bcm2711-soc",
		.text = "Raspberry Pi 4: older peripherals of the SoC",
		.source = "Linux, arch/arm/boot/dts/broadcom/bcm2711.dtsi: "
			  "dma-ranges of soc",
		.constraints = {
			{ "below", "4G" },
			{ "bus-offset", "0xc0000000" },
		},
		.count = 2,
	},
};

const struct profile *profile_shipped(size_t i)
{
	return i < sizeof(shipped) / sizeof(*shipped) ? &shipped[i] : NULL;
}
