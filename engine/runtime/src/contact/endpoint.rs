//! Where calls go: a service in a region of an account.

use std::fmt;

use tandem_core::provider::{ErrorClass, Pending, Reading, Request, Search};
use tandem_core::schema::Placement;
use tandem_core::{Address, CallError};

use crate::Edge;

/// A service in a region of an account: what can be out of reach while everything else answers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Endpoint {
    /// The service: `sns`.
    pub service: String,
    /// The region its calls go to.
    pub region: String,
    /// The account, twelve digits.
    pub account: String,
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` in `{}`", self.service, self.region)
    }
}

impl Endpoint {
    fn new(kind: &str, region: &str, account: &str) -> Endpoint {
        let service = kind.split("::").next().unwrap_or(kind);
        Endpoint { service: service.to_owned(), region: region.to_owned(), account: account.to_owned() }
    }

    pub(super) fn of_request(request: &Request) -> Endpoint {
        Endpoint::new(request.address.kind(), &request.region, &request.account)
    }

    pub(super) fn of_search(search: &Search) -> Endpoint {
        Endpoint::new(&search.kind, &search.region, &search.account)
    }

    pub(super) fn of_pending(pending: &Pending) -> Endpoint {
        Endpoint::new(&pending.kind, &pending.region, &pending.account)
    }

    /// Returns the error of a call that is not sent, because nothing there answers.
    pub(crate) fn unreachable(&self) -> CallError {
        CallError {
            class: ErrorClass::Unreachable,
            code: "Unreachable".to_owned(),
            message: format!("{self} does not answer, so nothing more is sent there"),
            call: String::new(),
            region: self.region.clone(),
            request: None,
            offenders: Vec::new(),
        }
    }
}

impl Edge {
    /// Returns where the calls about a resource go.
    pub(crate) fn endpoint(&self, address: &Address, region: &str, account: &str) -> Endpoint {
        let account = if account.is_empty() { &*self.settings.account } else { account };
        Endpoint::new(address.kind(), region, account)
    }

    pub(super) fn endpoint_of(&self, reading: &Reading) -> Endpoint {
        let address = &reading.address;
        if let Some(object) = &reading.object {
            return self.endpoint(address, &object.region, &object.account);
        }
        let home = match self.provider.registry().kind(address.kind()).map(|kind| kind.placement) {
            Some(Placement::Global { home }) => home,
            _ => "",
        };
        self.endpoint(address, address.region().unwrap_or(home), "")
    }
}
