//! The keys of work: tasks, and what a step shares with them.

use super::{
    kind::{Kind::*, Thing::*, *},
    *,
};

/// How work finds its holder: in tasks, steps and `[assign]`.
pub const WORK: &[Keyword] = keywords![
    later "where": CONDITION, "Which of these people: `person` is the one considered.", "其中哪些人：`person` 是被考察的人。";
    later "give": Words(&["offer", "offer_one", "one", "all"]), "`offer`: the first taker; `offer_one`: one after another, who may decline; `one`: bound; `all`: each.", "`offer`：先到先得；`offer_one`：逐个询问，可谢绝；`one`：指定一人；`all`：每人一份。";
    later "pick": Words(&["round_robin", "least_load", "random", "best"]), "Which person, for `offer_one` and `one`.", "`offer_one` 和 `one` 时选哪个人。";
    later "best": FORMULA, "For `pick = \"best\"`: highest first.", "用于 `pick = \"best\"`：高者优先。";
    later "limit": AMOUNT, "How many one person may hold.", "每人最多持有几件。";
    later "again": Truth, "`false`: never to someone who declined it or gave it back.", "`false`：不再给谢绝过或退回过的人。", default "true";
];

/// The life of work, in tasks and steps alike.
pub const LIFE: &[Keyword] = keywords![
    later "begin": Words(&["by_hand", "on_claim", "on_creation", "chain", "pile"]), "When it counts as begun; `chain`: the same person goes straight on; `pile`: ending one starts the next.", "何时算开始；`chain`：同一人接着做；`pile`：做完一件自动开始下一件。", default "\"by_hand\"";
    later "needs": Several(&Id(Task)), "Tasks that come before.", "须先完成哪些任务。";
    later "during": STAGES, "Only while one of these stages is open.", "仅当这些阶段之一进行中时。";
    later "strict": Truth, "In the order of the inbox only.", "只能按待办顺序办理。", default "false";
    later "ahead": STAGES, "Stages in which it may be done before its turn.", "在哪些阶段可以提前完成。";
];

places! {
    /// Work with a holder and a life.
    TASK: "a task", "任务" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "who": PEOPLE, "Who may hold it; without it the owner.", "谁可以承担；不写则为负责人。";
        run "when": CONDITION, "When it is needed.", "何时需要。";
        run "required": OneOf(&[Truth, CONDITION]), "Whether it must be done before going on.", "是否必须完成才能继续。", default "true";
        run "form": ASKED, "What is filled in.", "填写的内容。";
        run "deadline": OneOf(&[SPAN, In(|| DEADLINE)]), "How long it may take, from when it is offered.", "时限，从派出算起。";
        run "on_deadline": OneOf(&[Words(&["escalate", "remind", "skip"]), Several(&In(|| RUNG))]), "What happens when time is up.", "到期后怎么办。";
        run "remind": In(|| REMIND), "Reminders.", "催办。";
        run "allow": OneOf(&[Several(&Text), By(Attribute, &OneOf(&[Truth, PEOPLE]))]), "Acts that are allowed: a list, or act = true, false or people.", "允许的动作：列表，或 动作 = true、false 或人员。";
        run "not_same_as": Several(&Id(Task)), "May not be who did that one.", "不得与承担该任务者为同一人。";
        run "prefer_same_as": Several(&Id(Task)), "If possible who did that one.", "尽可能与承担该任务者为同一人。";
        run "off": Truth, "Kept and checked, never run.", "保留并检查，但不执行。", default "false";
        later "was": WAS, "Its former ids.", "原来的 id。";
        + WORK run ["where" "give" "pick" "best" "limit" "again"];
        + LIFE run ["begin" "needs" "during" "strict" "ahead"];
        + EFFECTS run ["set" "create" "update" "adjust" "notify"];
    }
    /// A deadline that runs from another moment.
    DEADLINE: "`deadline`", "`deadline`" => {
        run "from": Words(&["offer", "start"]), "What it runs from.", "从何时算起。";
        run "limit": SPAN, "How long it may take.", "时限。";
    }
    /// Reminders.
    REMIND: "`remind`", "`remind`" => {
        run "every": SPAN, "How often.", "间隔多久。";
        run "at_most": Whole, "How many at most.", "最多几次。";
    }
}
