//! Values of derived data, kept as bytes or as the caller's own type until a disk asks for bytes.

use std::any::Any;
use std::borrow::Cow;
use std::sync::Arc;

/// A value of derived data.
///
/// `Live` values are encoded only when they are written to disk: a record that changes nine times in a second is
/// encoded once.
#[derive(Clone)]
pub enum Cell {
    Bytes(Arc<[u8]>),
    Live(Arc<dyn Blob>),
}

/// One derived write: the key, and its new value or `None` to delete it.
pub type Write = (Vec<u8>, Option<Cell>);

/// Something that can become bytes later. It must not change once it is in a [`Cell`].
pub trait Blob: Any + Send + Sync {
    fn encode(&self) -> Vec<u8>;
    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;
}

impl Cell {
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self::Bytes(bytes.into())
    }

    /// The value as bytes; a live one is encoded for it.
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Bytes(bytes) => Cow::Borrowed(bytes),
            Self::Live(blob) => Cow::Owned(blob.encode()),
        }
    }

    /// The value itself, if it is still live and of this type.
    pub fn live<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        match self {
            Self::Bytes(_) => None,
            Self::Live(blob) => Arc::clone(blob).as_any().downcast().ok(),
        }
    }

    /// What it weighs in memory. A live value does not say, so it is put at the size of an ordinary record.
    pub(super) fn weight(&self) -> usize {
        const LIVE_BYTES: usize = 512;
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Live(_) => LIVE_BYTES,
        }
    }
}

impl std::fmt::Debug for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "Bytes({})", bytes.escape_ascii()),
            Self::Live(_) => f.write_str("Live"),
        }
    }
}

/// Every key begins with `prefix` and is below this; `None` means that there is no bound.
pub(super) fn end_of_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let kept = prefix.iter().rposition(|&byte| byte < u8::MAX)?;
    let mut end = prefix[..=kept].to_vec();
    end[kept] += 1;
    Some(end)
}

/// Catches a key that the backends could not keep alike.
pub(super) fn assert_keys(writes: &[Write]) {
    for (key, _) in writes {
        assert!(key.first().is_some_and(|&byte| byte != 0), "a key is not empty and does not begin with a zero byte");
    }
}

#[test]
fn a_prefix_ends_where_its_last_small_byte_grows() {
    assert_eq!(end_of_prefix(b"ab"), Some(b"ac".to_vec()));
    assert_eq!(end_of_prefix(b"a\xff\xff"), Some(b"b".to_vec()));
    assert_eq!(end_of_prefix(b"\xff"), None);
    assert_eq!(end_of_prefix(b""), None);
}
