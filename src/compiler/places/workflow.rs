//! The keys of a workflow's file.

use super::{
    kind::{Kind::*, Thing::*, *},
    *,
};

places! {
    /// `workflows/*.toml`.
    WORKFLOW: "a workflow", "流程文件" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "record": WORKFLOWS, "Another pipeline over the records of that workflow.", "在另一流程的记录上再建一条管道。";
        run "id_format": Template, "How ids of records are written.", "记录编号的写法。";
        run "label": Template, "How a record is called in lists; without it the field `title`, else the id.", "列表中记录的称呼；不写则用字段 `title`，再没有则用编号。";
        run "new": In(|| NEW), "Who may create a record, or what does.", "谁可以新建记录，或由什么触发。";
        run "access": In(|| ACCESS), "Who sees and who changes records.", "谁能看、谁能改记录。";
        run "field": Named(Field, &In(|| FIELD)), "The fields of a record.", "记录的字段。";
        run "lines": Named(Lines, &Named(Column, &In(|| FIELD))), "Line items: rows of typed columns.", "明细：按列定义类型的行。";
        run "stage": Named(Stage, &In(|| STAGE)), "The stages, in order.", "各阶段，按顺序。";
        run "transition": Named(Transition, &In(|| TRANSITION)), "How records move from stage to stage.", "记录如何在阶段之间流转。";
        run "moves": In(|| MOVES), "Moves of a plain pipeline, without written transitions.", "简单管道的移动规则，无需逐条写流转。";
        run "check": Named(Check, &In(|| CHECK)), "Rules about saving, whatever the stage.", "保存时的校验，与阶段无关。";
        run "reaction": Named(Reaction, &In(|| REACTION)), "What follows a change, in the same commit.", "某项变化后随即发生什么，在同一次提交内。";
        run "duplicate": Named(Duplicate, &In(|| DUPLICATE)), "When two records are the same.", "何时两条记录算重复。";
        run "deviation": In(|| TRANSITION), "Any move off the graph, with approval, recorded as one.", "图外的移动：须审批，并记为例外。";
        run "assign": In(|| ASSIGN), "Who gets a new record.", "新记录分配给谁。";
        run "inbox": In(|| INBOX), "The order of work in the inbox.", "待办的排列顺序。";
        run "pool": In(|| POOL), "Records nobody owns.", "无负责人的记录（公海）。";
        run "clock": Named(Clock, &In(|| CLOCK)), "Clocks over several stages.", "跨阶段的计时。";
        run "import": Named(Import, &In(|| IMPORT)), "How files from outside are cleaned on the way in.", "外来文件导入时如何清洗。";
        later "in_flight": Words(&["latest", "pin"]), "Whether running records follow a new policy.", "进行中的记录是否按新制度走。";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// Who may create a record.
    NEW: "[new]", "[new]（新建）" => {
        run "who": PEOPLE, "Who may create one; without it anyone in the organisation.", "谁可以新建；不写则组织内任何人。";
        run "when": CONDITIONS, "What must hold.", "须满足的条件。";
        run "otherwise": Template, "What a person is told if it does not.", "不满足时告诉人什么。";
        run "on": In(|| ON), "The event that creates one.", "由哪个事件新建。";
        run "with": WITH, "The fields it begins with.", "新建时填入的字段。";
    }
    /// Who sees and who changes records.
    ACCESS: "[access]", "[access]（权限）" => {
        run "see": PEOPLE, "Who sees a record; without it everyone.", "谁能看到记录；不写则所有人。";
        run "change": PEOPLE, "Who may change one; without it the owner and who holds open work on it.", "谁能修改；不写则负责人和持有其待办的人。";
        run "task": In(|| ACCESS_TASK), "Who sees open work.", "谁能看到待办。";
        run "field": By(Field, &In(|| ACCESS_FIELD)), "Fields that fewer people see or change.", "只有部分人可看或可改的字段。";
    }
    /// Who sees open work.
    ACCESS_TASK: "[access.task]", "[access.task]" => {
        run "see": PEOPLE, "Who sees open work; `holder` is the one who holds it.", "谁能看到待办；`holder` 是持有人。";
    }
    /// Who sees and changes one field.
    ACCESS_FIELD: "the access of a field", "字段权限" => {
        run "see": PEOPLE, "Who sees it.", "谁能看到。";
        run "change": PEOPLE, "Who may change it.", "谁能修改。";
    }
    /// Moves of a plain pipeline.
    MOVES: "[moves]", "[moves]（移动规则）" => {
        run "forward": Words(&["next", "any", "listed"]), "`next`: one stage at a time; `any`: may skip ahead; `listed`: only written transitions.", "`next`：逐个阶段；`any`：可以跳过；`listed`：只按写明的流转。", default "\"next\"";
        run "backward": Words(&["any", "previous", "listed", "none"]), "How far back a record may go.", "可以退回到哪里。", default "\"any\"";
        run "except": PEOPLE, "Whom this does not bind.", "不受此限制的人。";
    }
    /// Who gets a new record.
    ASSIGN: "[assign]", "[assign]（分配）" => {
        run "who": PEOPLE, "Who may get it.", "可以分配给谁。";
        run "table": Id(Table), "The table that answers with the owner.", "给出负责人的决策表。";
        run "full": Words(&["wait", "refuse", "pool"]), "What if nobody has room.", "所有人都满额时怎么办。", default "\"wait\"";
        run "when_gone": PEOPLE, "Who takes over the records of someone who has left.", "离职者的记录由谁接手。";
        + WORK run ["where" "give" "pick" "best" "limit" "again"];
    }
    /// The order of work in the inbox.
    INBOX: "[inbox]", "[inbox]（待办）" => {
        run "order": OneOf(&[Words(&["due", "since", "priority"]), FORMULA]), "What comes first: highest first, dates earliest first.", "先后顺序：数值高的在前，日期早的在前。";
        run "show": CONDITION, "Which lines are shown; `actor` is whose inbox it is. The others wait all the same.", "显示哪些待办；`actor` 是待办的主人。其余的照样等待。";
        run "strict": Truth, "The first must be taken.", "必须先办第一件。", default "false";
        run "wip": Whole, "How many one person may have begun.", "一人最多同时办几件。";
    }
    /// Records nobody owns.
    POOL: "[pool]", "[pool]（公海）" => {
        run "recycle": Several(&In(|| RECYCLE)), "When a record goes back, and where.", "何时回收，收到哪里。";
        run "claim_limit": AMOUNT, "How many one person may hold.", "每人最多持有几条。";
        run "protect": SPAN, "How long a claimed one can't be recycled.", "认领后多久内不回收。";
        run "who": PEOPLE, "Who may claim.", "谁可以认领。";
        run "where": CONDITION, "Which people may: `person` is the one considered.", "哪些人可以认领：`person` 是被考察的人。";
        run "notify": NOTICES, "Who is told when a record goes back.", "回收时通知谁。";
    }
    /// When a record goes back to the pool.
    RECYCLE: "an entry of `recycle`", "`recycle` 的条目" => {
        run "when": CONDITION, "When it goes.", "何时回收。";
        run "to": OneOf(&[Words(&["pool"]), People]), "`pool`, or the person who gets it.", "`pool`，或接手的人。";
    }
    /// A clock over several stages.
    CLOCK: "a clock", "计时" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "from": OneOf(&[Words(&["created"]), Text]), "When it begins: `created`, `entered:<stage>`, or a date field.", "何时开始：`created`、`entered:<阶段>` 或日期字段。";
        run "until": OneOf(&[Words(&["created"]), Text]), "When it ends, alike.", "何时结束，写法同上。";
        run "limit": SPAN, "How long it may run.", "时限。";
        run "when": CONDITION, "For which records.", "适用于哪些记录。";
        run "pause_in": STAGES, "Stages in which it stands still.", "在哪些阶段暂停。";
        run "on_overdue": Several(&In(|| RUNG)), "What happens when it is overdue.", "超时后做什么。";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
}
