"""Paths, header names, patterns and limits of the public API."""

BASE_PATH = "/api/public/v1"
CLOUD_BASE_URL = f"https://api.plextera.com{BASE_PATH}"

FILES = "/files"
FILE = "/files/{file_id}"
FILE_DOWNLOAD = "/files/{file_id}/download"

JOBS = "/document-insights/jobs"
JOB_EXTRACT = "/document-insights/jobs/extract"
JOB = "/document-insights/jobs/{job_id}"
JOB_FEEDBACK = "/document-insights/jobs/{job_id}/feedback"

EXTRACTIONS = "/document-insights/extractions"
EXTRACTION_UPLOAD = "/document-insights/extractions/upload"
EXTRACTION = "/document-insights/extractions/{extraction_id}"
EXTRACTION_FEEDBACK = "/document-insights/extractions/{extraction_id}/feedback"

WORKFLOW_RUN = "/workflows/{workflow_id}/runs"
RUNS = "/workflow-runs"
RUN = "/workflow-runs/{run_id}"

SUBSCRIPTIONS = "/event-subscriptions"
SUBSCRIPTION = "/event-subscriptions/{subscription_id}"

REQUEST_ID_HEADER = "X-Request-Id"
AUTH_SCHEME = "api-key"

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 100
MAX_PAGE = 10_000_000
MAX_FEEDBACK_MESSAGE = 1024
MAX_FIELD_ID = 256
MAX_URL = 2048
MAX_SECRET = 1024

FILE_ID_PATTERN = r"^[A-Za-z0-9_-]+$"
HUB_ID_PATTERN = r"^[0-9a-fA-F]{24}$"
URL_PATTERN = r"^https?://[A-Za-z0-9.\-]+(:[0-9]{1,5})?([/?#][!-~]*)?$"
# The contract's ^https://.+$, and plain http on loopback, which only the local service takes.
ENDPOINT_PATTERN = r"^(https://.+|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?([/?#].*)?)$"
