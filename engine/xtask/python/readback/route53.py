"""Zones, records and health checks."""
from .clients import tags_of

# What says which of several records of a name and type answers.
ROUTING = ["Weight", "Region", "Failover", "GeoLocation", "GeoProximityLocation", "MultiValueAnswer"]


def zones(cloud, _regions=()):
    """Returns every zone by its name; of its name servers, how many there are."""
    client = cloud.client("route53")
    found = {}
    for zone in listed(client):
        whole = client.get_hosted_zone(Id=zone["Id"])
        config = zone.get("Config", {})
        found[zone["Name"]] = {
            "comment": config.get("Comment", ""),
            "private": config.get("PrivateZone", False),
            "tags": tags(client, "hostedzone", zone["Id"].rsplit("/", 1)[-1]),
        }
        if config.get("PrivateZone"):
            found[zone["Name"]]["networks"] = sorted(f"{vpc['VPCId']} {vpc['VPCRegion']}" for vpc in whole["VPCs"])
        else:
            found[zone["Name"]]["name servers"] = len(whole["DelegationSet"]["NameServers"])
    return found


def records(cloud, _regions=()):
    """Returns every record that is not the cloud's own, by name, type and set identifier."""
    client = cloud.client("route53")
    checks = labels(client)
    found = {}
    for zone in listed(client):
        pages = client.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone["Id"])
        for record in (record for page in pages for record in page["ResourceRecordSets"]):
            if record["Name"] == zone["Name"] and record["Type"] in ("NS", "SOA"):
                continue
            words = [record["Name"], record["Type"], record.get("SetIdentifier")]
            if zone.get("Config", {}).get("PrivateZone"):
                words.append("(private)")
            # Listings spell an asterisk by its code.
            key = " ".join(word for word in words if word).replace("\\052", "*")
            assert key not in found, f"two records {key}"
            found[key] = shape(record, checks)
    return found


def shape(record, checks):
    """Returns what a record holds."""
    held = {name: record[name] for name in ROUTING if name in record}
    if "TTL" in record:
        held["ttl"] = record["TTL"]
    if record.get("ResourceRecords"):
        held["values"] = sorted(value(record["Type"], one["Value"]) for one in record["ResourceRecords"])
    if alias := record.get("AliasTarget"):
        held["alias"] = {"name": alias["DNSName"].rstrip(".") + ".", "zone": alias["HostedZoneId"],
                         "evaluate": alias["EvaluateTargetHealth"]}
    if check := record.get("HealthCheckId"):
        held["health check"] = checks.get(check, "one that is not there")
    return held


def value(kind, text):
    """Returns a value of a record; names at its end are absolute, with a final dot or without."""
    return text.rstrip(".") if kind in ("CNAME", "MX", "NS", "PTR", "SRV") else text


def health_checks(cloud, _regions=()):
    """Returns every health check by what it watches: they have no names."""
    client = cloud.client("route53")
    names = labels(client)
    found = {}
    for id, config in configs(client).items():
        config = dict(config)
        kind = config["Type"]
        # What a check of its type does not have, some servers answer empty.
        config = {key: value for key, value in config.items() if value not in (None, "", [])}
        if kind in ("CALCULATED", "CLOUDWATCH_METRIC"):
            for key in ("Port", "RequestInterval", "FailureThreshold", "MeasureLatency", "Regions", "EnableSNI"):
                config.pop(key, None)
        elif not kind.startswith("HTTPS"):
            config.pop("EnableSNI", None)
        if "ChildHealthChecks" in config:
            config["ChildHealthChecks"] = sorted(names[child] for child in config["ChildHealthChecks"])
        if "Regions" in config:
            config["Regions"] = sorted(config["Regions"])
        found[names[id]] = {**config, "tags": tags(client, "healthcheck", id)}
    return found


def check_ids(cloud):
    """Returns the ids of health checks by their label."""
    return {label: id for id, label in labels(cloud.client("route53")).items()}


def configs(client):
    """Returns the configuration of every health check by its id."""
    pages = client.get_paginator("list_health_checks").paginate()
    return {check["Id"]: check["HealthCheckConfig"] for page in pages for check in page["HealthChecks"]}


def labels(client):
    """Returns what to call each health check, by its id."""
    all_ = configs(client)
    names = {id: label(config) for id, config in all_.items()}
    for id, config in all_.items():
        if config["Type"] == "CALCULATED":
            names[id] = "all of " + " + ".join(sorted(names.get(child, child) for child in config["ChildHealthChecks"]))
    return names


def label(config):
    """Returns what to call a health check that is not made of others."""
    if alarm := config.get("AlarmIdentifier"):
        return f"alarm {alarm['Name']} in {alarm['Region']}"
    host = config.get("FullyQualifiedDomainName") or config.get("IPAddress")
    return f"{config['Type']} {host}{config.get('ResourcePath') or ''}"


def listed(client):
    """Returns every zone."""
    return [zone for page in client.get_paginator("list_hosted_zones").paginate() for zone in page["HostedZones"]]


def tags(client, kind, id):
    """Returns the tags of a zone or health check."""
    return tags_of(client.list_tags_for_resource(ResourceType=kind, ResourceId=id)["ResourceTagSet"]["Tags"])
