"""A Flask view that returns a constant: what is left of a request when a service does nothing.

``gunicorn benchmarks.constant_app:app``.
"""

from __future__ import annotations

import json

from flask import Flask, Response

MEDIA_TYPE = "application/vnd.api+json"
#: As long as the document of a FAQ that our server sends.
BODY = json.dumps({"data": {"type": "faq", "id": "7", "attributes": {"answer": "a" * 420}}})

app = Flask(__name__)


@app.get("/v1/faqs/7")
def show() -> Response:
    """A document of one resource."""
    return Response(BODY, content_type=MEDIA_TYPE)
