//! The keys of a stage.

use super::{
    kind::{Kind::*, Thing::*, *},
    *,
};

places! {
    /// A stage.
    STAGE: "a stage", "阶段" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "start": Truth, "Where a new record begins; without one, the first stage that is no end.", "新记录从这里开始；都不写则为第一个非结束阶段。", default "false";
        run "end": OneOf(&[Words(&["won", "lost", "done", "cancelled"]), Id(Outcome)]), "The record closes here with this outcome.", "记录在此结束，结果为此。";
        run "require": Several(&OneOf(&[Id(Field), In(|| REQUIRE)])), "Fields filled in to enter, and while here.", "进入时及停留期间必须填写的字段。";
        run "checklist": Several(&OneOf(&[Title, In(|| CHECKLIST)])), "Items to be checked off before it may go on.", "勾选完才能继续的事项。";
        run "sla": SPAN, "How long a record may stay.", "记录最多停留多久。";
        run "on_overdue": Several(&In(|| RUNG)), "What happens when it stays longer.", "超时后做什么。";
        run "pause_in": STAGES, "Stages in which this clock stands still.", "在哪些阶段暂停计时。";
        later "probability": AMOUNT, "The chance of being won, for the weighted pipeline.", "赢单概率，用于加权管道。";
        later "forecast": Words(&["pipeline", "best_case", "commit", "closed", "omitted"]), "The category of the forecast.", "预测类别。";
        run "on_enter": EFFECTS_HERE, "Effects of entering.", "进入时的动作。";
        run "on_leave": EFFECTS_HERE, "Effects of leaving.", "离开时的动作。";
        run "task": Named(Task, &In(|| TASK)), "Work that is done here.", "在此完成的任务。";
        run "one_at_a_time": Truth, "Its tasks never two at once.", "任务不得同时进行。", default "false";
        run "many": Truth, "May hold several tokens at once.", "可同时有多个令牌。", default "false";
        run "rest": Words(&["wait"]), "On an end: the record closes with its last path.", "用于结束阶段：最后一条路径走完才结束。";
        run "lock": Template, "Only one token at a time in all stages with this lock.", "同一把锁的各阶段同时只容一个令牌。";
        run "call": In(|| CALL), "Asks a program and waits.", "调用程序并等待。";
        run "answer": EFFECTS_HERE, "Effects of its answer, read as `answer.x`.", "得到回答后的动作；回答写作 `answer.x`。";
        run "on_failure": In(|| ON_FAILURE), "What follows if it does not answer.", "没有回答时怎么办。";
        run "locked": Truth, "Nobody may change fields; an end is locked unless it says otherwise.", "字段不可修改；结束阶段默认锁定。", default "false";
        run "editable": FIELDS, "Only these fields may be changed here.", "在此只有这些字段可以修改。";
        run "editable_by": PEOPLE, "Whom no lock binds.", "不受锁定限制的人。";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// Fields that must be filled in.
    REQUIRE: "an entry of `require`", "`require` 的条目" => {
        run "field": Id(Field), "The field.", "字段。";
        run "fields": FIELDS, "The fields.", "多个字段。";
        run "when": CONDITION, "When it is asked.", "何时要求。";
        run "otherwise": Template, "What a person is told.", "未填时告诉人什么。";
    }
    /// An item of a checklist.
    CHECKLIST: "an item of `checklist`", "`checklist` 的条目" => {
        run "id": Name, "Its id.", "id。";
        run "title": Title, "What people see.", "人们看到的名称。";
        run "who": PEOPLE, "Who checks it off.", "由谁勾选。";
        run "when": CONDITION, "When it is asked.", "何时需要。";
        run "required": OneOf(&[Truth, CONDITION]), "Whether it must be done before going on.", "是否必须完成才能继续。", default "true";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// What happens when something is late, a rung of the ladder.
    RUNG: "an entry of `on_overdue`", "`on_overdue` 的条目" => {
        run "after": SPAN, "How long after the time was up.", "到期后多久。";
        run "before": SPAN, "How long ahead of it.", "到期前多久。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
        run "level": OneOf(&[Words(&["yellow", "red"]), Text]), "The level of the warning.", "预警级别。";
        run "text": Template, "What the notice says.", "通知内容。";
        run "do": OneOf(&[Words(&["escalate", "approve", "reject", "remind", "skip"]), Id(Transition)]), "What becomes of the work itself, or the transition that is taken.", "该工作本身如何处理，或执行哪个流转。";
        run "to": PEOPLE, "Who gets it.", "交给谁。";
        + EFFECTS run ["set" "create" "update" "advance" "cancel" "add" "remove" "reserve" "use" "free" "adjust" "send" "notify"];
    }
    /// A program that is asked.
    CALL: "`call`", "`call`" => {
        run "channel": Id(Channel), "The channel that leads to it.", "经哪个通道。";
        run "with": WITH, "What it is told.", "传给它什么。";
        run "within": SPAN, "How long it may take.", "最多等多久。";
        run "retry": Whole, "How often it is asked again.", "重试几次。";
    }
    /// What follows where a program gave no answer.
    ON_FAILURE: "`on_failure`", "`on_failure`" => {
        run "to": Id(Stage), "Where the record goes.", "记录去往哪里。";
        + EFFECTS run ["set" "create" "update" "advance" "cancel" "add" "remove" "reserve" "use" "free" "adjust" "send" "notify"];
    }
}
