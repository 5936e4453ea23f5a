//! The manner in which a scenario is played. What a policy says must not depend on it: on how often the program was ended
//! and begun anew between two steps, or on a caller who is not sure and sends a command again.

/// How a scenario is played.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// After each step all that is derived is thrown away and made again from the events, by a desk that knows nothing.
    pub reopened: bool,
    /// Each command that is done is sent a second time under the same key: the first answer comes again, and nothing
    /// happens.
    pub twice: bool,
}
