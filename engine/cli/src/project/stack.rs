//! The stack that a command works on: what the flags say, else the settings, else what goes without saying.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use tandem_aws::storage::Place;
use tandem_core::Diagnostic;
use tandem_core::suggestion::nearest;
use tandem_plan::{Options, Raised};

use super::settings::{StackSettings, unusable};
use super::table::list;
use super::{Project, folder};
use crate::args::Globals;
use crate::cloud::Cloud;
use crate::exit::{Ended, Failure};
use crate::rates;

/// The name of the stack in a project that names none.
const UNNAMED: &str = "default";

/// The account of callers that have none of their own.
const NOBODY: &str = "123456789012";

/// One stack, ready to work on.
#[derive(Clone, Debug)]
pub(crate) struct Stack {
    /// Its name.
    pub(crate) name: String,
    /// Its cloud.
    pub(crate) cloud: Cloud,
    /// Whether someone chose the cloud, by flag or setting.
    pub(crate) chosen: bool,
    /// Its account, twelve digits.
    pub(crate) account: String,
    /// The regions that may be used; empty for all.
    pub(crate) regions: Vec<String>,
    /// The values of inputs.
    pub(crate) vars: BTreeMap<String, String>,
    /// Those of them that the command line gives.
    pub(crate) given: BTreeMap<String, String>,
    /// The regions to do without for now.
    pub(crate) without: BTreeSet<String>,
    /// The quotas that AWS has raised.
    pub(crate) limits: BTreeMap<String, u64>,
    /// The rates that AWS has raised.
    pub(crate) raised: Raised,
    /// Where everything of it is kept on this machine.
    pub(crate) folder: PathBuf,
    /// Where a team keeps the state; `None` if it is in the folder.
    pub(crate) place: Option<Place>,
}

impl Stack {
    /// Returns what plans of this stack are made for.
    pub(crate) fn options(&self) -> Options {
        Options {
            stack: self.name.clone(),
            cloud: self.cloud.text().to_owned(),
            account: self.account.clone(),
            guarded: self.cloud == Cloud::Aws,
            without: self.without.clone(),
            vars: self.given.clone(),
        }
    }

    /// Returns the stack that the flags and the settings mean.
    ///
    /// # Errors
    /// If there is no such stack, or its cloud needs settings that it does not have.
    pub(crate) fn choose(project: &Project, globals: &Globals) -> Ended<Stack> {
        let name = name(project, globals.stack.as_deref())?;
        let settings = project.settings.stacks.get(&name).cloned().unwrap_or_default();
        let flag = globals.cloud.as_deref().map(Cloud::parse).transpose().map_err(|wrong| {
            Failure::usage(Diagnostic::error("usage::cloud", wrong.message).hint(wrong.hint))
        })?;
        let cloud = flag.or_else(|| settings.cloud.clone());
        let chosen = cloud.is_some();
        let cloud = cloud.unwrap_or(Cloud::Local);
        if cloud == Cloud::Aws {
            complete(&name, &settings)?;
        }
        let state = settings.state.as_deref().unwrap_or_default();
        let place = Place::parse(state, &name).map_err(|wrong| {
            Failure::from(Diagnostic::error("settings::state", wrong.message).hint(wrong.hint))
        })?;
        let folder = match &settings.state {
            Some(state) if place.is_none() => project.root.join(state),
            _ => project.root.join(".tandem").join(&name),
        };
        // The local cloud is of this folder alone, and so is what is remembered of it.
        let place = place.filter(|_| cloud != Cloud::Local);
        let mut vars = settings.vars;
        let given: BTreeMap<String, String> = globals.vars.iter().cloned().collect();
        vars.extend(given.clone());
        Ok(Stack {
            cloud,
            chosen,
            account: settings.account.unwrap_or_else(|| NOBODY.to_owned()),
            regions: settings.regions,
            vars,
            given,
            without: globals.without.iter().cloned().collect(),
            limits: settings.limits,
            raised: rates::raised(&settings.rates, &tandem_aws::registry()),
            folder,
            place,
            name,
        })
    }

    /// Makes the folder of the stack, if it is not there.
    ///
    /// # Errors
    /// If it cannot be made.
    pub(crate) fn make_folder(&self) -> Ended<()> {
        folder::make(&self.folder)
    }
}

fn name(project: &Project, flag: Option<&str>) -> Ended<String> {
    let stacks: Vec<&str> = project.settings.stacks.keys().map(String::as_str).collect();
    if let Some(name) = flag {
        return given(name, &stacks);
    }
    if let Some(name) = &project.settings.default_stack {
        return Ok(name.clone());
    }
    match stacks.as_slice() {
        [] => Ok(UNNAMED.to_owned()),
        [only] => Ok((*only).to_owned()),
        several => {
            let message = format!("the stacks are {}: which one is meant?", list(several));
            let hint = "say `--stack NAME`, or set `default_stack` in `tandem.toml`";
            Err(Failure::usage(Diagnostic::error("usage::stack", message).hint(hint)))
        }
    }
}

fn given(name: &str, stacks: &[&str]) -> Ended<String> {
    if let Some(reason) = unusable(name) {
        let message = format!("`{name}` cannot name a stack: {reason}");
        return Err(Failure::usage(Diagnostic::error("usage::stack", message)));
    }
    if stacks.is_empty() || stacks.contains(&name) {
        return Ok(name.to_owned());
    }
    let diagnostic =
        Diagnostic::error("usage::stack", format!("there is no stack `{name}` in `tandem.toml`"));
    let hint = match nearest(name, stacks.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the stacks are {}", list(stacks)),
    };
    Err(Failure::usage(diagnostic.hint(hint)))
}

/// The real cloud is never guessed at: account and regions must be written down.
fn complete(name: &str, settings: &StackSettings) -> Ended<()> {
    let missing = match (&settings.account, settings.regions.is_empty()) {
        (Some(_), false) => return Ok(()),
        (None, true) => "`account` and `regions`",
        (None, false) => "`account`",
        (Some(_), true) => "`regions`",
    };
    let message = format!("stack `{name}` on `aws` needs {missing} in `tandem.toml`");
    let example = format!(
        "[stacks.{name}]\ncloud = \"aws\"\naccount = \"123456789012\"\nregions = [\"us-east-1\", \"eu-west-1\"]"
    );
    Err(Diagnostic::error("stack::incomplete", message).hint(example).into())
}
