//! The policies that come with the program: the stock policy and the examples, as they lie in the repository.

/// A policy to begin with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Example {
    /// What `init --example` calls it.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Path and text of each file.
    pub files: &'static [(&'static str, &'static str)],
    /// What to type next.
    pub next: &'static [&'static str],
}

macro_rules! files {
    ($root:literal: $($path:literal)*) => {
        &[$(($path, include_str!(concat!("../../", $root, $path)))),*]
    };
}

/// All of them; the first is what `init` makes when nobody says otherwise.
pub(super) const EXAMPLES: &[Example] = &[STOCK, MINIMAL, SUBSCRIPTIONS, CRM_PIPELINE, TRAVEL, EMPTY];

const STOCK: Example = Example {
    name: "stock",
    about: "an instrument maker, forty people: from lead to receivable, service, partners, people, reviews, controls",
    files: files!("": "salesflow.toml" "org.toml" "workflows/access_review.toml" "workflows/action_item.toml" "workflows/complaint.toml"
        "workflows/contract.toml" "workflows/control.toml" "workflows/customer.toml" "workflows/expense.toml" "workflows/expense_budget.toml" "workflows/inquiry.toml" "workflows/lead.toml"
        "workflows/opportunity.toml" "workflows/order.toml" "workflows/partner.toml" "workflows/product.toml" "workflows/project_sale.toml"
        "workflows/quote.toml" "workflows/receivable.toml" "workflows/recruiting.toml" "workflows/review.toml" "workflows/risk.toml"
        "workflows/self_assessment.toml" "workflows/stock.toml" "workflows/ticket.toml" "workflows/training.toml"
        "workflows/target_change.toml" "workflows/weekly_report.toml" "rules/schedules.toml" "tests/policies/P14_plans.toml" "tests/policies/P60_automation.toml"
        "rules/approve_access_review.toml" "rules/approve_compensation.toml" "rules/approve_contract.toml" "rules/approve_credit.toml" "rules/approve_deviation.toml" "rules/approve_expense.toml"
        "rules/approve_hiring.toml" "rules/approve_margin.toml" "rules/approve_partner.toml" "rules/approve_results.toml" "rules/approve_review.toml" "rules/approve_target_change.toml" "rules/quota_east_2026.csv"
        "rules/approve_write_off.toml" "rules/balances.toml" "rules/credit.toml" "rules/customer_care.toml" "rules/figures_controls.toml"
        "rules/figures_leads.toml" "rules/figures_receivables.toml" "rules/figures_results.toml" "rules/figures_sales.toml" "rules/incentives.toml" "rules/scorecards.toml"
        "rules/lead_scoring.rhai" "rules/lead_scoring.toml" "rules/payment_terms.toml" "rules/reports.toml" "rules/service_clock.toml" "rules/targets_2026.toml"
        "rules/warehouses.toml" "rules/warnings.toml"
        "tests/policies/P01_six_links.toml" "tests/policies/P02_lead_to_cash.toml" "tests/policies/P03_seven_stages.toml" "tests/policies/P04_quote.toml" "tests/policies/P05_needs.toml" "tests/policies/P06_orders.toml" "tests/policies/P07_payments.toml" "tests/policies/P08_service.toml" "tests/policies/P09_stock.toml" "tests/policies/P10_customers.toml" "tests/policies/P11_assignment.toml" "tests/policies/P12_partners.toml" "tests/policies/P13_people.toml" "tests/policies/P20_contract.toml" "tests/policies/P21_target_change.toml" "tests/policies/P22_expenses.toml" "tests/policies/P23_credit.toml" "tests/policies/P24_duties.toml" "tests/policies/P25_review.toml" "tests/policies/P26_controls.toml" "tests/policies/P27_appraisal.toml" "tests/policies/P28_incentives.toml" "tests/policies/P40_targets.toml" "tests/policies/P42_behind_target.toml" "tests/policies/P43_receivables.toml"),
    next: &["salesflow check", "salesflow graph opportunity -o opportunity.svg", "salesflow inbox --as PERSON"],
};

const MINIMAL: Example = Example {
    name: "minimal",
    about: "two people, one kind of deal, one approval, one figure",
    files: files!("examples/minimal/": "salesflow.toml" "org.toml" "README.md" "workflows/deal.toml" "rules/rules.toml"
        "tests/deal.toml"),
    next: &[
        "salesflow check",
        "salesflow test",
        "salesflow new deal title=\"First deal\" amount=2000 --as ana",
        "salesflow move DEAL-000001 win --as ana",
        "salesflow inbox --as mia",
        "salesflow approve DEAL-000001 --as mia",
        "salesflow kpi win_rate --by owner",
    ],
};

const TRAVEL: Example = Example {
    name: "travel-approvals",
    about: "a university's travel approvals, and a script that holds a real event log against them",
    files: files!("examples/travel-approvals/": "salesflow.toml" "org.toml" "README.md" "workflows/permit.toml"
        "workflows/request.toml" "tests/travel.toml" "replay.py" "sample/log.csv"),
    next: &["salesflow check", "salesflow test", "python3 replay.py sample/log.csv"],
};

const CRM_PIPELINE: Example = Example {
    name: "crm-pipeline",
    about: "a hardware seller's year: imports, offices and agents, targets, warnings",
    files: files!("examples/crm-pipeline/": "salesflow.toml" "org.toml" "README.md" "recount.py"
        "workflows/account.toml" "workflows/opportunity.toml" "workflows/product.toml"
        "rules/figures.toml" "rules/targets.toml" "rules/warnings.toml"
        "import/accounts.toml" "import/opportunities.toml" "import/products.toml"
        "sample/accounts.csv" "sample/make_sample.py" "sample/products.csv" "sample/sales_pipeline.csv"
        "sample/sales_teams.csv"),
    next: &[
        "salesflow check",
        "export SALESFLOW_ACTOR=robin.ellery",
        "salesflow import sample/products.csv --workflow product --map import/products.toml",
        "salesflow import sample/accounts.csv --workflow account --map import/accounts.toml",
        "salesflow import sample/sales_pipeline.csv --workflow opportunity --map import/opportunities.toml",
        "salesflow kpi won_amount --by quarter,office",
    ],
};

const SUBSCRIPTIONS: Example = Example {
    name: "subscriptions",
    about: "software by subscription: trials, renewals, discounts that need signatures, churn, scenarios",
    files: files!("examples/subscriptions/": "salesflow.toml" "org.toml" "README.md" "workflows/account.toml" "workflows/invoice.toml"
        "workflows/subscription.toml" "workflows/trial.toml" "rules/approvals.toml" "rules/figures.toml"
        "rules/prices.toml" "tests/churn.toml" "tests/discount.toml" "tests/trial.toml"),
    next: &[
        "salesflow check",
        "salesflow test",
        "salesflow new account title=Northwind segment=smb --as tom",
        "salesflow new subscription account=ACC-00001 plan=business seats=20 discount=25% --as tom",
        "salesflow move SUB-2026-00001 activate live_on=2026-12-01 --as tom",
        "salesflow inbox --as ines",
    ],
};

const EMPTY: Example = Example {
    name: "empty",
    about: "one person and one workflow to fill in",
    files: &[
        ("salesflow.toml", "# The company this policy is for.\nname = \"My company\"\ncurrency = \"CNY\"\n"),
        ("org.toml", "# Who there is.\n[person]\nme = { name = \"Me\" }\n"),
        (
            "workflows/deal.toml",
            "# What a deal knows, and where it can stand.\n[field]\ntitle = { type = \"text\", required = true }\n\n\
             [stage.open]\n[stage.done]\nend = \"done\"\n\n[transition.finish]\nfrom = \"open\"\nto = \"done\"\n",
        ),
        (
            "tests/deal.toml",
            "# What the policy is expected to do: `salesflow test` plays it.\n[scenario.\"a deal is finished\"]\nsteps = [\n  \
             { new = \"deal\", as = \"me\", name = \"d\", with = { title = \"First\" } },\n  { move = \"d\", do = \"finish\" },\n  \
             { expect = \"d\", outcome = \"done\" },\n]\n",
        ),
    ],
    next: &["salesflow check", "salesflow new deal title=First --as me", "salesflow move DEAL-000001 finish --as me"],
};

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    fn below(root: &Path, folder: &str, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{folder}{}", entry.file_name().to_string_lossy());
            match entry.file_type().unwrap().is_dir() {
                true if path != "data" => below(root, &format!("{path}/"), found),
                true => {}
                false => _ = found.insert(path),
            }
        }
    }

    fn embedded(example: &Example) -> BTreeSet<String> {
        example.files.iter().map(|(path, _)| (*path).to_owned()).collect()
    }

    #[test]
    fn no_file_of_a_shipped_policy_is_left_out() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for example in [MINIMAL, SUBSCRIPTIONS, CRM_PIPELINE, TRAVEL] {
            let mut found = BTreeSet::new();
            below(&root.join("examples").join(example.name), "", &mut found);
            assert_eq!(embedded(&example), found, "{}", example.name);
        }
        let mut found = BTreeSet::from(["salesflow.toml".to_owned(), "org.toml".to_owned()]);
        below(root, "workflows/", &mut found);
        below(root, "rules/", &mut found);
        below(root, "tests/policies/", &mut found);
        assert_eq!(embedded(&STOCK), found);
    }
}
