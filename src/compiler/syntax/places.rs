//! Which keys belong where: those this version runs, and those of the language it does not run yet.
//!
//! A key of the language is in one of the two lists of its place, so that it is run or refused by name, and never
//! taken for a slip of the pen.

/// The keys of a place.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::compiler) struct Keys {
    /// What the place is, as a sentence says it.
    pub place: &'static str,
    /// Keys that run.
    pub run: &'static [&'static str],
    /// Keys of the language that do not run in this version.
    pub not_yet: &'static [&'static str],
}

impl Keys {
    /// Whether the language has that key there.
    pub fn has(&self, key: &str) -> bool {
        self.run.contains(&key) || self.not_yet.contains(&key)
    }
}

macro_rules! places {
    ($($(#[$doc:meta])* $name:ident: $place:literal, run [$($run:literal)*], not_yet [$($not_yet:literal)*];)*) => {
        $($(#[$doc])* pub(in crate::compiler) const $name: &Keys = &Keys {
            place: $place,
            run: &[$($run),*],
            not_yet: &[$($not_yet),*],
        };)*
    };
}

places! {
    MANIFEST: "the manifest",
        run ["name" "currency" "timezone" "admins" "last_resort" "locale" "fiscal_year_starts" "calendar" "store" "reload"
             "script" "setting"],
        not_yet ["notify_via" "channel"];
    CALENDAR: "[calendar]", run ["hours" "weekend" "holidays" "workdays" "window"], not_yet ["holidays_from"];
    WINDOW: "a window", run ["from" "to"], not_yet [];
    STORE: "[store]", run ["url"], not_yet [];
    RELOAD: "[reload]", run ["mode"], not_yet ["approval" "emergency" "in_flight" "map"];
    SCRIPT: "[script]", run ["operations" "depth" "time"], not_yet [];

    ORG: "the organisation", run ["unit" "person" "role"], not_yet ["duty" "people_from"];
    ROLE: "a role", run ["title"], not_yet [];

    WORKFLOW: "a workflow",
        run ["title" "id_format" "label" "new" "field" "stage" "transition" "moves" "check" "import"],
        not_yet ["record" "access" "lines" "reaction" "duplicate" "deviation" "assign" "inbox" "pool" "clock" "in_flight"];
    NEW: "[new]", run ["who" "when" "otherwise"], not_yet ["on" "with"];
    FIELD: "a field",
        run ["type" "of" "values" "required" "default" "formula" "unique" "min" "max" "pattern" "title"],
        not_yet ["freeze" "figure" "per" "period" "accrue" "part_of" "share" "parent"];
    CHOICE: "a value of a choice", run ["is" "title"], not_yet [];
    STAGE: "a stage",
        run ["title" "start" "end" "require" "sla" "locked" "editable" "editable_by" "on_overdue"],
        not_yet ["checklist" "pause_in" "probability" "forecast" "on_enter" "on_leave" "one_at_a_time" "task" "many" "rest"
                 "lock" "call" "answer" "on_failure"];
    REQUIRE: "an entry of `require`", run ["field" "fields" "when" "otherwise"], not_yet [];
    RUNG: "an entry of `on_overdue`",
        run ["notify" "after" "level" "text"],
        not_yet ["before" "do" "when" "set" "create" "update" "advance" "cancel" "add" "remove" "reserve" "use" "free"
                 "adjust" "send"];
    TRANSITION: "a transition",
        run ["title" "from" "except_from" "to" "when" "otherwise" "who" "ask" "set" "auto" "after" "create" "update"
             "notify" "approval" "meanwhile" "submitted" "rejected" "withdrawn" "reopen" "off"],
        not_yet ["join" "path" "at" "every" "stay" "on" "close" "during" "unfinished" "returned" "advance" "cancel" "add"
                 "remove" "reserve" "use" "free" "adjust" "send" "again" "inbox" "where" "choose"];
    TO: "`to`", run ["first" "each" "none"], not_yet [];
    BRANCH: "an entry of `to`", run ["stage" "when"], not_yet [];
    JOIN: "a join", run ["stages" "need" "rest" "every" "match" "children" "reaches"], not_yet [];
    SHARE: "`need` of a join", run ["share"], not_yet [];
    ON: "`on` of a transition", run ["child" "record" "event" "reaches" "where" "key" "keep"], not_yet [];
    CALL: "a call", run ["channel" "with" "within" "retry"], not_yet [];
    ANSWER: "`answer` of a stage",
        run ["set" "create" "update" "notify"],
        not_yet ["advance" "cancel" "add" "remove" "reserve" "use" "free" "adjust" "send"];
    DEVIATION: "[deviation]",
        run ["title" "to" "who" "where" "when" "otherwise" "ask" "approval" "set" "notify" "create" "update" "meanwhile"
             "submitted" "rejected" "withdrawn" "inbox"],
        not_yet ["returned" "again" "choose" "advance" "cancel" "add" "remove" "reserve" "use" "free" "adjust" "send"];
    GUARD: "a condition", run ["is" "otherwise"], not_yet [];
    APPROVED_BY: "an entry of `approval`", run ["chain" "when"], not_yet [];
    SUBMITTED: "`submitted`",
        run ["set" "create" "update" "notify"],
        not_yet ["advance" "cancel" "add" "remove" "reserve" "use" "free" "adjust" "send"];
    OUTCOME: "an outcome of a chain",
        run ["to" "set" "create" "update" "notify"],
        not_yet ["advance" "cancel" "add" "remove" "reserve" "use" "free" "adjust" "send"];
    CREATE: "an entry of `create`", run ["workflow" "with" "when"], not_yet ["each" "count" "reaches"];
    UPDATE: "an entry of `update`", run ["record" "set" "when"], not_yet ["where"];
    NOTICE: "a notice", run ["to" "text" "when"], not_yet [];
    ASK: "an entry of `ask`",
        run ["id" "title" "type" "of" "values" "required"],
        not_yet ["default" "min" "max" "pattern" "formula" "unique"];
    MOVES: "[moves]", run ["forward" "backward" "except"], not_yet [];
    CHECK: "a check", run ["on" "when" "must" "otherwise" "field" "except" "off"], not_yet [];
    IMPORT: "an import",
        run ["columns" "clean" "key" "reject" "on_double" "dates" "created" "moves"],
        not_yet ["from"];
    IMPORT_REJECT: "an entry of `reject`", run ["when" "otherwise"], not_yet [];
    IMPORT_MOVE: "an entry of `moves`", run ["do" "at" "when" "with"], not_yet [];

    RULES: "a file of rules",
        run ["approval" "table" "measure" "kpi" "target" "warning" "type"],
        not_yet ["balance" "decision" "list" "input" "scorecard" "incentive" "forecast" "analysis" "schedule" "report"
                 "matrix"];
    APPROVAL: "an approval chain",
        run ["title" "show" "same_person" "self" "nobody" "no_step" "withdraw" "locked" "editable" "editable_by" "step"
             "comment" "mode" "deadline" "on_deadline" "off"],
        not_yet ["material" "branch" "no_branch" "steps_from" "allow" "remind" "on_reject" "resume" "veto" "rest"];
    STEP: "a step",
        run ["id" "title" "who" "when" "else" "mode" "deadline" "on_deadline" "comment" "off"],
        not_yet ["branch" "follows" "everyone" "veto" "remind" "form" "allow" "not_same_as" "prefer_same_as" "on_reject"
                 "resume" "choose" "cc" "approved" "rejected" "rest" "return_to" "asked" "create" "reaches" "where" "give"
                 "pick" "best" "begin" "needs" "during" "strict" "ahead" "limit" "again" "same_people" "final"];
    TABLE: "a table", run ["title" "hit" "in" "out" "rows" "default" "nothing" "off"], not_yet ["rows_from"];
    TABLE_IN: "an input of a table", run ["type" "of" "values" "range" "value" "title"], not_yet [];
    TABLE_OUT: "an output of a table", run ["type" "of" "values" "title"], not_yet [];
    MEASURE: "a measure", run ["title" "of" "where" "value" "at" "by"], not_yet ["people"];
    KPI: "a KPI", run ["title" "formula" "shown_as" "better"], not_yet ["yellow" "red"];
    TARGET: "a target", run ["title" "kpi" "period" "value" "by"], not_yet ["split" "round" "part"];
    WARNING: "a warning",
        run ["title" "kpi" "by" "period" "of" "where" "levels" "yellow" "red" "clear" "notify" "text" "off"],
        not_yet ["blue" "among" "hold" "repeat" "group" "unless" "mute" "no_data" "open" "latest"];
    TYPE: "a type", run ["type" "of" "values" "title"], not_yet ["min" "max" "pattern"];
}
