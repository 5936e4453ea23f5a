//! The verbs, one file each: arguments with their help, the call, the words and pictures for people.

mod abstain;
mod act;
mod add_help;
mod add_signer;
mod answer;
mod approve;
mod backup;
mod bench;
mod cancel;
mod check;
mod check_off;
mod claim;
mod comment;
mod completions;
mod copy;
mod decide;
mod decline;
mod delegate;
mod done;
mod event;
mod explain;
mod export;
mod fmt;
mod give_back;
mod graph;
mod import;
mod inbox;
mod incentive;
mod init;
mod kpi;
mod leave;
mod link;
mod list;
mod lsp;
mod r#move;
mod new;
mod policy;
mod preview;
mod redo;
mod reject;
mod release;
mod reload;
mod remind;
mod remove_signer;
mod report;
mod restart;
mod restore;
mod resume;
mod r#return;
mod run;
mod schema;
mod scorecard;
mod serve;
mod set;
mod show;
mod skip;
mod start;
mod status;
mod store;
mod stuck;
mod suspend;
mod take_back;
mod target;
mod test;
mod tick;
mod transfer;
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
    Preview(preview::Args),
    Stuck(stuck::Args),
    Inbox(inbox::Args),
    Decide(decide::Args),
    Approve(approve::Args),
    Reject(reject::Args),
    Abstain(abstain::Args),
    Return(r#return::Args),
    Transfer(transfer::Args),
    Delegate(delegate::Args),
    GiveBack(give_back::Args),
    AddSigner(add_signer::Args),
    RemoveSigner(remove_signer::Args),
    TakeBack(take_back::Args),
    Copy(copy::Args),
    Remind(remind::Args),
    Claim(claim::Args),
    Release(release::Args),
    Withdraw(withdraw::Args),
    Comment(comment::Args),
    Link(link::Args),
    Cancel(cancel::Args),
    Start(start::Args),
    Decline(decline::Args),
    Resume(resume::Args),
    Skip(skip::Args),
    Redo(redo::Args),
    Restart(restart::Args),
    Done(done::Args),
    Suspend(suspend::Args),
    AddHelp(add_help::Args),
    CheckOff(check_off::Args),
    Event(event::Args),
    Answer(answer::Args),
    Leave(leave::Args),
    Import(import::Args),
    Export(export::Args),
    Run(run::Args),
    Kpi(kpi::Args),
    Target(target::Args),
    Scorecard(scorecard::Args),
    Incentive(incentive::Args),
    Warnings(warnings::Args),
    Report(report::Args),
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
            Verb::Preview(args) => preview::run(args, session),
            Verb::Stuck(args) => stuck::run(args, session),
            Verb::Inbox(args) => inbox::run(args, session),
            Verb::Decide(args) => decide::run(args, session),
            Verb::Approve(args) => approve::run(args, session),
            Verb::Reject(args) => reject::run(args, session),
            Verb::Abstain(args) => abstain::run(args, session),
            Verb::Return(args) => r#return::run(args, session),
            Verb::Transfer(args) => transfer::run(args, session),
            Verb::Delegate(args) => delegate::run(args, session),
            Verb::GiveBack(args) => give_back::run(args, session),
            Verb::AddSigner(args) => add_signer::run(args, session),
            Verb::RemoveSigner(args) => remove_signer::run(args, session),
            Verb::TakeBack(args) => take_back::run(args, session),
            Verb::Copy(args) => copy::run(args, session),
            Verb::Remind(args) => remind::run(args, session),
            Verb::Claim(args) => claim::run(args, session),
            Verb::Release(args) => release::run(args, session),
            Verb::Withdraw(args) => withdraw::run(args, session),
            Verb::Comment(args) => comment::run(args, session),
            Verb::Link(args) => link::run(args, session),
            Verb::Cancel(args) => cancel::run(args, session),
            Verb::Start(args) => start::run(args, session),
            Verb::Decline(args) => decline::run(args, session),
            Verb::Resume(args) => resume::run(args, session),
            Verb::Skip(args) => skip::run(args, session),
            Verb::Redo(args) => redo::run(args, session),
            Verb::Restart(args) => restart::run(args, session),
            Verb::Done(args) => done::run(args, session),
            Verb::Suspend(args) => suspend::run(args, session),
            Verb::AddHelp(args) => add_help::run(args, session),
            Verb::CheckOff(args) => check_off::run(args, session),
            Verb::Event(args) => event::run(args, session),
            Verb::Answer(args) => answer::run(args, session),
            Verb::Leave(args) => leave::run(args, session),
            Verb::Target(args) => target::run(args, session),
            Verb::Import(args) => import::run(args, session),
            Verb::Export(args) => export::run(args, session),
            Verb::Run(args) => run::run(args, session),
            Verb::Kpi(args) => kpi::run(args, session),
            Verb::Report(args) => report::run(args, session),
            Verb::Scorecard(args) => scorecard::run(args, session),
            Verb::Incentive(args) => incentive::run(args, session),
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
