// SPDX-License-Identifier: LGPL-2.1-or-later
// Finds places of the pages that have all words that are asked for, names and
// headings first.  What it shows is text, never markup.
"use strict";

const most = 60;
const around = 70;

function rank(row, asked)
{
	const [page, place, heading, text] = row.map(s => s.toLowerCase());
	let sum = 0;

	for (const word of asked) {
		if (place === word || place === "-" + word ||
		    page.startsWith(word + "."))
			sum += 8;
		else if (place.includes(word) || heading.includes(word))
			sum += 4;
		else if (text.includes(word) || page.includes(word))
			sum += 1;
		else
			return 0;
	}
	return sum;
}

function find(query)
{
	const asked = query.toLowerCase().split(/\s+/).filter(s => s);

	if (!asked.length)
		return [];
	return words.map(row => [rank(row, asked), row])
		.filter(([sum]) => sum)
		.sort((a, b) => b[0] - a[0])
		.map(([, row]) => [row, asked[0]]);
}

function show_one(row, word)
{
	const [page, place, heading, text] = row;
	const at = text.toLowerCase().indexOf(word);
	const from = at > around ? text.indexOf(" ", at - around) : 0;
	const item = document.createElement("li");
	const link = document.createElement("a");
	const piece = document.createElement("p");

	link.href = page + "#" + place;
	link.textContent = page.replace(/\.(\d)\.html$/, "($1)") + " " +
			   (heading || place);
	piece.textContent = text.slice(from, from + 3 * around)
		.replace(/\s\S*$/, "") + " \u2026";
	item.append(link, piece);
	return item;
}

function show(query)
{
	const found = find(query);
	const count = document.getElementById("count");

	document.getElementById("found").replaceChildren(
		...found.slice(0, most).map(([row, word]) =>
			show_one(row, word)));
	document.getElementById("pages").hidden = query !== "";
	count.textContent = query === "" ? "" : found.length > most ?
		`${found.length} places, the first ${most}:` :
		`${found.length} places`;
}

const ask = document.getElementById("ask");
const given = new URLSearchParams(location.search).get("q") || "";

ask.q.value = given;
ask.q.addEventListener("input", () => show(ask.q.value));
ask.addEventListener("submit", event => event.preventDefault());
show(given);
