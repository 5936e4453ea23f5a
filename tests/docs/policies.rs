//! Where each row of the policy catalogue lives in the stock policy, and which scenarios prove it.

use std::{fs, path::Path};

/// A row: its number, what companies call it, and the files it is written in; none where it is not there yet.
type Row = (&'static str, &'static str, &'static [&'static str]);

/// The rows of groups A and B, the sales process and its control.
const ROWS: &[Row] = &[
    (
        "P01",
        "公司销售流程（六大环节）",
        &[
            "workflows/lead.toml",
            "workflows/customer.toml",
            "workflows/opportunity.toml",
            "workflows/contract.toml",
            "workflows/order.toml",
            "workflows/ticket.toml",
            "rules/approve_deviation.toml",
        ],
    ),
    (
        "P02",
        "线索到回款",
        &["workflows/lead.toml", "rules/lead_scoring.toml", "rules/lead_scoring.rhai", "rules/figures_leads.toml"],
    ),
    ("P03", "机会识别到售后（七阶段）", &["workflows/project_sale.toml"]),
    ("P04", "方案与报价", &["workflows/quote.toml", "rules/approve_margin.toml", "workflows/opportunity.toml"]),
    ("P05", "需求评估", &["workflows/opportunity.toml"]),
    ("P06", "订单处理", &["workflows/order.toml", "rules/warnings.toml"]),
    (
        "P07",
        "付款安排",
        &["rules/payment_terms.toml", "workflows/contract.toml", "workflows/order.toml", "workflows/receivable.toml"],
    ),
    (
        "P08",
        "售后服务",
        &[
            "workflows/ticket.toml",
            "workflows/complaint.toml",
            "rules/service_clock.toml",
            "rules/approve_compensation.toml",
        ],
    ),
    (
        "P09",
        "库存与订单",
        &["workflows/order.toml", "workflows/stock.toml", "rules/balances.toml", "rules/warehouses.toml"],
    ),
    ("P10", "客户资源", &["workflows/customer.toml", "rules/customer_care.toml", "rules/warnings.toml"]),
    ("P11", "分配", &["workflows/inquiry.toml", "org.toml"]),
    ("P12", "渠道管理", &["workflows/partner.toml", "rules/approve_partner.toml"]),
    ("P13", "人员", &["workflows/recruiting.toml", "workflows/training.toml", "rules/approve_hiring.toml"]),
    ("P14", "销售计划与活动", &["workflows/weekly_report.toml", "workflows/action_item.toml", "rules/schedules.toml"]),
    ("P20", "合同审批", &["workflows/contract.toml", "rules/approve_contract.toml"]),
    ("P21", "目标调整", &["workflows/target_change.toml", "rules/approve_target_change.toml"]),
    ("P22", "费用管理", &["workflows/expense.toml", "workflows/expense_budget.toml", "rules/approve_expense.toml"]),
    (
        "P23",
        "赊销与信用",
        &["workflows/order.toml", "rules/credit.toml", "rules/approve_credit.toml", "workflows/receivable.toml"],
    ),
    (
        "P24",
        "职责分离与权限",
        &[
            "org.toml",
            "workflows/access_review.toml",
            "rules/approve_access_review.toml",
            "rules/reports.toml",
            "rules/schedules.toml",
        ],
    ),
    ("P25", "例会与复核", &["workflows/review.toml", "workflows/action_item.toml", "rules/approve_review.toml"]),
    (
        "P26",
        "风险与内控矩阵",
        &[
            "workflows/risk.toml",
            "workflows/control.toml",
            "workflows/self_assessment.toml",
            "rules/figures_controls.toml",
        ],
    ),
    ("P27", "绩效考核", &["rules/scorecards.toml", "rules/figures_results.toml", "rules/approve_results.toml"]),
    (
        "P28",
        "激励",
        &[
            "rules/incentives.toml",
            "rules/figures_results.toml",
            "rules/approve_results.toml",
            "workflows/receivable.toml",
        ],
    ),
    ("P40", "目标体系", &["rules/targets_2026.toml"]),
    ("P42", "偏差预警", &["rules/warnings.toml", "rules/targets_2026.toml"]),
    ("P43", "应收账款预警", &["workflows/receivable.toml", "rules/warnings.toml", "rules/approve_write_off.toml"]),
    ("P60", "自动化", &["rules/schedules.toml", "workflows/weekly_report.toml", "workflows/action_item.toml"]),
];

pub fn page() -> String {
    let mut page = String::from(
        "# The policy catalogue, row by row\n\n\
         <!-- Made from tests/policies and tests/docs/policies.rs; renew: cargo test --test docs -- --ignored renew -->\n\n\
         What companies write down, where the stock policy says it, and the scenarios that prove it (`salesflow test P05` runs\n\
         those of a row). A row without scenarios is not in the stock policy yet.\n\n\
         | row | policy | lives in | proved by |\n|---|---|---|---|\n",
    );
    for (number, title, files) in ROWS {
        let proofs = proofs(number);
        let (lives, proofs) = match proofs.is_empty() {
            true => ("—".to_owned(), "—".to_owned()),
            false => (linked(number, files), proofs.join("<br>")),
        };
        page += &format!("| {number} | {title} | {lives} | {proofs} |\n");
    }
    page
}

/// The files, which must be there where the row has scenarios.
fn linked(number: &str, files: &[&str]) -> String {
    let link = |file: &&str| {
        assert!(root().join(file).is_file(), "{number} is said to live in {file}, which is not there");
        let name = file.rsplit('/').next().unwrap_or(file);
        format!("[{name}](../{file})")
    };
    files.iter().map(link).collect::<Vec<_>>().join(" ")
}

/// The scenarios of a row: those of `tests/policies/P05_*.toml`.
fn proofs(number: &str) -> Vec<String> {
    let folder = root().join("tests/policies");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let own = |path: &&std::path::PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with(&format!("{number}_")) && name.ends_with(".toml")
    };
    let mut proofs = Vec::new();
    for path in files.iter().filter(own) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let suite: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
        let scenarios = suite.get("scenario").and_then(|it| it.as_table()).into_iter().flatten();
        proofs.extend(scenarios.map(|(scenario, _)| format!("[{}](../tests/policies/{name})", super::cell(scenario))));
    }
    proofs
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
