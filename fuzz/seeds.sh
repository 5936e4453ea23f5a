#!/bin/sh
# Makes the first inputs of every target from what is shipped: policies, examples, stories, and the files under seeds/.
set -eu
cd "$(dirname "$0")/.."
for target in policy expression table scenario commands journal; do mkdir -p "fuzz/corpus/$target"; done

# Every file of a policy by itself; each finding's example; whole small policies.
git ls-files '*.toml' '*.rhai' | grep -E '(^|/)(salesflow\.toml|org\.toml|workflows/|rules/)' | while read -r file; do
    path=$(echo "$file" | sed -E 's|^.*(salesflow\.toml\|org\.toml\|workflows/[^/]*\|rules/[^/]*)$|\1|')
    { echo "# file: $path"; cat "$file"; } > "fuzz/corpus/policy/$(echo "$file" | tr / _)"
done
awk '/^```toml/ { n++; f = sprintf("fuzz/corpus/policy/finding_%03d", n); print "# file: workflows/deal.toml" > f; next }
     /^```/ { if (f) close(f); f = ""; next } f { print > f }' docs/reference/findings.md
cp src/compiler/tests/good.txt fuzz/corpus/policy/good
cp src/compiler/tests/language.txt fuzz/corpus/policy/language

# Every formula that a policy holds.
git ls-files '*.toml' | xargs grep -hoE '(when|must|where|value|formula|limit|is|yellow|red|sla|at|rate|base) *= *"[^"]+"' |
    sed -E 's/^[^"]*"(.*)"$/\1/' | sort -u | awk '{ f = sprintf("fuzz/corpus/expression/%04d", NR); printf "%s", $0 > f; close(f) }'
awk -F'`' '/^\|/ { for (i = 2; i <= NF; i += 2) { n++; f = sprintf("fuzz/corpus/expression/page_%04d", n); printf "%s", $i > f; close(f) } }' \
    docs/reference/functions.md

git ls-files '*/tests/*.toml' 'tests/policies/*.toml' | while read -r file; do
    cp "$file" "fuzz/corpus/scenario/$(echo "$file" | tr / _)"
done
for target in commands table scenario; do
    for file in "fuzz/seeds/$target"/*; do if [ -f "$file" ]; then cp "$file" "fuzz/corpus/$target/"; fi; done
done

# A journal as it is written, and the same events loose.
printf '\001\003\000abc' > fuzz/corpus/journal/loose
if [ -x "${SALESFLOW:-target/debug/salesflow}" ]; then
    scratch=$(mktemp -d)
    "${SALESFLOW:-target/debug/salesflow}" init "$scratch/p" --example minimal > /dev/null
    (cd "$scratch/p" && "${OLDPWD}/${SALESFLOW:-target/debug/salesflow}" new deal title=x amount=5 --as ana > /dev/null)
    size=$(find "$scratch/p/data" -name 000001.log)
    { printf '\000'; head -c 2000 "$size"; } > fuzz/corpus/journal/file
    rm -rf "$scratch"
fi
