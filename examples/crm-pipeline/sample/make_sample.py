#!/usr/bin/env python3
"""Makes the sample beside it: 300 invented deals in the shape of the real files, traps included.

    python3 make_sample.py             writes sales_pipeline.csv, accounts.csv, products.csv, sales_teams.csv

The agents are those of ../org.toml; accounts, deals and figures are invented. The seed is fixed, so a second run
writes the same bytes. The traps of the source are kept: the pipeline says GTXPro where products.csv says GTX Pro;
a sector is spelt technolgy and a country Philipines; many open deals have no account; five agents have no deal;
won deals close above list price as often as below.
"""

import csv
import random
import tomllib
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent
SEED = 20171231
LAST_DAY = date(2017, 12, 31)
STAGES = {"Prospecting": 17, "Engaging": 54, "Won": 145, "Lost": 84}
IDLE = {"Mei-Mei Johns", "Elizabeth Anderson", "Natalya Ivanova", "Carol Thompson", "Carl Lin"}
PRODUCTS = [  # product, series, list price, how often it is sold
    ("GTX Basic", "GTX", 550, 21),
    ("GTX Pro", "GTX", 4821, 17),
    ("MG Special", "MG", 55, 19),
    ("MG Advanced", "MG", 3393, 16),
    ("GTX Plus Pro", "GTX", 5482, 11),
    ("GTX Plus Basic", "GTX", 1096, 15),
    ("GTK 500", "GTK", 26768, 1),
]
ACCOUNTS = [
    "Alder & Finch", "Amberwick", "Bracken-Hill", "Brightmoor", "Calderone", "Copperline", "Dunmarrow", "Eastlyn",
    "Elmstead Company", "Fenwicke", "Glasswater", "Halvorn", "Ironbrook", "Juniperia", "Kestrelon", "larkspur",
    "Millrace", "Northolm", "Oakhaven Partners", "Pinemarsh", "Quillstone", "Redfern-Tech", "Silverbeck", "Thornbury",
    "Umberfield", "Valecrest", "Westerholt", "Xenlow", "Yarrowby", "Zephyrine",
]
SECTORS = [
    "technolgy", "medical", "retail", "software", "entertainment", "marketing", "telecommunications", "finance",
    "employment", "services",
]
COUNTRIES = ["United States"] * 12 + ["Kenya", "Philipines", "Japan", "Italy", "Norway", "Korea"]


def write(name, head, rows):
    with open(HERE / name, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head)
        out.writerows(rows)


def us(d):
    return f"{d.month}/{d.day}/{d.year}"


def teams():
    org = tomllib.loads((HERE.parent / "org.toml").read_text(encoding="utf-8"))
    people = org["person"]
    for person in people.values():
        if "agent" in person["roles"]:
            yield person["name"], people[person["manager"]]["name"], org["unit"][person["unit"]]["title"]


def accounts(rng):
    for n, name in enumerate(ACCOUNTS):
        revenue = f"{rng.randrange(500, 900_000) / 100:.2f}".rstrip("0").rstrip(".")
        parent = rng.choice(ACCOUNTS[:5]) if n >= 5 and rng.randrange(6) == 0 else ""
        country = COUNTRIES[n % len(COUNTRIES)]
        yield name, SECTORS[n % len(SECTORS)], rng.randrange(1979, 2018), revenue, rng.randrange(9, 35_000), country, parent


def deal(rng, stage, agents):
    name, _, price, _ = rng.choices(PRODUCTS, [product[3] for product in PRODUCTS])[0]
    account = rng.choice(ACCOUNTS)
    engaged, closed, value = "", "", ""
    if stage == "Engaging":
        engaged = us(LAST_DAY - timedelta(days=rng.randrange(9, 400)))
    elif stage in ("Won", "Lost"):
        close = date(2017, 3, 1) + timedelta(days=rng.randrange(306))
        engaged, closed = us(close - timedelta(days=rng.randrange(1, 139))), us(close)
        value = round(price * rng.randrange(80, 121) / 100) if stage == "Won" else 0
    if stage in ("Prospecting", "Engaging") and rng.randrange(3) > 0:
        account = ""
    # A few agents sell much more than the rest.
    first, second = rng.randrange(len(agents)), rng.randrange(len(agents))
    agent = agents[min(first, second) if rng.randrange(2) else first]
    return agent, name.replace("GTX Pro", "GTXPro"), account, stage, engaged, closed, value


def pipeline(rng, agents):
    order = [stage for stage, count in STAGES.items() for _ in range(count)]
    rng.shuffle(order)
    ids = set()
    while len(ids) < len(order):
        ids.add("".join(rng.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(8)))
    for key, stage in zip(sorted(ids), order):
        yield key, *deal(rng, stage, agents)


if __name__ == "__main__":
    rng = random.Random(SEED)
    team = list(teams())
    selling = [agent for agent, _, _ in team if agent not in IDLE]
    rng.shuffle(selling)
    write("sales_teams.csv", ["sales_agent", "manager", "regional_office"], team)
    write("products.csv", ["product", "series", "sales_price"], [product[:3] for product in PRODUCTS])
    write(
        "accounts.csv",
        ["account", "sector", "year_established", "revenue", "employees", "office_location", "subsidiary_of"],
        accounts(rng),
    )
    write(
        "sales_pipeline.csv",
        ["opportunity_id", "sales_agent", "product", "account", "deal_stage", "engage_date", "close_date", "close_value"],
        pipeline(rng, selling),
    )
