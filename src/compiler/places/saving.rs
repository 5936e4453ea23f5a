//! The keys of rules about saving: checks, reactions, duplicates.

use super::{
    kind::{Kind::*, Thing::*, *},
    *,
};

/// What happened: `create`, `change:<field>`, `enter:<stage>` …
const OCCASIONS: Kind = Several(&OneOf(&[Words(&["create", "change", "move"]), Text]));

places! {
    /// A rule about saving.
    CHECK: "a check", "校验" => {
        later "title": Title, "What people see.", "人们看到的名称。";
        run "on": OCCASIONS, "When it is asked: `create`, `change`, `change:<field>`, `move`, `move:<transition>`, `enter:<stage>`, `leave:<stage>`, `served:<balance>`; without it, at every save.", "何时检查：`create`、`change`、`change:<字段>`、`move`、`move:<流转>`、`enter:<阶段>`、`leave:<阶段>`、`served:<余额>`；不写则每次保存。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
        run "must": CONDITION, "What must hold of the record as it would be.", "记录改后须满足什么。";
        run "otherwise": Template, "What a person is told if it does not.", "不满足时告诉人什么。";
        run "field": Id(Field), "The field it is about.", "与哪个字段有关。";
        run "except": PEOPLE, "Whom it does not bind.", "不受约束的人。";
        run "off": Truth, "Kept and checked, never run.", "保留并检查，但不执行。", default "false";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// What follows a change.
    REACTION: "a reaction", "联动" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "on": OCCASIONS, "What it follows; without it, every save.", "跟随什么变化；不写则每次保存。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
        run "off": Truth, "Kept and checked, never run.", "保留并检查，但不执行。", default "false";
        later "was": WAS, "Its former ids.", "原来的 id。";
        + EFFECTS run ["set" "create" "update" "advance" "cancel" "add" "remove" "reserve" "use" "free" "adjust" "send" "notify"];
    }
    /// When two records are the same.
    DUPLICATE: "a duplicate rule", "查重规则" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "same": FIELDS, "Fields that are equal, after normalising case, width and spaces.", "取值相同的字段（忽略大小写、全半角和空格）。";
        run "like": By(Field, &Number), "Fields that are as alike as this, 0 to 1.", "相似到此程度的字段，0 到 1。";
        run "then": Words(&["refuse", "warn", "merge"]), "What happens.", "怎么办。", default "\"refuse\"";
        run "otherwise": Template, "What a person is told; `other` is the record found.", "告诉人什么；`other` 是找到的记录。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
        run "except": PEOPLE, "Whom it does not bind.", "不受约束的人。";
        run "on": OCCASIONS, "When it is asked; without it, on create and when a field it names changes.", "何时检查；不写则在新建和所列字段变化时。";
        run "among": CONDITION, "Among which records.", "在哪些记录中查找。";
        run "of": WORKFLOWS, "The kind of record; without it, this one.", "记录种类；不写则为本流程。";
        run "off": Truth, "Kept and checked, never run.", "保留并检查，但不执行。", default "false";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
}
