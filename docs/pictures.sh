#!/usr/bin/env bash
# Takes the pictures of reports in docs/pictures anew. Needs Chromium, Node.js, and pdftoppm of poppler-utils.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folder=docs/pictures
reports=$(mktemp -d)
trap 'rm -r "$reports"' EXIT

# report NAME ARGUMENT…: writes the page of some cases. Not all of them can be judged.
report() {
    cargo run --locked --quiet -- ready "${@:2}" --format html --lang sv --as-of 2026-11-21 \
        > "$reports/$1.html" || [[ $? -eq 2 ]]
}

[[ -d tests/browser/node_modules ]] || npm ci --prefix tests/browser
mkdir -p "$folder"
report case fixtures/cases-broken/iutkr-e2e-rejected
report cases fixtures/cases fixtures/cases-broken
node tests/browser/pictures.mjs "$reports/case.html" "$folder" case
node tests/browser/pictures.mjs "$reports/cases.html" "$folder" cases desktop phone
