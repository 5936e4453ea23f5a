//! Findings: what is wrong with a policy, each kind in a file of its own with its number, its words and its page.
//!
//! Numbers are stable and never used twice. A finding is made where the mistake is seen, with spans; only here is it
//! turned into lines and columns.

use std::fmt;

use serde::{Serialize, Serializer};

use super::source::{Files, Span};
use crate::model::{Lang, Said};

mod always_paused;
mod always_true;
mod auto_loop;
mod bad_balance;
mod bad_calendar;
mod bad_cell;
mod bad_field_key;
mod bad_id_format;
mod bad_mark;
mod bad_measure;
mod bad_name;
mod bad_occasion;
mod bad_part;
mod bad_pattern;
mod bad_tiers;
mod bare_people;
mod both_fire;
mod circular_fields;
mod circular_kpis;
mod circular_managers;
mod circular_needs;
mod circular_tables;
mod circular_units;
mod computed_set;
mod cut_off;
mod dead_branch;
mod dead_row;
mod dead_step;
mod dead_transition;
mod doubled;
mod doubled_target;
mod draft;
mod duties_meet;
mod edge_mismatch;
mod endless_clock;
mod expr_arguments;
mod expr_expression;
mod expr_literal;
mod expr_mixed_units;
mod expr_percent_scale;
mod expr_type_mismatch;
mod expr_unknown_function;
mod expr_unknown_name;
mod expr_unknown_value;
mod far_quorum;
mod figure_in_table;
mod gap;
mod gathered;
mod grades;
mod hit_output;
mod hit_without_order;
mod idle_assign;
mod idle_best;
mod idle_choice;
mod idle_close;
mod idle_column;
mod idle_join;
mod idle_pick;
mod idle_pool;
mod idle_quorum;
mod idle_schedule;
mod idle_veto;
mod joins_wait;
mod later_step;
mod lines_type;
mod list;
mod lone_duty;
mod missing_key;
mod move_clash;
mod near_key;
mod near_outcome;
mod net_too_large;
mod never_both;
mod never_reserved;
mod never_taken;
mod no_account;
mod no_actor;
mod no_bound;
mod no_cancel;
mod no_command;
mod no_field_for_input;
mod no_levels;
mod no_manifest;
mod no_material;
mod no_owner;
mod no_pool;
mod no_stages;
mod no_steps;
mod no_such_file;
mod no_such_step;
mod no_way_out;
mod nobody_left;
mod nobody_to_act;
mod not_asked;
mod not_of_a_pipeline;
mod not_whole;
mod not_yet;
mod nothing_alike;
mod nothing_to_switch;
mod off_used;
mod open_quote;
mod overlap;
mod part_subject;
mod plain_secret;
mod problem;
mod ragged_row;
mod reacts_to_itself;
mod relative_period;
mod required_missing;
mod reserved_field;
mod row_length;
mod rows_file;
mod second_token;
mod silent_voice;
mod slow_deadline;
mod slow_task;
mod start_is_end;
mod step_of_two;
mod stray_key;
mod structure_off;
mod toml_syntax;
mod too_many_orders;
mod two_starts;
mod uncounted;
mod unknown_assign_table;
mod unknown_balance;
mod unknown_beginning;
mod unknown_branch;
mod unknown_chain;
mod unknown_choice;
mod unknown_definition;
mod unknown_dimension;
mod unknown_duty;
mod unknown_event;
mod unknown_field;
mod unknown_figure;
mod unknown_import;
mod unknown_key;
mod unknown_level;
mod unknown_lines;
mod unknown_list;
mod unknown_output;
mod unknown_person;
mod unknown_record;
mod unknown_role;
mod unknown_stage;
mod unknown_step;
mod unknown_table;
mod unknown_task;
mod unknown_transition;
mod unknown_type;
mod unknown_unit;
mod unknown_warning;
mod unknown_window;
mod unknown_word;
mod unknown_workflow;
mod unproven;
mod unquoted_key;
mod unreachable_stage;
mod unreadable;
mod unused;
mod waits_for_ever;
mod weightless;
mod words;
mod work_at_an_end;
mod wrong_shape;

pub(super) use draft::{Draft, quoted};
pub(super) use gathered::gathered;
pub(super) use list::*;
pub(super) use problem::of_problem;
pub(super) use words::{phrase, shape};

/// The number of a kind of finding: `E0204`, `W0203`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code {
    /// How bad it is.
    pub severity: Severity,
    /// Its number.
    pub number: u16,
    /// Its name, for programs that like words better: `unknown-stage`.
    pub name: &'static str,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The policy can't run.
    Error,
    /// It runs, and very likely does not do what was meant.
    Warning,
}

impl Code {
    pub(super) const fn error(number: u16, name: &'static str) -> Code {
        Code { severity: Severity::Error, number, name }
    }

    /// Whether it says that a name is declared nowhere, or follows from that: what could not be read may declare it.
    pub(super) fn is_of_names(&self) -> bool {
        const FOLLOW: &[&str] = &[
            "bad-arguments",
            "circular-fields",
            "dead-transition",
            "no-levels",
            "no-manifest",
            "no-steps",
            "no-way-out",
            "nobody-to-act",
            "required-missing",
            "row-length",
            "type-mismatch",
            "unreachable-stage",
            "unused",
        ];
        self.name.starts_with("unknown-") && self.name != "unknown-key" && self.name != "unknown-word"
            || FOLLOW.contains(&self.name)
    }

    pub(super) const fn warning(number: u16, name: &'static str) -> Code {
        Code { severity: Severity::Warning, number, name }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.severity {
            Severity::Error => 'E',
            Severity::Warning => 'W',
        };
        write!(f, "{letter}{:04}", self.number)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What a kind of finding means, with an example and its mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its number.
    pub code: Code,
    /// What it means.
    pub about: &'static str,
    /// The same in Chinese.
    pub zh: &'static str,
    /// A policy in which it is found; the line of `^` shows where.
    pub bad: &'static str,
    /// The same without it.
    pub good: &'static str,
}

/// One thing that is wrong with a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Of what kind it is.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: Said,
    /// The file, relative to the policy folder.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The line it ends on.
    pub end_line: u32,
    /// The column behind its last character.
    pub end_column: u32,
    /// What would help.
    pub hint: Option<Said>,
    /// Other places that have to do with it.
    pub labels: Vec<Label>,
    /// What to write instead.
    pub fix: Option<Fix>,
}

/// A place that has to do with a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Label {
    /// What is there.
    pub message: Said,
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The line it ends on.
    pub end_line: u32,
    /// The column behind its last character.
    pub end_column: u32,
}

/// A replacement that mends a finding; in the finding's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// What to write.
    pub replacement: String,
    /// The line of the first character that goes.
    pub line: u32,
    /// Its column.
    pub column: u32,
    /// The line of the last one.
    pub end_line: u32,
    /// The column behind it.
    pub end_column: u32,
}

impl Page {
    /// What it means, in a language.
    pub fn told(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh if !self.zh.is_empty() => self.zh,
            _ => self.about,
        }
    }
}

/// What a code means; none where there is no such code. `E0204`, `e204` and `unknown-stage` all do.
pub fn explain(code: &str) -> Option<&'static Page> {
    let code = code.trim();
    let severity = match code.chars().next()? {
        'e' | 'E' => Some(Severity::Error),
        'w' | 'W' => Some(Severity::Warning),
        _ => None,
    };
    let number: Option<u16> = code.get(1..).and_then(|digits| digits.parse().ok());
    PAGES.iter().copied().find(|page| {
        page.code.name == code || (Some(page.code.severity) == severity && Some(page.code.number) == number)
    })
}

/// The pages of all kinds of findings, by number.
pub fn pages() -> impl Iterator<Item = &'static Page> {
    PAGES.iter().copied()
}

impl Finding {
    /// The same, its words in that language.
    pub fn told(&self, lang: Lang) -> Finding {
        let labels = self.labels.iter().map(|label| Label { message: label.message.told(lang), ..label.clone() });
        Finding {
            message: self.message.told(lang),
            hint: self.hint.as_ref().map(|hint| hint.told(lang)),
            labels: labels.collect(),
            ..self.clone()
        }
    }
}

impl Draft {
    pub(super) fn finish(self, files: &Files) -> Finding {
        let (from, to) = spots(files, self.span);
        let fix = self.mend(files);
        Finding {
            code: self.code,
            severity: self.code.severity,
            message: self.message,
            file: files.path(self.span.file).to_owned(),
            line: from.line,
            column: from.column,
            end_line: to.line,
            end_column: to.column,
            hint: self.hint,
            labels: self.labels.into_iter().map(|(span, message)| label(files, span, message)).collect(),
            fix: fix.map(|(span, replacement)| {
                let (from, to) = spots(files, span);
                Fix { replacement, line: from.line, column: from.column, end_line: to.line, end_column: to.column }
            }),
        }
    }
}

fn label(files: &Files, span: Span, message: Said) -> Label {
    let (from, to) = spots(files, span);
    Label {
        message,
        file: files.path(span.file).to_owned(),
        line: from.line,
        column: from.column,
        end_line: to.line,
        end_column: to.column,
    }
}

fn spots(files: &Files, span: Span) -> (super::source::Spot, super::source::Spot) {
    (files.spot(span.file, span.start), files.spot(span.file, span.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compiler::testing;

    #[test]
    fn codes_are_used_once_and_listed_in_order() {
        let codes: Vec<(u16, Severity)> = PAGES.iter().map(|page| (page.code.number, page.code.severity)).collect();
        let mut sorted = codes.clone();
        sorted.sort_by_key(|(number, severity)| (*severity, *number));
        sorted.dedup();
        assert_eq!(codes, sorted);
    }

    #[test]
    fn every_page_shows_what_it_says() {
        for page in PAGES {
            testing::check(page.bad);
            assert!(page.bad.contains(&page.code.to_string()), "{} is not in its own example", page.code);
            let found = testing::findings(page.good);
            let of_the_text = |f: &&Finding| page.good.contains(&f.file) || f.file == "workflows/deal.toml";
            let wrong = |f: &&Finding| f.code == page.code || f.severity == Severity::Error;
            let runs = |f: &&Finding| f.code.name != "not-yet" || page.code.name == "not-yet";
            let left: Vec<_> = found.iter().filter(of_the_text).filter(wrong).filter(runs).collect();
            assert!(left.is_empty(), "the mend of {} is not good: {left:#?}", page.code);
        }
    }

    #[test]
    fn every_page_is_in_chinese_too() {
        let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let without: Vec<String> =
            PAGES.iter().filter(|page| !is_chinese(page.zh)).map(|page| page.code.to_string()).collect();
        assert!(without.is_empty(), "{without:?}");
    }

    #[test]
    fn what_is_found_is_told_in_chinese_too() {
        for page in PAGES {
            for text in [page.bad, page.good] {
                testing::is_told_in_chinese(text);
            }
        }
    }

    #[test]
    fn a_code_is_found_by_number_and_name() {
        assert_eq!(explain("E0002").map(|page| page.code.name), Some("not-yet"));
        assert_eq!(explain("e2").map(|page| page.code.name), Some("not-yet"));
        assert_eq!(explain("not-yet").map(|page| page.code.number), Some(2));
        assert_eq!(explain("W0002"), None);
        assert_eq!(explain("é1"), None);
        assert_eq!(explain(""), None);
    }
}
