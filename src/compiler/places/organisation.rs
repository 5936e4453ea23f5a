//! The keys of `org.toml`.

use super::kind::{Kind::*, Thing::*, *};

places! {
    /// `org.toml`.
    ORG: "the organisation", "组织文件" => {
        run "unit": Named(Unit, &In(|| UNIT)), "Units of the organisation.", "组织中的部门。";
        run "person": Named(Person, &In(|| PERSON)), "People.", "人员。";
        run "role": Named(Role, &In(|| ROLE)), "Roles people hold.", "人员担任的角色。";
        run "duty": Named(Duty, &In(|| DUTY)), "Duties that must not meet in one person.", "不得由同一人承担的职责。";
        run "people_from": Text, "A CSV file with the people.", "列出人员的 CSV 文件。";
    }
    /// A unit of the organisation.
    UNIT: "a unit", "部门", others Any => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "parent": Id(Unit), "The unit above.", "上级部门。";
        run "head": Id(Person), "Who heads it.", "部门负责人。";
        run "covers": By(Dimension, &Any), "Which values of a dimension are this unit's.", "该部门负责某个维度的哪些值。";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// A person.
    PERSON: "a person", "人员", others Any => {
        run "name": Text, "The person's name.", "姓名。";
        run "unit": Id(Unit), "The unit the person belongs to.", "所属部门。";
        run "roles": Several(&Id(Role)), "The roles the person holds.", "担任的角色。";
        run "manager": Id(Person), "Whom the person reports to; without it the head of the unit.", "上级；不写则为部门负责人。";
        run "joined": Date, "The first day.", "入职日期。";
        run "until": Date, "The day the person left.", "离职日期。";
        run "login": Text, "The name of the OS user.", "操作系统用户名。";
        later "was": WAS, "Former ids.", "原来的 id。";
    }
    /// A role.
    ROLE: "a role", "角色" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// Duties that must not meet in one person.
    DUTY: "a duty", "职责分离" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "never_both": TEXTS, "The acts one person must not do together: `workflow.transition`, `approval:chain`.", "同一人不得兼做的事：`流程.流转`、`approval:审批链`。";
        run "per": Words(&["record", "person"]), "`record`: on one record; `person`: in general.", "`record`：同一记录上；`person`：任何时候。", default "\"record\"";
        run "off": Truth, "Kept and checked, never run.", "保留并检查，但不执行。", default "false";
    }
}
