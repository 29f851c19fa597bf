"""State that is kept in a bucket."""
from expected import shared

REGIONS = shared.REGIONS
BALANCERS = shared.BALANCERS
STATE = "s3"


def expected(_cloud, _lacks, edited):
    """Returns what the cloud must hold."""
    return shared.expected("state-in-s3", edited)
