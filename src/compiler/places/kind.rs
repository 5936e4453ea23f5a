//! What a key holds.

use super::Keys;

/// What kind of value a key holds.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// What people see: a text, or one for each language.
    Title,
    /// Plain text.
    Text,
    /// Text with `{formulas}` in it, or `file:…`.
    Template,
    /// A name that is given here.
    Name,
    /// `true` or `false`.
    Truth,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A day.
    Date,
    /// A formula, written without `=`.
    Formula(Gives),
    /// A value; a text that begins with `=` is a formula.
    Value,
    /// People: `role:x`, `person:x`, `unit:x`, `anyone`, or an expression that gives people.
    People,
    /// The id of something.
    Id(Thing),
    /// One of these words.
    Words(&'static [&'static str]),
    /// A regular expression.
    Pattern,
    /// A rhythm: `fri 16:00`, `month bd 3 09:00`.
    Rhythm,
    /// Names of cleaning functions: `trim, half_width`.
    Cleaning,
    /// A test of a value: `[0..10)`, `>= 5`.
    Test,
    /// Several; one may stand without brackets.
    Several(&'static Kind),
    /// Rows of cells.
    Rows(&'static Kind),
    /// Definitions by id: `[stage.lead]`.
    Named(Thing, &'static Kind),
    /// Something for each of some things that are defined elsewhere.
    By(Thing, &'static Kind),
    /// A table of a place.
    In(fn() -> &'static Keys),
    /// Any of these forms.
    OneOf(&'static [Kind]),
    /// Anything TOML can say.
    Any,
}

impl Kind {
    /// Whether definitions stand there, by id.
    pub(super) fn names(self) -> bool {
        match self {
            Kind::Named(..) => true,
            Kind::OneOf(forms) => forms.iter().any(|form| form.names()),
            Kind::Several(inner) => inner.names(),
            _ => false,
        }
    }
}

/// What a formula gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// Anything.
    Anything,
    /// Yes or no.
    Condition,
    /// A number, an amount of money or a percentage.
    Amount,
    /// A stretch of time; bare (`5bd`) or as a formula.
    Span,
    /// A date or moment; bare or as a formula.
    Moment,
    /// A period; bare (`2026-03`, `last 12mo`) or as a formula.
    Period,
    /// Rows or a list.
    Rows,
}

/// What an id names, or a definition defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    Attribute,
    Balance,
    Branch,
    Chain,
    Channel,
    Check,
    Choice,
    Clock,
    Column,
    Decision,
    Deviation,
    Dimension,
    Duplicate,
    Duty,
    Event,
    Field,
    /// A measure, an input or a KPI: they share one set of names.
    Figure,
    Forecast,
    Grade,
    Import,
    Incentive,
    Level,
    Lines,
    Roll,
    Matrix,
    Outcome,
    Person,
    Reaction,
    Report,
    Role,
    Scenario,
    Schedule,
    Scorecard,
    Setting,
    Stage,
    Step,
    Table,
    Target,
    Task,
    Transition,
    Type,
    Unit,
    Voice,
    Warning,
    Window,
    Workflow,
}

impl Thing {
    /// Its word in English and Chinese.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Thing::Attribute => ("attribute", "属性"),
            Thing::Balance => ("balance", "余额"),
            Thing::Branch => ("branch", "分支"),
            Thing::Chain => ("approval chain", "审批链"),
            Thing::Channel => ("channel", "通道"),
            Thing::Check => ("check", "校验"),
            Thing::Choice => ("choice", "选项"),
            Thing::Clock => ("clock", "计时"),
            Thing::Column => ("column", "列"),
            Thing::Decision => ("decision", "决策"),
            Thing::Deviation => ("deviation", "例外移动"),
            Thing::Dimension => ("dimension", "维度"),
            Thing::Duplicate => ("duplicate rule", "查重规则"),
            Thing::Duty => ("duty", "职责"),
            Thing::Event => ("event", "事件"),
            Thing::Field => ("field", "字段"),
            Thing::Figure => ("figure", "指标"),
            Thing::Forecast => ("forecast", "预测"),
            Thing::Grade => ("grade", "等级"),
            Thing::Import => ("import", "导入"),
            Thing::Incentive => ("incentive", "激励"),
            Thing::Level => ("level", "级别"),
            Thing::Lines => ("lines", "明细"),
            Thing::Roll => ("list", "名单"),
            Thing::Matrix => ("matrix", "矩阵"),
            Thing::Outcome => ("outcome", "结果"),
            Thing::Person => ("person", "人员"),
            Thing::Reaction => ("reaction", "联动"),
            Thing::Report => ("report", "报表"),
            Thing::Role => ("role", "角色"),
            Thing::Scenario => ("scenario", "场景"),
            Thing::Schedule => ("schedule", "计划任务"),
            Thing::Scorecard => ("scorecard", "评分卡"),
            Thing::Setting => ("setting", "参数"),
            Thing::Stage => ("stage", "阶段"),
            Thing::Step => ("step", "步骤"),
            Thing::Table => ("table", "决策表"),
            Thing::Target => ("target", "目标"),
            Thing::Task => ("task", "任务"),
            Thing::Transition => ("transition", "流转"),
            Thing::Type => ("type", "类型"),
            Thing::Unit => ("unit", "部门"),
            Thing::Voice => ("voice", "评价方"),
            Thing::Warning => ("warning", "预警"),
            Thing::Window => ("window", "时间窗"),
            Thing::Workflow => ("workflow", "流程"),
        }
    }
}

/// A condition.
pub(super) const CONDITION: Kind = Kind::Formula(Gives::Condition);
/// A number, money or a percentage.
pub(super) const AMOUNT: Kind = Kind::Formula(Gives::Amount);
/// A stretch of time.
pub(super) const SPAN: Kind = Kind::Formula(Gives::Span);
/// A date or moment.
pub(super) const MOMENT: Kind = Kind::Formula(Gives::Moment);
/// A period.
pub(super) const PERIOD: Kind = Kind::Formula(Gives::Period);
/// Any formula.
pub(super) const FORMULA: Kind = Kind::Formula(Gives::Anything);
/// Rows.
pub(super) const ROWS: Kind = Kind::Formula(Gives::Rows);
/// Several texts.
pub(super) const TEXTS: Kind = Kind::Several(&Kind::Text);
/// Values by the field they are for.
pub(super) const WITH: Kind = Kind::By(Thing::Field, &Kind::Value);
/// Ids of stages.
pub(super) const STAGES: Kind = Kind::Several(&Kind::Id(Thing::Stage));
/// Ids of fields.
pub(super) const FIELDS: Kind = Kind::Several(&Kind::Id(Thing::Field));
/// People: one entry, several, or entries with conditions.
pub(super) const PEOPLE: Kind = Kind::Several(&Kind::OneOf(&[Kind::People, Kind::In(|| super::PEOPLE_ENTRY)]));
/// A condition, or several, each with its sentence.
pub(super) const CONDITIONS: Kind = Kind::Several(&Kind::OneOf(&[CONDITION, Kind::In(|| super::GUARD)]));
/// The word of a type.
pub(super) const TYPE_WORD: Kind = Kind::OneOf(&[
    Kind::Words(&[
        "text", "number", "money", "percent", "bool", "date", "datetime", "duration", "choice", "person", "people",
        "unit", "role", "ref", "lines", "link", "list",
    ]),
    Kind::Id(Thing::Type),
]);
/// Values of a choice.
pub(super) const CHOICES: Kind = Kind::Several(&Kind::OneOf(&[Kind::Name, Kind::In(|| super::CHOICE)]));
/// Former ids.
pub(super) const WAS: Kind = Kind::Several(&Kind::Name);
/// What people are asked for: fields, or entries of their own, as a list or by id.
pub(super) const ASKED: Kind = Kind::OneOf(&[
    Kind::Several(&Kind::OneOf(&[Kind::Id(Thing::Field), Kind::In(|| super::ASK)])),
    Kind::Named(Thing::Field, &Kind::In(|| super::ASK)),
]);
/// Effects.
pub(super) const EFFECTS_HERE: Kind = Kind::In(|| super::EFFECTS_ONLY);
/// A notice, several, or just people.
pub(super) const NOTICES: Kind = Kind::Several(&Kind::OneOf(&[Kind::People, Kind::In(|| super::NOTICE)]));
/// What names a workflow.
pub(super) const WORKFLOWS: Kind = Kind::Id(Thing::Workflow);
/// Values of dimensions.
pub(super) const BY_VALUES: Kind = Kind::By(Thing::Dimension, &Kind::Value);
