# SPDX-License-Identifier: 0BSD
#
# What is asserted of memory.  Which memory: --symbol, --mapping and --range as
# the tools have them, or all; of which process: the one that vminfo_start
# started, or --pid PID.  What cannot be told fails, too.

# Takes --pid and --min out of the arguments: sets pid, min and the array words.
vminfo_take_words() {
	pid=${VM_PID-} min= words=()
	while [ $# -gt 0 ]; do
		case $1 in
		--pid=*) pid=${1#*=} ;;
		--min=*) min=${1#*=} ;;
		--pid) pid=$2 && shift ;;
		--min) min=$2 && shift ;;
		*) words+=("$1") ;;
		esac
		shift
	done
	[ -n "$pid" ] || {
		echo "no process: vminfo_start did not start one, and there is \
no --pid" | batslib_decorate "cannot look" | fail
		return 1
	}
}

# Runs a tool: sets said and status, and nothing of the test's own.
vminfo_ask() { # COMMAND...
	asked=$*
	status=0
	said=$("$@" 2>&1) || status=$?
}

# Fails, as bats-assert does, with all that the tool said.
vminfo_fail() { # TITLE
	local title=$1
	[ "$status" != 3 ] || title="cannot tell: $title"
	batslib_print_kv_single_or_multi 7 command "$asked" status "$status" \
		output "$said" | batslib_decorate "$title" | fail
}

# assert_contiguous [--min SIZE] [WHICH...]: it is one run of physical memory;
# with --min, each run but the last is as long.  Any constraint of vmcontig may
# be there, too: --below 4G, --align 2M, --dma-bits 32.
assert_contiguous() {
	local pid min words asked status said
	vminfo_take_words "$@" || return
	if [ -n "$min" ]; then
		words+=(--min-run "$min")
	else
		words+=(--single)
	fi
	vminfo_ask vmcontig "${words[@]}" "$pid"
	[ "$status" = 0 ] || vminfo_fail "memory is not contiguous"
}

# assert_on_node LIST [WHICH...]: all of it is on one of these NUMA nodes.
assert_on_node() {
	local pid min words asked status said
	vminfo_take_words "${@:2}" || return
	vminfo_ask vmcontig --node "$1" "${words[@]}" "$pid"
	[ "$status" = 0 ] || vminfo_fail "memory is not on node $1"
}

# refute_swapped [WHICH...]: none of it is in swap.
refute_swapped() {
	local pid min words asked status said
	vminfo_take_words "$@" || return
	vminfo_ask vmswapped "${words[@]}" "$pid"
	[ "$status" = 0 ] || vminfo_fail "memory is swapped out"
}

# assert_resident [WHICH...]: each page of it is in memory, mapped to a frame.
assert_resident() {
	local pid min words asked status said
	vminfo_take_words "$@" || return
	# That nothing was found proves nothing where there is nothing.
	vminfo_ask vmwalk -g run "${words[@]}" "$pid"
	[ "$status" = 0 ] || {
		vminfo_fail "there is no such memory"
		return 1
	}
	vminfo_ask vmwalk -g run -o VA,SIZE,STATE,MAPPING \
		--where 'state!=present' --where 'state!=zero' \
		"${words[@]}" "$pid"
	[ "$status" != 1 ] || return 0
	vminfo_fail "memory is not resident"
}

# assert_huge [--min PERCENT] [WHICH...]: so much of what is present is in huge
# pages; if not said, all.
assert_huge() {
	local pid min words asked status said percent
	vminfo_take_words "$@" || return
	vminfo_ask vmwalk -n -r -g process -o HUGE-PERCENT "${words[@]}" "$pid"
	percent=${said%%$'\n'*}
	if [ "$status" = 0 ] && [[ $percent =~ ^[0-9]+$ ]]; then
		[ "$percent" -lt "${min:-100}" ] || return 0
		status=1
	elif [ "$status" = 0 ]; then
		status=3
	fi
	vminfo_fail "memory is not huge: wanted ${min:-100}%"
}

# assert_vm 'METRIC COMPARISON' [--target TARGET]: any metric of vmaudit, as
# 'longest-run >= 2M'; of all memory, unless there is a target: heap,
# symbol:ring, 'mapping:*/libfoo*'.
assert_vm() {
	local pid min words asked status said
	vminfo_take_words "${@:2}" || return
	vminfo_ask vmaudit run "${words[@]}" --expect "$1" "$pid"
	[ "$status" = 0 ] || vminfo_fail "$1 does not hold"
}
