//! The keys of decision tables, decisions and lists.

use super::kind::{Kind::*, Thing::*, *};

places! {
    /// A decision table.
    TABLE: "a table", "决策表" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "hit": Words(&["unique", "first", "any", "priority", "ordered", "collect", "sum", "min", "max", "count"]), "Which rows answer.", "哪些行作答。", default "\"unique\"";
        run "in": Named(Column, &OneOf(&[TYPE_WORD, FORMULA, In(|| TABLE_IN)])), "Its inputs, in order: a type, or a field whose type it borrows.", "输入，按顺序：类型，或借用其类型的字段。";
        run "out": Named(Column, &OneOf(&[TYPE_WORD, FORMULA, In(|| TABLE_OUT)])), "Its outputs, in order.", "输出，按顺序。";
        run "rows": Rows(&Test), "The rows: tests, then answers.", "各行：先条件，后结果。";
        run "rows_from": Text, "A CSV or XLSX file with the rows.", "列出各行的 CSV 或 XLSX 文件。";
        run "default": By(Column, &Value), "The answer if no row matches.", "没有匹配行时的结果。";
        run "nothing": Words(&["none", "refuse"]), "`refuse`: no answer is a refusal.", "`refuse`：没有结果即拒绝。", default "\"none\"";
        run "off": Truth, "Kept and checked, never run.", "保留并检查，但不执行。", default "false";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// An input of a table.
    TABLE_IN: "an input of a table", "决策表的输入" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "type": OneOf(&[TYPE_WORD, FORMULA]), "Its type, or a field whose type it borrows.", "类型，或借用其类型的字段。";
        run "of": OneOf(&[WORKFLOWS, TYPE_WORD]), "The kind of record, or of a list's elements.", "记录的种类，或列表元素的类型。";
        run "values": CHOICES, "The values of a choice.", "选项的取值。";
        run "range": Test, "The values that can come.", "可能出现的取值。";
        run "value": FORMULA, "What is tested.", "检验什么。";
    }
    /// An output of a table.
    TABLE_OUT: "an output of a table", "决策表的输出" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "type": OneOf(&[TYPE_WORD, FORMULA]), "Its type, or a field whose type it borrows.", "类型，或借用其类型的字段。";
        run "of": OneOf(&[WORKFLOWS, TYPE_WORD]), "The kind of record, or of a list's elements.", "记录的种类，或列表元素的类型。";
        run "values": CHOICES, "The values of a choice; for `priority`, the highest first.", "选项的取值；用于 `priority` 时高者在前。";
    }
    /// A decision of several steps.
    DECISION: "a decision", "决策" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "in": Named(Column, &OneOf(&[TYPE_WORD, FORMULA, In(|| TABLE_IN)])), "Its inputs.", "输入。";
        run "step": Named(Step, &OneOf(&[FORMULA, In(|| DECISION_STEP)])), "Its steps; only what is asked for is computed.", "各步骤；只计算用到的。";
        run "out": Named(Column, &OneOf(&[FORMULA, In(|| DECISION_OUT)])), "Its outputs.", "输出。";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// A step of a decision.
    DECISION_STEP: "a step of a decision", "决策的步骤" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "value": FORMULA, "What it gives.", "给出什么。";
        run "when": CONDITION, "Only if; else none.", "须满足的条件；否则为 none。";
    }
    /// An output of a decision.
    DECISION_OUT: "an output of a decision", "决策的输出" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "value": FORMULA, "What it is.", "它是什么。";
    }
    /// A plain list.
    LIST: "a list", "名单" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "columns": Named(Column, &OneOf(&[TYPE_WORD, FORMULA, In(|| LIST_COLUMN)])), "Its columns, in order.", "各列，按顺序。";
        run "rows": Rows(&Any), "The rows.", "各行。";
        run "rows_from": Text, "A CSV or XLSX file with the rows.", "列出各行的 CSV 或 XLSX 文件。";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// A column of a list.
    LIST_COLUMN: "a column of a list", "名单的列" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "type": OneOf(&[TYPE_WORD, FORMULA]), "Its type, or a field whose type it borrows.", "类型，或借用其类型的字段。";
        run "of": OneOf(&[WORKFLOWS, TYPE_WORD]), "The kind of record, or of a list's elements.", "记录的种类，或列表元素的类型。";
        run "values": CHOICES, "The values of a choice.", "选项的取值。";
    }
}
