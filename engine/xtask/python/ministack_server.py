"""Runs ministack, with the flags of health checks spelt as Route 53 spells them.

ministack writes `True` where the service's XML has `true`; boto3 reads both, the SDK that is judged here only the latter,
as the published model demands. Nothing else is changed.
"""
import ministack.services.route53 as route53
from ministack.app import main

build = route53._build_health_check_el


def with_xml_flags(parent, check):
    """Builds the element of a health check, its flags in lower case."""
    build(parent, check)
    for element in parent.iter():
        if element.text in ("True", "False"):
            element.text = element.text.lower()


route53._build_health_check_el = with_xml_flags
main()
