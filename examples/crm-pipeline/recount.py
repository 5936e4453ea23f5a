#!/usr/bin/env python3
"""Counts the pipeline's figures straight from the CSV files, knowing nothing of salesflow.

    python3 recount.py [FOLDER]        FOLDER holds sales_pipeline.csv and sales_teams.csv (default: sample)

Prints one JSON document, for comparison with `salesflow kpi`. Offices are named by their unit id in org.toml,
agents by name, quarters as 2017-Q4. Everything is added up exactly; a ratio is shown with its two numbers and
to ten places.
"""

import csv
import json
import sys
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

ALL = "all"


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def day(text):
    month, day_of_month, year = map(int, text.split("/"))
    return date(year, month, day_of_month)


def quarter(d):
    return f"{d.year}-Q{(d.month + 2) // 3}"


def ratio(top, bottom):
    if not bottom:
        return None
    value = (Decimal(top) / Decimal(bottom)).quantize(Decimal("1e-10"), ROUND_HALF_UP)
    return {"of": str(top), "by": str(bottom), "value": str(value)}


def recount(folder):
    office_of = {row["sales_agent"]: row["regional_office"].lower() for row in rows(folder / "sales_teams.csv")}
    amount = defaultdict(lambda: defaultdict(Decimal))  # dimension -> value -> won amount
    won, lost, days = defaultdict(int), defaultdict(int), defaultdict(int)  # by office, and ALL
    stages = defaultdict(int)

    for row in rows(folder / "sales_pipeline.csv"):
        stage, agent = row["deal_stage"], row["sales_agent"]
        office = office_of[agent]
        stages[stage.lower()] += 1
        if stage == "Won":
            closed, value = day(row["close_date"]), Decimal(row["close_value"])
            in_quarter = quarter(closed)
            amount["total"][ALL] += value
            amount["quarter"][in_quarter] += value
            amount["office"][office] += value
            amount["agent"][agent] += value
            amount["quarter,office"][f"{in_quarter},{office}"] += value
            for key in (office, ALL):
                won[key] += 1
                days[key] += (closed - day(row["engage_date"])).days
        elif stage == "Lost":
            for key in (office, ALL):
                lost[key] += 1

    offices = [*sorted(set(office_of.values())), ALL]
    return {
        "records": {stage: stages[stage] for stage in sorted(stages)},
        "won_amount": {by: {k: str(v) for k, v in sorted(values.items())} for by, values in amount.items()},
        "won_count": {office: won[office] for office in offices},
        "lost_count": {office: lost[office] for office in offices},
        "win_rate": {office: ratio(won[office], won[office] + lost[office]) for office in offices},
        "sales_cycle": {office: ratio(days[office], won[office]) for office in offices},
    }


if __name__ == "__main__":
    default = Path(__file__).parent / "sample"
    print(json.dumps(recount(Path(sys.argv[1]) if len(sys.argv) > 1 else default), indent=2, ensure_ascii=False))
