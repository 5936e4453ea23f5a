//! How the table of the language is written down.

/// Places, one after another: what it is in both languages, then a line for each key.
macro_rules! places {
    ($($(#[$doc:meta])* $name:ident: $en:literal, $zh:literal $(, others $others:expr)? => {
        $($when:ident $key:literal: $kind:expr, $key_en:literal, $key_zh:literal $(, default $default:literal)?;)*
        $(+ $group:ident run [$($run:literal)*];)*
    })*) => {$(
        $(#[$doc])*
        pub const $name: &$crate::compiler::places::Keys = &$crate::compiler::places::Keys {
            name: stringify!($name),
            place: $en,
            zh: $zh,
            own: keywords![$($when $key: $kind, $key_en, $key_zh $(, default $default)?;)*],
            shared: &[$($crate::compiler::places::Shared { keys: $group, run: &[$($run),*] }),*],
            others: maybe!($($others)?),
        };
    )*};
}

/// Keys, a line for each.
macro_rules! keywords {
    ($($when:ident $key:literal: $kind:expr, $en:literal, $zh:literal $(, default $default:literal)?;)*) => {
        &[$($crate::compiler::places::Keyword {
            name: $key,
            run: runs!($when),
            kind: $kind,
            en: $en,
            zh: $zh,
            default: maybe!($($default)?),
        }),*]
    };
}

macro_rules! runs {
    (run) => {
        true
    };
    (later) => {
        false
    };
}

macro_rules! maybe {
    () => {
        None
    };
    ($value:expr) => {
        Some($value)
    };
}
