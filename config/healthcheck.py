"""Ask the server on this machine whether it is well: ``python -m config.healthcheck``.

The container's health check. It asks under the first of ALLOWED_HOSTS, because the server answers
to no other name.
"""

import os
import sys
from http.client import HTTPConnection


def main() -> int:
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".").replace("*", "")
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4)
    connection.request("GET", "/health/", headers={"Host": host or "localhost"})
    return 0 if connection.getresponse().status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
