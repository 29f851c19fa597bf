"""Tables of the shapes that the examples do not have: provisioned, with indexes of both sorts, regions that differ."""
from readback.clients import owned

SITES = ["eu-west-1", "us-east-1", "us-west-2"]
REGIONS = SITES
BALANCERS = {}
STACK = "tables/dev"


def expected(_cloud, lacks, edited):
    """Returns what the cloud must hold."""
    sites = [] if "replicas" in lacks else SITES
    whole = {"tables": {f"shop.sessions@{site}": session(site, edited) for site in sites},
             "items": {"ledger": (["account", "booked_at"], SITES[:1])}}
    whole["tables"]["ledger@eu-west-1"] = ledger(edited)
    if sites:
        whole["items"]["shop.sessions"] = (["token"], sites)
    return whole


def ledger(edited):
    """Returns the table of one region."""
    return {
        "status": "ACTIVE", "key": ["account", "booked_at"], "billing": "PROVISIONED",
        "attributes": {"account": "S", "booked_at": "S", "amount": "N", "kind": "S"},
        "capacity": [7 if "capacity" in edited else 5, 2],
        "local indexes": {"by-amount": {"key": ["account", "amount"], "projection": "KEYS_ONLY", "with": []}},
        "global indexes": {"by-kind": {"key": ["kind"], "projection": "INCLUDE", "with": ["text"], "capacity": [3, 1]}},
        "stream": "KEYS_ONLY", "point in time recovery": "DISABLED", "ttl": None, "deletion protection": False,
        "other replicas": {}, "consistency": "EVENTUAL", "witnesses": [],
        "tags": owned(STACK, "tandem:replica", data="ledger", kept="10 years")}


def session(site, edited):
    """Returns the global table as a region describes it; one region is kept with more care than the others."""
    archive = site == "us-east-1"
    recovers = archive or ("recovery" in edited and site == "us-west-2")
    return {
        "status": "ACTIVE", "key": ["token"], "billing": "PAY_PER_REQUEST", "attributes": {"token": "S"},
        "capacity": [0, 0], "local indexes": {}, "global indexes": {}, "stream": "NEW_AND_OLD_IMAGES",
        "point in time recovery": "ENABLED" if recovers else "DISABLED",
        "ttl": "ends_at", "deletion protection": False,
        "other replicas": {other: "ACTIVE" for other in SITES if other != site}, "consistency": "EVENTUAL",
        "witnesses": [], "tags": owned(STACK, "tandem:replica", **({"archive": "yes"} if archive else {}))}
