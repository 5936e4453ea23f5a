//! The keys of measures, inputs, KPIs and targets.

use super::kind::{Kind::*, Thing::*, *};

/// Dimensions of a figure: fields, or names with formulas.
const BY: Kind = OneOf(&[Several(&Id(Dimension)), Named(Dimension, &FORMULA)]);

places! {
    /// A measure over records.
    MEASURE: "a measure", "度量" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "of": OneOf(&[WORKFLOWS, Words(&["person", "unit"])]), "A workflow, its lines (`order.lines`) or its log (`order.moves`, `.stays`, `.tasks`); `person`, `unit`.", "某个流程、其明细（`order.lines`）或日志（`order.moves`、`.stays`、`.tasks`）；`person`、`unit`。";
        run "where": CONDITION, "Which of them count.", "计入哪些。";
        run "value": FORMULA, "`count`, `sum(x)`, `avg`, `min`, `max`, `distinct(x)`, `percentile(x, 90)`, `first`, `last`.", "`count`、`sum(x)`、`avg`、`min`、`max`、`distinct(x)`、`percentile(x, 90)`、`first`、`last`。";
        run "at": MOMENT, "The business time it counts at; without it, it counts while `where` holds.", "计入的业务时间；不写则在 `where` 成立期间计入。";
        run "by": BY, "Its dimensions; without them one total.", "维度；不写则只有总数。";
        later "people": Words(&["then", "now"]), "`now`: people and units as they are now.", "`now`：人员和部门按现在的归属。", default "\"then\"";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// A figure from outside.
    INPUT: "an input", "外来数据" => {
        later "title": Title, "What people see.", "人们看到的名称。";
        later "by": BY, "Its dimensions.", "维度。";
        later "period": PERIOD, "The periods it is given for.", "按什么期间给出。";
        later "from": Text, "The CSV file it comes from.", "来自哪个 CSV 文件。";
        later "shown_as": Words(&["number", "money", "percent", "duration"]), "How it is shown.", "如何显示。";
        later "who": PEOPLE, "Who may state it.", "由谁填报。";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// A KPI.
    KPI: "a KPI", "关键指标" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "formula": FORMULA, "Of measures, inputs and other KPIs; no data is none.", "由度量、外来数据和其他指标算出；没有数据则为 none。";
        run "shown_as": Words(&["number", "money", "percent", "duration"]), "How it is shown.", "如何显示。", default "\"number\"";
        run "better": Words(&["higher", "lower"]), "Which way is better.", "高好还是低好。", default "\"higher\"";
        later "yellow": CONDITION, "When it is shown yellow.", "何时显示为黄。";
        later "red": CONDITION, "When it is shown red.", "何时显示为红。";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// A target.
    TARGET: "a target", "目标" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "kpi": Id(Figure), "The figure it is for.", "针对哪个指标。";
        run "period": PERIOD, "The period it is for.", "针对哪个期间。";
        run "value": AMOUNT, "What is aimed at.", "目标值。";
        run "by": BY_VALUES, "The values of dimensions it is for.", "针对哪些维度取值。";
        run "who": PEOPLE, "Who may change it by command, beside administrators.", "除管理员外，谁可以用命令调整。";
        run "split": Several(&In(|| SPLIT)), "How it is divided.", "如何分解。";
        run "round": Number, "Parts are rounded to this.", "各部分取整到此。";
        run "part": By(Dimension, &In(|| TARGET_PART)), "Overrides below one part.", "某一部分下的单独规定。";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// How a target is divided.
    SPLIT: "an entry of `split`", "`split` 的条目" => {
        run "by": Id(Dimension), "The dimension, or `day week month quarter`.", "按哪个维度，或 `day week month quarter`。";
        run "shares": By(Choice, &Number), "The share of each value; together 1.", "各取值的份额，合计为 1。";
        run "shares_from": Text, "A file of rows: the part, and its `share` or `amount`.", "列出各部分及其 `share` 或 `amount` 的文件。";
        run "like": PERIOD, "As the figure was in that period; even where it was nothing.", "按该期间的实际比例；当时没有数据则平均分。";
        run "even": Truth, "In equal parts.", "平均分。";
    }
    /// Overrides below one node of a target.
    TARGET_PART: "a part of a target", "目标的部分" => {
        run "value": AMOUNT, "What is aimed at there.", "此处的目标值。";
        run "split": Several(&In(|| SPLIT)), "How it is divided there.", "此处如何分解。";
        run "round": Number, "Parts are rounded to this.", "各部分取整到此。";
        run "part": By(Dimension, &In(|| TARGET_PART)), "Overrides below one part.", "某一部分下的单独规定。";
    }
}
