//! All kinds of findings, errors first, by number: a new file is entered here.

use super::Page;

/// The pages of all kinds.
pub(super) const PAGES: &[&Page] = &[
    &super::unknown_key::PAGE,
    &super::not_yet::PAGE,
    &super::wrong_shape::PAGE,
    &super::toml_syntax::PAGE,
    &super::missing_key::PAGE,
    &super::unknown_word::PAGE,
    &super::unquoted_key::PAGE,
    &super::structure_off::PAGE,
    &super::bad_name::PAGE,
    &super::no_manifest::PAGE,
    &super::doubled::PAGE,
    &super::bad_calendar::PAGE,
    &super::unreadable::PAGE,
    &super::unknown_person::PAGE,
    &super::unknown_unit::PAGE,
    &super::unknown_role::PAGE,
    &super::circular_units::PAGE,
    &super::circular_managers::PAGE,
    &super::unknown_duty::PAGE,
    &super::lone_duty::PAGE,
    &super::no_such_file::PAGE,
    &super::ragged_row::PAGE,
    &super::unknown_field::PAGE,
    &super::unknown_workflow::PAGE,
    &super::unknown_transition::PAGE,
    &super::unknown_stage::PAGE,
    &super::unknown_chain::PAGE,
    &super::unknown_figure::PAGE,
    &super::unknown_type::PAGE,
    &super::unknown_choice::PAGE,
    &super::computed_set::PAGE,
    &super::bare_people::PAGE,
    &super::two_starts::PAGE,
    &super::unreachable_stage::PAGE,
    &super::no_way_out::PAGE,
    &super::dead_transition::PAGE,
    &super::reserved_field::PAGE,
    &super::circular_fields::PAGE,
    &super::required_missing::PAGE,
    &super::bad_id_format::PAGE,
    &super::bad_pattern::PAGE,
    &super::start_is_end::PAGE,
    &super::move_clash::PAGE,
    &super::no_stages::PAGE,
    &super::bad_occasion::PAGE,
    &super::off_used::PAGE,
    &super::waits_for_ever::PAGE,
    &super::joins_wait::PAGE,
    &super::never_taken::PAGE,
    &super::lines_type::PAGE,
    &super::bad_part::PAGE,
    &super::bad_field_key::PAGE,
    &super::unknown_balance::PAGE,
    &super::bad_balance::PAGE,
    &super::never_reserved::PAGE,
    &super::no_account::PAGE,
    &super::unknown_lines::PAGE,
    &super::no_cancel::PAGE,
    &super::nothing_alike::PAGE,
    &super::unknown_task::PAGE,
    &super::circular_needs::PAGE,
    &super::bad_mark::PAGE,
    &super::work_at_an_end::PAGE,
    &super::no_owner::PAGE,
    &super::no_field_for_input::PAGE,
    &super::always_paused::PAGE,
    &super::unknown_assign_table::PAGE,
    &super::no_pool::PAGE,
    &super::not_of_a_pipeline::PAGE,
    &super::expr_expression::PAGE,
    &super::expr_unknown_name::PAGE,
    &super::expr_unknown_function::PAGE,
    &super::expr_arguments::PAGE,
    &super::expr_type_mismatch::PAGE,
    &super::expr_unknown_value::PAGE,
    &super::expr_mixed_units::PAGE,
    &super::expr_literal::PAGE,
    &super::no_steps::PAGE,
    &super::no_such_step::PAGE,
    &super::later_step::PAGE,
    &super::unknown_branch::PAGE,
    &super::far_quorum::PAGE,
    &super::idle_veto::PAGE,
    &super::step_of_two::PAGE,
    &super::unknown_table::PAGE,
    &super::bad_cell::PAGE,
    &super::row_length::PAGE,
    &super::always_true::PAGE,
    &super::unknown_output::PAGE,
    &super::overlap::PAGE,
    &super::hit_without_order::PAGE,
    &super::hit_output::PAGE,
    &super::rows_file::PAGE,
    &super::open_quote::PAGE,
    &super::circular_tables::PAGE,
    &super::figure_in_table::PAGE,
    &super::unknown_list::PAGE,
    &super::circular_kpis::PAGE,
    &super::unknown_dimension::PAGE,
    &super::doubled_target::PAGE,
    &super::bad_measure::PAGE,
    &super::no_levels::PAGE,
    &super::relative_period::PAGE,
    &super::unknown_level::PAGE,
    &super::unknown_definition::PAGE,
    &super::not_whole::PAGE,
    &super::grades::PAGE,
    &super::bad_tiers::PAGE,
    &super::silent_voice::PAGE,
    &super::idle_schedule::PAGE,
    &super::part_subject::PAGE,
    &super::unknown_import::PAGE,
    &super::unknown_event::PAGE,
    &super::unknown_window::PAGE,
    &super::uncounted::PAGE,
    &super::unknown_step::PAGE,
    &super::no_command::PAGE,
    &super::unknown_record::PAGE,
    &super::unknown_beginning::PAGE,
    &super::no_actor::PAGE,
    &super::too_many_orders::PAGE,
    &super::unknown_warning::PAGE,
    &super::not_asked::PAGE,
    &super::stray_key::PAGE,
    &super::nothing_to_switch::PAGE,
    &super::duties_meet::PAGE,
    &super::near_key::PAGE,
    &super::nobody_to_act::PAGE,
    &super::auto_loop::PAGE,
    &super::unused::PAGE,
    &super::second_token::PAGE,
    &super::cut_off::PAGE,
    &super::no_bound::PAGE,
    &super::net_too_large::PAGE,
    &super::idle_join::PAGE,
    &super::idle_close::PAGE,
    &super::both_fire::PAGE,
    &super::near_outcome::PAGE,
    &super::reacts_to_itself::PAGE,
    &super::idle_pick::PAGE,
    &super::slow_task::PAGE,
    &super::idle_pool::PAGE,
    &super::endless_clock::PAGE,
    &super::idle_best::PAGE,
    &super::idle_assign::PAGE,
    &super::expr_percent_scale::PAGE,
    &super::idle_quorum::PAGE,
    &super::weightless::PAGE,
    &super::dead_branch::PAGE,
    &super::idle_choice::PAGE,
    &super::no_material::PAGE,
    &super::nobody_left::PAGE,
    &super::slow_deadline::PAGE,
    &super::edge_mismatch::PAGE,
    &super::never_both::PAGE,
    &super::dead_step::PAGE,
    &super::dead_row::PAGE,
    &super::gap::PAGE,
    &super::idle_column::PAGE,
    &super::unproven::PAGE,
    &super::plain_secret::PAGE,
];

pub(in crate::compiler) use super::always_paused::always_paused;
pub(in crate::compiler) use super::always_true::always_true;
pub(in crate::compiler) use super::auto_loop::auto_loop;
pub(in crate::compiler) use super::bad_balance::{bad_balance, computed_balance};
pub(in crate::compiler) use super::bad_calendar::bad_calendar;
pub(in crate::compiler) use super::bad_cell::bad_cell;
pub(in crate::compiler) use super::bad_field_key::{bad_field_key, computed_twice, nothing_to_freeze};
pub(in crate::compiler) use super::bad_id_format::bad_id_format;
pub(in crate::compiler) use super::bad_mark::bad_mark;
pub(in crate::compiler) use super::bad_measure::bad_measure;
pub(in crate::compiler) use super::bad_name::{bad_name, is_name};
pub(in crate::compiler) use super::bad_occasion::bad_occasion;
pub(in crate::compiler) use super::bad_part::{part_without_rows, part_without_share, share_without_part};
pub(in crate::compiler) use super::bad_pattern::{bad_pattern, no_pattern};
pub(in crate::compiler) use super::bad_tiers::{bad_rate, bad_tiers};
pub(in crate::compiler) use super::bare_people::bare_people;
pub(in crate::compiler) use super::both_fire::both_fire;
pub(in crate::compiler) use super::circular_fields::circular_fields;
pub(in crate::compiler) use super::circular_kpis::circular_kpis;
pub(in crate::compiler) use super::circular_managers::circular_managers;
pub(in crate::compiler) use super::circular_needs::circular_needs;
pub(in crate::compiler) use super::circular_tables::circular_tables;
pub(in crate::compiler) use super::circular_units::circular_units;
pub(in crate::compiler) use super::computed_set::computed_set;
pub(in crate::compiler) use super::cut_off::cut_off;
pub(in crate::compiler) use super::dead_branch::dead_branch;
pub(in crate::compiler) use super::dead_row::{dead_row, unreachable_row};
pub(in crate::compiler) use super::dead_step::{cut_off_step, dead_step};
pub(in crate::compiler) use super::dead_transition::dead_transition;
pub(in crate::compiler) use super::doubled::doubled;
pub(in crate::compiler) use super::doubled_target::doubled_target;
pub(in crate::compiler) use super::duties_meet::duties_meet;
pub(in crate::compiler) use super::edge_mismatch::edge_mismatch;
pub(in crate::compiler) use super::endless_clock::endless_clock;
pub(in crate::compiler) use super::far_quorum::far_quorum;
pub(in crate::compiler) use super::figure_in_table::figure_in_table;
pub(in crate::compiler) use super::gap::gap;
pub(in crate::compiler) use super::grades::{grade_gap, grade_overlap};
pub(in crate::compiler) use super::hit_output::hit_output;
pub(in crate::compiler) use super::hit_without_order::hit_without_order;
pub(in crate::compiler) use super::idle_assign::idle_assign;
pub(in crate::compiler) use super::idle_best::idle_best;
pub(in crate::compiler) use super::idle_choice::idle_choice;
pub(in crate::compiler) use super::idle_close::idle_close;
pub(in crate::compiler) use super::idle_column::idle_column;
pub(in crate::compiler) use super::idle_join::idle_join;
pub(in crate::compiler) use super::idle_pick::idle_pick;
pub(in crate::compiler) use super::idle_pool::idle_pool;
pub(in crate::compiler) use super::idle_quorum::idle_quorum;
pub(in crate::compiler) use super::idle_schedule::idle_schedule;
pub(in crate::compiler) use super::idle_veto::idle_veto;
pub(in crate::compiler) use super::joins_wait::joins_wait;
pub(in crate::compiler) use super::later_step::later_step;
pub(in crate::compiler) use super::lines_type::lines_type;
pub(in crate::compiler) use super::lone_duty::lone_duty;
pub(in crate::compiler) use super::missing_key::missing_key;
pub(in crate::compiler) use super::move_clash::move_clash;
pub(in crate::compiler) use super::near_key::near_key;
pub(in crate::compiler) use super::near_outcome::near_outcome;
pub(in crate::compiler) use super::net_too_large::net_too_large;
pub(in crate::compiler) use super::never_both::never_both;
pub(in crate::compiler) use super::never_reserved::never_reserved;
pub(in crate::compiler) use super::never_taken::{never_during, never_joined, never_taken};
pub(in crate::compiler) use super::no_account::{half_a_key, no_account};
pub(in crate::compiler) use super::no_actor::no_actor;
pub(in crate::compiler) use super::no_bound::no_bound;
pub(in crate::compiler) use super::no_cancel::no_cancel;
pub(in crate::compiler) use super::no_command::no_command;
pub(in crate::compiler) use super::no_field_for_input::no_field_for_input;
pub(in crate::compiler) use super::no_levels::no_levels;
pub(in crate::compiler) use super::no_manifest::no_manifest;
pub(in crate::compiler) use super::no_material::no_material;
pub(in crate::compiler) use super::no_owner::no_owner;
pub(in crate::compiler) use super::no_pool::no_pool;
pub(in crate::compiler) use super::no_stages::no_stages;
pub(in crate::compiler) use super::no_steps::no_steps;
pub(in crate::compiler) use super::no_such_file::no_such_file;
pub(in crate::compiler) use super::no_such_step::no_such_step;
pub(in crate::compiler) use super::no_way_out::no_way_out;
pub(in crate::compiler) use super::nobody_left::nobody_left;
pub(in crate::compiler) use super::nobody_to_act::nobody_to_act;
pub(in crate::compiler) use super::not_asked::not_asked;
pub(in crate::compiler) use super::not_of_a_pipeline::not_of_a_pipeline;
pub(in crate::compiler) use super::not_whole::not_whole;
pub(in crate::compiler) use super::not_yet::not_yet;
pub(in crate::compiler) use super::nothing_alike::nothing_alike;
pub(in crate::compiler) use super::nothing_to_switch::nothing_to_switch;
pub(in crate::compiler) use super::off_used::off_used;
pub(in crate::compiler) use super::open_quote::open_quote;
pub(in crate::compiler) use super::overlap::overlap;
pub(in crate::compiler) use super::part_subject::part_subject;
pub(in crate::compiler) use super::plain_secret::plain_secret;
pub(in crate::compiler) use super::ragged_row::ragged_row;
pub(in crate::compiler) use super::reacts_to_itself::reacts_to_itself;
pub(in crate::compiler) use super::relative_period::relative_period;
pub(in crate::compiler) use super::required_missing::required_missing;
pub(in crate::compiler) use super::reserved_field::{owner_shape, reserved_field};
pub(in crate::compiler) use super::row_length::{list_row_length, row_length};
pub(in crate::compiler) use super::rows_file::{missing_heading, rows_file_heading, unknown_heading};
pub(in crate::compiler) use super::second_token::second_token;
pub(in crate::compiler) use super::silent_voice::silent_voice;
pub(in crate::compiler) use super::slow_deadline::slow_deadline;
pub(in crate::compiler) use super::slow_task::slow_task;
pub(in crate::compiler) use super::start_is_end::{only_ends, start_is_end};
pub(in crate::compiler) use super::step_of_two::step_of_two;
pub(in crate::compiler) use super::stray_key::stray_key;
pub(in crate::compiler) use super::structure_off::structure_off;
pub(in crate::compiler) use super::toml_syntax::{toml_header, toml_mended, toml_syntax};
pub(in crate::compiler) use super::too_many_orders::too_many_orders;
pub(in crate::compiler) use super::two_starts::two_starts;
pub(in crate::compiler) use super::uncounted::uncounted;
pub(in crate::compiler) use super::unknown_assign_table::unknown_assign_table;
pub(in crate::compiler) use super::unknown_balance::unknown_balance;
pub(in crate::compiler) use super::unknown_beginning::{endless_beginning, unknown_beginning};
pub(in crate::compiler) use super::unknown_branch::unknown_branch;
pub(in crate::compiler) use super::unknown_chain::unknown_chain;
pub(in crate::compiler) use super::unknown_choice::unknown_choice;
pub(in crate::compiler) use super::unknown_definition::unknown_definition;
pub(in crate::compiler) use super::unknown_dimension::unknown_dimension;
pub(in crate::compiler) use super::unknown_duty::unknown_duty;
pub(in crate::compiler) use super::unknown_event::unknown_event;
pub(in crate::compiler) use super::unknown_field::unknown_field;
pub(in crate::compiler) use super::unknown_figure::unknown_figure;
pub(in crate::compiler) use super::unknown_import::unknown_import;
pub(in crate::compiler) use super::unknown_key::{unknown_key, unknown_keys};
pub(in crate::compiler) use super::unknown_level::unknown_level;
pub(in crate::compiler) use super::unknown_lines::unknown_lines;
pub(in crate::compiler) use super::unknown_list::unknown_list;
pub(in crate::compiler) use super::unknown_output::unknown_output;
pub(in crate::compiler) use super::unknown_person::unknown_person;
pub(in crate::compiler) use super::unknown_record::unknown_record;
pub(in crate::compiler) use super::unknown_role::unknown_role;
pub(in crate::compiler) use super::unknown_stage::unknown_stage;
pub(in crate::compiler) use super::unknown_step::unknown_step;
pub(in crate::compiler) use super::unknown_table::unknown_table;
pub(in crate::compiler) use super::unknown_task::unknown_task;
pub(in crate::compiler) use super::unknown_transition::unknown_transition;
pub(in crate::compiler) use super::unknown_type::unknown_type;
pub(in crate::compiler) use super::unknown_unit::unknown_unit;
pub(in crate::compiler) use super::unknown_warning::unknown_warning;
pub(in crate::compiler) use super::unknown_window::unknown_window;
pub(in crate::compiler) use super::unknown_word::unknown_word;
pub(in crate::compiler) use super::unknown_workflow::{pipeline_named, unknown_workflow};
pub(in crate::compiler) use super::unproven::unproven;
pub(in crate::compiler) use super::unquoted_key::dotted_key;
pub(in crate::compiler) use super::unreachable_stage::unreachable_stage;
pub(in crate::compiler) use super::unreadable::unreadable;
pub(in crate::compiler) use super::unused::unused;
pub(in crate::compiler) use super::waits_for_ever::{stands_for_ever, waits_for_ever};
pub(in crate::compiler) use super::weightless::weightless;
pub(in crate::compiler) use super::work_at_an_end::work_at_an_end;
pub(in crate::compiler) use super::wrong_shape::{nameless, no_date, wrong_shape};
