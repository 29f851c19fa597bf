"""The storefront: one shop in three regions, each with all that it needs."""
from readback import elb, globalaccelerator
from readback.clients import owned

SITES = ["us-east-1", "eu-west-1", "ap-southeast-2"]
LOOKOUT = "us-west-2"
REGIONS = [*SITES, LOOKOUT]
BALANCERS = {"web": SITES}
STACK = "storefront/dev"
EVERYWHERE = ["ap-northeast-1", "ap-southeast-1", "ap-southeast-2", "eu-west-1", "sa-east-1", "us-east-1", "us-west-1",
              "us-west-2"]
PORTS = [443, 80]


def expected(cloud, lacks, edited):
    """Returns what the cloud must hold."""
    web = {site: elb.find(cloud, site, "web") for site in SITES}
    whole = {
        "zones": {"example.com.": {"comment": "storefront", "private": False, "name servers": 4,
                                   "tags": owned(STACK)}},
        "records": records(web, edited),
        "health checks": {f"HTTPS {site}.example.com/ready": check(site) for site in SITES},
        "topics": {f"oncall@{home}": topic(home, lacks) for home in REGIONS},
    }
    sites = SITES[:1] if "replicas" in lacks else SITES
    whole["tables"] = {**tables("orders", sites), **tables("carts", sites)}
    whole["items"] = {"orders": (["id"], sites), "carts": (["visitor"], sites)}
    if "alarms" not in lacks:
        whole["alarms"] = alarms(cloud, web, edited)
    if "accelerators" not in lacks:
        whole["records"].update(entrances(cloud))
        whole.update(front(web, edited))
        whole["alarms"].update(unhealthy(cloud))
    return whole


def records(web, edited):
    """Returns the records that have nothing to do with the accelerator."""
    hour = 3600
    answers = {
        "example.com. MX": {"ttl": hour, "values": ["10 inbound-smtp.us-east-1.amazonaws.com",
                                                    "20 inbound-smtp.eu-west-1.amazonaws.com"]},
        "example.com. TXT": {"ttl": 2 * hour if "spf" in edited else hour,
                             "values": ['"v=spf1 include:amazonses.com -all"']},
        "_dmarc.example.com. TXT": {"ttl": hour, "values": ['"v=DMARC1; p=reject; rua=mailto:dmarc@example.com"']},
        "example.com. CAA": {"ttl": hour, "values": ['0 iodef "mailto:security@example.com"', '0 issue "amazon.com"',
                                                     '0 issuewild "amazon.com"']},
    }
    for key in ["f3a7k2", "m9x4q8", "t1c6v5"]:
        answers[f"{key}._domainkey.example.com. CNAME"] = {"ttl": hour, "values": [f"{key}.dkim.amazonses.com"]}
    for site, balancer in web.items():
        for family in ["A", "AAAA"]:
            # Nothing guards the regional name but the target itself.
            answers[f"{site}.example.com. {family}"] = {"alias": elb.alias(balancer, evaluate=True)}
            answers[f"api.example.com. {family} {site}"] = {
                "Region": site, "alias": elb.alias(balancer, evaluate=False),
                "health check": f"HTTPS {site}.example.com/ready"}
    return answers


def check(site):
    """Returns the health check of a region."""
    return {"Type": "HTTPS", "FullyQualifiedDomainName": f"{site}.example.com", "ResourcePath": "/ready", "Port": 443,
            "EnableSNI": True, "RequestInterval": 10, "FailureThreshold": 3, "MeasureLatency": True, "Inverted": False,
            "Disabled": False, "Regions": EVERYWHERE, "tags": owned(STACK)}


def topic(home, lacks):
    """Returns the topic of a region."""
    pagers = [] if "confirmations" in lacks else [f"https https://pager.example.com/notify/{home}"]
    return {"display name": f"storefront {home}", "subscriptions": pagers, "tags": owned(STACK)}


def tables(name, sites):
    """Returns a table as each of its regions describes it."""
    shapes = {
        "orders": {"key": ["id"], "attributes": {"id": "S", "customer": "S", "placed_at": "S"}, "ttl": None,
                   "global indexes": {
                       "by-customer": {"key": ["customer", "placed_at"], "projection": "ALL", "with": [],
                                       "capacity": [0, 0]}}},
        "carts": {"key": ["visitor"], "attributes": {"visitor": "S"}, "ttl": "expires_at", "global indexes": {}},
    }
    return {f"{name}@{site}": {
        "status": "ACTIVE", "billing": "PAY_PER_REQUEST", "capacity": [0, 0], "local indexes": {},
        "stream": "NEW_AND_OLD_IMAGES", "point in time recovery": "ENABLED", "deletion protection": False,
        "other replicas": {other: "ACTIVE" for other in sites if other != site}, "consistency": "EVENTUAL",
        "witnesses": [], "tags": owned(STACK, "tandem:replica", data=name), **shapes[name]} for site in sites}


def alarms(cloud, web, edited):
    """Returns the alarms that a region raises about itself, and about how far the others are behind it."""
    told = {site: [cloud.arn("sns", site, "oncall")] for site in SITES}
    every = {"enabled": True, "tags": owned(STACK)}
    found = {}
    for site, balancer in web.items():
        found[f"web-errors@{site}"] = {
            **every, **elb.errors(balancer), "description": f"{site} answers with errors of the load balancer's own",
            "rings": "Sum above 80" if "errors" in edited else "Sum above 50", "for": "3 × 60 s",
            "without data": "notBreaching", "tells": told[site], "tells when well": []}
    for table in ["orders", "carts"]:
        for here, there in [(here, there) for here in SITES for there in SITES if here != there]:
            found[f"{table}-lag-to-{there}@{here}"] = {
                **every, "description": f"{there} is minutes behind {here}",
                "metric": "AWS/DynamoDB ReplicationLatency",
                "dimensions": {"TableName": table, "ReceivingRegion": there},
                "rings": "Maximum above 180000", "for": "5 × 60 s", "without data": "ignore", "tells": told[here],
                "tells when well": told[here]}
    return found


def entrances(cloud):
    """Returns the records of the names that people use."""
    front = globalaccelerator.ids(cloud)["storefront"]
    names = {"A": front["DnsName"], "AAAA": front["DualStackDnsName"]}
    return {f"{name} {family}": {"alias": {"name": target + ".", "zone": globalaccelerator.ZONE, "evaluate": True}}
            for name in ["example.com.", "www.example.com."] for family, target in names.items()}


def front(web, edited):
    """Returns the accelerator and what stands behind it."""
    listeners = {f"storefront TCP {port}-{port}": port for port in PORTS}
    groups = {}
    for listener, port in listeners.items():
        for site, balancer in web.items():
            groups[f"{listener} {site}"] = {
                "dial": 50.0 if "dial" in edited and site == "eu-west-1" else 100.0,
                "endpoints": {balancer["LoadBalancerArn"]: {"weight": 128, "keeps address": True}},
                "asks": ("TCP", port, None), "every": 30, "turns after": 3, "overrides": []}
    accelerator = {"addresses": "DUAL_STACK", "of a family": {"IPv4": 2, "IPv6": 2}, "enabled": True,
                   "status": "DEPLOYED", "flow logs": False, "tags": owned(STACK)}
    return {"accelerators": {"storefront": accelerator},
            "listeners": {listener: {"affinity": "NONE"} for listener in listeners}, "endpoint groups": groups}


def unhealthy(cloud):
    """Returns the alarms on what the accelerator's edges see, which all stand in the lookout."""
    ids = globalaccelerator.ids(cloud)
    told = [cloud.arn("sns", LOOKOUT, "oncall")]
    return {f"web-unhealthy-{site}@{LOOKOUT}": {
        "description": f"no healthy load balancer in {site}",
        "metric": "AWS/GlobalAccelerator UnhealthyEndpointCount",
        "dimensions": {"Accelerator": globalaccelerator.last(ids["storefront"]["AcceleratorArn"]),
                       "Listener": globalaccelerator.last(ids["storefront TCP 443-443"]["ListenerArn"]),
                       "EndpointGroup": site},
        "rings": "Maximum at least 1", "for": "3 × 60 s", "without data": "missing", "enabled": True, "tells": told,
        "tells when well": told, "tags": owned(STACK)} for site in SITES}
