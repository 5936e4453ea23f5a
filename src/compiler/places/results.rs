//! The keys of scorecards, incentives, forecasts and analyses.

use super::kind::{Kind::*, Thing::*, *};

/// For whom, or for what kind of record.
const FOR: Kind = OneOf(&[Words(&["unit", "person"]), WORKFLOWS, PEOPLE]);

places! {
    /// A scorecard.
    SCORECARD: "a scorecard", "评分卡" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "for": FOR, "People, units, or a kind of record.", "针对人员、部门或某种记录。";
        run "where": CONDITION, "Which of them.", "其中哪些。";
        run "period": PERIOD, "How often.", "考核周期。";
        run "close": Rhythm, "A draft until then, fixed after.", "此前为草稿，此后固定。";
        run "item": Several(&In(|| SCORE_ITEM)), "What counts, with weights that add up to 1.", "考核项，权重合计为 1。";
        run "input": Named(Voice, &In(|| SCORE_INPUT)), "Scores people give.", "由人打分的项目。";
        run "grade": Named(Grade, &Test), "Grades, by the unrounded score.", "等级，按未取整的得分。";
        run "then": By(Grade, &EFFECTS_HERE), "Effects of a grade; `any`: of every one.", "各等级的动作；`any`：每个等级。";
        run "appeal": Id(Chain), "The chain of a second review.", "复核的审批链。";
        run "missing": Words(&["reweigh", "zero", "wait", "none"]), "What if an item has no value.", "某项没有数值时怎么办。";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// What counts in a scorecard.
    SCORE_ITEM: "an item of a scorecard", "评分卡的考核项" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "kpi": Id(Figure), "The figure.", "指标。";
        run "input": Id(Voice), "The input.", "打分项目。";
        run "value": FORMULA, "A formula of the record considered.", "关于被考核记录的公式。";
        run "weight": AMOUNT, "Its weight.", "权重。";
        run "score": FORMULA, "The score it gives.", "得分。";
        run "missing": Words(&["reweigh", "zero", "wait", "none"]), "What if it has no value.", "没有数值时怎么办。";
        run "when": CONDITION, "For whom it counts.", "对谁适用。";
    }
    /// Scores people give.
    SCORE_INPUT: "an input of a scorecard", "评分卡的打分项目" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "from": Named(Voice, &Number), "Whose scores count, with their weights.", "谁的打分计入，各占多少权重。";
        run "who": By(Voice, &PEOPLE), "Who these are.", "这些人是谁。";
        run "kpi": By(Voice, &Id(Figure)), "Voices that are figures.", "以指标代替打分的一方。";
        run "missing": Words(&["reweigh", "zero", "wait", "none"]), "What if one has not answered.", "有人未打分时怎么办。";
        run "deadline": SPAN, "How long they have.", "打分时限。";
    }
    /// An incentive.
    INCENTIVE: "an incentive", "激励" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "for": FOR, "For whom.", "针对谁。";
        run "where": CONDITION, "Which of them.", "其中哪些。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
        run "period": PERIOD, "How often.", "周期。";
        run "base": FORMULA, "What it is worked out on.", "计提基数。";
        run "rate": AMOUNT, "One rate.", "单一比率。";
        run "tiers": Rows(&Number), "From this amount on, that rate, on the part above.", "从该金额起，超出部分按该比率。";
        run "attained": Id(Figure), "What `attainment` means here.", "此处 `attainment` 指哪个指标。";
        run "factor": FORMULA, "What it is multiplied by.", "乘以的系数。";
        run "cap": AMOUNT, "The most it can come to.", "上限。";
        run "clawback": In(|| CLAWBACK), "What is taken back.", "追回。";
        run "pool": FORMULA, "What a team shares.", "团队奖金池。";
        run "share": FORMULA, "By what it is shared.", "按什么分配。";
        run "approval": Id(Chain), "The chain a statement goes through.", "结算单走哪个审批链。";
        run "close": Rhythm, "A draft until then, fixed after.", "此前为草稿，此后固定。";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// What is taken back.
    CLAWBACK: "`clawback`", "`clawback`" => {
        run "of": FORMULA, "The amount it is worked out on.", "以什么金额为基数。";
        run "through": Id(Field), "The link to what was paid.", "通过哪个关联找到原来的计提。";
        run "rate": OneOf(&[Words(&["original"]), AMOUNT]), "`original`: the rate that was paid.", "`original`：按原来的比率。", default "\"original\"";
    }
    /// A forecast.
    FORECAST: "a forecast", "预测" => {
        later "title": Title, "What people see.", "人们看到的名称。";
        later "kpi": Id(Figure), "The figure.", "预测哪个指标。";
        later "by": Several(&Id(Dimension)), "Its dimensions.", "维度。";
        later "ahead": SPAN, "How far ahead.", "预测多远。";
        later "method": Words(&["season", "trend", "pipeline", "average", "best"]), "How; `best`: the least back-tested error.", "方法；`best`：回测误差最小者。", default "\"best\"";
        later "adjust": PEOPLE, "Who may state an own figure beside it.", "谁可以另报数字。";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// An analysis.
    ANALYSIS: "an analysis", "分析" => {
        later "title": Title, "What people see.", "人们看到的名称。";
        later "of": WORKFLOWS, "The kind of record.", "哪种记录。";
        later "where": CONDITION, "Which of them.", "其中哪些。";
        later "explain": FORMULA, "What is explained.", "解释什么。";
        later "with": Several(&OneOf(&[Id(Field), FORMULA])), "By what.", "用什么解释。";
        later "groups": Whole, "How many segments.", "分成几类。";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
}
