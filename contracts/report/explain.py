"""Why a transaction did not pass, as a text a person can act on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from contracts.exchange import Answer, Outcome, Problem, Sent, Verdict
from contracts.model import Request, Transaction
from contracts.render.curl import curl
from contracts.text.json_diff import diff
from contracts.text.redaction import redact
from contracts.verify.plan import is_law

DOCS: Final = "build/docs/index.html"
SERVED: Final = "http://127.0.0.1:5000"
"""Where ``make serve`` serves: for requests that went to no address of their own."""
LONGEST: Final = 600
WHOLE: Final = "the whole body"
"""What a diff calls the place of a whole value, which the problem has named already."""


def explain(verdict: Verdict, *, host: str = "", docs: str = DOCS) -> str:
    """The whole explanation, ready to print; tokens are masked.

    Name, blueprint place, link into the documentation, every problem with what was expected
    and seen, the bodies as a JSON diff, the request as curl to ``host``, and the server's log
    lines.
    """
    return redact("\n".join(_lines(verdict, host or SERVED, docs)))


def headline(verdict: Verdict) -> str:
    """One line: the first problem or the reason, and which judge sees it."""
    dissent = disagreement(verdict)
    if dissent:
        return dissent
    if verdict.problems:
        return redact(problem_line(verdict.problems[0]))
    return redact(verdict.reason or str(verdict.outcome))


def disagreement(verdict: Verdict) -> str:
    """How the two judges differ, or an empty text when they agree or one was not asked."""
    if verdict.answer is None or verdict.outcome not in (Outcome.PASSED, Outcome.FAILED):
        return ""
    if is_law(verdict.transaction):
        return ""  # Dredd has none
    if verdict.problems and not verdict.dredd:
        return redact(f"Dredd passes; we fail, because {problem_line(verdict.problems[0])}")
    if verdict.dredd and not verdict.problems:
        return redact(f"Dredd fails; we pass. Dredd says: {problem_line(verdict.dredd[0])}")
    return ""


def problem_line(problem: Problem) -> str:
    """``rule at place: message``."""
    place = f" at {problem.place}" if problem.place else ""
    return f"{problem.rule}{place}: {problem.message}"


def _lines(verdict: Verdict, host: str, docs: str) -> Iterator[str]:
    transaction = verdict.transaction
    yield f"{verdict.outcome.upper()} {transaction.name}"
    yield f"  at      {transaction.location}"
    yield f"  docs    {docs}#{verdict.action.id}"
    if verdict.sent is not None:
        yield f"  request {verdict.sent.method} {verdict.sent.uri}"
    if verdict.answer is not None:
        answer = verdict.answer
        yield f"  answer  {answer.status} {answer.content_type} ({answer.seconds * 1000:.0f} ms)"
    if verdict.reason:
        yield f"  why     {verdict.reason}"
    dissent = disagreement(verdict)
    if dissent:
        yield f"  {dissent}"
    for problem in verdict.problems or verdict.dredd:
        yield from _problem(problem)
    if verdict.answer is not None and verdict.problems and not is_law(transaction):
        yield from _body(verdict.answer)
    for reason in verdict.vacuous:
        yield f"  vacuous {reason}"
    if verdict.sent is not None or transaction.request.uri:
        yield from _indented("repeat", curl(_request(transaction, verdict.sent), host))
    if verdict.answer is not None and verdict.answer.log:
        yield from _indented("log", "\n".join(verdict.answer.log))


def _problem(problem: Problem) -> Iterator[str]:
    """What is wrong, then expected and seen as a diff, with JSON Pointers below its place."""
    yield f"  {problem_line(problem)}"
    for line in diff(problem.expected, problem.seen):
        if line != WHOLE:
            yield f"    {line}"


def _body(answer: Answer) -> Iterator[str]:
    """The beginning of an answer's body."""
    if answer.body:
        text = answer.text
        short = text if len(text) <= LONGEST else f"{text[:LONGEST]} … ({len(text)} characters)"
        yield from _indented("body", short)


def _request(transaction: Transaction, sent: Sent | None) -> Request:
    if sent is None:
        return transaction.request
    return replace(
        transaction.request,
        method=sent.method,
        uri=sent.uri,
        headers=sent.headers,
        body=sent.body,
    )


def _indented(title: str, text: str) -> Iterator[str]:
    first, *rest = text.splitlines() or [""]
    yield f"  {title:7} {first}"
    yield from (f"          {line}" for line in rest)
