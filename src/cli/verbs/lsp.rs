//! `salesflow lsp`: the language server, for editors.

use crate::{
    cli::{failed::Done, session::Session},
    lsp,
    server::Problem,
};

/// Answer an editor: faults as one types, meanings, definitions, what may come next
#[derive(Debug, clap::Args)]
#[command(after_help = "\
An editor starts it and speaks the language server protocol with it over standard input and output.
docs/editors.md shows how to set up VS Code, Neovim and Helix.")]
pub(crate) struct Args {
    /// Speak over standard input and output; there is no other way
    #[arg(long, hide = true)]
    stdio: bool,
}

pub(crate) fn run(_: &Args, session: &mut Session) -> Done {
    let (connection, threads) = lsp_server::Connection::stdio();
    let served = lsp::serve(&connection, session.global.language());
    // The threads end when their side of the connection is gone.
    drop(connection);
    let closed = threads.join();
    let failed = served.err().map(|error| error.to_string()).or(closed.err().map(|error| error.to_string()));
    match failed {
        None => Ok(()),
        Some(message) => Err(Problem::new("internal", format!("the editor's end of the line: {message}")).into()),
    }
}
