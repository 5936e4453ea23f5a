//! What the parts of a policy are called in sentences, in English and Chinese: one word per idea.
//!
//! 制度 policy · 流程 workflow · 记录 record · 字段 field · 阶段 stage · 起始阶段, 结束阶段 start, end · 流转 transition ·
//! 移动 drawn move · 结果 outcome · 校验 check · 守卫条件 guard · 审批链 approval chain · 审批步骤 step · 席位 seat · 任务 task ·
//! 决策表 table · 输入, 输出 input, output · 单元格 cell · 度量 measure · 指标 figure · 目标 target · 维度 dimension · 期间 period ·
//! 预警 warning · 级别 level · 参数 setting · 组织 organisation · 部门 unit · 人员 person · 角色 role · 选项 choice ·
//! 标识 id · 键 key · 时长 duration · 时刻 moment · 引用 ref · 导入 import · 主文件 manifest · 基础资料 reference data.

use crate::{compiler::places, model::Said};

/// A word or two of English as part of a sentence in both languages.
pub(in crate::compiler) fn phrase(en: &str) -> Said {
    if let Some(both) = PHRASES.iter().find(|(known, _)| *known == en) {
        return Said::from(*both);
    }
    match places::every_place().into_iter().find(|place| place.place == en) {
        Some(place) => Said::new(place.place, place.zh),
        // Not translated: a test finds it.
        None => Said::from(en),
    }
}

/// What a value is, or should be, as part of a sentence.
pub(in crate::compiler) fn shape(en: &str) -> Said {
    SHAPES.iter().find(|(known, _)| *known == en).map_or_else(|| phrase(en), |both| Said::from(*both))
}

const PHRASES: &[(&str, &str)] = &[
    // Beside the places of keys, which say themselves what they are.
    ("a ref", "引用"),
    ("the kind of record", "单据种类"),
    ("a choice", "选项"),
    ("a sentence for when it fails", "不满足时的提示"),
    ("a stage with `on_overdue`", "写了 `on_overdue` 的阶段"),
    ("a step that asks `chosen`", "询问 `chosen` 的审批步骤"),
    ("one of { at_least }, { share }, { weight }", "{ at_least }、{ share }、{ weight } 之一"),
    ("a number from 1 on, or \"any\"", "从 1 起的数，或 \"any\""),
    ("alone, without `after`", "单独写，不与 `after` 同用"),
    ("a table: \"table:approval_matrix\"", "一张决策表：\"table:approval_matrix\""),
    // What has an id.
    ("a setting", "参数"),
    ("a column", "列"),
    ("a dimension", "维度"),
    ("something asked", "提问项"),
    ("the step", "审批步骤"),
    ("the task", "任务"),
    ("the item", "清单项"),
    ("a stage with `pause_in`", "写了 `pause_in` 的阶段"),
    ("the headings of people", "人员表的表头"),
    ("a row of people", "人员表的一行"),
    ("duty", "职责分离"),
    ("unit", "部门"),
    ("report", "报表"),
    ("forecast", "预测"),
    ("analysis", "分析"),
    ("scorecard", "评分卡"),
    ("incentive", "激励"),
    ("matrix", "矩阵"),
    ("schedule", "计划任务"),
    ("channel", "通道"),
    ("input", "外来数据"),
    ("an input", "外来数据"),
    ("person", "人员"),
    ("role", "角色"),
    ("approval chain", "审批链"),
    ("measure", "度量"),
    ("KPI", "KPI"),
    ("figure", "指标"),
    ("target", "目标"),
    ("warning", "预警"),
    ("table", "决策表"),
    ("decision", "决策"),
    ("list", "名单"),
    ("name", "名称"),
    ("a table", "决策表"),
    ("type", "类型"),
    ("value", "值"),
    ("the transition", "流转"),
    ("the approval chain", "审批链"),
    ("the setting", "参数"),
    ("the role", "角色"),
    ("the table", "决策表"),
    ("the function", "函数"),
];

/// Shapes of values.
const SHAPES: &[(&str, &str)] = &[
    ("a list", "列表"),
    ("a table", "{ } 表"),
    ("text", "文本"),
    ("a number", "数字"),
    ("true or false", "true 或 false"),
    ("a date", "日期"),
    ("a whole number", "整数"),
    ("a number from 1 on", "从 1 起的整数"),
    ("a while without `after` beside it", "不与 `after` 同写的时长"),
    ("a formula, as text", "公式（文本）"),
    ("a value", "一个值"),
    ("a list of rows", "由行组成的列表"),
    ("rows in [ ]", "用 [ ] 写的行"),
    ("a value for each output, like { limit = 0 }", "每个输出的值，如 { limit = 0 }"),
    ("a number, text, date, or true or false", "数字、文本、日期、true 或 false"),
    ("the outcome as text, like \"won\"", "结果的名字，如 \"won\""),
];

#[cfg(test)]
mod tests {
    use super::PHRASES;

    #[test]
    fn no_phrase_stands_twice() {
        for (n, (en, _)) in PHRASES.iter().enumerate() {
            assert!(PHRASES[..n].iter().all(|(before, _)| before != en), "{en}");
        }
    }
}
