"""Attribution of a failure: to the server, the blueprint, the state or the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from contracts.build.identity.placeholders import placeholders, scheme_of
from contracts.build.infer.paths import words_of
from contracts.exchange import Attribution, Outcome, Problem, Result
from contracts.model import MISSING, Contract, EndpointKind, header
from contracts.report.causes import UNREACHED
from contracts.report.contradictions import Contradictions
from contracts.states import State, states
from contracts.text.documents import as_list, json_member
from contracts.text.payloads import json_of
from contracts.text.spelling import stem
from contracts.text.uri import path_variables
from contracts.verify.plan import is_law
from contracts.verify.strict.schema import NON_EMPTY

REFUSED: Final = (401, 403)
#: The answers to a header without a token in it; 422 is that of flask-jwt-extended.
_NO_TOKEN: Final = (401, 403, 422)

#: Refusals that may come from what exists, or who asks; others are about the request itself.
_ABOUT_STATE: Final = (401, 403, 404, 409, 410, 412, 422, 423, 428)
#: The answers to a token in a body that the server has not given.
_NO_SUCH_TOKEN: Final = (400, 401, 403, 404, 410, 422)
_UNWRITABLE: Final = re.compile(r"read.?only|immutable|not writable", re.IGNORECASE)
#: What servers say of a part that was not set up where they run ("payments aren't configured").
_NOT_CONFIGURED: Final = re.compile(
    r"\b(?:not|isn't|aren't|wasn't|hasn't|never)\s+(?:\w+\s+){0,2}(?:configured|set up)\b"
    r"|\bunconfigured\b|\bmissing configuration\b|\bImproperlyConfigured\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"\w+")
_API_KEY: Final = frozenset({"api", "key"})
_SECRETS: Final = frozenset({"token", "hash", "otp", "signature", "nonce"})


class Verdict(NamedTuple):
    """Who has to act, and what to do; ``advice`` is empty where the problem suffices."""

    attribution: Attribution
    advice: str = ""


class Attributor:
    """Says who has to act on the problems of one run.

    ``handled`` is whether a state handler made the derived states.
    """

    def __init__(self, contract: Contract, *, handled: bool) -> None:
        self.contract = contract
        self.handled = handled
        self._states: Mapping[str, State] | None = None
        self._contradictions = Contradictions(contract)

    @property
    def _scheme(self) -> str:
        return scheme_of(self.contract.transactions())

    def error(self, result: Result) -> Verdict:
        """Who has to act on a result without an answer that could be judged."""
        advice = {
            Attribution.STATE: "fix the state handler or the hooks: no response was checked here",
            Attribution.ENVIRONMENT: "make sure that the server is reachable, then run again",
        }
        return Verdict(result.attribution, advice.get(result.attribution, ""))

    def problem(self, result: Result, problem: Problem) -> Verdict:
        """Who has to act on a problem of a judged answer."""
        if problem.rule == "hook":
            return Verdict(Attribution.STATE, "a hook failed the transaction: see the hook")
        contradiction = self._contradictions.behind(result, problem)
        if contradiction is not None:
            return Verdict(Attribution.BLUEPRINT, contradiction.advice)
        if problem.place == "status" and _is_unreached(result, problem):
            advice = "the server calls another host, which this machine cannot reach: see the log"
            return Verdict(Attribution.ENVIRONMENT, advice)
        if problem.place == "status" and _is_not_configured(result, problem):
            advice = "the server says that it is not configured for this request: see its message"
            return Verdict(Attribution.ENVIRONMENT, advice)
        if is_law(result.transaction):
            return Verdict(Attribution.SERVER)
        if unmade := self._unmade(result, problem):
            return Verdict(Attribution.STATE, unmade)
        if problem.place == "status":
            return self._status(result, problem)
        if self.handled and self._is_only_listed(result, problem):
            advice = (
                "no other operation shows what is listed here: if the server computes the list"
                " from other records, create these in a hook"
            )
            return Verdict(Attribution.STATE, advice)
        return Verdict(Attribution.SERVER)

    def _is_only_listed(self, result: Result, problem: Problem) -> bool:
        """Whether a list is empty whose resources nothing but lists show: what was created may not
        be what the server lists."""
        own = result.action.endpoint
        if own is None or own.kind is not EndpointKind.LIST:
            return False
        if problem.rule != NON_EMPTY.code or problem.place != "/data":
            return False
        endpoints = (action.endpoint for action in self.contract.actions())
        kinds = {each.kind for each in endpoints if each is not None and each.type == own.type}
        return kinds == {EndpointKind.LIST}

    def _unmade(self, result: Result, problem: Problem) -> str:
        """The record that the request names, if the state handler could not create it and the
        answer lacks what the example shows of it."""
        seen = problem.seen
        is_refused = problem.place == "status" and isinstance(seen, int) and 400 <= seen < 500
        if not result.unmade or not (is_refused or seen is MISSING):
            return ""
        parts = {unquote(part) for part in urlsplit(result.transaction.request.uri).path.split("/")}
        named = (
            resource
            for resource in self._state(result).resources
            if resource.type in result.unmade and resource.id in parts
        )
        return next(
            (
                f"the state handler could not create the {resource.type} {resource.id}, which the"
                " request names: create it in a hook"
                for resource in named
            ),
            "",
        )

    def _status(self, result: Result, problem: Problem) -> Verdict:
        """Refusals of who did not sign in, and of what was not made to exist."""
        documented, seen = result.transaction.response.status, problem.seen
        if not isinstance(seen, int):
            return Verdict(Attribution.SERVER)
        shown = next(iter(placeholders(result.transaction.request, documented)), None)
        if not self.handled and shown is not None and seen in _NO_TOKEN:
            advice = (
                f"nothing replaced `{shown.text}` with a token: give --state, or set the"
                " header Authorization in a hook"
            )
            return Verdict(Attribution.STATE, advice)
        if result.is_unrouted:
            return Verdict(Attribution.SERVER, "the server does not have this path")
        if documented >= 400 or not 400 <= seen < 500:
            return Verdict(Attribution.SERVER)
        signed = header(result.transaction.request.headers, "Authorization")
        sent = result.sent.headers if result.sent is not None else ()
        is_hooked = not signed and bool(header(sent, "Authorization"))
        if seen in REFUSED and (is_hooked or _is_about_the_body(result)):
            return Verdict(Attribution.SERVER)  # a hook has signed it, or nobody may do this
        if self.handled and seen in _NO_SUCH_TOKEN and (name := _secret(result)):
            advice = (
                f"the example of `{name}` in the request's body is not one that the server has"
                " issued: set one in a hook"
            )
            return Verdict(Attribution.STATE, advice)
        if seen in REFUSED and not signed:
            advice = (
                f"the server answers {seen}, and the request documents no Authorization header:"
                " add `+ Headers` with"
                f" `Authorization: {self._scheme} <access_token>` to the request, or give it"
                " by --header"
            )
            return Verdict(Attribution.BLUEPRINT, advice)
        if not self.handled and seen in _ABOUT_STATE:
            advice = "nothing made the documented resources exist: give --state or --hooks"
            return Verdict(Attribution.STATE, advice)
        return (
            self._derived(result, problem, seen, signed)
            if self.handled
            else Verdict(Attribution.SERVER)
        )

    def _derived(self, result: Result, problem: Problem, seen: int, signed: str) -> Verdict:
        """Whether what the request needs could be derived at all."""
        state = self._state(result)
        if seen in REFUSED and state.token is None:
            advice = (
                f"no token was put into `Authorization: {signed}`: write a placeholder such as"
                f" `{self._scheme} <access_token>`, or set the header in a hook"
            )
            return Verdict(Attribution.STATE, advice)
        variables = path_variables(result.action.path)
        if seen == 404 and variables and not state.resources:
            advice = (
                f"no resource could be derived for `{result.action.path}`: show a resource with"
                f" type and id in the response, or create it for {{{variables[-1]}}} in a hook"
            )
            return Verdict(Attribution.STATE, advice)
        if seen == 404 and self._names_other(state, problem):
            advice = (
                "the server's message names a record that the documented request does not name:"
                " create it in a hook"
            )
            return Verdict(Attribution.STATE, advice)
        return Verdict(Attribution.SERVER)

    def _names_other(self, state: State, problem: Problem) -> bool:
        """Whether the server's message names a documented type of which nothing was wanted."""
        _, _, detail = problem.message.partition(" (")
        made = {resource.type for resource in state.resources}
        message = f" {' '.join(map(stem, _WORD.findall(detail)))} "
        names = (each.name for each in self.contract.resource_types if each.name not in made)
        return any(f" {' '.join(map(stem, words_of(name)))} " in message for name in names)

    def _state(self, result: Result) -> State:
        if self._states is None:
            self._states = states(self.contract)
        return self._states.get(result.transaction.key, State())


def _secret(result: Result) -> str:
    """The member of a plain request that holds a token or code of the server's; or nothing."""
    document = json_of(result.transaction.request.body)
    if isinstance(document, dict) and isinstance(document.get("data"), dict):
        document = document["data"]
    names = document if isinstance(document, dict) and "type" not in document else {}
    return next((name for name in names if _is_secret(set(words_of(name)))), "")


def _is_secret(words: set[str]) -> bool:
    return bool(_SECRETS & words) or words >= _API_KEY


def _is_about_the_body(result: Result) -> bool:
    """Whether the server refuses a member of the request's document, whoever sends it: its error
    points at an attribute (JSON:API 1.0, "Error Objects"), or says that it cannot be written."""
    answer = result.answer
    if answer is None or not result.transaction.request.body:
        return False
    errors = as_list(json_member(json_of(answer.text), "errors"))
    sources = (json_member(error, "source") for error in errors)
    pointers = (str(json_member(source, "pointer")) for source in sources)
    is_pointed = any(pointer.startswith("/data/attributes/") for pointer in pointers)
    return is_pointed or _UNWRITABLE.search(answer.text) is not None


def _is_unreached(result: Result, problem: Problem) -> bool:
    """Whether the server failed because it could not reach another host, by its log."""
    log = result.answer.log if result.answer else ()
    failed = isinstance(problem.seen, int) and problem.seen >= 500
    return failed and any(UNREACHED.search(line) for line in log)


def _is_not_configured(result: Result, problem: Problem) -> bool:
    """Whether the server refuses for a part that it says is not configured: by the error that it
    answers, or that it logs."""
    answer, seen = result.answer, problem.seen
    if answer is None or not isinstance(seen, int) or seen < 400:
        return False
    _, _, detail = problem.message.partition(" (")
    return any(_NOT_CONFIGURED.search(text) for text in (detail, *answer.log))


def is_failure(result: Result) -> bool:
    """Whether a result is red."""
    return result.outcome in (Outcome.FAILED, Outcome.ERROR)
