#!/usr/bin/env bash
# The README's walk through the API with curl, run for real: upload, extract, poll, feedback; subscription and delivery.
# Usage: packaging/walkthrough.sh [FOLDER]; PROGRAM names the program, PORT the service's port (and the next one the endpoint's).
set -euo pipefail
cd "$(dirname "$0")/.."
PROGRAM=${PROGRAM:-.venv/bin/plextera-review}
PORT=${PORT:-8801}
DATA=${1:-$(mktemp -d)}
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT

run() { # shows a command, then runs it
    printf '$ %s\n' "$1"
    eval "$1" || [ $? -eq 23 ] # curl's 23: head has seen enough and closed the pipe
    printf '\n'
}
id_of() { python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])'; }

$PROGRAM serve --data "$DATA" --port "$PORT" >"$DATA/service.txt" &
until [ -s "$DATA/service.json" ]; do sleep 0.1; done
sleep 0.5
API=http://127.0.0.1:$PORT/api/public/v1
KEY=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["key"])' "$DATA/service.json")
AUTH="Authorization: api-key $KEY"
JSON='Content-Type: application/json'

python3 packaging/show_webhooks.py $((PORT + 1)) my-secret >"$DATA/deliveries.txt" &
BODY='{"endpointUrl": "http://127.0.0.1:'$((PORT + 1))'/", "eventTypes": ["document-insights.job.completed"], "signingSecret": "my-secret"}'
run 'curl -s -H "$AUTH" -H "$JSON" -d "$BODY" $API/event-subscriptions'

FILE=$(curl -s -H "$AUTH" -F file=@resources/samples/02-invoice-de.pdf "$API/files" | tee "$DATA/file.txt" | id_of)
printf '$ %s\n' 'curl -s -H "$AUTH" -F file=@resources/samples/02-invoice-de.pdf $API/files'
cat "$DATA/file.txt"; printf '\n'

BODY='{"document": {"fileId": "'$FILE'"}, "metadata": {"batch": "7"}}'
printf '$ %s\n' 'curl -s -H "$AUTH" -H "$JSON" -d "$BODY" $API/document-insights/jobs/extract'
JOB=$(curl -s -H "$AUTH" -H "$JSON" -d "$BODY" "$API/document-insights/jobs/extract" | tee "$DATA/job.txt" | id_of)
cat "$DATA/job.txt"; printf '\n'

until curl -s -H "$AUTH" "$API/document-insights/jobs/$JOB" | grep -q '"status":"COMPLETED"'; do sleep 0.2; done
run 'curl -s -H "$AUTH" $API/document-insights/jobs/$JOB | head -c 900'
run 'curl -s -H "$AUTH" "$API/document-insights/extractions?sortBy=completedAt&size=1"'

BODY='{"message": "Should be: 2026-0317", "fieldId": "invoiceNumber"}'
run 'curl -s -H "$AUTH" -H "$JSON" -d "$BODY" $API/document-insights/jobs/$JOB/feedback'

until [ -s "$DATA/deliveries.txt" ]; do sleep 0.1; done
printf '$ %s\n' 'python3 packaging/show_webhooks.py 8802 my-secret'
cat "$DATA/deliveries.txt"
