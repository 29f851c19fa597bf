"""Runs octoDNS against moto: `octodns_on_moto.py URL ARGUMENTS…`.

moto leaves `IsTruncated` out of the list of health checks, which octoDNS needs; it is put in on the client's side.
"""
import os
import sys

url = sys.argv.pop(1)
os.environ["AWS_ENDPOINT_URL"] = url
os.environ["AWS_DEFAULT_REGION"] = "us-east-1"

from octodns.cmds.sync import main  # noqa: E402

import botocore.client  # noqa: E402

call = botocore.client.BaseClient._make_api_call


def with_flag(self, operation, arguments):
    answer = call(self, operation, arguments)
    if operation == "ListHealthChecks":
        answer.setdefault("IsTruncated", False)
    return answer


botocore.client.BaseClient._make_api_call = with_flag
sys.exit(main())
