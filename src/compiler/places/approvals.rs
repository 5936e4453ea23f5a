//! The keys of approval chains and their steps.

use super::{
    kind::{Kind::*, Thing::*, *},
    *,
};

/// How the answers of several seats are counted.
const MODE: Kind = OneOf(&[Words(&["all", "any", "first", "sequence"]), In(|| COUNTED)]);

/// What becomes of a step whose time is up.
const ON_DEADLINE: Kind = OneOf(&[DEADLINE_WORDS, Several(&In(|| DEADLINE_RUNG))]);

/// What happens to a seat.
const DEADLINE_WORDS: Kind = Words(&["escalate", "approve", "reject", "remind"]);

/// Seats: people, or entries with a weight or a condition.
const SEATS: Kind = Several(&OneOf(&[People, In(|| SEAT)]));

/// What a no leads to.
const ON_REJECT: Kind = Several(&OneOf(&[Words(&["end", "continue", "return_to_requester", "previous"]), Text]));

/// Acts on a task.
const ALLOW: Kind = OneOf(&[
    Several(&Words(&[
        "return",
        "transfer",
        "delegate",
        "add_before",
        "add_after",
        "add_beside",
        "remove",
        "copy",
        "abstain",
        "claim",
        "release",
        "comment",
        "remind",
        "take_back",
        "skip",
        "restart",
        "suspend",
        "decline",
        "redo",
        "add_help",
    ])),
    By(Attribute, &OneOf(&[Truth, PEOPLE])),
]);

places! {
    /// An approval chain.
    APPROVAL: "an approval chain", "审批链" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "show": Several(&OneOf(&[Id(Field), Id(Lines)])), "What approvers see first.", "审批人首先看到什么。";
        run "same_person": Words(&["once", "adjacent", "every_step"]), "How often one person is asked.", "同一人被询问几次。", default "\"once\"";
        run "self": Words(&["skip", "escalate", "ask", "refuse"]), "When the approver is the requester.", "审批人就是申请人时怎么办。", default "\"escalate\"";
        run "nobody": Words(&["escalate", "skip", "refuse"]), "When no person holds the seat.", "席位上没有人时怎么办。", default "\"escalate\"";
        run "no_step": Words(&["approve", "reject", "refuse"]), "When no step applies.", "没有适用步骤时怎么办。", default "\"refuse\"";
        run "withdraw": PEOPLE, "Who may recall it; `[]`: nobody.", "谁可以撤回；`[]`：无人。", default "[\"requester\"]";
        run "material": Several(&OneOf(&[Id(Field), Id(Lines)])), "When one of these changes, approvals that relied on it are void.", "这些内容改变时，依据它作出的批准失效。";
        run "locked": Truth, "People can't change the record while this runs.", "审批期间记录不可修改。", default "true";
        run "editable": FIELDS, "Only these fields may be changed meanwhile.", "期间只有这些字段可以修改。";
        run "editable_by": PEOPLE, "Whom the lock does not bind; `approver`: who decides.", "不受锁定限制的人；`approver`：审批人。";
        run "branch": Named(Branch, &OneOf(&[Words(&["else"]), CONDITION])), "Conditions named once; the first that holds.", "命名的条件；取第一个成立的。";
        run "no_branch": Words(&["skip", "refuse"]), "When none of them holds.", "都不成立时怎么办。", default "\"refuse\"";
        run "step": Several(&In(|| STEP)), "The steps, in order.", "各步骤，按顺序。";
        run "steps_from": Text, "The table whose row gives the steps: `table:approval_matrix`.", "由哪个决策表给出步骤：`table:approval_matrix`。";
        run "comment": Words(&["never", "on_reject", "always"]), "When a reason is owed; the default of its steps.", "何时须写理由；各步骤的默认值。", default "\"on_reject\"";
        run "mode": MODE, "How answers are counted; the default of its steps.", "如何计票；各步骤的默认值。", default "\"all\"";
        run "deadline": OneOf(&[SPAN, In(|| DEADLINE)]), "How long a decision may take; the default of its steps.", "决定的时限；各步骤的默认值。";
        run "on_deadline": ON_DEADLINE, "What happens when time is up; the default of its steps.", "到期后怎么办；各步骤的默认值。";
        run "allow": ALLOW, "Acts that are allowed; the default of its steps.", "允许的动作；各步骤的默认值。";
        run "remind": In(|| REMIND), "Reminders; the default of its steps.", "催办；各步骤的默认值。";
        run "on_reject": ON_REJECT, "What a no leads to; the default of its steps.", "驳回后怎么办；各步骤的默认值。";
        run "resume": Words(&["here", "start", "changed"]), "Where it goes on after a return; the default of its steps.", "退回再提交后从哪里继续；各步骤的默认值。";
        run "veto": Truth, "One no ends it; the default of its steps.", "一票否决；各步骤的默认值。";
        run "rest": Words(&["cancel", "absorb", "hold"]), "What becomes of seats left over; the default of its steps.", "剩余席位如何处理；各步骤的默认值。";
        run "off": Truth, "Kept and checked, never run.", "保留并检查，但不执行。", default "false";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// A step of a chain.
    STEP: "a step", "审批步骤" => {
        run "id": Name, "Its id.", "id。";
        run "title": Title, "What people see.", "人们看到的名称。";
        run "who": SEATS, "Its seats: each entry is one, and any holder can fill it.", "席位：每个条目一席，任一担任者都可以办理。";
        run "everyone": Truth, "Every holder is a seat.", "每个担任者各占一席。", default "false";
        run "when": CONDITION, "Asked when the step is reached.", "到达该步骤时判断。";
        run "else": Words(&["skip", "approve", "reject"]), "What follows if `when` is false.", "`when` 不成立时怎么办。", default "\"skip\"";
        run "branch": Several(&Id(Branch)), "The branches it belongs to.", "属于哪些分支。";
        run "follows": Several(&Id(Step)), "The steps it waits for; without it the one written before.", "等待哪些步骤；不写则为上一个步骤。";
        run "mode": MODE, "How answers are counted: `all`, `any`, `first`, `sequence`, or counted.", "如何计票：`all` 会签、`any` 或签、`first` 先到先决、`sequence` 顺签，或票签。", default "\"all\"";
        run "veto": Truth, "One no ends it: yes for `all` and `sequence`, no for counted ones.", "一票否决：`all` 和 `sequence` 默认是，票签默认否。";
        run "deadline": OneOf(&[SPAN, In(|| DEADLINE)]), "How long a decision may take.", "决定的时限。";
        run "on_deadline": ON_DEADLINE, "What happens when time is up.", "到期后怎么办。";
        run "remind": In(|| REMIND), "Reminders.", "催办。";
        run "form": ASKED, "What is filled in while deciding.", "审批时填写的内容。";
        run "comment": Words(&["never", "on_reject", "always"]), "When a reason is owed.", "何时须写理由。", default "\"on_reject\"";
        run "allow": ALLOW, "Acts that are allowed.", "允许的动作。", default "[\"return\", \"transfer\", \"delegate\"]";
        run "not_same_as": Several(&Id(Step)), "May not be who decided that step.", "不得与该步骤的审批人相同。";
        run "prefer_same_as": Id(Step), "If possible who decided that step.", "尽可能与该步骤的审批人相同。";
        run "on_reject": ON_REJECT, "What a no leads to: `end`, `continue`, `return_to_requester`, `return_to:<step>`, `previous`.", "驳回后怎么办：`end`、`continue`、`return_to_requester`、`return_to:<步骤>`、`previous`。", default "\"end\"";
        run "resume": Words(&["here", "start", "changed"]), "Where it goes on after a return: `changed` asks only those whose facts changed.", "退回再提交后从哪里继续：`changed` 只问依据已变的人。";
        run "same_people": Truth, "After a return the same people are asked.", "退回后仍由原来的人审批。", default "false";
        run "return_to": Id(Step), "A step that returns by itself.", "自动退回到哪个步骤。";
        run "choose": In(|| CHOOSE), "Somebody chooses who is asked.", "由谁选定审批人。";
        run "cc": PEOPLE, "Who gets a copy; with no `who` the step never waits.", "抄送谁；没有 `who` 的步骤不等待。";
        run "asked": In(|| ASKED_EFFECTS), "What happens when somebody is asked.", "有人被征询时的动作。";
        run "approved": In(|| ASKED_EFFECTS), "Effects of a yes.", "通过时的动作。";
        run "rejected": In(|| ASKED_EFFECTS), "Effects of a no.", "驳回时的动作。";
        run "rest": Words(&["cancel", "absorb", "hold"]), "What becomes of seats left over.", "剩余席位如何处理。", default "\"cancel\"";
        run "create": Several(&In(|| STEP_CREATE)), "A record that stands for the step; with `reaches`.", "以一条记录作为该步骤；配合 `reaches`。";
        run "reaches": Several(&OneOf(&[Words(&["end"]), Id(Stage)])), "The stage that record must come to.", "该记录须到达的阶段。";
        run "final": Truth, "What is delegated does not come back.", "委派后不再返回。", default "false";
        run "off": Truth, "Kept and checked, never run.", "保留并检查，但不执行。", default "false";
        later "was": WAS, "Its former ids.", "原来的 id。";
        + WORK run ["where" "give" "pick" "best" "limit" "again"];
        + LIFE run ["begin" "needs" "during" "strict" "ahead"];
    }
    /// Answers that are counted.
    COUNTED: "`mode`", "`mode`" => {
        run "at_least": AMOUNT, "How many yes.", "至少几票赞成。";
        run "share": AMOUNT, "The share of yes, 0 to 1.", "赞成的比例，0 到 1。";
        run "weight": AMOUNT, "The weight of yes, 0 to 1.", "赞成的票权，0 到 1。";
    }
    /// A record that a step makes and waits for.
    STEP_CREATE: "an entry of `create`", "`create` 的条目" => {
        run "workflow": WORKFLOWS, "The kind of record.", "哪种记录。";
        run "with": WITH, "The fields it begins with.", "填入的字段。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
        run "reaches": Several(&OneOf(&[Words(&["end"]), Id(Stage)])), "The step is done when the record has come there.", "记录到达此处，步骤即完成。";
        run "each": ROWS, "One for each of these rows.", "为这些行各建一条。";
        run "count": AMOUNT, "How many.", "建几条。";
    }
    /// One entry of who is asked.
    SEAT: "a seat", "席位" => {
        run "who": Several(&People), "Who can fill it: several together are one seat.", "谁可以坐这个席位：几项写在一起仍是一席。";
        run "weight": AMOUNT, "What its vote weighs.", "该席位的票权。", default "1";
        run "when": CONDITION, "Asked only if.", "须满足才询问的条件。";
        run "where": CONDITION, "Which of these people: `person` is the one considered.", "其中哪些人：`person` 是被考察的人。";
    }
    /// Something that happens around a deadline.
    DEADLINE_RUNG: "an entry of `on_deadline`", "`on_deadline` 的条目" => {
        run "after": SPAN, "How long after the deadline; without it, at the deadline.", "到期后多久；不写则为到期时。";
        run "before": SPAN, "How long ahead of the deadline.", "到期前多久。";
        run "do": DEADLINE_WORDS, "What happens to the seat.", "对席位做什么。";
        run "to": PEOPLE, "Who is asked instead.", "改由谁审批。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
        + EFFECTS run ["set" "create" "update" "adjust" "notify"];
    }
    /// Somebody chooses who is asked.
    CHOOSE: "`choose`", "`choose`" => {
        run "who": Words(&["requester", "previous"]), "Who chooses.", "由谁选。";
        run "from": PEOPLE, "Among whom.", "从哪些人中选。";
        run "count": OneOf(&[Whole, Words(&["any"])]), "How many.", "选几人。", default "1";
        run "default": PEOPLE, "Who is asked if nobody was chosen.", "没有选时问谁。";
    }
    /// What a step does when it asks, and with its result.
    ASKED_EFFECTS: "effects of a step", "步骤的动作" => {
        + EFFECTS run ["set" "create" "update" "adjust" "notify"];
    }
}
