//! Who calls: the user of the operating system behind a call, and whom of the organisation that is.
//!
//! The owner of the policy folder, and root, are trusted: they may act as anybody. Everybody else is the person whose
//! `login` names them, and nobody else.

use std::{os::unix::fs::MetadataExt, path::Path, process::Command};

use super::Problem;
use crate::{
    model::{Id, Said},
    policy::Policy,
    said,
};

/// The user behind a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    login: Option<String>,
    trusted: bool,
}

impl Caller {
    /// The user this process runs as.
    pub fn this_process(folder: &Path) -> Caller {
        Caller::of(rustix::process::geteuid().as_raw(), folder)
    }

    /// The user with that number.
    pub fn of(uid: u32, folder: &Path) -> Caller {
        let owner = std::fs::metadata(folder).map(|meta| meta.uid());
        Caller { login: login_of(uid), trusted: uid == 0 || owner.is_ok_and(|owner| owner == uid) }
    }

    /// Somebody who may act as anybody.
    pub fn trusted(login: Option<&str>) -> Caller {
        Caller { login: login.map(str::to_owned), trusted: true }
    }

    /// Somebody who may act only as the person whose login this is.
    pub fn other(login: &str) -> Caller {
        Caller { login: Some(login.to_owned()), trusted: false }
    }

    /// Whether they may act as anybody.
    pub fn is_trusted(&self) -> bool {
        self.trusted
    }

    /// Who acts: the person named, as far as this caller may act as them, else the one whose login it is.
    pub(super) fn actor(&self, policy: &Policy, named: Option<&str>) -> Result<Id, Problem> {
        let own = self.person(policy);
        match (named, own) {
            (Some(named), own) => {
                // Whom nobody knows the engine refuses, by name.
                let named = policy.org.find(named).cloned().unwrap_or_else(|| named.into());
                match self.trusted || own.as_ref() == Some(&named) {
                    true => Ok(named),
                    false => Err(self.not_somebody_else(&named)),
                }
            }
            (None, Some(own)) => Ok(own),
            (None, None) if self.trusted => Err(Problem::new(
                "usage",
                said!(
                    "who acts? say --as PERSON, or give somebody in org.toml login = \"{}\"",
                    "由谁操作？请写 --as 人员，或在 org.toml 中给某人写 login = \"{}\"",
                    self.login.as_deref().unwrap_or("…")
                ),
            )),
            (None, None) => Err(self.nobody()),
        }
    }

    /// Who looks, where it is known: whoever is trusted need not be anybody.
    pub(super) fn reader(&self, policy: &Policy, named: Option<&str>) -> Result<Option<Id>, Problem> {
        match (named, self.trusted) {
            (None, true) => Ok(self.person(policy)),
            _ => self.actor(policy, named).map(Some),
        }
    }

    /// Refuses what only the folder's owner may ask for.
    pub(super) fn must_be_trusted(&self, what: (&str, &str)) -> Result<(), Problem> {
        match self.trusted {
            true => Ok(()),
            false => Err(Problem::new("not_permitted", {
                let what = Said::from(what);
                said!("only the owner of the policy folder may {what}", "只有政策文件夹的所有者可以{what}"; what)
            })),
        }
    }

    fn person(&self, policy: &Policy) -> Option<Id> {
        let login = self.login.as_deref()?;
        let mut people = policy.org.people.iter();
        people.find(|(_, person)| person.login.as_deref() == Some(login)).map(|(id, _)| id.clone())
    }

    fn not_somebody_else(&self, named: &str) -> Problem {
        let login = self.login.as_deref().unwrap_or("?");
        Problem::new(
            "not_permitted",
            said!("the user {login} may not act as {named}", "用户 {login} 不能以 {named} 的身份操作"),
        )
    }

    fn nobody(&self) -> Problem {
        let login = self.login.as_deref().unwrap_or("?");
        Problem::new(
            "not_permitted",
            said!("nobody of the organisation has the login {login}", "组织中没有人的登录名是 {login}"),
        )
    }
}

/// The user's name. Users that come from elsewhere than the local file are asked of `id`.
fn login_of(uid: u32) -> Option<String> {
    let file = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let line = file.lines().find(|line| line.split(':').nth(2) == Some(uid.to_string().as_str()));
    if let Some(name) = line.and_then(|line| line.split(':').next()) {
        return Some(name.to_owned());
    }
    let asked = Command::new("id").args(["-un", &uid.to_string()]).output().ok()?;
    let name = String::from_utf8(asked.stdout).ok()?;
    (asked.status.success() && !name.trim().is_empty()).then(|| name.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::tests::house;

    #[test]
    fn the_owner_acts_as_anybody_and_others_as_themselves() {
        let policy = house::policy();
        let actor = |caller: &Caller, named: Option<&str>| {
            caller.actor(&policy, named).map(|id| id.to_string()).map_err(|problem| problem.code)
        };
        let owner = Caller::trusted(Some("boss"));
        assert_eq!(actor(&owner, Some("mia")), Ok("mia".into()));
        assert_eq!(actor(&owner, Some("Mia")), Ok("mia".into()));
        assert_eq!(actor(&owner, None), Err("usage".into()));
        let ana = Caller::other("ana_login");
        assert_eq!(actor(&ana, None), Ok("ana".into()));
        assert_eq!(actor(&ana, Some("ana")), Ok("ana".into()));
        assert_eq!(actor(&ana, Some("mia")), Err("not_permitted".into()));
        assert_eq!(actor(&Caller::other("stranger"), None), Err("not_permitted".into()));
        assert!(Caller::other("stranger").reader(&policy, None).is_err());
        assert_eq!(owner.reader(&policy, None), Ok(None));
    }

    #[test]
    fn a_number_has_a_name() {
        assert_eq!(login_of(0).as_deref(), Some("root"));
    }
}
