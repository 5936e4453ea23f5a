//! Effects: the same keys wherever something happens.

use super::{
    kind::{Kind::*, Thing::*, *},
    *,
};

/// The effects; which of them run differs by place, until all run everywhere.
pub const EFFECTS: &[Keyword] = keywords![
    run "set": WITH, "Fields that are set.", "设置字段。";
    run "create": Several(&In(|| CREATE)), "Linked records that are made.", "新建下级记录。";
    run "update": Several(&In(|| UPDATE)), "Other records that are changed.", "修改其他记录。";
    run "advance": Several(&In(|| ADVANCE)), "Linked records that are moved on.", "推进相关记录。";
    run "cancel": Several(&In(|| CANCEL)), "Linked records that are cancelled.", "取消相关记录。";
    run "add": Several(&In(|| ADD)), "Rows that are added.", "增加明细行。";
    run "remove": Several(&In(|| REMOVE)), "Rows that are removed.", "删除明细行。";
    run "reserve": Several(&OneOf(&[Id(Balance), In(|| RESERVE)])), "Takes from what is available.", "从可用量中预留。";
    run "use": Several(&OneOf(&[Id(Balance), In(|| RESERVE)])), "Turns what is reserved into spent.", "把预留的用掉。";
    run "free": Several(&OneOf(&[Id(Balance), In(|| RESERVE)])), "Gives back what is reserved.", "释放预留。";
    run "adjust": Several(&In(|| ADJUST)), "Changes a target; the old one stays in history.", "调整目标；原值留在历史中。";
    run "send": Several(&In(|| SEND)), "Events that go out.", "发出事件。";
    run "notify": NOTICES, "Who is told what.", "通知谁、说什么。";
];

places! {
    /// A place that holds nothing but effects.
    EFFECTS_ONLY: "effects", "动作" => {
        + EFFECTS run ["set" "create" "update" "advance" "cancel" "add" "remove" "reserve" "use" "free" "adjust" "send" "notify"];
    }
    /// A record that is made.
    CREATE: "an entry of `create`", "`create` 的条目" => {
        run "workflow": WORKFLOWS, "The kind of record.", "哪种记录。";
        run "with": WITH, "The fields it begins with.", "填入的字段。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
        run "each": ROWS, "One for each of these rows.", "为这些行各建一条。";
        run "count": AMOUNT, "How many.", "建几条。";
        later "reaches": Several(&OneOf(&[Words(&["end"]), Id(Stage)])), "In a step: it is done when the record has come there.", "用于步骤：记录到达此处即完成。";
    }
    /// Another record that is changed.
    UPDATE: "an entry of `update`", "`update` 的条目" => {
        run "record": OneOf(&[Id(Field), WORKFLOWS]), "The `ref` field, or the kind of record.", "`ref` 字段，或记录种类。";
        run "where": CONDITION, "Which of them; the other's names are `other.x`.", "其中哪些；对方的字段写作 `other.x`。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
        run "set": WITH, "Fields that are set.", "设置字段。";
    }
    /// A linked record that is moved on.
    ADVANCE: "an entry of `advance`", "`advance` 的条目" => {
        run "workflow": WORKFLOWS, "The kind of record.", "哪种记录。";
        run "do": Id(Transition), "The transition it makes.", "执行哪个流转。";
        run "where": CONDITION, "Which of them; this one is `record.x`.", "其中哪些；本记录写作 `record.x`。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
        run "with": WITH, "What is filled in.", "填写的内容。";
    }
    /// A linked record that is cancelled.
    CANCEL: "an entry of `cancel`", "`cancel` 的条目" => {
        run "workflow": WORKFLOWS, "The kind of record.", "哪种记录。";
        run "where": CONDITION, "Which of them; this one is `record.x`.", "其中哪些；本记录写作 `record.x`。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
    }
    /// Rows that are added.
    ADD: "an entry of `add`", "`add` 的条目" => {
        run "lines": Id(Lines), "The lines they belong to.", "加到哪个明细。";
        run "each": ROWS, "One for each of these rows.", "为这些行各加一行。";
        run "count": AMOUNT, "How many.", "加几行。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
        run "with": WITH, "What they hold.", "填入的内容。";
    }
    /// Rows that are removed.
    REMOVE: "an entry of `remove`", "`remove` 的条目" => {
        run "lines": Id(Lines), "The lines they belong to.", "从哪个明细删除。";
        run "where": CONDITION, "Which of them.", "其中哪些。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
    }
    /// Something taken from a balance, used, or given back.
    RESERVE: "an entry of `reserve`", "`reserve` 的条目" => {
        run "balance": Id(Balance), "The balance.", "哪个余额。";
        run "each": ROWS, "One for each of these rows.", "为这些行各做一次。";
        run "key": WITH, "The account; without it the one a `ref` field names.", "账户；不写则为 `ref` 字段所指的记录。";
        run "amount": Value, "How much.", "多少。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
        run "short": Words(&["refuse", "wait", "allow"]), "What if there is not enough.", "不足时怎么办。";
    }
    /// A target that is changed.
    ADJUST: "an entry of `adjust`", "`adjust` 的条目" => {
        run "target": OneOf(&[Id(Target), Value]), "The target.", "哪个目标。";
        run "by": BY_VALUES, "Which part of it; without it all of it.", "目标的哪一部分；不写则为全部。";
        run "period": Value, "The part of its period; without it all of it.", "其期间的哪一段；不写则为全部。";
        run "value": Value, "The new value.", "新值。";
        run "rest": Words(&["spread", "keep"]), "`spread`: the parts beside it make up for it, so that their whole stays.", "`spread`：由同级其余部分按比例分摊，合计不变。", default "\"keep\"";
        run "reason": Value, "Why.", "原因。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
    }
    /// An event that goes out.
    SEND: "an entry of `send`", "`send` 的条目" => {
        run "channel": Id(Channel), "The channel; without it the event comes in here.", "经哪个通道；不写则作为事件进入本系统。";
        run "event": Id(Event), "The name of the event.", "事件名称。";
        run "with": WITH, "What it carries.", "携带的内容。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
        run "each": ROWS, "One for each of these rows.", "为这些行各发一次。";
    }
    /// Who is told what.
    NOTICE: "a notice", "通知" => {
        run "to": PEOPLE, "Who is told; a channel as `channel:x`, an address as `mail:x@y.z`.", "通知谁；通道写 `channel:x`，邮箱写 `mail:x@y.z`。";
        run "text": Template, "What it says.", "内容。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
    }
    /// An entry of a people place with its conditions.
    PEOPLE_ENTRY: "an entry of people", "人员条目" => {
        run "who": Several(&People), "Who.", "谁。";
        run "where": CONDITION, "Which of them: `person` is the one considered.", "其中哪些：`person` 是被考察的人。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
        later "weight": AMOUNT, "The weight of this seat's vote.", "该席位的票权。";
    }
}
