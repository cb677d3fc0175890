"""Paths, header names and limits of the public API."""

BASE_PATH = "/api/public/v1"
CLOUD_BASE_URL = f"https://api.plextera.com{BASE_PATH}"

FILES = "/files"
FILE = "/files/{file_id}"
FILE_DOWNLOAD = "/files/{file_id}/download"
JOBS = "/document-insights/jobs"
JOB_EXTRACT = "/document-insights/jobs/extract"
JOB = "/document-insights/jobs/{job_id}"
JOB_FEEDBACK = "/document-insights/jobs/{job_id}/feedback"

REQUEST_ID_HEADER = "X-Request-Id"
AUTH_SCHEME = "api-key"

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 100
MAX_FEEDBACK_MESSAGE = 1024
MAX_FIELD_ID = 256
HUB_ID_PATTERN = r"^[0-9a-fA-F]{24}$"
