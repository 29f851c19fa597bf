//! Finds out what a request wants: service, operation, protocol, region and account.

use std::borrow::Cow;

use crate::fault::Fault;
use crate::http::{Request, form};
use crate::protocol::{Protocol, find_rest_operation};
use crate::services::{Entry, SERVICES};

/// The account of a caller whose access key names none.
pub(crate) const DEFAULT_ACCOUNT: &str = "123456789012";

/// The region of a request that neither is signed nor names one in its host.
const DEFAULT_REGION: &str = "us-east-1";

/// A request whose service and operation are known.
pub(crate) struct Routed {
    pub(crate) service: &'static Entry,
    pub(crate) operation: String,
    pub(crate) protocol: Protocol,
    pub(crate) account: String,
    pub(crate) region: String,
}

/// A request that leads nowhere, with the protocol to say so in.
pub(crate) struct Unrouted {
    pub(crate) protocol: Protocol,
    pub(crate) service: Option<&'static Entry>,
    pub(crate) fault: Fault,
}

/// The part of the signature that says who calls what, where.
#[derive(Default)]
struct Scope<'a> {
    access_key: &'a str,
    region: &'a str,
    service: &'a str,
}

/// Finds out what a request wants, and returns it in the form that the service's table describes.
pub(crate) fn route(request: &Request) -> Result<(Cow<'_, Request>, Routed), Box<Unrouted>> {
    let scope = scope(request);
    let (host_service, host_region) = host(request.host());
    let endpoint = if scope.service.is_empty() { host_service } else { scope.service };
    let named = SERVICES.iter().find(|entry| entry.endpoint == endpoint);
    let addressed = named.map_or(Cow::Borrowed(request), |entry| (entry.address)(request));
    let (protocol, service, operation) = wanted(&addressed, named);
    let known = service
        .zip(operation.as_deref())
        .is_some_and(|(service, operation)| service.model().operations.contains_key(operation));
    let (Some(service), Some(operation), true) = (service, operation.clone(), known) else {
        let name = operation.as_deref().unwrap_or("(none)");
        let fault = match service {
            Some(service) if service.model().bare_errors => not_implemented(),
            _ => unknown(protocol, name),
        };
        return Err(Box::new(Unrouted { protocol, service, fault }));
    };
    let region = [scope.region, host_region, DEFAULT_REGION].into_iter().find(|region| !region.is_empty());
    let region = region.unwrap_or(DEFAULT_REGION).to_owned();
    let routed = Routed { service, operation, protocol, account: account(scope.access_key), region };
    Ok((addressed, routed))
}

/// Returns the protocol, and the service and operation as far as the request tells.
fn wanted(
    request: &Request,
    named: Option<&'static Entry>,
) -> (Protocol, Option<&'static Entry>, Option<String>) {
    if let Some((target, operation)) = rpc_path(request) {
        return (Protocol::Cbor, targeted(target), Some(operation.into()));
    }
    let content_type = request.header("content-type").unwrap_or_default();
    if let Some(target) = request.header("x-amz-target") {
        let json = if content_type.contains("json-1.0") { Protocol::Json10 } else { Protocol::Json11 };
        let (target, operation) = target.rsplit_once('.').unwrap_or(("", target));
        return (json, targeted(target), Some(operation.into()));
    }
    let fields = request.query().into_iter().chain(
        content_type
            .starts_with("application/x-www-form-urlencoded")
            .then(|| form(&request.body))
            .into_iter()
            .flatten(),
    );
    let action = fields.into_iter().find(|(key, _)| key == "Action").map(|(_, value)| value);
    if action.is_some() {
        let protocol = named.map_or(Protocol::Query, |service| Protocol::of_form(service.model()));
        return (protocol, named, action);
    }
    let operation = named.and_then(|service| find_rest_operation(service.model(), request)).map(String::from);
    (Protocol::RestXml, named, operation)
}

fn targeted(target: &str) -> Option<&'static Entry> {
    SERVICES.iter().find(|entry| entry.target == Some(target))
}

/// Reads `/service/<target>/operation/<name>`.
fn rpc_path(request: &Request) -> Option<(&str, &str)> {
    let rest = request.path().strip_prefix("/service/")?;
    rest.trim_end_matches('/').split_once("/operation/")
}

/// Reads the credential scope of a signed request, from its header or its query.
fn scope(request: &Request) -> Scope<'_> {
    let header = request.header("authorization").unwrap_or_default();
    let credential = header.split_once("Credential=").map(|(_, rest)| rest).unwrap_or_default();
    let parts: Vec<&str> = credential.split([',', ' ']).next().unwrap_or_default().split('/').collect();
    match parts[..] {
        [access_key, _, region, service, _] => Scope { access_key, region, service },
        _ => Scope::default(),
    }
}

/// Reads service and region from hosts such as `sns.eu-west-1.amazonaws.com`; a bucket may stand before `s3`.
fn host(host: &str) -> (&str, &str) {
    let labels: Vec<&str> = host.split('.').collect();
    let at = labels.iter().rposition(|label| *label == "s3").unwrap_or_default();
    let region = labels.get(at + 1).copied().filter(|label| label.contains('-')).unwrap_or_default();
    (labels[at], region)
}

/// An access key of twelve digits stands for the account it spells.
fn account(access_key: &str) -> String {
    let spelled = access_key.len() == 12 && access_key.bytes().all(|byte| byte.is_ascii_digit());
    if spelled { access_key.into() } else { DEFAULT_ACCOUNT.into() }
}

/// The answer of S3 to what it does not know.
fn not_implemented() -> Fault {
    let message = "A header or query you provided implies functionality that is not implemented.";
    Fault::new("NotImplemented", message).with_status(501)
}

fn unknown(protocol: Protocol, operation: &str) -> Fault {
    match protocol {
        Protocol::RestXml => {
            Fault::new("UnknownOperationException", "no operation has this method and path").with_status(404)
        }
        Protocol::Query | Protocol::Ec2 => {
            Fault::new("InvalidAction", format!("The action {operation} is not valid for this web service."))
        }
        Protocol::Json10 | Protocol::Json11 => {
            Fault::new("UnknownOperationException", format!("unknown operation {operation}"))
        }
        Protocol::Cbor => {
            Fault::new("UnknownOperationException", format!("unknown operation {operation}")).with_status(404)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::route;
    use crate::http::Request;

    fn request(method: &str, uri: &str, headers: &[(&str, &str)], body: &str) -> Request {
        let headers = headers.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        Request { method: method.into(), uri: uri.into(), headers, body: body.into() }
    }

    #[track_caller]
    fn check(request: &Request, expected: &str) {
        let found = match route(request) {
            Ok((_, found)) => {
                let (service, operation) = (found.service.name, &found.operation);
                format!("{service} {operation} {:?} {} {}", found.protocol, found.account, found.region)
            }
            Err(lost) => format!("{:?} {} {:?}", lost.protocol, lost.fault.name, lost.fault.status),
        };
        assert_eq!(found, expected);
    }

    const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded; charset=utf-8");

    #[test]
    fn the_signature_names_service_region_and_account() {
        let signed = |credential: &str| {
            format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0")
        };
        let authorization = signed("999988887777/20261122/eu-west-1/elasticloadbalancing/aws4_request");
        let post =
            request("POST", "/", &[FORM, ("authorization", &authorization)], "Action=DescribeTags&Version=1");
        check(&post, "elbv2 DescribeTags Query 999988887777 eu-west-1");
        let authorization = signed("AKID/20261122/us-east-1/route53/aws4_request");
        let get = request(
            "GET",
            "/2013-04-01/hostedzone/Z1/rrset/?maxitems=1",
            &[("authorization", &authorization)],
            "",
        );
        check(&get, "route53 ListResourceRecordSets RestXml 123456789012 us-east-1");
    }

    #[test]
    fn an_unsigned_request_is_placed_by_its_host() {
        let post = request("POST", "https://ec2.ap-south-1.amazonaws.com/", &[FORM], "Action=DescribeVpcs");
        check(&post, "ec2 DescribeVpcs Ec2 123456789012 ap-south-1");
        let get = request("GET", "https://route53.amazonaws.com/2013-04-01/hostedzonesbyname", &[], "");
        check(&get, "route53 ListHostedZonesByName RestXml 123456789012 us-east-1");
    }

    #[test]
    fn what_is_unknown_is_refused_in_its_own_protocol() {
        let post = request("POST", "https://sts.amazonaws.com/", &[FORM], "Action=Fly");
        check(&post, "Query InvalidAction None");
        let target = ("x-amz-target", "Nothing_1.Fly");
        check(&request("POST", "/", &[target], "{}"), "Json11 UnknownOperationException None");
        check(
            &request("POST", "/service/Nothing/operation/Fly", &[], ""),
            "Cbor UnknownOperationException Some(404)",
        );
        check(
            &request("GET", "https://route53.amazonaws.com/nothing", &[], ""),
            "RestXml UnknownOperationException Some(404)",
        );
    }
}
