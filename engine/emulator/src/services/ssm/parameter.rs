//! Parameters: put, got and deleted by name.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::json;
use sha2::Digest;

use super::state::{Event, Parameter};
use super::{Ssm, arn};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// The largest values, in bytes, and the deepest path.
const LARGEST_STANDARD: usize = 4 << 10;
const LARGEST_ADVANCED: usize = 8 << 10;
const DEEPEST: usize = 15;

pub(super) fn put(call: &Call<'_>) -> Answer {
    let name = name_of(call.text("Name"));
    check_name(name)?;
    let old = call.state::<Ssm>().parameters.get(name);
    if old.is_some() && !call.input["Overwrite"].as_bool().unwrap_or(false) {
        let message = "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.";
        return Err(Fault::new("ParameterAlreadyExists", message));
    }
    let kind = call.input["Type"].as_str().or(old.map(|old| old.kind.as_str()));
    let kind = kind.ok_or_else(|| invalid("A parameter type is required when you create a parameter."))?;
    let value = call.text("Value");
    let old_tier = old.map_or("Standard", |old| old.tier.as_str());
    let tier = match call.input["Tier"].as_str().unwrap_or(old_tier) {
        "Intelligent-Tiering" if value.len() > LARGEST_STANDARD => "Advanced",
        "Intelligent-Tiering" => old_tier,
        tier => tier,
    };
    if old_tier == "Advanced" && tier == "Standard" {
        return Err(invalid("This parameter uses the advanced-parameter tier. You can't downgrade it."));
    }
    let most = if tier == "Advanced" { LARGEST_ADVANCED } else { LARGEST_STANDARD };
    if value.is_empty() || value.len() > most {
        let message = format!("Value of {} bytes: the {tier} tier takes 1 to {most} bytes.", value.len());
        return Err(invalid(message));
    }
    let version = old.and_then(|old| old.versions.last_key_value()).map_or(1, |(version, _)| version + 1);
    let event = Event::Put {
        name: name.into(),
        kind: kind.into(),
        tier: tier.into(),
        data_type: call.input["DataType"].as_str().unwrap_or("text").into(),
        version,
        value: value.into(),
    };
    Ok(Outcome::of(json!({ "Version": version, "Tier": tier })).record::<Ssm>(call, event))
}

pub(super) fn get(call: &Call<'_>) -> Answer {
    let full = name_of(call.text("Name"));
    let (name, selector) = full.split_once(':').map_or((full, None), |(name, selector)| (name, Some(selector)));
    let parameter = find(call, name)?;
    let found = match selector {
        None => parameter.versions.last_key_value(),
        Some(selector) => selector.parse().ok().and_then(|version| parameter.versions.get_key_value(&version)),
    };
    let (version, value) = found.ok_or_else(|| {
        let message = format!("Systems Manager could not find version {} of {name}.", selector.unwrap_or_default());
        Fault::new("ParameterVersionNotFound", message)
    })?;
    let hidden = parameter.kind == "SecureString" && !call.input["WithDecryption"].as_bool().unwrap_or(false);
    Ok(Outcome::of(json!({ "Parameter": {
        "Name": name,
        "Type": parameter.kind,
        "Value": if hidden { sealed(&value.text) } else { value.text.clone() },
        "Version": version,
        "Selector": selector.map(|selector| format!(":{selector}")),
        "LastModifiedDate": value.changed_at,
        "ARN": arn(call, name),
        "DataType": parameter.data_type,
    } })))
}

pub(super) fn delete(call: &Call<'_>) -> Answer {
    let name = name_of(call.text("Name"));
    find(call, name)?;
    Ok(Outcome::empty().record::<Ssm>(call, Event::Deleted { name: name.into() }))
}

fn find<'a>(call: &Call<'a>, name: &str) -> Result<&'a Parameter, Fault> {
    let found = call.state::<Ssm>().parameters.get(name);
    found.ok_or_else(|| Fault::new("ParameterNotFound", ""))
}

/// Returns the name in a parameter's name or ARN.
fn name_of(given: &str) -> &str {
    let Some((_, path)) = given.split_once(":parameter").filter(|_| given.starts_with("arn:")) else { return given };
    // Only a path keeps its slash.
    let plain = path.trim_start_matches('/');
    if plain.contains('/') { path } else { plain }
}

/// Returns what stands for a secret that is not to be read: it tells values apart and says nothing of them.
fn sealed(text: &str) -> String {
    let mut sealed = vec![1, 2, 2, 0];
    sealed.extend_from_slice(&sha2::Sha512::digest(text));
    BASE64.encode(sealed)
}

fn check_name(name: &str) -> Result<(), Fault> {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-/".contains(&byte));
    if !plain {
        let message = "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can consist of \
                       sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the \
                       following 3 symbols .-_";
        return Err(invalid(message));
    }
    let lower = name.trim_start_matches('/').to_lowercase();
    if lower.starts_with("aws") {
        return Err(Fault::new("AccessDeniedException", format!("No access to reserved parameter name: {name}.")));
    }
    if lower.starts_with("ssm") {
        return Err(invalid("Parameter name: can't be prefixed with \"ssm\" (case-insensitive)."));
    }
    if name.contains('/') && !name.starts_with('/') {
        return Err(invalid("Parameter name must be a fully qualified name."));
    }
    if name.matches('/').count() > DEEPEST {
        let message = format!("A parameter name can't have more than {DEEPEST} levels.");
        return Err(Fault::new("HierarchyLevelLimitExceededException", message));
    }
    Ok(())
}

fn invalid(message: impl Into<String>) -> Fault {
    Fault::new("ValidationException", message)
}
