//! The keys of a file of rules, and of balances.

use super::{
    kind::{Kind::*, Thing::*, *},
    *,
};

places! {
    /// `rules/*.toml`.
    RULES: "a file of rules", "规则文件" => {
        run "approval": Named(Chain, &In(|| APPROVAL)), "Approval chains.", "审批链。";
        run "table": Named(Table, &In(|| TABLE)), "Decision tables.", "决策表。";
        run "measure": Named(Figure, &In(|| MEASURE)), "Measures over records.", "对记录的度量。";
        run "kpi": Named(Figure, &In(|| KPI)), "KPIs.", "关键指标。";
        run "target": Named(Target, &In(|| TARGET)), "Targets.", "目标。";
        run "warning": Named(Warning, &In(|| WARNING)), "Warnings.", "预警。";
        run "type": Named(Type, &In(|| TYPE)), "Types of the policy's own.", "自定义类型。";
        run "balance": Named(Balance, &In(|| BALANCE)), "Balances: stock, budget, credit.", "余额：库存、预算、信用额度。";
        run "decision": Named(Decision, &In(|| DECISION)), "Decisions of several steps.", "多步决策。";
        run "list": Named(Roll, &In(|| LIST)), "Plain lists.", "名单。";
        later "input": Named(Figure, &In(|| INPUT)), "Figures from outside.", "外来数据。";
        run "scorecard": Named(Scorecard, &In(|| SCORECARD)), "Scorecards.", "评分卡。";
        run "incentive": Named(Incentive, &In(|| INCENTIVE)), "Incentives.", "激励。";
        later "forecast": Named(Forecast, &In(|| FORECAST)), "Forecasts.", "预测。";
        later "analysis": Named(Report, &In(|| ANALYSIS)), "Analyses of what drives a result.", "结果成因分析。";
        run "schedule": Named(Schedule, &In(|| SCHEDULE)), "What happens by the calendar.", "按日历执行的任务。";
        run "report": Named(Report, &In(|| REPORT)), "Reports.", "报表。";
        later "matrix": Named(Matrix, &In(|| MATRIX)), "Many-to-many views.", "多对多矩阵。";
    }
    /// Stock, budget or credit.
    BALANCE: "a balance", "余额" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "of": WORKFLOWS, "One account for each record of this kind.", "该种类的每条记录是一个账户。";
        run "key": FIELDS, "The fields by which an account is found.", "用哪些字段找到账户。";
        run "total": Id(Field), "The field with the total.", "存放总量的字段。";
        run "short": Words(&["refuse", "wait", "allow"]), "What if there is not enough.", "不足时怎么办。", default "\"refuse\"";
        run "spent": Id(Field), "The field that `use` raises; without it `use` lowers the total.", "`use` 时增加的字段；不写则减少总量。";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
}
