# SPDX-License-Identifier: 0BSD
#
# vminfo for bats: what must be true of a program's memory.  vminfo-bats(7)
#
#     setup() {
#             bats_load_library bats-support
#             bats_load_library vminfo
#     }
#
# Load it in setup(): bats misreports what fails at the level of a file.

vminfo_here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=packaging/bats/src/start.bash
source "$vminfo_here/src/start.bash"
# shellcheck source=packaging/bats/src/judge.bash
source "$vminfo_here/src/judge.bash"
unset vminfo_here
vminfo_join_teardown
