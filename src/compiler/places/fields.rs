//! The keys of fields, types, choices and of what is asked.

use super::kind::{Kind::*, Thing::*, *};

/// What a list holds, or which kind of record a `ref` names.
const OF: super::Kind = OneOf(&[WORKFLOWS, TYPE_WORD]);

places! {
    /// A field, or a column of lines.
    FIELD: "a field", "字段" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "type": TYPE_WORD, "What it holds.", "存放什么。";
        run "of": OF, "The kind of record a `ref` names; the kind of a list's elements.", "`ref` 指向哪种记录；`list` 的元素类型。";
        run "values": CHOICES, "The values of a choice.", "选项的取值。";
        run "required": OneOf(&[Truth, CONDITION]), "Whether, or when, it must be filled in.", "是否必填，或何时必填。", default "false";
        run "default": Value, "What it begins with.", "初始值。";
        run "formula": FORMULA, "What it is computed from; always current.", "由什么算出；始终是最新的。";
        run "unique": Truth, "No two records may have the same value.", "不同记录不得取相同的值。", default "false";
        run "min": OneOf(&[Number, FORMULA]), "The least allowed.", "最小值。";
        run "max": OneOf(&[Number, FORMULA]), "The most allowed.", "最大值。";
        run "pattern": Pattern, "The regular expression the whole text must match.", "整个文本须匹配的正则表达式。";
        run "freeze": Id(Stage), "The stage at whose entry the computed value is fixed.", "进入哪个阶段时把算出的值固定下来。";
        run "figure": Id(Figure), "The figure it shows.", "显示哪个指标。";
        run "per": Id(Dimension), "The dimension of that figure it is for: this record, or the field of that name.", "按该指标的哪个维度：本记录，或同名字段。";
        run "period": PERIOD, "The period of that figure.", "该指标的期间。";
        run "accrue": In(|| ACCRUE), "An amount that grows with time.", "随时间累积的金额。";
        run "part_of": FORMULA, "The amount of which this column is each row's part.", "本列是哪个金额在各行的分摊。";
        run "share": FORMULA, "The row's share of it.", "该行所占的份额。";
        run "parent": Truth, "The record named becomes this one's parent.", "所指的记录成为本记录的上级。", default "false";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// An amount that grows with time.
    ACCRUE: "`accrue`", "`accrue`" => {
        run "of": AMOUNT, "What it is worked out on.", "以什么为基数。";
        run "rate": AMOUNT, "The rate for each `per`.", "每个 `per` 的比率。";
        run "per": Words(&["day", "week", "month", "year"]), "The unit of time.", "时间单位。", default "\"day\"";
        run "from": MOMENT, "When it begins.", "从何时开始。";
        run "until": MOMENT, "When it ends.", "到何时为止。";
        run "grace": SPAN, "How long nothing accrues.", "宽限期。";
        run "when": CONDITION, "While what holds.", "在什么条件下累积。";
        run "max": AMOUNT, "The most it can come to.", "累积上限。";
    }
    /// A value of a choice.
    CHOICE: "a value of a choice", "选项的取值" => {
        run "is": Name, "The value.", "取值。";
        run "title": Title, "What people see.", "人们看到的名称。";
        later "was": WAS, "Its former names.", "原来的名称。";
    }
    /// A type of the policy's own.
    TYPE: "a type", "类型" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "type": TYPE_WORD, "The type it is made from.", "由哪种类型而来。";
        run "of": OF, "The kind of record, or of a list's elements.", "记录的种类，或列表元素的类型。";
        run "values": CHOICES, "The values of a choice.", "选项的取值。";
        run "min": OneOf(&[Number, FORMULA]), "The least allowed.", "最小值。";
        run "max": OneOf(&[Number, FORMULA]), "The most allowed.", "最大值。";
        run "pattern": Pattern, "The regular expression the whole text must match.", "整个文本须匹配的正则表达式。";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// Something asked while moving, deciding or working.
    ASK: "an entry of `ask`", "`ask` 的条目" => {
        run "id": OneOf(&[Id(Field), Name]), "The field, or a name of its own.", "字段，或自起的名称。";
        run "title": Title, "What people see.", "人们看到的名称。";
        run "type": TYPE_WORD, "What it holds; without a type the entry is the record's field.", "存放什么；不写类型则为记录的字段。";
        run "of": OF, "The kind of record, or of a list's elements.", "记录的种类，或列表元素的类型。";
        run "values": CHOICES, "The values of a choice.", "选项的取值。";
        run "required": OneOf(&[Truth, CONDITION]), "Whether, or when, it must be filled in: yes in an `ask`, no in a `form`.", "是否必填，或何时必填：`ask` 中默认是，`form` 中默认否。";
        later "default": Value, "What it begins with.", "初始值。";
        run "min": OneOf(&[Number, FORMULA]), "The least allowed.", "最小值。";
        run "max": OneOf(&[Number, FORMULA]), "The most allowed.", "最大值。";
        run "pattern": Pattern, "The regular expression the whole text must match.", "整个文本须匹配的正则表达式。";
        later "formula": FORMULA, "What it is computed from.", "由什么算出。";
        later "unique": Truth, "No two may have the same value.", "不得取相同的值。";
    }
}
