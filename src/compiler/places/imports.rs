//! The keys of an import.

use super::kind::{Kind::*, Thing::*, *};

places! {
    /// How a file from outside is cleaned on the way in.
    IMPORT: "an import", "导入" => {
        later "title": Title, "What people see.", "人们看到的名称。";
        later "from": Text, "The files, or the channel, it comes from.", "来自哪些文件或哪个通道。";
        run "columns": By(Attribute, &Text), "Which field each column fills; `field.key` finds a ref.", "各列填入哪个字段；`字段.键` 用来查找引用。";
        run "clean": By(Field, &OneOf(&[Cleaning, By(Choice, &Any)])), "How values are cleaned, or what replaces them.", "如何清洗取值，或替换成什么。";
        run "key": FIELDS, "Fields that tell a record that is there already.", "用来识别已有记录的字段。";
        run "reject": Several(&In(|| IMPORT_REJECT)), "Rows that are not taken.", "不接收的行。";
        run "on_double": Words(&["update", "skip", "reject", "review"]), "What happens to a row whose record is there already.", "记录已存在时怎么办。";
        run "dates": Text, "How dates are written there; ISO always works.", "文件中日期的写法；ISO 写法总是可以。";
        run "created": Value, "The business time of the creation.", "新建的业务时间。";
        run "moves": Several(&In(|| IMPORT_MOVE)), "Moves each row makes, in order.", "每行依次执行的移动。";
    }
    /// Rows that are not taken.
    IMPORT_REJECT: "an entry of `reject`", "`reject` 的条目" => {
        run "when": CONDITION, "Which rows.", "哪些行。";
        run "otherwise": Template, "Why.", "原因。";
    }
    /// A move a row makes.
    IMPORT_MOVE: "an entry of `moves`", "`moves` 的条目" => {
        run "do": Id(Transition), "The transition.", "流转。";
        run "at": MOMENT, "Its business time.", "业务时间。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
        run "with": WITH, "What is filled in.", "填写的内容。";
    }
}
