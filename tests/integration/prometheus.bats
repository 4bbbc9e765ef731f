#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Metrics of audits with a real node_exporter and a real Prometheus, on loopback:
# one machine's audit becomes a fleet's.  Both are packages of Debian that are
# unpacked, and not installed.
#
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.7.0

setup_file() {
	root=$("$BATS_TEST_DIRNAME/fetch" prometheus prometheus-node-exporter) ||
		root=
	export root
}

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	build=$(realpath "${BUILD:-build}")
	[ -n "$root" ] || skip "the packages of Prometheus are not to be had"
	PATH=$root/usr/bin:$PATH
	started=()
	mkdir "$BATS_TEST_TMPDIR/metrics" "$BATS_TEST_TMPDIR/formats"
	"$build/tests/unit/test_formats" "$BATS_TEST_TMPDIR/formats"
	cp "$BATS_TEST_TMPDIR/formats/prom" \
		"$BATS_TEST_TMPDIR/metrics/vmaudit.prom"
	cd "$BATS_TEST_TMPDIR" || return 1
}

teardown() {
	local pid
	for pid in "${started[@]}"; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" || true
	done
}

# Tries until it is so; something is wrong if that takes two minutes.
await() { # COMMAND...
	for ((i = 0; i < 300; i++)); do
		"$@" && return
		sleep 0.2
	done
	echo "waited in vain: $*" >&2
	return 1
}

free_port() {
	/usr/bin/python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# What a server says there, if it does.
get() { # PORT PATH [NAME=VALUE]
	/usr/bin/python3 -c 'import sys, urllib.parse, urllib.request
url = f"http://127.0.0.1:{sys.argv[1]}/{sys.argv[2]}"
if len(sys.argv) > 3:
    url += "?" + urllib.parse.urlencode(dict([sys.argv[3].split("=", 1)]))
open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
try:
    sys.stdout.write(open(url, timeout=30).read().decode())
except OSError as error:
    sys.exit(str(error))' "$@" 2>/dev/null
}

start_exporter() {
	exporter=$(free_port)
	prometheus-node-exporter --collector.disable-defaults \
		--collector.textfile \
		--collector.textfile.directory="$PWD/metrics" \
		--web.listen-address="127.0.0.1:$exporter" \
		>exporter.log 2>&1 3>&- &
	started+=($!)
	await get "$exporter" metrics >/dev/null
}

start_prometheus() {
	server=$(free_port)
	printf '%s\n' 'global: {scrape_interval: 1s}' 'scrape_configs:' \
		'  - job_name: node' '    static_configs:' \
		"      - targets: ['127.0.0.1:$exporter']" >prometheus.yml
	prometheus --config.file=prometheus.yml \
		--storage.tsdb.path="$PWD/data" \
		--web.listen-address="127.0.0.1:$server" >prometheus.log 2>&1 \
		3>&- &
	started+=($!)
	await get "$server" -/ready >/dev/null
}

# How many series a query has.
answers() { # COUNT QUERY
	[ "$(get "$server" api/v1/query "query=$2" |
		jq '.data.result | length')" = "$1" ]
}

@test "promtool finds nothing in the metrics" {
	run promtool check metrics <metrics/vmaudit.prom
	assert_success
	assert_output ""
	{
		cat metrics/vmaudit.prom
		echo 'vminfo_audit_value{subject="a'
	} >broken
	run promtool check metrics <broken
	assert_failure
}

@test "node_exporter and Prometheus have what the audit found" {
	start_exporter
	run get "$exporter" metrics
	assert_line --partial 'node_textfile_scrape_error 0'
	start_prometheus
	await answers 3 'vminfo_audit_rule_outcome{outcome="fail"} == 1'
	await answers 3 'vminfo_audit_rule_outcome{outcome="unknown"} == 1'
	await answers 1 'vminfo_audit_value{subject="app",metric="huge-percent"} < 90'
	await answers 0 'vminfo_audit_value{metric="max-pa"}'
	# The audits that nobody has seen for a day.
	await answers 2 'time() - vminfo_audit_last_run_timestamp_seconds > 86400'
	# Names come through as they are.
	run get "$server" api/v1/query \
		'query=vminfo_audit_value{subject="app",metric="runs"}'
	assert_output --partial '"rule":"DMA ring is one run"'
	run jq -r '.data.result[0].value[1]' <<<"$output"
	assert_output 3
}

@test "a file that is replaced is never seen in part" {
	start_exporter
	for _ in {1..20}; do
		cp formats/prom metrics/.vmaudit-0123456789abcdef
		head -c 500 formats/prom >>metrics/.vmaudit-0123456789abcdef
		run get "$exporter" metrics
		assert_line --partial 'node_textfile_scrape_error 0'
	done
}

@test "metrics of a real audit pass" {
	[ -x "$build/bin/vmaudit" ] || skip "there is no vmaudit yet"
	rm metrics/vmaudit.prom
	run "$build/bin/vmaudit" run --expect 'present >= 1' \
		--format="prom:$PWD/metrics/vmaudit.prom" $$
	assert_success
	run promtool check metrics <metrics/vmaudit.prom
	assert_success
	start_exporter
	run get "$exporter" metrics
	assert_line --regexp \
		'^vminfo_audit_rule_outcome\{outcome="ok",.*\} 1$'
}
