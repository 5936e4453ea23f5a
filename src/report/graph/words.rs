//! The few words that pictures add to the policy's own, in both languages.

use super::{Lang, Live, Part, Split};
use crate::policy::Mode;

/// The words of one language.
pub(super) struct Words {
    lang: Lang,
    pub any_stage: &'static str,
    pub anyone: &'static str,
    pub automatic: &'static str,
    /// The token stays and another is put beside it.
    pub beside: &'static str,
    pub splits: [&'static str; 3],
    pub joins: &'static str,
    pub approval: &'static str,
    pub new: &'static str,
    pub start: &'static str,
    pub locked: &'static str,
    pub here: &'static str,
    pub overdue: &'static str,
    pub drawn: &'static str,
    pub act: &'static str,
    pub sla: &'static str,
    pub condition: &'static str,
    pub condition_long: &'static str,
    pub who: &'static str,
    pub back_to_any: &'static str,
    pub free: &'static str,
    pub outcome: &'static str,
    pub submitted: &'static str,
    pub copy: &'static str,
    pub runs: &'static str,
    pub else_approves: &'static str,
    pub else_rejects: &'static str,
    pub empty: &'static str,
    pub empty_more: &'static str,
    /// Between the entries of a list.
    pub comma: &'static str,
    /// After a heading.
    pub colon: &'static str,
}

/// The words of a language.
pub(super) fn of(lang: Lang) -> &'static Words {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

static ZH: Words = Words {
    lang: Lang::Zh,
    any_stage: "任意阶段",
    anyone: "任何人",
    automatic: "自动",
    beside: "原处不动，另开一路",
    splits: ["同时进入各阶段", "进入第一个符合条件的", "进入所有符合条件的"],
    joins: "等各路到齐",
    approval: "审批",
    new: "新建",
    start: "开始",
    locked: "锁定",
    here: "在办",
    overdue: "超期",
    drawn: "按阶段顺序移动",
    act: "办理，不换阶段",
    sla: "时限",
    condition: "条件",
    condition_long: "条件",
    who: "由谁",
    back_to_any: "可退回之前的任何阶段",
    free: "可在任意阶段之间移动",
    outcome: "结果",
    submitted: "提交",
    copy: "抄送",
    runs: "等待办结",
    else_approves: "否则直接批准",
    else_rejects: "否则直接驳回",
    empty: "基础资料，没有阶段",
    empty_more: "这里的记录供其他流程引用，自身不流转。",
    comma: "、",
    colon: "：",
};

static EN: Words = Words {
    lang: Lang::En,
    any_stage: "any stage",
    anyone: "anyone",
    automatic: "automatic",
    beside: "beside it",
    splits: ["opens them all", "opens the first that holds", "opens all that hold"],
    joins: "waits for all paths",
    approval: "approval",
    new: "New",
    start: "start",
    locked: "locked",
    here: "here now",
    overdue: "overdue",
    drawn: "move in stage order",
    act: "acts, stays in its stage",
    sla: "time limit",
    condition: "if",
    condition_long: "condition",
    who: "by",
    back_to_any: "may go back to any earlier stage",
    free: "may move between any stages",
    outcome: "outcome",
    submitted: "submitted",
    copy: "copy",
    runs: "waits for",
    else_approves: "else approved",
    else_rejects: "else rejected",
    empty: "Reference data: no stages",
    empty_more: "Other workflows refer to these records; they do not move themselves.",
    comma: ", ",
    colon: ": ",
};

impl Words {
    /// How a transition leads to several stages.
    pub fn split(&self, split: Split) -> Option<&'static str> {
        match split {
            Split::None => None,
            Split::All => Some(self.splits[0]),
            Split::First => Some(self.splits[1]),
            Split::Each => Some(self.splits[2]),
        }
    }

    /// What people call those an expression gives, where it is one of the usual ones; else the expression.
    pub fn people<'a>(&self, text: &'a str) -> &'a str {
        match (self.lang, text) {
            (Lang::Zh, "owner") => "负责人",
            (Lang::Zh, "requester") => "申请人",
            (Lang::Zh, "manager_of(owner)") => "负责人的上级",
            (Lang::Zh, "manager_of(requester)") => "申请人的上级",
            (Lang::En, "manager_of(owner)") => "owner's manager",
            (Lang::En, "manager_of(requester)") => "requester's manager",
            (_, text) => text,
        }
    }

    /// How a chain ended.
    pub fn part(&self, part: Part) -> &'static str {
        match (self.lang, part) {
            (_, Part::Move | Part::Submitted) => "",
            (Lang::Zh, Part::Approved) => "批准",
            (Lang::Zh, Part::Rejected) => "驳回",
            (Lang::Zh, Part::Returned) => "退回",
            (Lang::Zh, Part::Withdrawn) => "撤回",
            (Lang::En, Part::Approved) => "approved",
            (Lang::En, Part::Rejected) => "rejected",
            (Lang::En, Part::Returned) => "returned",
            (Lang::En, Part::Withdrawn) => "withdrawn",
        }
    }

    /// How the seats of a step decide together.
    pub fn mode(&self, mode: &Mode) -> String {
        let (zh, en, much) = match mode {
            Mode::All => ("会签", "all of them", None),
            Mode::Any => ("或签", "any of them", None),
            Mode::First => ("竞签", "the first answer", None),
            Mode::Sequence => ("顺签", "one after another", None),
            Mode::AtLeast(n) => ("票签：至少", "at least", Some(n)),
            Mode::Share(part) => ("票签：不低于", "at least the share", Some(part)),
            Mode::Weight(part) => ("票签：权重不低于", "at least the weight", Some(part)),
        };
        let word = if self.lang == Lang::Zh { zh } else { en };
        much.map_or_else(|| word.to_owned(), |much| format!("{word} {}", much.text()))
    }

    /// The row of a table that a step comes from.
    pub fn row(&self, n: usize) -> String {
        match self.lang {
            Lang::Zh => format!("表第 {n} 行"),
            Lang::En => format!("row {n} of the table"),
        }
    }

    /// How many records stand somewhere.
    pub fn live(&self, live: Live) -> String {
        let here = format!("{}{}{}", self.here, self.colon, live.count);
        match live.overdue {
            0 => here,
            overdue => format!("{here}{}{}{}{overdue}", self.comma, self.overdue, self.colon),
        }
    }

    /// What happens by itself after a while.
    pub fn after(&self, duration: &str) -> String {
        match self.lang {
            Lang::Zh => format!("满 {} 自动", self.duration(duration)),
            Lang::En => format!("by itself after {}", self.duration(duration)),
        }
    }

    /// What happens by itself again and again.
    pub fn every(&self, duration: &str) -> String {
        match self.lang {
            Lang::Zh => format!("每 {} 自动", self.duration(duration)),
            Lang::En => format!("by itself every {}", self.duration(duration)),
        }
    }

    /// What happens by itself at a moment.
    pub fn at(&self, moment: &str) -> String {
        match self.lang {
            Lang::Zh => format!("到 {moment} 自动"),
            Lang::En => format!("by itself at {moment}"),
        }
    }

    /// What something elsewhere sets going.
    pub fn on(&self, what: &str) -> String {
        match self.lang {
            Lang::Zh => format!("由 {what} 触发"),
            Lang::En => format!("on {what}"),
        }
    }

    /// A duration as people say it: `5bd` is `5 个工作日`. What is not a plain one stays as it is written.
    pub fn duration(&self, text: &str) -> String {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let (zh, en) = match unit {
            "s" => ("秒", "second"),
            "m" => ("分钟", "minute"),
            "h" => ("小时", "hour"),
            "d" => ("天", "day"),
            "w" => ("周", "week"),
            "mo" => ("个月", "month"),
            "y" => ("年", "year"),
            "bd" => ("个工作日", "business day"),
            "bh" => ("个工作小时", "business hour"),
            _ => return text.to_owned(),
        };
        match (number, self.lang) {
            ("", _) => text.to_owned(),
            (_, Lang::Zh) => format!("{number} {zh}"),
            ("1", Lang::En) => format!("1 {en}"),
            (_, Lang::En) => format!("{number} {en}s"),
        }
    }
}
