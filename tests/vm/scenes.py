#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is looked at in guests: one guest for each scene and kernel."""
import bound
import builds
import dma
import folios
import frames
import nodes
import reverse
import states
import swap
from kernels import KERNELS

ALL = tuple(kernel.name for kernel in KERNELS)
# What programs see of a folio does not depend on them; 32 bits are seen on 6.1.
OWN = tuple(name for name in ALL if name not in ("amd64/6.12-mixed",
                                                 "amd64/6.12-full"))
SAME_KERNEL = "the same kernel has it with other programs"
AMD64 = ("amd64/6.1", "amd64/6.12")
ARM64 = ("arm64/6.1", "arm64/6.12-16k")
ONE = ("amd64/6.12",)
ONE_WILL_DO = "the device does the same under any kernel: one is asked"


class Scene:
    """needs: what the guest must have; why: the reason to leave out all other
    kernels."""

    def __init__(self, name, act, needs, kernels, why=""):
        self.name, self.act, self.needs = name, act, needs
        self.kernels, self.why = kernels, why


SCENES = (
    Scene("frames", frames.run, {}, ALL),
    Scene("swap", swap.run, swap.NEEDS, ALL),
    Scene("states", states.run, states.NEEDS, ALL),
    Scene("folios", folios.run, folios.NEEDS, OWN, SAME_KERNEL),
    Scene("reverse", reverse.run, reverse.NEEDS, (*OWN, "amd64/6.12-full"),
          SAME_KERNEL),
    Scene("gigantic", folios.run_gigantic, folios.GIGANTIC_X86_NEEDS, AMD64,
          "pages of 1 GiB are made where hugetlb has them at boot, on one kernel "
          "of arm64 and two of amd64: each costs the host as much"),
    Scene("gigantic-arm", folios.run_gigantic, folios.GIGANTIC_NEEDS, ARM64[:1]),
    Scene("cma", folios.run_cma, folios.CMA_NEEDS, ARM64,
          "this kernel has no region for devices: its configuration lacks DMA_CMA"),
    Scene("builds", builds.run, builds.NEEDS, ("amd64/6.12-full",),
          "tools with all their libraries are there for the machine of the host"),
    Scene("nodes", nodes.run, nodes.NEEDS, AMD64,
          "this machine takes no modules of memory here, or has no nodes"),
    Scene("nodes-plain", nodes.run_plain, nodes.PLAIN_NEEDS,
          ("arm64/6.1", "ppc64el/6.1")),
    # The device does the same under any kernel.
    Scene("dma", dma.run, dma.NEEDS, ONE),
    Scene("dma-mask", dma.run_mask, dma.MASK_NEEDS, ONE),
    Scene("iommu", dma.run_blocked, dma.BLOCKED_NEEDS, ONE),
    Scene("iommu-off", dma.run_passed, dma.PASSED_NEEDS, ONE),
    Scene("bound", bound.run, bound.NEEDS, ONE, ONE_WILL_DO),
    Scene("bound-off", bound.run_passed, bound.PASSED_NEEDS, ONE, ONE_WILL_DO),
)
