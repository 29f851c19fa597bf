"""The failover pair: Ireland serves, Frankfurt stands by, and what was booked is in both."""
from readback import elb, route53
from readback.clients import owned

FIRST, SECOND = SITES = ["eu-west-1", "eu-central-1"]
WITNESS = "eu-west-3"
# Route 53 publishes the state of health checks here.
LOOKOUT = "us-east-1"
REGIONS = [*SITES, WITNESS, LOOKOUT]
BALANCERS = {"desk": SITES}
STACK = "failover-pair/dev"
EVERYWHERE = ["ap-northeast-1", "ap-southeast-1", "ap-southeast-2", "eu-west-1", "sa-east-1", "us-east-1", "us-west-1",
              "us-west-2"]
ROLES = {"PRIMARY": FIRST, "SECONDARY": SECOND}


def expected(cloud, lacks, edited):
    """Returns what the cloud must hold."""
    desk = {site: elb.find(cloud, site, "desk") for site in SITES}
    comment = "desk of the clinic" if "comment" in edited else "appointment desk"
    whole = {
        "zones": {"clinic.example.": {"comment": comment, "private": False, "name servers": 4,
                                      "tags": owned(STACK)}},
        "records": records(desk, lacks),
        "health checks": {outside(site): asked(site) for site in SITES},
        "topics": {f"desk@{home}": {"display name": "", "subscriptions": ["email duty@clinic.example"],
                                    "tags": owned(STACK)} for home in [*SITES, LOOKOUT]},
    }
    held = SITES[:1] if "replicas" in lacks else SITES
    whole["tables"] = tables(held, strong="strong tables" not in lacks)
    whole["items"] = {"appointments": (["practice", "slot"], held)}
    if "alarms" not in lacks:
        whole["health checks"].update(followed())
        whole["alarms"] = {**errors(cloud, desk), **down(cloud, edited)}
    return whole


def outside(site):
    """Returns the label of the check that asks a side from outside."""
    return f"HTTPS {site}.desk.clinic.example/ready"


def inside(site):
    """Returns the label of the check that believes a side's alarm."""
    return f"alarm desk-errors in {site}"


def both(site):
    """Returns the label of the check that is healthy while both are."""
    return f"all of {outside(site)} + {inside(site)}"


def records(desk, lacks):
    """Returns the regional names and the one that has a primary and a secondary."""
    answers = {}
    for role, site in ROLES.items():
        for family in ["A", "AAAA"]:
            alias = elb.alias(desk[site], evaluate=True)
            answers[f"{site}.desk.clinic.example. {family}"] = {"alias": alias}
            guard = outside(site) if "alarms" in lacks else both(site)
            answers[f"desk.clinic.example. {family} {role}"] = {"Failover": role, "alias": alias, "health check": guard}
    return answers


def asked(site):
    """Returns the check that asks a side from outside."""
    return {"Type": "HTTPS", "FullyQualifiedDomainName": f"{site}.desk.clinic.example", "ResourcePath": "/ready",
            "Port": 443, "EnableSNI": True, "RequestInterval": 10, "FailureThreshold": 3, "MeasureLatency": False,
            "Inverted": False, "Disabled": False, "Regions": EVERYWHERE, "tags": owned(STACK)}


def followed():
    """Returns the checks that follow the alarms, and those that combine."""
    common = {"Inverted": False, "Disabled": False, "tags": owned(STACK)}
    checks = {}
    for site in SITES:
        checks[inside(site)] = {**common, "Type": "CLOUDWATCH_METRIC",
                                "InsufficientDataHealthStatus": "LastKnownStatus",
                                "AlarmIdentifier": {"Name": "desk-errors", "Region": site}}
        checks[both(site)] = {**common, "Type": "CALCULATED", "HealthThreshold": 2,
                                       "ChildHealthChecks": sorted([outside(site), inside(site)])}
    return checks


def errors(cloud, desk):
    """Returns the alarm of each side on its own load balancer."""
    alarms = {}
    for site, balancer in desk.items():
        told = [cloud.arn("sns", site, "desk")]
        alarms[f"desk-errors@{site}"] = {
            **elb.errors(balancer), "description": f"{site} answers with errors of the load balancer's own",
            "rings": "Sum above 20", "for": "2 × 60 s", "without data": "notBreaching", "enabled": True, "tells": told,
            "tells when well": told, "tags": owned(STACK)}
    return alarms


def down(cloud, edited):
    """Returns the alarms that tell from a third region that a side is out of service."""
    told = [cloud.arn("sns", LOOKOUT, "desk")]
    ids = route53.check_ids(cloud)
    minutes = 2 if "patience" in edited else 1
    return {f"desk-{role.lower()}-down@{LOOKOUT}": {
        "description": f"the {role.lower()} of the appointment desk is out of service",
        "metric": "AWS/Route53 HealthCheckStatus", "dimensions": {"HealthCheckId": ids.get(both(site))},
        "rings": "Minimum below 1", "for": f"{minutes} × 60 s", "without data": "breaching", "enabled": True,
        "tells": told, "tells when well": told, "tags": owned(STACK)} for role, site in ROLES.items()}


def tables(held, strong):
    """Returns the table as each region that can be read describes it."""
    common = {
        "status": "ACTIVE", "key": ["practice", "slot"], "attributes": {"practice": "S", "slot": "S"},
        "billing": "PAY_PER_REQUEST", "capacity": [0, 0], "global indexes": {}, "local indexes": {},
        "point in time recovery": "ENABLED", "ttl": None, "deletion protection": False,
        "tags": owned(STACK, "tandem:replica"),
        "consistency": "STRONG" if strong else "EVENTUAL", "witnesses": [WITNESS] if strong else [],
        # A strong table replicates without a stream; an eventual one in several regions needs it.
        "stream": None if strong or len(held) == 1 else "NEW_AND_OLD_IMAGES"}
    return {f"appointments@{site}": {**common, "other replicas": {other: "ACTIVE" for other in held if other != site}}
            for site in held}
