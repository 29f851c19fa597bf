"""Load balancers: made beforehand where the judge is not ours, for scripts look them up and never make them."""


def make(cloud, region, name):
    """Makes an application load balancer in a network of its own."""
    ec2 = cloud.client("ec2", region)
    vpc = ec2.create_vpc(CidrBlock="10.80.0.0/16")["Vpc"]["VpcId"]
    subnets = []
    for at, zone in enumerate("ab"):
        made = ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.80.{at}.0/24", AvailabilityZone=region + zone)
        subnets.append(made["Subnet"]["SubnetId"])
    cloud.client("elbv2", region).create_load_balancer(
        Name=name, Subnets=subnets, Type="application", Scheme="internet-facing", IpAddressType="dualstack")


def find(cloud, region, name):
    """Returns the load balancer of a name."""
    found = cloud.client("elbv2", region).describe_load_balancers(Names=[name])["LoadBalancers"]
    assert len(found) == 1, f"{len(found)} load balancers `{name}` in {region}"
    return found[0]


def suffix(balancer):
    """Returns the end of its ARN, by which CloudWatch knows it."""
    return balancer["LoadBalancerArn"].split(":loadbalancer/")[1]


def alias(balancer, evaluate):
    """Returns what a record that stands for it holds."""
    return {"name": balancer["DNSName"] + ".", "zone": balancer["CanonicalHostedZoneId"], "evaluate": evaluate}


def errors(balancer):
    """Returns the metric of the errors that it makes on its own."""
    return {"metric": "AWS/ApplicationELB HTTPCode_ELB_5XX_Count",
            "dimensions": {"LoadBalancer": suffix(balancer)}}
