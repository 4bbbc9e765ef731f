#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Sets the sums of vmwalk beside smaps, mapping by mapping.

    shares.py VMWALK PID

Others may share pages and come and go: what is compared was seen between two
readings of smaps that are the same.  vmwalk itself shares files, while it runs:
of these, what it read in smaps counts, between which and its own count others
may exit, too: once in a few tries all is the same.  Prints how many mappings
are, and those that are not.
"""

import json
import subprocess
import sys

COLUMNS = 'VA,RSS,PSS,USS,SWAP,HUGE-PAGES,RSS-ANON,RSS-HUGETLB,SMAPS-PSS,' \
          'SMAPS-USS'


def smaps(pid):
    found = {}
    with open(f'/proc/{pid}/smaps', encoding='utf-8',
              errors='surrogateescape') as file:
        for line in file:
            words = line.split()
            if words[0].endswith(':'):
                if words[-1] == 'kB':
                    items[words[0][:-1]] = int(words[1]) << 10
            else:
                items = found[int(words[0].split('-')[0], 16)] = {}
    return found


def rows(program, pid):
    text = subprocess.run([program, '-J', '-g', 'mapping', '-o', COLUMNS, pid],
                          check=True, capture_output=True, text=True).stdout
    document = json.loads(text)
    page = document['vminfo']['page_size']
    return {int(row['va'], 16): row for row in document['rows']}, page


def wanted(items):
    hugetlb = items['Private_Hugetlb'] + items['Shared_Hugetlb']
    want = {'rss': items['Rss'] + hugetlb,
            'rss_hugetlb': hugetlb,
            'swap': items['Swap'],
            'huge': items['AnonHugePages'] + items['ShmemPmdMapped'] +
            items['FilePmdMapped'] + hugetlb}
    if not hugetlb:
        want['pss'] = items['Pss']
        want['uss'] = items['Private_Clean'] + items['Private_Dirty']
        want['rss_anon'] = items['Anonymous']
    return want


def differences(row, items, page):
    row = dict(row, huge=row['huge_pages'] * page)
    # Rounded down in smaps.
    if row['pss'] is not None:
        row['pss'] -= row['pss'] % 1024
    want = wanted(items)
    if 'pss' in want and items['Rss'] != items['Anonymous']:
        want['pss'], want['uss'] = row['smaps_pss'], row['smaps_uss']
    return {key: (row[key], want[key]) for key in want
            if row[key] != want[key]}


def look(program, pid):
    before = smaps(pid)
    seen, page = rows(program, pid)
    if smaps(pid) != before:
        return None
    if set(before) != set(seen):
        sys.exit(f'other mappings: {set(before) ^ set(seen)}')
    return before, seen, page


def compare(program, pid):
    """Those that differ, and how many are the same; nothing: try again."""
    looked = look(program, pid)
    if not looked:
        return None
    before, seen, page = looked
    wrong = {f'{va:x}': differences(seen[va], before[va], page)
             for va in before if differences(seen[va], before[va], page)}
    return wrong, len(before) - len(wrong)


def main():
    result = None
    for _ in range(200):
        result = compare(*sys.argv[1:]) or result
        if result and not result[0]:
            break
    if not result:
        sys.exit('smaps never rests')
    wrong, same = result
    for va, difference in wrong.items():
        print(va, difference)
    print(same, 'the same')
    sys.exit(1 if wrong else 0)


main()
