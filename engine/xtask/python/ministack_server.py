"""Runs ministack with two faults of its health checks mended, without which it cannot judge one of them.

It answers a flag as `True` where the service's XML has `true`: boto3 reads both, other SDKs only what the published
model says. And of the lists in a check, it keeps how many entries there are but not what they say. Nothing else is
changed.
"""
import ministack.services.route53 as route53
from ministack.app import main

build = route53._build_health_check_el
parse = route53._parse_health_check_config


def with_xml_flags(parent, check):
    """Builds the element of a health check, its flags in lower case."""
    build(parent, check)
    for element in parent.iter():
        if element.text in ("True", "False"):
            element.text = element.text.lower()


def with_lists(element):
    """Reads the configuration of a health check, lists included."""
    config = parse(element)
    for name in ("ChildHealthChecks", "Regions"):
        if (found := route53._find(element, name)) is not None:
            config[name] = [entry.text for entry in found]
    return config


route53._build_health_check_el = with_xml_flags
route53._parse_health_check_config = with_lists
main()
