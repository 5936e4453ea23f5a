//! The verbs, one file each: arguments with their help, the call, the words and pictures for people.

mod act;
mod approve;
mod backup;
mod bench;
mod cancel;
mod check;
mod comment;
mod completions;
mod decide;
mod explain;
mod export;
mod fmt;
mod graph;
mod import;
mod inbox;
mod init;
mod kpi;
mod list;
mod lsp;
mod r#move;
mod new;
mod policy;
mod reject;
mod reload;
mod restore;
mod run;
mod schema;
mod serve;
mod set;
mod show;
mod status;
mod store;
mod test;
mod tick;
mod verify;
mod warnings;
mod why;
mod withdraw;

use clap::Subcommand;

use super::{failed::Done, session::Session};

/// What can be asked of salesflow.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    Init(init::Args),
    Check(check::Args),
    Explain(explain::Args),
    Test(test::Args),
    Fmt(fmt::Args),
    Schema(schema::Args),
    Lsp(lsp::Args),
    Graph(graph::Args),
    New(new::Args),
    Set(set::Args),
    Move(r#move::Args),
    Show(show::Args),
    List(list::Args),
    Why(why::Args),
    Inbox(inbox::Args),
    Decide(decide::Args),
    Approve(approve::Args),
    Reject(reject::Args),
    Withdraw(withdraw::Args),
    Comment(comment::Args),
    Cancel(cancel::Args),
    Import(import::Args),
    Export(export::Args),
    Run(run::Args),
    Kpi(kpi::Args),
    Warnings(warnings::Args),
    Tick(tick::Args),
    Verify(verify::Args),
    Store(store::Args),
    Backup(backup::Args),
    Bench(bench::Args),
    Restore(restore::Args),
    Serve(serve::Args),
    Reload(reload::Args),
    Policy(policy::Args),
    Status(status::Args),
    Completions(completions::Args),
}

impl Verb {
    /// Does it.
    pub fn run(&self, session: &mut Session) -> Done {
        match self {
            Verb::Init(args) => init::run(args, session),
            Verb::Check(args) => check::run(args, session),
            Verb::Explain(args) => explain::run(args, session),
            Verb::Test(args) => test::run(args, session),
            Verb::Fmt(args) => fmt::run(args, session),
            Verb::Schema(args) => schema::run(args, session),
            Verb::Lsp(args) => lsp::run(args, session),
            Verb::Graph(args) => graph::run(args, session),
            Verb::New(args) => new::run(args, session),
            Verb::Set(args) => set::run(args, session),
            Verb::Move(args) => r#move::run(args, session),
            Verb::Show(args) => show::run(args, session),
            Verb::List(args) => list::run(args, session),
            Verb::Why(args) => why::run(args, session),
            Verb::Inbox(args) => inbox::run(args, session),
            Verb::Decide(args) => decide::run(args, session),
            Verb::Approve(args) => approve::run(args, session),
            Verb::Reject(args) => reject::run(args, session),
            Verb::Withdraw(args) => withdraw::run(args, session),
            Verb::Comment(args) => comment::run(args, session),
            Verb::Cancel(args) => cancel::run(args, session),
            Verb::Import(args) => import::run(args, session),
            Verb::Export(args) => export::run(args, session),
            Verb::Run(args) => run::run(args, session),
            Verb::Kpi(args) => kpi::run(args, session),
            Verb::Warnings(args) => warnings::run(args, session),
            Verb::Tick(args) => tick::run(args, session),
            Verb::Verify(args) => verify::run(args, session),
            Verb::Store(args) => store::run(args, session),
            Verb::Backup(args) => backup::run(args, session),
            Verb::Bench(args) => bench::run(args, session),
            Verb::Restore(args) => restore::run(args, session),
            Verb::Serve(args) => serve::run(args, session),
            Verb::Reload(args) => reload::run(args, session),
            Verb::Policy(args) => policy::run(args, session),
            Verb::Status(args) => status::run(args, session),
            Verb::Completions(args) => completions::run(args, session),
        }
    }
}
