//! Floor 7: the language server. What editors ask about a policy's files, answered from the compiler itself: faults as
//! one types, what a key or name means, where it is defined and used, what may be written next.
//!
//! It knows the protocol and positions in open buffers, and no rule of the language: keys come from
//! [`crate::compiler::places`], functions from [`crate::script::functions`], faults and their mends from compiling.
//! One thread, one message after another; compiling waits until nobody types.

mod actions;
mod completion;
mod cursor;
mod diagnostics;
mod documents;
mod hover;
mod index;
mod position;
mod symbols;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use lsp_server::{Connection, Message, Notification, Request, Response};
use serde_json::{Value as Json, json};

use crate::model::Lang;
use documents::Documents;

/// How long nobody must have typed before the policy is compiled.
const QUIET: Duration = Duration::from_millis(120);

/// Why the server ended before its client did.
pub type Ended = Box<dyn std::error::Error + Send + Sync>;

/// Answers an editor until it says goodbye.
///
/// # Errors
/// The editor does not keep to the protocol, or has gone away.
pub fn serve(connection: &Connection, lang: Lang) -> Result<(), Ended> {
    connection.initialize(capabilities())?;
    let mut server = Server { connection, lang, documents: Documents::default(), published: Default::default() };
    server.listen()
}

/// What this server can do.
fn capabilities() -> Json {
    json!({
        "positionEncoding": "utf-16",
        "textDocumentSync": { "openClose": true, "change": 1, "save": true },
        "hoverProvider": true,
        "definitionProvider": true,
        "referencesProvider": true,
        "documentSymbolProvider": true,
        "documentFormattingProvider": true,
        "codeActionProvider": { "codeActionKinds": ["quickfix"] },
        "completionProvider": { "triggerCharacters": ["\"", "'", ".", ":", "=", "{", "[", "("] },
    })
}

/// The server at work.
struct Server<'c> {
    connection: &'c Connection,
    lang: Lang,
    documents: Documents,
    published: diagnostics::Published,
}

impl Server<'_> {
    fn listen(&mut self) -> Result<(), Ended> {
        let mut due: Option<Instant> = None;
        loop {
            let wait = due.map_or(Duration::from_secs(3600), |due| due.saturating_duration_since(Instant::now()));
            match self.connection.receiver.recv_timeout(wait) {
                Ok(Message::Request(request)) => {
                    if self.connection.handle_shutdown(&request)? {
                        return Ok(());
                    }
                    let answer = self.answer(request);
                    self.connection.sender.send(answer.into())?;
                }
                Ok(Message::Notification(notification)) => {
                    if notification.method == "exit" {
                        return Ok(());
                    }
                    if self.note(&notification) {
                        due = Some(Instant::now() + QUIET);
                    }
                }
                Ok(Message::Response(_)) => {}
                Err(error) if error.is_timeout() => {
                    if due.take().is_some() {
                        self.publish()?;
                    }
                }
                Err(_) => return Ok(()),
            }
        }
    }

    /// Takes note of what the editor tells; whether texts have changed by it.
    fn note(&mut self, notification: &Notification) -> bool {
        let params = &notification.params;
        let uri = params["textDocument"]["uri"].as_str().unwrap_or_default();
        match notification.method.as_str() {
            "textDocument/didOpen" => {
                self.documents.set(uri, params["textDocument"]["text"].as_str().unwrap_or_default());
            }
            "textDocument/didChange" => {
                let changes = params["contentChanges"].as_array();
                if let Some(text) = changes.and_then(|changes| changes.last()?["text"].as_str()) {
                    self.documents.set(uri, text);
                }
            }
            "textDocument/didClose" => self.documents.close(uri),
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {}
            _ => return false,
        }
        true
    }

    fn answer(&mut self, request: Request) -> Response {
        let params = &request.params;
        let result = match request.method.as_str() {
            "textDocument/hover" => self.at(params).and_then(|at| hover::hover(&at, self.lang)),
            "textDocument/definition" => self.at(params).map(|at| index::definitions(&at)),
            "textDocument/references" => self.at(params).map(|at| index::references(&at)),
            "textDocument/completion" => self.at(params).map(|at| completion::completion(&at, self.lang)),
            "textDocument/documentSymbol" => {
                self.documents.open(params).map(|(path, text)| symbols::symbols(&path, text))
            }
            "textDocument/formatting" => {
                self.documents.open(params).and_then(|(path, text)| symbols::formatted(&path, text))
            }
            "textDocument/codeAction" => Some(actions::actions(&self.published, params)),
            method => {
                let code = lsp_server::ErrorCode::MethodNotFound as i32;
                return Response::new_err(request.id, code, format!("salesflow does not answer {method}"));
            }
        };
        Response::new_ok(request.id, result.unwrap_or(Json::Null))
    }

    /// The policy and the place in it that a request is about.
    fn at(&self, params: &Json) -> Option<index::At> {
        let (file, text) = self.documents.open(params)?;
        let offset = position::offset(text, &params["position"]);
        let uri = params["textDocument"]["uri"].as_str()?;
        Some(index::At { policy: index::Index::of(&self.documents.policy(uri)?), file, offset })
    }

    fn publish(&mut self) -> Result<(), Ended> {
        for params in diagnostics::refresh(&self.documents, &mut self.published, self.lang) {
            let method = "textDocument/publishDiagnostics".to_owned();
            self.connection.sender.send(Message::Notification(Notification { method, params }))?;
        }
        Ok(())
    }
}
