//! W0121: an attribute of one's own that is a slip of the pen away from a key.

use super::{Code, Draft, Page, phrase};
use crate::{
    compiler::syntax::{Key, Keys, Table},
    model::near,
    said,
};

pub(super) const PAGE: Page = Page {
    code: Code::warning(121, "near-key"),
    about: "People and units may have attributes of their own, so any key is allowed there. One that is a slip away from a key of the language, while that key is missing, is most likely that key.",
    zh: "人员和部门可以有自定义属性，所以任何键都可以写。如果某个键和语言里的键只差一笔，而那个键又没有写，多半就是写错了。",
    bad: r#"
# file: org.toml
[unit.sales]
[role.rep]
[person.ana]
unit = "sales"
roels = ["rep"]
#^^^^ W0121 `roels` is taken for an attribute of a person; did you mean `roles`?
[person.bo]
roles = ["rep"]
# file: workflows/deal.toml
[new]
who = "role:rep"
[stage.open]
[stage.won]
end = "won"
"#,
    good: r#"
# file: org.toml
[unit.sales]
[role.rep]
[person.ana]
unit = "sales"
roles = ["rep"]
[person.bo]
roles = ["rep"]
# file: workflows/deal.toml
[new]
who = "role:rep"
[stage.open]
[stage.won]
end = "won"
"#,
};

/// The warning, where there is reason for one.
pub(in crate::compiler) fn near_key(key: &Key, keys: &Keys, table: &Table) -> Option<Draft> {
    let known = keys.all().map(|keyword| keyword.name);
    let meant = near::certain(&key.name, known).filter(|meant| table.get(meant).is_none())?;
    let (name, place) = (&key.name, phrase(keys.place));
    let message = said!("`{name}` is taken for an attribute of {place}", "`{name}` 被当作{place}的自定义属性"; place);
    Some(Draft::new(&PAGE, key.span, message).nearest_only(name, [meant]))
}
