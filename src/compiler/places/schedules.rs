//! The keys of schedules, reports and matrices.

use super::{
    kind::{Kind::*, Thing::*, *},
    *,
};

places! {
    /// What happens by the calendar.
    SCHEDULE: "a schedule", "计划任务" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "every": Rhythm, "When: `day 08:00`, `fri 16:00`, `month bd 3 09:00`, `quarter day 5`, `2h`.", "何时：`day 08:00`、`fri 16:00`、`month bd 3 09:00`、`quarter day 5`、`2h`。";
        run "for": In(|| SCHEDULE_FOR), "For each of these people or records.", "对这些人或记录逐一执行。";
        run "when": CONDITION, "Only if.", "须满足的条件。";
        run "move": Id(Transition), "The move each record makes.", "每条记录执行的流转。";
        later "report": Id(Report), "The report that is made.", "生成哪个报表。";
        later "import": Id(Import), "The import that is run: `customer.crm`.", "执行哪个导入：`customer.crm`。";
        run "holiday": Words(&["next", "skip", "keep"]), "What if the day is none of business.", "遇休息日怎么办。", default "\"keep\"";
        run "off": Truth, "Kept and checked, never run.", "保留并检查，但不执行。", default "false";
        later "was": WAS, "Its former ids.", "原来的 id。";
        + EFFECTS run ["set" "create" "update" "advance" "cancel" "add" "remove" "reserve" "use" "free" "adjust" "send" "notify"];
    }
    /// For whom or what a schedule runs.
    SCHEDULE_FOR: "`for`", "`for`" => {
        run "people": PEOPLE, "People.", "人员。";
        run "records": WORKFLOWS, "Records of that kind.", "某种记录。";
        run "where": CONDITION, "Which of them.", "其中哪些。";
    }
    /// A report.
    REPORT: "a report", "报表" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "period": PERIOD, "The period.", "期间。";
        run "format": Several(&Words(&["html", "xlsx", "csv"])), "The files it is made as, where a folder is to hold it.", "生成哪些文件。";
        run "to": PEOPLE, "Whom it is for: they may ask for it, and administrators.", "给谁看：这些人和管理员可以查阅。";
        run "part": Several(&In(|| REPORT_PART)), "Its parts.", "各部分。";
        run "off": Truth, "Kept and checked, never run.", "保留并检查，但不执行。", default "false";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
    /// A part of a report.
    REPORT_PART: "a part of a report", "报表的部分" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "kpi": Several(&Id(Figure)), "Figures.", "指标。";
        run "records": WORKFLOWS, "Records.", "记录。";
        later "forecast": Id(Forecast), "A forecast.", "预测。";
        later "analysis": Id(Report), "An analysis.", "分析。";
        later "scorecard": Id(Scorecard), "A scorecard.", "评分卡。";
        run "warnings": OneOf(&[Words(&["all"]), Truth, Several(&Id(Warning))]), "Warnings.", "预警。";
        later "matrix": Id(Matrix), "A matrix.", "矩阵。";
        run "rights": OneOf(&[Words(&["all"]), Several(&Id(Role))]), "Who may do what.", "谁有什么权限。";
        run "by": Several(&Id(Dimension)), "By which dimensions.", "按哪些维度。";
        later "period": PERIOD, "Another period than the report's.", "与报表不同的期间。";
        run "show": Words(&["table", "bars", "trend", "funnel", "heat", "list"]), "How it is drawn.", "如何展示。";
        run "compare": Several(&Words(&["target", "previous", "last_year"])), "What stands beside it.", "与什么比较。";
        run "where": CONDITION, "Which records.", "哪些记录。";
        run "columns": Several(&OneOf(&[Id(Field), FORMULA])), "The columns of a list.", "列表的列。";
        later "sort": Several(&OneOf(&[Id(Field), FORMULA])), "The order of a list.", "列表的排序。";
    }
    /// A many-to-many view.
    MATRIX: "a matrix", "矩阵" => {
        later "title": Title, "What people see.", "人们看到的名称。";
        later "rows": WORKFLOWS, "The kind of record of its rows.", "行是哪种记录。";
        later "columns": WORKFLOWS, "The kind of record of its columns.", "列是哪种记录。";
        later "through": Id(Field), "The field that links them.", "关联两者的字段。";
        later "cell": FORMULA, "What a cell shows.", "单元格显示什么。";
        later "was": WAS, "Its former ids.", "原来的 id。";
    }
}
