"""Accelerators, listeners and endpoint groups."""
from .clients import tags_of

# Global Accelerator answers here whatever it serves.
HOME = "us-west-2"
# The zone that every accelerator's DNS name lies in.
ZONE = "Z2BJ6XQ5FK7U4H"


def accelerators(cloud, _regions=()):
    """Returns every accelerator by its name; of its addresses, how many there are of a family."""
    client = cloud.client("globalaccelerator", HOME)
    found = {}
    for one in listed(client):
        sets = {addresses.get("IpAddressFamily", "IPv4"): len(addresses["IpAddresses"]) for addresses in one["IpSets"]}
        logs = client.describe_accelerator_attributes(AcceleratorArn=one["AcceleratorArn"])["AcceleratorAttributes"]
        tags = client.list_tags_for_resource(ResourceArn=one["AcceleratorArn"])["Tags"]
        found[one["Name"]] = {"addresses": one["IpAddressType"], "of a family": sets, "enabled": one["Enabled"],
                              "status": one["Status"], "flow logs": logs.get("FlowLogsEnabled", False),
                              "tags": tags_of(tags)}
    return found


def listeners(cloud, _regions=()):
    """Returns every listener by the accelerator's name, protocol and ports."""
    client = cloud.client("globalaccelerator", HOME)
    return {title: {"affinity": one["ClientAffinity"]} for title, one in titled(client)}


def endpoint_groups(cloud, _regions=()):
    """Returns every endpoint group by its listener and region."""
    client = cloud.client("globalaccelerator", HOME)
    found = {}
    for title, one in titled(client):
        pages = client.get_paginator("list_endpoint_groups").paginate(ListenerArn=one["ListenerArn"])
        for group in (group for page in pages for group in page["EndpointGroups"]):
            found[f"{title} {group['EndpointGroupRegion']}"] = shape(group)
    return found


def shape(group):
    """Returns what an endpoint group takes and where it sends it."""
    overrides = [(one["ListenerPort"], one["EndpointPort"]) for one in group.get("PortOverrides", [])]
    return {
        "dial": group["TrafficDialPercentage"],
        "endpoints": {one["EndpointId"]: {"weight": one["Weight"], "keeps address": one["ClientIPPreservationEnabled"]}
                      for one in group["EndpointDescriptions"]},
        "asks": (group["HealthCheckProtocol"], group.get("HealthCheckPort"), group.get("HealthCheckPath")),
        "every": group["HealthCheckIntervalSeconds"],
        "turns after": group["ThresholdCount"],
        "overrides": sorted(overrides),
    }


def ids(cloud):
    """Returns by title what AWS calls accelerators (`name`) and listeners (`name PROTOCOL PORTS`)."""
    client = cloud.client("globalaccelerator", HOME)
    known = {one["Name"]: one for one in listed(client)}
    known.update(titled(client))
    return known


def listed(client):
    """Returns every accelerator."""
    return [one for page in client.get_paginator("list_accelerators").paginate() for one in page["Accelerators"]]


def titled(client):
    """Iterates over every listener with its title."""
    for accelerator in listed(client):
        pages = client.get_paginator("list_listeners").paginate(AcceleratorArn=accelerator["AcceleratorArn"])
        for one in (one for page in pages for one in page["Listeners"]):
            ports = ",".join(f"{ports['FromPort']}-{ports['ToPort']}" for ports in one["PortRanges"])
            yield f"{accelerator['Name']} {one['Protocol']} {ports}", one


def last(arn):
    """Returns the end of an ARN, by which CloudWatch knows it."""
    return arn.rsplit("/", 1)[-1]
