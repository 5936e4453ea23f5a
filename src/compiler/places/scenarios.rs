//! The keys of scenarios and cases: tests written by process owners.

use super::{
    kind::{Kind::*, Thing::*, *},
    *,
};

/// Several steps.
const STEPS: Kind = Several(&In(|| SCENARIO_STEP));

/// A record or a task by the name it has in the scenario.
const NAMED_HERE: Kind = Text;

/// What may stand beside every command.
const COMMAND: &[Keyword] = keywords![
    later "as": Id(Person), "Who does it; without it the owner of the record.", "由谁执行；不写则为记录的负责人。";
    later "with": By(Field, &Any), "Fields and their values; `@o` is the id of record `o`.", "字段及其取值；`@o` 是记录 `o` 的编号。";
    later "name": Name, "The name the record has from here on.", "该记录此后的名称。";
    later "do": Id(Transition), "The transition.", "流转。";
    later "at": Id(Stage), "The stage the token stands in.", "令牌所在的阶段。";
    later "to": Text, "To whom, or where.", "给谁，或到哪里。";
    later "step": Id(Step), "The step, where one person holds several.", "一人持有多个时，指明步骤。";
    later "task": Id(Task), "The task, where one person holds several.", "一人持有多个时，指明任务。";
    later "who": Text, "Who is added or removed.", "增加或移除谁。";
    later "place": Words(&["before", "after", "beside"]), "Where a signer is added.", "加签的位置。";
    later "item": Text, "The item of the checklist.", "清单的条目。";
    later "comment": Text, "The reason.", "理由。";
    later "text": Text, "The words of a comment.", "备注的内容。";
    later "choose": By(Step, &Several(&Id(Person))), "Whom the requester chose for a step.", "申请人为某步骤选定的人。";
    later "key": Text, "The key of an event; a key comes in once.", "事件的键；同一个键只接收一次。";
    later "failed": Text, "Why a program could not answer.", "程序未能回答的原因。";
    later "as_of": Text, "The past moment it counts for.", "计入的过去时刻。";
    later "if_version": Whole, "Refuse if the record has moved on.", "记录已变则拒绝。";
    later "override": Text, "Why a rule is passed over, by an administrator.", "管理员越过规则的理由。";
    later "rest": Words(&["spread", "keep"]), "What becomes of the other parts of a target.", "目标其余部分如何处理。";
    later "reason": Text, "Why a target is changed.", "调整目标的原因。";
    later "final": Truth, "What is delegated does not come back.", "委派后不再返回。";
    later "idempotency_key": Text, "The same key answers the first result again.", "同一个键再次给出第一次的结果。";
];

places! {
    /// `tests/**/*.toml`.
    SCENARIOS: "a file of scenarios", "测试文件" => {
        run "given": Named(Scenario, &In(|| GIVEN)), "Shared beginnings.", "共用的开头。";
        run "scenario": Named(Scenario, &In(|| SCENARIO)), "Stories that must come true.", "必须成立的场景。";
        run "cases": By(Table, &In(|| CASES)), "A table or decision, tested row by row.", "逐行测试决策表或决策。";
    }
    /// A shared beginning.
    GIVEN: "a beginning", "共用的开头" => {
        run "given": Several(&Id(Scenario)), "Beginnings it goes on from.", "接着哪些开头。";
        run "now": Text, "The moment it begins.", "开始的时刻。";
        run "on": TEXTS, "Definitions that are `off` and run here.", "在此启用的 `off` 定义。";
        run "steps": STEPS, "Its steps.", "各步骤。";
        run "step": STEPS, "Its steps, in the long form.", "各步骤（长写法）。";
    }
    /// A story that must come true.
    SCENARIO: "a scenario", "场景" => {
        run "given": Several(&Id(Scenario)), "Beginnings it goes on from.", "接着哪些开头。";
        run "now": Text, "The moment it begins.", "开始的时刻。";
        run "on": TEXTS, "Definitions that are `off` and run here.", "在此启用的 `off` 定义。";
        run "steps": STEPS, "Its steps.", "各步骤。";
        run "step": STEPS, "Its steps, in the long form.", "各步骤（长写法）。";
        run "off": Truth, "Kept, never run.", "保留但不执行。", default "false";
    }
    /// A step: a command, time that passes, or what is expected.
    SCENARIO_STEP: "a step of a scenario", "场景的步骤" => {
        run "new": WORKFLOWS, "A record is created.", "新建记录。";
        run "set": NAMED_HERE, "Fields of a record are set.", "设置记录的字段。";
        run "move": NAMED_HERE, "A record makes the transition `do`.", "记录执行流转 `do`。";
        run "cancel": NAMED_HERE, "A record is cancelled.", "取消记录。";
        run "link": NAMED_HERE, "A file or an address is put beside a record.", "给记录附上文件或网址。";
        run "check_off": NAMED_HERE, "An item of the checklist is done.", "勾选清单条目。";
        run "approve": NAMED_HERE, "Somebody says yes.", "通过。";
        run "reject": NAMED_HERE, "Somebody says no.", "驳回。";
        run "abstain": NAMED_HERE, "Somebody abstains.", "弃权。";
        run "return": NAMED_HERE, "Somebody returns it.", "退回。";
        run "transfer": NAMED_HERE, "The seat goes to another.", "转办。";
        run "delegate": NAMED_HERE, "The seat is lent to another.", "委派。";
        run "add_signer": NAMED_HERE, "A signer is added.", "加签。";
        run "remove_signer": NAMED_HERE, "A signer is removed.", "减签。";
        run "withdraw": NAMED_HERE, "The requester recalls it.", "撤回。";
        run "take_back": NAMED_HERE, "An approver takes the answer back.", "拿回。";
        run "remind": NAMED_HERE, "Somebody is reminded.", "催办。";
        run "copy": NAMED_HERE, "Somebody gets a copy.", "抄送。";
        run "claim": NAMED_HERE, "Somebody takes a task.", "领取任务。";
        run "start": NAMED_HERE, "A task is begun.", "开始任务。";
        run "done": NAMED_HERE, "A task is done.", "完成任务。";
        run "decline": NAMED_HERE, "An offer is declined.", "谢绝任务。";
        run "release": NAMED_HERE, "A task is given up.", "放弃任务。";
        run "suspend": NAMED_HERE, "A task is suspended.", "挂起任务。";
        run "resume": NAMED_HERE, "A task goes on.", "恢复任务。";
        run "skip": NAMED_HERE, "A task is skipped.", "跳过任务。";
        run "redo": NAMED_HERE, "A task is done again.", "重做任务。";
        run "restart": NAMED_HERE, "A task begins anew.", "重新开始任务。";
        run "give_back": NAMED_HERE, "What was delegated goes back.", "交还委派。";
        run "add_help": NAMED_HERE, "Somebody helps.", "增加协助人。";
        run "event": Id(Event), "Something happens outside.", "外部发生事件。";
        run "answer": NAMED_HERE, "A program answers.", "程序给出回答。";
        later "decide": OneOf(&[Id(Table), Id(Decision)]), "A table or decision is asked.", "询问决策表或决策。";
        run "adjust": Id(Target), "A target is changed, or the part that `by` and `period` name.", "调整目标，或 `by` 与 `period` 指明的部分。";
        run "leave": Id(Person), "Somebody is away.", "某人请假。";
        run "stand_in": Id(Person), "Who stands in.", "由谁代理。";
        run "from": Text, "The first moment of the leave.", "请假开始。";
        run "until": Text, "The end of the leave, exclusive.", "请假结束（不含）。";
        run "wait": SPAN, "Time passes.", "时间过去。";
        run "child": NAMED_HERE, "A linked record gets a name.", "给下级记录命名。";
        run "workflow": WORKFLOWS, "Which kind of linked record.", "哪种下级记录。";
        run "nth": Whole, "Which of them, from 1.", "第几个，从 1 起。";
        run "any_order": STEPS, "These, in every order.", "这些步骤，任何顺序。";
        run "both": STEPS, "Both at once.", "两者同时。";
        run "one": Text, "The refusal of the one that lost.", "未成功者的拒绝代码。";
        run "refuse": In(|| SCENARIO_STEP), "A command that must be refused.", "必须被拒绝的命令。";
        run "code": Text, "The code of the refusal.", "拒绝代码。";
        run "says": Text, "Part of what the refusal says.", "拒绝说明中的一部分。";
        run "expect": NAMED_HERE, "What a record must be.", "记录须如何。";
        run "stage": Several(&Id(Stage)), "The stage it must stand in.", "须在的阶段。";
        run "stages": STAGES, "The stages it must stand in, all of them.", "须在的全部阶段。";
        run "outcome": Id(Outcome), "The outcome it must have.", "须有的结果。";
        run "waiting_for": Several(&Id(Person)), "Whom it must wait for.", "须在等待谁。";
        run "owner": Id(Person), "Who must own it.", "负责人须是谁。";
        run "label": Text, "How it must be called.", "称呼须是什么。";
        run "locked": Truth, "Whether it must be locked.", "是否须锁定。";
        run "overdue": Truth, "Whether it must be overdue.", "是否须超时。";
        run "fired": Several(&Id(Transition)), "Transitions so far.", "至今执行的流转。";
        run "children": By(Workflow, &Whole), "How many linked records there must be.", "下级记录须有几条。";
        run "links": Several(&Text), "What must be linked to it.", "须有的链接。";
        run "expect_inbox": Id(Person), "What somebody must have in the inbox.", "某人的待办须如何。";
        run "count": Whole, "How many.", "几件。";
        run "expect_count": WORKFLOWS, "How many records there must be.", "记录须有几条。";
        run "where": CONDITION, "Which of them.", "其中哪些。";
        run "value": Any, "The value that must come out.", "须得出的值。";
        run "expect_that": NAMED_HERE, "A condition a record must meet.", "记录须满足的条件。";
        run "that": CONDITION, "The condition.", "条件。";
        run "expect_kpi": Id(Figure), "What a figure must be.", "指标须是多少。";
        run "target": Any, "The target that must come out.", "须得出的目标值。";
        run "attainment": Any, "The attainment that must come out, as a fraction.", "须得出的达成率（小数）。";
        run "by": By(Dimension, &Any), "For which values of dimensions.", "针对哪些维度取值。";
        run "period": PERIOD, "For which period.", "针对哪个期间。";
        run "expect_warning": Id(Warning), "What a warning must be.", "预警须如何。";
        run "level": OneOf(&[Id(Level), Words(&["none"])]), "Its level.", "级别。";
        run "record": NAMED_HERE, "The record a warning speaks of.", "预警针对的记录。";
        run "expect_sent": OneOf(&[Id(Person), Id(Channel)]), "Who must have been told.", "须已通知谁。";
        run "now": Text, "The moment it becomes before the step.", "该步骤之前到达的时刻。";
        + COMMAND run ["as" "with" "name" "do" "at" "to" "step" "task" "item" "who" "place" "comment" "text" "choose" "as_of" "if_version"
                     "override" "rest" "reason" "final" "idempotency_key" "key" "failed"];
    }
    /// A table or decision, tested row by row.
    CASES: "cases", "用例" => {
        run "in": Several(&Id(Column)), "The inputs, in order.", "输入，按顺序。";
        run "out": Several(&Id(Column)), "The outputs, in order.", "输出，按顺序。";
        run "rows": Rows(&Any), "Inputs, then the outputs that must come.", "先输入，后须得出的输出。";
        run "rows_from": Text, "A CSV file with the rows.", "列出各行的 CSV 文件。";
    }
}
