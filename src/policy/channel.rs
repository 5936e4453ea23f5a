//! Channels: how notices and events get out; and how a changed policy is taken in.

use std::collections::BTreeMap;

use super::People;
use crate::model::{Id, time::Duration};

/// A way out.
#[derive(Debug)]
pub struct Channel {
    /// Its id.
    pub id: Id,
    /// Of what kind it is.
    pub kind: ChannelKind,
    /// Where it leads, as written: an address, a command, or a reference to a secret (`env:`, `file:`).
    pub url: Option<String>,
    /// The events that go out by themselves: names, `*` for any part.
    pub events: Vec<String>,
    /// How long to wait before each further try.
    pub retry: Vec<Duration>,
    /// After how long it is given up, and who is told.
    pub give_up: Option<(Duration, People)>,
}

/// A kind of channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelKind {
    /// A POST of JSON.
    Webhook,
    /// A program that reads JSON.
    Command,
    /// A letter.
    Email,
    /// A line in a file.
    File,
    /// 企业微信.
    Wecom,
    /// 钉钉.
    Dingtalk,
    /// 飞书.
    Feishu,
}

/// How a changed policy is taken in.
#[derive(Debug, Default)]
pub struct Reload {
    /// The chain that approves a change; none: it is in force when saved.
    pub approval: Option<Id>,
    /// Who may put one in force without approval.
    pub emergency: People,
    /// What running records do.
    pub in_flight: InFlight,
    /// Where records of a removed stage go: workflow and stage, to the stage.
    pub map: BTreeMap<(Id, Id), Id>,
}

/// What running records do when the policy changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InFlight {
    /// They follow the new policy.
    #[default]
    Latest,
    /// They finish on the one they began under.
    Pin,
}
