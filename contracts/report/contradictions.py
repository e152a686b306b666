"""Contradictions in a blueprint, with their location: failures that no server can avoid.

A server that answers exactly as documented must pass. Where it could not, the blueprint is
wrong, and its line is named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from contracts.build.transactions import executed
from contracts.exchange import Answer, Problem, Result, Sent
from contracts.lint.example_bodies import Body
from contracts.model import Action, Contract, Location, Request, Response, Transaction
from contracts.report.causes import pattern
from contracts.report.refusals import refusal
from contracts.states.documented_resources import resources
from contracts.states.pages import has_earlier, missing_before
from contracts.states.preferences import request_key
from contracts.text.json_mistakes import json_mistake
from contracts.text.json_pointer import ABSENT, escape, resolve, steps
from contracts.text.json_values import kind_of
from contracts.text.payloads import json_of, parsed
from contracts.verify.laws.addresses import LINKS
from contracts.verify.laws.safe_methods import AGAIN
from contracts.verify.plan import is_law
from contracts.verify.routes import Router
from contracts.verify.strict.judge import judge
from contracts.verify.strict.schema import SCHEMA, UNREADABLE_SCHEMA
from contracts.verify.strict.values import DOCUMENTED

_MISSING: Final = 404


class Contradiction(NamedTuple):
    """What to do about it, and where in the blueprint."""

    advice: str
    location: Location


class Contradictions:
    """The contradictions of one contract, each found when a problem asks for it."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self._router = Router(contract)
        self._own: dict[int, dict[str, Problem]] = {}

    def behind(self, result: Result, problem: Problem) -> Contradiction | None:
        """The contradiction that explains a problem; None where a server could pass."""
        if problem.place == "status" and (refused := self._refused(result, problem)):
            return refused
        if is_law(result.transaction):
            if problem.rule == LINKS.code and problem.seen == _MISSING:
                return self._undocumented_link(result, problem)
            if problem.rule != AGAIN.code:
                return self._unreadable_schema(_examples(result), problem)
            contradictions = (
                self._in_response(result.action, t, problem) for t in _examples(result)
            )
            return next((each for each in contradictions if each), None) or self._same_request(
                result, problem
            )
        unreadable = self._unreadable_schema([result.transaction], problem)
        own = unreadable or self._in_response(result.action, result.transaction, problem)
        return (
            own
            or self._between(result, problem)
            or self._other_answer(result, problem)
            or self._page(result, problem)
        )

    def _unreadable_schema(
        self, transactions: Iterable[Transaction], problem: Problem
    ) -> Contradiction | None:
        """The documented schema itself is wrong."""
        if not problem.message.startswith(UNREADABLE_SCHEMA):
            return None
        responses = (t.response for t in transactions if t.response.body_schema)
        location = next((r.schema_location for r in responses if r.schema_location), None)
        if location is None:
            return None
        return Contradiction(
            f"the schema ({location}) is not a valid JSON Schema: fix it", location
        )

    def _refused(self, result: Result, problem: Problem) -> Contradiction | None:
        """JSON:API forbids the documented request."""
        action, transactions = result.action, [result.transaction]
        if is_law(result.transaction):
            named = (a for a in self.contract.actions() if a.id == problem.operation)
            action = next(named, result.action)
            transactions = [t for t in action.transactions if not t.response.is_error][:1]
        for transaction in transactions:
            reason = refusal(self.contract, action, transaction, problem)
            if reason is not None:
                advice = f"{reason.what} ({reason.location}): correct it"
                return Contradiction(advice, reason.location)
        return None

    def _in_response(
        self, action: Action, transaction: Transaction, problem: Problem
    ) -> Contradiction | None:
        """The documented response, as an answer, would break a rule at the same place."""
        place = pattern(problem.place)
        known = self._own_problems(action, transaction)
        own = known.get(place)
        if own is None:  # what is in a member that may not be there at all
            inside = (each for at, each in known.items() if at and place.startswith(f"{at}/"))
            own = next(inside, None)
        if own is None:
            return None
        location = _place(action, transaction, transaction.response, own.place)
        what = problem.place or "its top level"
        advice = (
            f"the documented response breaks the rules at {what} as well ({location}):"
            " correct its example or its schema"
        )
        return Contradiction(advice, location)

    def _own_problems(self, action: Action, transaction: Transaction) -> dict[str, Problem]:
        """What would be wrong with the documented response, by the place without indexes."""
        known = self._own.get(id(transaction))
        if known is None:
            problems = self._judged(action, transaction)
            known = {pattern(each.place): each for each in reversed(problems)}
            self._own[id(transaction)] = known
        return known

    def _judged(self, action: Action, transaction: Transaction) -> tuple[Problem, ...]:
        request, response = transaction.request, transaction.response
        if not response.body.strip():
            return ()
        answer = Answer(response.status, response.headers, response.body.encode())
        sent = Sent(request.method, request.uri, request.headers, request.body)
        return judge(self.contract).problems(action, transaction, sent, answer)

    def _between(self, result: Result, problem: Problem) -> Contradiction | None:
        """The documented request sends what the documented response has another type for."""
        transaction = result.transaction
        sent = resolve(json_of(transaction.request.body), problem.place)
        wanted = resolve(json_of(transaction.response.body), problem.place)
        if problem.rule != SCHEMA.code or not problem.place or ABSENT in (sent, wanted):
            return None
        if sent != problem.seen or kind_of(sent) == kind_of(wanted):
            return None
        location = _place(result.action, transaction, transaction.request, problem.place)
        advice = (
            f"the documented request sends {kind_of(sent)} at {problem.place} ({location}), and"
            f" the response shows {kind_of(wanted)}: correct one of them"
        )
        return Contradiction(advice, location)

    def _other_answer(self, result: Result, problem: Problem) -> Contradiction | None:
        """An equal request is documented with another answer, in which nothing is wrong here."""
        own, answer, sent = result.transaction, result.answer, result.sent
        if answer is None or sent is None or problem.place == "status":
            return None
        for action in self.contract.actions():
            for other in action.transactions:
                if other is own or not _is_alike(other, own, action.id != result.action.id):
                    continue
                problems = judge(self.contract).problems(action, other, sent, answer)
                if (problem.rule, problem.place) in [(each.rule, each.place) for each in problems]:
                    continue
                request, at = own.request, other.request.location or other.location
                advice = (
                    f"{request.method} {request.uri} is documented with another response as well"
                    f" ({at}), to an equal request: make the requests differ in a header or a"
                    " parameter"
                )
                return Contradiction(advice, at)
        return None

    def _page(self, result: Result, problem: Problem) -> Contradiction | None:
        """The example shows a resource on a later page, and none can come before it."""
        own = result.transaction
        pages = missing_before(own)
        if problem.rule != DOCUMENTED.code or problem.place != "/data" or not pages:
            return None
        for number, like in enumerate(resources(json_of(own.response.body))):
            shown = {"type": like.type, "id": like.id}
            if shown == problem.expected and not has_earlier(own, like):
                at = _place(result.action, own, own.response, f"/data/{number}/id")
                advice = (
                    f"the example shows {like.type} {like.id} after {pages} others, but in the"
                    f" requested order none comes before it ({at}): show it on the first page, or"
                    " sort the list so that others can"
                )
                return Contradiction(advice, at)
        return None

    def _same_request(self, result: Result, problem: Problem) -> Contradiction | None:
        """Another action documents the answer, to the same request."""
        action = result.action
        if problem.place != "status" or problem.sent is None:
            return None
        uri = problem.sent.uri
        for other in self.contract.actions():
            if other.id == action.id or other.method != action.method:
                continue
            for transaction in executed(other):
                status = transaction.response.status
                if transaction.request.uri == uri and status == problem.seen:
                    advice = (
                        f"{action.method} {uri} is documented twice: answered by"
                        f" {problem.expected} here and by {status} at {other.location}: give them"
                        " different URIs"
                    )
                    return Contradiction(advice, other.location)
        return None

    def _undocumented_link(self, result: Result, problem: Problem) -> Contradiction | None:
        """An example shows a link that no action answers."""
        path = urlsplit(problem.sent.uri).path if problem.sent else ""
        if not path or self._router.action("GET", path):
            return None
        end = "/".join(path.rsplit("/", 2)[-2:])
        for action in (result.action, *self.contract.actions()):
            for transaction in action.transactions:
                response = transaction.response
                at = response.body.find(f'{end}"')
                if at < 0:
                    continue
                body = Body(action, transaction, response, None)
                location = body.at(at) if response.body_written else body.start
                advice = (
                    f"the example shows a link to {path}, but no action answers it ({location}):"
                    " document the action, or leave the link out"
                )
                return Contradiction(advice, location)
        return None


def _is_alike(other: Transaction, own: Transaction, is_elsewhere: bool) -> bool:
    """Whether two transactions have one status and equal requests; of another action
    (``is_elsewhere``), whatever its headers are."""
    one, two = other.request, own.request
    if (one.method, one.uri, other.response.status) != (two.method, two.uri, own.response.status):
        return False
    return request_key(other) == request_key(own) or (is_elsewhere and one.body == two.body)


def _examples(result: Result) -> Iterator[Transaction]:
    """The documented successes of a law's operation."""
    yield from (t for t in result.action.transactions if not t.response.is_error)


def _place(
    action: Action, transaction: Transaction, payload: Request | Response, pointer: str
) -> Location:
    """The location of the value at a JSON Pointer, or of the mistake of a body that is no JSON."""
    body = Body(action, transaction, payload, None)
    try:
        document = parsed(payload.body)
    except json.JSONDecodeError as error:
        return body.at(json_mistake(error).offset) if payload.body_written else body.start
    except ValueError:
        return body.start
    if not pointer.startswith("/"):
        return body.start  # of the whole body, or of a header
    path: list[str | int] = []
    for name in steps(pointer):
        is_list = isinstance(document, list) and name.isdigit()
        path.append(int(name) if is_list else name)
        document = resolve(document, f"/{escape(name)}")
    return body.place(*path)
