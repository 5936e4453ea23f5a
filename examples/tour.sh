#!/usr/bin/env bash
# A tour: builds salesflow, then runs a real-shaped sales pipeline and a contract's approval, showing each command.
# Everything happens in a temporary folder; nothing of it stays unless you pass a folder to keep it in.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --quiet
salesflow="$PWD/target/debug/salesflow"
[ -x "$salesflow" ] || salesflow="${CARGO_TARGET_DIR:-$PWD/target}/debug/salesflow"
if [ $# -gt 0 ]; then tour=$1; mkdir -p "$tour"; else tour=$(mktemp -d); trap 'rm -rf "$tour"' EXIT; fi

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
run() { printf '\033[36m$ salesflow %s\033[0m\n' "$*"; "$salesflow" "$@"; }

say '1. A CRM export becomes records: 300 opportunities, each moved at its own dates'
run init "$tour/crm" --example crm-pipeline
cd "$tour/crm"
export SALESFLOW_ACTOR=robin.ellery
run import sample/products.csv --map import/products.toml --workflow product
run import sample/accounts.csv --map import/accounts.toml --workflow account
run import sample/sales_pipeline.csv --map import/opportunities.toml --workflow opportunity
say '   What the figures say'
run kpi won_amount win_rate --by quarter
run kpi won_amount win_rate sales_cycle --by office --period 2017

say '2. A contract of 1.2 million goes through its approval, under the stock policy'
run init "$tour/huaxin"
cd "$tour/huaxin"
unset SALESFLOW_ACTOR
run check
run new customer title=华东电力 region=华东 grade=A owner=li.na --as wang.lei
run new lead title=电力仪表改造 source=展会 region=华东 contact=王工 phone=13800000000 budget=1,200,000 timing=三个月内 decides=是 --as li.na
lead=$("$salesflow" list lead --json | sed 's/.*"id":"\(LEAD-[^"]*\)".*/\1/')
run move "$lead" screen --as li.na
run move "$lead" convert customer.title=华东电力 --as li.na
opp=$("$salesflow" list opportunity --json | sed 's/.*"id":"\(OPP-[^"]*\)".*/\1/')
day=$(date +%F)
run move "$opp" propose needs=更换仪表 amount=1200000 expected_close=2099-12-31 urgency=4 importance=4 feasibility=4 fit=3 --as li.na
run move "$opp" negotiate --as li.na
run move "$opp" draft_contract --as li.na
con=$("$salesflow" list contract --json | sed 's/.*"id":"\(CON-[^"]*\)".*/\1/')
run move "$con" submit credit_days=60 deliver_by=2099-12-31 --as li.na
say '   Somebody is asked'
run inbox --as wang.lei
run approve "$con" --as wang.lei
run approve "$con" --as zhou.min
run approve "$con" --as chen.fa
run approve "$con" --as qian.cai
run move "$con" sign contract_no=HX-001 signed_on="$day" --as li.na
run show "$con" --history

say '3. A figure behind its target is a raised warning'
run warnings
run kpi won_amount --by region --period quarter

say 'Try next'
cat <<TXT
  salesflow graph contract -o contract.svg      draw the flow, approvals included
  salesflow why $opp                  why a record can or can't move
  edit rules/warnings.toml and type             salesflow check
  salesflow serve                               run it as a daemon: edits take effect when saved
TXT
if [ $# -gt 0 ]; then echo "  (in $tour/huaxin, with $salesflow)"; else echo "  (run examples/tour.sh FOLDER to keep the folder)"; fi
