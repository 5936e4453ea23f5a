#!/usr/bin/env python3
"""Feeds the event log of a real approval process to the policy in this folder and says which cases keep to it.

    ./replay.py LOG.csv[.gz] [--salesflow PATH] [--show N]

Every event becomes one command, at its own time (`as_of`), by the role the log names; what the policy refuses is a deviation
of that case. A case goes on after a deviation as far as it can. The log: BPI Challenge 2020, prepaid travel costs (4TU.
ResearchData, 10.4121/uuid:52fb97d4-4588-43c9-9d04-3604d4613b51), as CSV with one row an event.
"""
import argparse, collections, csv, gzip, json, os, shutil, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ACTORS = {"EMPLOYEE": "employee", "ADMINISTRATION": "administration", "PRE_APPROVER": "pre_approver",
          "BUDGET OWNER": "budget_owner", "SUPERVISOR": "supervisor", "DIRECTOR": "director", "MISSING": "system"}


def read(path):
    opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
    with opened as log:
        cases = collections.OrderedDict()
        for row in csv.DictReader(log):
            cases.setdefault(row["case:concept:name"], []).append(row)
    return cases


def meant(activity):
    """The record an activity is about, the transition, and who takes it."""
    if activity == "Request Payment":
        return "request", "pay", "system"
    if activity == "Payment Handled":
        return "request", "handle", "system"
    about, deed = activity.rsplit(" by ", 1)[0].rsplit(" ", 1)
    role = activity.rsplit(" by ", 1)[1]
    workflow = "permit" if about == "Permit" else "request"
    if deed == "REJECTED":
        verb = {"EMPLOYEE": "withdraw", "MISSING": "miss"}.get(role, "reject")
    elif deed == "APPROVED":
        verb = {"ADMINISTRATION": "check", "PRE_APPROVER": "check", "BUDGET OWNER": "budget", "SUPERVISOR": "pass_on"}[role]
    else:
        verb = {"SUBMITTED": "submit", "SAVED": "save", "FINAL_APPROVED": "approve"}[deed]
    return workflow, verb, ACTORS[role]


def number(value, n):
    return "%s of case %d" % (value, n)


def plan(cases):
    """All commands in the order of the log's time, each with its case and activity (none: it only makes a record)."""
    commands = []
    for n, (case, rows) in enumerate(cases.items()):
        known = {}
        for row in rows:
            workflow, verb, actor = meant(row["concept:name"])
            at = row["time:timestamp"]
            if workflow not in known:
                known[workflow] = True
                first = rows[0]
                fields = {"number": number(workflow, n)}
                if workflow == "permit":
                    fields["budget"] = "%.2f" % float(first["(case)_Permit_RequestedBudget"] or 0)
                else:
                    fields["amount"] = "%.2f" % float(first["(case)_RequestedAmount"] or 0)
                    if "permit" in known:
                        fields["permit"] = ("permit", n)
                commands.append((at, n, case, None, {"new": workflow, "as": "employee", "with": fields}))
            commands.append((at, n, case, row["concept:name"], {"move": (workflow, n), "do": verb, "as": actor}))
    order = {id(command): place for place, command in enumerate(commands)}
    commands.sort(key=lambda command: (instant(command[0]), order[id(command)]))
    return commands


def instant(text):
    import datetime
    return datetime.datetime.fromisoformat(text)


def feed(commands, salesflow):
    """The answers, in order. Ids of records are known before: they are numbered as they are made."""
    ids, made = {}, collections.Counter()
    lines = []
    for at, n, _, _, command in commands:
        command = dict(command, as_of=at)
        if "new" in command:
            made[command["new"]] += 1
            ids[command["new"], n] = "%s-%05d" % (command["new"][0].upper(), made[command["new"]])
            command["with"] = {key: ids[value] if isinstance(value, tuple) else value
                               for key, value in command["with"].items()}
        else:
            command["move"] = ids[command["move"]]
        lines.append(json.dumps(command))
    with tempfile.TemporaryDirectory() as folder:
        policy = os.path.join(folder, "policy")
        shutil.copytree(HERE, policy, ignore=shutil.ignore_patterns("data", "sample"))
        run = subprocess.run([salesflow, "run", "-", "--policy", policy, "-q"], input="\n".join(lines) + "\n",
                             capture_output=True, text=True)
        if run.returncode not in (0, 5):
            sys.exit(run.stderr or run.stdout)
        checked = subprocess.run([salesflow, "verify", "--policy", policy, "--json"], capture_output=True, text=True)
        if checked.returncode != 0:
            sys.exit(checked.stdout)
        exported = subprocess.run([salesflow, "export", "events", "--policy", policy], capture_output=True, text=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    return answers, [json.loads(line) for line in exported.stdout.splitlines()]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("log")
    options.add_argument("--salesflow", default="salesflow")
    options.add_argument("--show", type=int, default=12, help="how many kinds of deviation are shown")
    given = options.parse_args()
    cases = read(given.log)
    commands = plan(cases)
    answers, events = feed(commands, given.salesflow)
    if len(answers) != len(commands):
        sys.exit("%d commands, %d answers" % (len(commands), len(answers)))

    deviating, kinds, refused, done = {}, collections.Counter(), collections.Counter(), collections.Counter()
    for (_, _, case, activity, _), answer in zip(commands, answers):
        if answer["ok"]:
            done[activity] += activity is not None
            continue
        kind = (activity, answer["error"]["code"], where(answer["error"]))
        refused[activity] += 1
        deviating.setdefault(case, kind)
        kinds[kind] += 1
    print("%d cases, %d events: %d cases keep to the policy, %d deviate" % (
        len(cases), sum(map(len, cases.values())), len(cases) - len(deviating), len(deviating)))
    first = collections.Counter(deviating.values())
    print("\nwhere they leave it (first refusal of a case):")
    for (activity, code, place), count in first.most_common(given.show):
        print("%6d  %s: %s%s" % (count, activity, code, place))
    print("\n%-55s %8s %8s %8s" % ("activity", "in log", "done", "refused"))
    counts = collections.Counter(row["concept:name"] for rows in cases.values() for row in rows)
    for activity, count in counts.most_common():
        print("%-55s %8d %8d %8d" % (activity, count, done[activity], refused[activity]))
        if done[activity] + refused[activity] != count:
            sys.exit("the counts differ")
    moved = sum(event["kind"] == "moved" for event in events)
    if moved != sum(done.values()):
        sys.exit("%d moves are in the store, %d were done" % (moved, sum(done.values())))
    print("\n%d moves in the store, as many as were done; verify found nothing wrong" % moved)


def where(error):
    stages = error.get("details", {}).get("stages")
    return " in " + ", ".join(stages) if stages else ""


main()
