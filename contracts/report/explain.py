"""The explanation of a transaction that did not pass, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from contracts.exchange import Answer, Outcome, Problem, Result, Sent
from contracts.model import Request, Transaction
from contracts.render.curl import curl
from contracts.report.causes import nearest
from contracts.text.json_diff import diff
from contracts.text.labels import labelled
from contracts.text.redaction import redact
from contracts.verify.plan import is_law

DOCS: Final = "build/docs/index.html"
SERVED: Final = "http://127.0.0.1:5000"
"""Where ``make serve`` serves: for requests that went to no address of their own."""
LONGEST: Final = 600
NOTES: Final = 5
"""How many of the state handler's notes are shown with a failure."""
WHOLE: Final = "the whole body"
"""What a diff calls the place of a whole value, which the problem has named already."""


def explain(
    result: Result, *, host: str = "", docs: str = DOCS, problems: Sequence[Problem] | None = None
) -> str:
    """The whole explanation, ready to print; tokens are masked.

    Name, blueprint place, link into the documentation, every problem that does not follow
    from another one (or only ``problems``) with what was expected and seen, the bodies as a
    JSON diff, the request as curl to ``host``, and the server's log lines.
    """
    chosen = nearest(result) if problems is None else problems
    return redact("\n".join(_lines(result, chosen, host or SERVED, docs)))


def headline(result: Result) -> str:
    """One line: the first problem or the reason, and which judge sees it."""
    dissent = disagreement(result)
    if dissent:
        return dissent
    if result.problems:
        return redact(problem_line(result.problems[0]))
    return redact(result.reason or str(result.outcome))


def disagreement(result: Result) -> str:
    """How the two judges differ, or an empty text when they agree or one was not asked."""
    if result.answer is None or result.outcome not in (Outcome.PASSED, Outcome.FAILED):
        return ""
    if is_law(result.transaction):
        return ""  # Dredd has none
    if result.problems and not result.dredd:
        return redact(f"Dredd passes; strict mode fails: {problem_line(result.problems[0])}")
    if result.dredd and not result.problems:
        return redact(
            f"Dredd fails; strict mode passes. Dredd says: {problem_line(result.dredd[0])}"
        )
    return ""


def problem_line(problem: Problem) -> str:
    """``rule at place: message``; of a law with the request that was answered so."""
    place = f" at {problem.place}" if problem.place else ""
    asked = f"{problem.sent.method} {problem.sent.uri}: " if problem.sent else ""
    return f"{problem.rule}{place}: {asked}{problem.message}"


def _lines(result: Result, problems: Sequence[Problem], host: str, docs: str) -> Iterator[str]:
    transaction = result.transaction
    yield f"{result.outcome.upper()} {transaction.key}"
    yield from labelled("at", transaction.location)
    yield from labelled("docs", f"{docs}#{result.action.id}")
    sent = next((problem.sent for problem in problems if problem.sent), result.sent)
    if sent is not None:
        yield from labelled("request", f"{sent.method} {sent.uri}")
    if result.answer is not None and sent is result.sent:
        answer = result.answer
        seen = f"{answer.status} {answer.content_type} ({answer.seconds * 1000:.0f} ms)"
        yield from labelled("actual", seen)
    if result.reason:
        yield from labelled("reason", result.reason)
    dissent = disagreement(result)
    if dissent:
        yield f"  {dissent}"
    for problem in problems or result.dredd:
        yield from _problem(problem)
    if result.answer is not None and result.problems and not is_law(transaction):
        yield from _body(result.answer)
    for reason in result.vacuous:
        yield from labelled("vacuous", reason)
    if result.notes and result.outcome in (Outcome.FAILED, Outcome.ERROR):
        hidden = len(result.notes) - NOTES
        more = (f"… and {hidden} more",) if hidden > 0 else ()
        yield from labelled("state", "\n".join((*result.notes[:NOTES], *more)))
    if sent is not None or transaction.request.uri:
        yield from labelled("curl", curl(_request(transaction, sent), host))
    if result.answer is not None and result.answer.log:
        yield from labelled("log", "\n".join(result.answer.log))


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
        yield from labelled("body", short)


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
