"""Names of every kind, and more of them than fit on a page of a listing."""
from readback import elb
from readback.clients import owned

SITES = ["us-east-1", "eu-west-1", "ap-southeast-2"]
REGIONS = SITES
BALANCERS = {"web": SITES}
STACK = "names/dev"
ZONE = "names.example."
EVERYWHERE = ["ap-northeast-1", "ap-southeast-1", "ap-southeast-2", "eu-west-1", "sa-east-1", "us-east-1", "us-west-1",
              "us-west-2"]
HOUR = 3600
CHILDREN = sorted(["TCP 203.0.113.10", "HTTP_STR_MATCH status.names.example/status", "HTTPS idle.names.example"])


def expected(cloud, lacks, edited):
    """Returns what the cloud must hold."""
    web = {site: elb.find(cloud, site, "web") for site in SITES}
    zone = {"comment": "judged", "private": False, "name servers": 4,
            "tags": owned(STACK, **{"team": "names", "cost centre": "42"})}
    inner = {"comment": "judged", "private": True, "networks": ["vpc-0a1b2c3d4e5f60718 eu-west-1"],
             "tags": owned(STACK)}
    return {
        "zones": {ZONE: zone, "inner.example.": inner},
        "records": {**hosts(edited), **plain(), **routed(edited), **latency(web), **failover(web),
                    "database.inner.example. A (private)": {"ttl": 60, "values": ["10.80.0.7"]}},
        "health checks": checks(edited),
    }


def hosts(edited):
    """Returns more records than a page holds."""
    return {f"host-{at}.{ZONE} A": {"ttl": 86400 if "host" in edited and at == 449 else 600,
                                    "values": [f"198.51.{at // 200}.{at % 200}"]} for at in range(450)}


def plain():
    """Returns one record of every type."""
    digits = "0123456789" * 30
    return {
        f"two.{ZONE} A": {"ttl": 30, "values": ["192.0.2.1", "192.0.2.2"]},
        f"six.{ZONE} AAAA": {"ttl": 60, "values": ["2001:db8::6"]},
        f"short.{ZONE} CNAME": {"ttl": 60, "values": ["a-longer-name.names.example"]},
        f"{ZONE} MX": {"ttl": HOUR, "values": ["10 mail.names.example", "20 backup.names.example"]},
        f"{ZONE} TXT": {"ttl": HOUR, "values": ['"two \\"quoted\\" words"', '"v=spf1 -all"']},
        # A character string holds 255 bytes at most.
        f"long.{ZONE} TXT": {"ttl": HOUR, "values": [f'"{digits[:255]}" "{digits[255:]}"']},
        f"_sip._tcp.{ZONE} SRV": {"ttl": HOUR, "values": ["1 10 5060 sip.names.example"]},
        f"{ZONE} CAA": {"ttl": HOUR, "values": ['0 issue "ca.example.net"']},
        f"elsewhere.{ZONE} NS": {"ttl": 48 * HOUR, "values": ["ns1.example.net", "ns2.example.net"]},
        f"pointer.{ZONE} PTR": {"ttl": HOUR, "values": ["host-1.names.example"]},
        f"*.any.{ZONE} A": {"ttl": HOUR, "values": ["192.0.2.9"]},
        f"odd_one.{ZONE} TXT": {"ttl": 300, "values": ['"not a host name"']},
    }


def routed(edited):
    """Returns records that share their name by weight, by place, and all at once."""
    records = {}
    for share in [10, 20, 0]:
        weight = 30 if "weight" in edited and share == 20 else share
        records[f"shared.{ZONE} A part-{share}"] = {"ttl": 60, "Weight": weight, "values": [f"192.0.2.{share + 100}"]}
    places = {"DE": {"CountryCode": "DE"}, "US-CA": {"CountryCode": "US", "SubdivisionCode": "CA"},
              "continent-EU": {"ContinentCode": "EU"}, "*": {"CountryCode": "*"}}
    ends = {"DE": "de", "US-CA": "ca", "continent-EU": "e", "*": ""}
    for name, place in places.items():
        records[f"near.{ZONE} AAAA {name}"] = {"ttl": 60, "GeoLocation": place, "values": [f"2001:db8::{ends[name]}"]}
    for at in [1, 2, 3]:
        records[f"several.{ZONE} A address-{at}"] = {"ttl": 60, "MultiValueAnswer": True, "values": [f"192.0.2.{at}"],
                                                      "health check": either()}
    return records


def latency(web):
    """Returns the regional names below `api`, and `api` itself."""
    records = {}
    for site, balancer in web.items():
        for family in ["A", "AAAA"]:
            records[f"{site}.api.{ZONE} {family}"] = {"alias": elb.alias(balancer, evaluate=True)}
            records[f"api.{ZONE} {family} {site}"] = {"Region": site, "alias": elb.alias(balancer, evaluate=False),
                                                      "health check": f"HTTP {site}.api.names.example/ready"}
    return records


def failover(web):
    """Returns the two sides of `pair`."""
    records = {}
    for role, site in {"PRIMARY": SITES[0], "SECONDARY": SITES[1]}.items():
        alias = elb.alias(web[site], evaluate=True)
        records[f"{site}.pair.{ZONE} A"] = {"alias": alias}
        records[f"pair.{ZONE} A {role}"] = {"Failover": role, "alias": alias,
                                            "health check": f"HTTP {site}.pair.names.example/ready"}
    return records


def either():
    """Returns the label of the check that counts the others."""
    return "all of " + " + ".join(CHILDREN)


def checks(edited):
    """Returns every health check."""
    common = {"Inverted": False, "Disabled": False, "tags": owned(STACK)}
    asks = {**common, "RequestInterval": 30, "FailureThreshold": 3, "MeasureLatency": False, "Regions": EVERYWHERE}
    found = {
        "TCP 203.0.113.10": {
            **asks, "Type": "TCP", "IPAddress": "203.0.113.10", "Port": 5432,
            "FailureThreshold": 4 if "threshold" in edited else 5, "Regions": ["eu-west-1", "sa-east-1", "us-east-1"],
            "tags": owned(STACK, asks="the port")},
        "HTTP_STR_MATCH status.names.example/status": {
            **asks, "Type": "HTTP_STR_MATCH", "FullyQualifiedDomainName": "status.names.example", "Port": 8080,
            "ResourcePath": "/status", "SearchString": "all well", "Inverted": True},
        "HTTPS idle.names.example": {
            **asks, "Type": "HTTPS", "FullyQualifiedDomainName": "idle.names.example", "Port": 443, "Disabled": True,
            "EnableSNI": False},
        either(): {**common, "Type": "CALCULATED", "HealthThreshold": 1, "ChildHealthChecks": CHILDREN},
    }
    for name, interval, sites in [("api", 10, SITES), ("pair", 30, SITES[:2])]:
        for site in sites:
            host = f"{site}.{name}.names.example"
            found[f"HTTP {host}/ready"] = {**asks, "Type": "HTTP", "FullyQualifiedDomainName": host, "Port": 80,
                                           "ResourcePath": "/ready", "RequestInterval": interval}
    return found
