//! EC2, as far as look-ups need it: regions, and the VPCs that were seeded or come with an account.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::call::{Answer, Call, Outcome, partition};
use crate::fault::Fault;
use crate::places::regions;
use crate::seed::{Lookup, Seeder};
use crate::services::{Handler, Service};

/// The service.
pub(crate) struct Ec2;

/// A VPC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Vpc {
    vpc_id: String,
    cidr_block: String,
    is_default: bool,
    state: String,
    owner_id: String,
    instance_tenancy: String,
}

impl Service for Ec2 {
    const NAME: &'static str = "ec2";
    const ENDPOINT: &'static str = "ec2";
    const INVALID: &'static str = "InvalidParameterValue";
    type State = Vec<Vpc>;
    type Event = Vpc;

    fn handler(operation: &str) -> Option<Handler> {
        Some(match operation {
            "DescribeRegions" => describe_regions,
            "DescribeVpcs" => describe_vpcs,
            _ => return None,
        })
    }

    fn apply(state: &mut Vec<Vpc>, event: Vpc, _: u64) {
        state.retain(|vpc| vpc.vpc_id != event.vpc_id);
        state.push(event);
    }

    fn seeder(kind: &str) -> Option<Seeder> {
        (kind == "ec2::vpc").then_some(seed as Seeder)
    }
}

fn describe_regions(call: &Call<'_>) -> Answer {
    let all = call.input["AllRegions"].as_bool().unwrap_or(false);
    let mine = regions().filter(|region| region.partition == partition(call.region));
    // A new account has opted into nothing, and only asks about the rest with `AllRegions`.
    let mine = mine.filter(|region| all || !region.opt_in);
    let asked = strings(&call.input["RegionNames"]);
    if let Some(unknown) = asked.iter().find(|asked| !regions().any(|region| region.name == **asked)) {
        return Err(Fault::new("InvalidParameterValue", format!("Invalid region provided: {unknown}")));
    }
    let found: Vec<Value> = mine
        .filter(|region| asked.is_empty() || asked.contains(&region.name))
        .map(|region| {
            json!({
                "RegionName": region.name,
                "Endpoint": format!("ec2.{}.amazonaws.com", region.name),
                "OptInStatus": if region.opt_in { "not-opted-in" } else { "opt-in-not-required" },
            })
        })
        .collect();
    Ok(Outcome::of(json!({ "Regions": found })))
}

fn describe_vpcs(call: &Call<'_>) -> Answer {
    let mut vpcs = vec![default_vpc(call)];
    vpcs.extend(call.state::<Ec2>().iter().cloned());
    let asked = strings(&call.input["VpcIds"]);
    if let Some(unknown) = asked.iter().find(|asked| !vpcs.iter().any(|vpc| vpc.vpc_id == **asked)) {
        let message = format!("The vpc ID '{unknown}' does not exist");
        return Err(Fault::new("InvalidVpcID.NotFound", message));
    }
    let filters = call.input["Filters"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut found = Vec::new();
    for vpc in vpcs.into_iter().filter(|vpc| asked.is_empty() || asked.contains(&vpc.vpc_id.as_str())) {
        if filters.iter().map(|filter| fits(&vpc, filter)).collect::<Result<Vec<_>, _>>()?.into_iter().all(|fits| fits) {
            found.push(vpc);
        }
    }
    Ok(Outcome::of(json!({ "Vpcs": found })))
}

fn fits(vpc: &Vpc, filter: &Value) -> Result<bool, Fault> {
    let name = filter["Name"].as_str().unwrap_or_default();
    let value = match name {
        "vpc-id" => vpc.vpc_id.clone(),
        "cidr" | "cidr-block" => vpc.cidr_block.clone(),
        "is-default" | "isDefault" => vpc.is_default.to_string(),
        "state" => vpc.state.clone(),
        "owner-id" => vpc.owner_id.clone(),
        _ => return Err(Fault::new("InvalidParameterValue", format!("The filter '{name}' is invalid"))),
    };
    Ok(strings(&filter["Values"]).contains(&value.as_str()))
}

/// Every account comes with one VPC in each region; its id says nothing but whose it is.
fn default_vpc(call: &Call<'_>) -> Vpc {
    let seed = call.account.bytes().chain(call.region.bytes());
    let hash = seed.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    vpc(format!("vpc-0{hash:016x}"), "172.31.0.0/16", true, call.account)
}

fn vpc(vpc_id: String, cidr_block: &str, is_default: bool, owner: &str) -> Vpc {
    Vpc {
        vpc_id,
        cidr_block: cidr_block.into(),
        is_default,
        state: "available".into(),
        owner_id: owner.into(),
        instance_tenancy: "default".into(),
    }
}

fn seed(call: &Call<'_>, lookup: &Lookup) -> Result<Outcome, String> {
    let id = lookup.required("id")?;
    let made = vpc(id.into(), lookup.text("cidr_block").unwrap_or("10.0.0.0/16"), false, call.account);
    let present = call.state::<Ec2>().contains(&made);
    Ok(if present { Outcome::empty() } else { Outcome::empty().record::<Ec2>(call, made) })
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::Client;

    #[test]
    fn regions_tell_whether_they_need_opting_in() {
        let client = Client::new("ec2");
        let regions = |input| client.call("DescribeRegions", input)["Regions"].as_array().map(Vec::len);
        assert_eq!(regions(json!({})), Some(17));
        assert_eq!(regions(json!({"AllRegions": true})), Some(36));
        assert_eq!(regions(json!({"RegionNames": ["eu-west-1"]})), Some(1));
    }

    #[test]
    fn vpcs_are_found_by_id_and_filter() {
        let client = Client::new("ec2");
        let lookup = json!({"kind": "ec2::vpc", "region": "us-east-1", "attributes": {"id": "vpc-0abc"}});
        let file = json!({"version": 1, "lookups": [lookup]});
        assert_eq!(client.emulator.seed(&file), Ok(()));
        let all = client.call("DescribeVpcs", json!({}));
        assert_eq!(all["Vpcs"].as_array().map(Vec::len), Some(2));
        let custom = json!({"Filters": [{"Name": "isDefault", "Values": ["false"]}]});
        assert_eq!(client.call("DescribeVpcs", custom)["Vpcs"][0]["VpcId"], "vpc-0abc");
        let message = "The vpc ID 'vpc-0' does not exist";
        client.refuse("DescribeVpcs", json!({"VpcIds": ["vpc-0"]}), "InvalidVpcID.NotFound", message);
        assert_eq!(client.region("eu-west-1").call("DescribeVpcs", json!({}))["Vpcs"].as_array().map(Vec::len), Some(1));
    }
}
