//! Shape tables: what a service's operations look like, read from `shapes/<service>.json`.

mod validate;

use std::collections::BTreeMap;

use serde::Deserialize;

pub(crate) use self::validate::validate;

/// The table of one service.
#[derive(Debug, Deserialize)]
pub(crate) struct Model {
    pub(crate) protocol: ModelProtocol,
    #[cfg(test)]
    pub(crate) version: String,
    #[cfg(test)]
    pub(crate) signing_name: String,
    #[cfg(test)]
    pub(crate) endpoint_prefix: String,
    #[cfg(test)]
    #[serde(default)]
    pub(crate) target_prefix: Option<String>,
    #[serde(default)]
    pub(crate) namespace: Option<String>,
    /// Whether errors keep the code they had in the query protocol, in a header of their own.
    #[serde(default)]
    pub(crate) query_compatible: bool,
    /// Whether an error is the root of its XML document, as only S3 has it.
    #[serde(default)]
    pub(crate) bare_errors: bool,
    pub(crate) operations: BTreeMap<String, Operation>,
    shapes: BTreeMap<String, Shape>,
}

/// The protocol a model names first; a request may still use another that the service offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ModelProtocol {
    RestXml,
    Query,
    Ec2,
    Json,
    SmithyRpcV2Cbor,
}

/// One operation: where it lives and what goes in and out.
#[derive(Debug, Deserialize)]
pub(crate) struct Operation {
    pub(crate) method: String,
    pub(crate) uri: String,
    #[serde(default)]
    pub(crate) status: Option<u16>,
    #[serde(default)]
    pub(crate) input: Option<String>,
    /// The root element of the request's body.
    #[cfg(test)]
    #[serde(default)]
    pub(crate) input_element: Option<String>,
    #[serde(default)]
    pub(crate) output: Option<String>,
    /// The root element of the response's body, where it is not named after the output's shape.
    #[serde(default)]
    pub(crate) output_element: Option<String>,
    /// Whether the root element holds the content of the output's only member.
    #[serde(default)]
    pub(crate) output_bare: bool,
    #[serde(default)]
    pub(crate) result_wrapper: Option<String>,
}

/// A type of the service.
#[derive(Debug, Deserialize)]
pub(crate) struct Shape {
    #[serde(rename = "type")]
    pub(crate) kind: Kind,
    #[serde(default)]
    pub(crate) members: BTreeMap<String, Member>,
    #[serde(default)]
    pub(crate) required: Vec<String>,
    /// The member that is the whole body.
    #[serde(default)]
    pub(crate) payload: Option<String>,
    #[serde(default)]
    pub(crate) member: Option<Member>,
    #[serde(default)]
    pub(crate) key: Option<Member>,
    #[serde(default)]
    pub(crate) value: Option<Member>,
    #[serde(default)]
    pub(crate) flattened: bool,
    #[serde(default)]
    pub(crate) min: Option<f64>,
    #[serde(default)]
    pub(crate) max: Option<f64>,
    #[serde(default)]
    pub(crate) pattern: Option<String>,
    #[serde(default, rename = "enum")]
    pub(crate) values: Vec<String>,
    #[serde(default)]
    pub(crate) exception: bool,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    status: Option<u16>,
}

/// The kind of a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Structure,
    List,
    Map,
    String,
    Integer,
    Long,
    Float,
    Double,
    Boolean,
    Timestamp,
    Blob,
}

/// A reference to a shape, with how it is named and placed on the wire.
#[derive(Debug, Deserialize)]
pub(crate) struct Member {
    pub(crate) shape: String,
    #[serde(default)]
    pub(crate) name: Option<String>,
    #[serde(default)]
    pub(crate) query_name: Option<String>,
    #[serde(default, rename = "in")]
    pub(crate) location: Option<Location>,
    #[serde(default)]
    pub(crate) flattened: bool,
}

impl Operation {
    /// Returns the path of the operation, and what its query holds besides members.
    pub(crate) fn path_and_query(&self) -> (&str, Option<&str>) {
        self.uri.split_once('?').map_or((&self.uri, None), |(path, query)| (path, Some(query)))
    }
}

/// Where a member travels when it is not in the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Location {
    Uri,
    #[serde(rename = "querystring")]
    Query,
    Header,
    Headers,
    StatusCode,
}

/// A modelled error: its shape's name, the code on the wire and the status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ErrorShape<'a> {
    pub(crate) name: &'a str,
    pub(crate) code: &'a str,
    pub(crate) status: u16,
}

impl Model {
    /// Reads an embedded table.
    pub(crate) fn parse(table: &str) -> Self {
        serde_json::from_str(table).expect("an embedded shape table is what the generator writes")
    }

    pub(crate) fn shape(&self, name: &str) -> &Shape {
        self.shapes.get(name).expect("a shape table holds every shape that its operations reach")
    }

    /// Finds an error by its shape's name or by its code.
    pub(crate) fn error<'a>(&'a self, name: &str) -> Option<ErrorShape<'a>> {
        let exact = self.shapes.get_key_value(name).filter(|(_, shape)| shape.exception);
        let (name, shape) = exact.or_else(|| {
            self.shapes.iter().find(|(_, shape)| shape.exception && shape.code.as_deref() == Some(name))
        })?;
        let code = shape.code.as_deref().unwrap_or(name);
        Some(ErrorShape { name, code, status: shape.status.unwrap_or(400) })
    }
}

impl Member {
    /// Returns the name on the wire, which is the member's own unless the model gives another.
    pub(crate) fn wire<'a>(&'a self, name: &'a str) -> &'a str {
        self.name.as_deref().unwrap_or(name)
    }
}
