"""JSON:API type ``task``. Generated from blueprint/tasks.apib, do not edit."""

from __future__ import annotations

from contracts.runtime import Operation, ResourceDetail, Schema, fields

from .models import Task


class TaskSchema(Schema):
    """The members of a resource of type ``task``."""

    class Meta:
        """Where resources live, and who owns them."""

        type_ = "task"
        model = Task
        self_url = "/v1/tasks/{id}"

    name = fields.String(dump_only=True)
    state = fields.String(
        choices=("PENDING", "STARTED", "RETRY", "SUCCESS", "FAILURE"), dump_only=True
    )
    result = fields.Json(kind=dict, allow_none=True, dump_only=True)
    error = fields.String(allow_none=True, dump_only=True)
    created_at = fields.Timestamp(dump_only=True)
    finished_at = fields.Timestamp(allow_none=True, dump_only=True)


class TasksId(ResourceDetail):
    """``/v1/tasks/{id}``."""

    schema = TaskSchema
    url = "/v1/tasks/{id}"
    operations = (Operation("GET", "get-task", access="user"),)


RESOURCES = (TasksId,)
