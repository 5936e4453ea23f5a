//! The keys of a warning.

use super::kind::{Kind::*, Thing::*, *};

places! {
    /// A warning.
    WARNING: "a warning", "预警" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "kpi": Id(Figure), "The figure it watches.", "监视哪个指标。";
        run "of": WORKFLOWS, "The kind of record it watches.", "监视哪种记录。";
        run "where": CONDITION, "Which of them.", "其中哪些。";
        run "by": Several(&Id(Dimension)), "The dimensions of the figure.", "按哪些维度。";
        later "among": OneOf(&[Words(&["seen", "all"]), PEOPLE]), "Which series exist, so that silence is seen too.", "有哪些序列，以便没有动静也能发现。", default "\"seen\"";
        run "period": PERIOD, "The period of the figure.", "指标的期间。";
        later "blue": CONDITION, "When it is blue.", "何时为蓝。";
        run "yellow": CONDITION, "When it is yellow.", "何时为黄。";
        run "red": CONDITION, "When it is red.", "何时为红。";
        run "levels": Named(Level, &CONDITION), "Levels of its own, rising.", "自定义级别，由低到高。";
        run "clear": CONDITION, "When it clears; without it, when yellow is false.", "何时解除；不写则在不再为黄时。";
        later "hold": SPAN, "How long it must stay true before it is raised.", "持续多久才发出。", default "\"0d\"";
        run "notify": OneOf(&[NOTICES, By(Level, &NOTICES)]), "Who is told, at all levels or each.", "通知谁，各级相同或分别写。";
        run "text": Template, "What the notice says.", "通知内容。";
        later "repeat": SPAN, "How often it is told again; without it, never.", "隔多久再次通知；不写则不再通知。";
        later "group": Several(&Id(Dimension)), "One notice for each of these.", "按这些维度合并通知。";
        later "unless": Several(&Id(Warning)), "Silent while that warning is raised for the same thing.", "该预警存在时不通知。";
        later "mute": Several(&OneOf(&[Words(&["weekend", "holiday", "off_hours"]), Id(Window)])), "Windows in which nobody is told.", "在哪些时间窗不通知。";
        later "no_data": Words(&["keep", "clear", "yellow", "red"]), "What it is without data.", "没有数据时如何。", default "\"keep\"";
        later "open": In(|| OPEN), "The record it opens.", "发出时新建的记录。";
        later "latest": Several(&Id(Field)), "Only the newest record for each value of these counts.", "每个键只看最新的一条。";
        run "off": Truth, "Kept and checked, never run.", "保留并检查，但不执行。", default "false";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// The record a warning opens.
    OPEN: "`open`", "`open`" => {
        later "at": Id(Level), "From which level on.", "从哪个级别起。";
        later "workflow": WORKFLOWS, "The kind of record.", "哪种记录。";
        later "with": WITH, "The fields it begins with.", "填入的字段。";
    }
}
