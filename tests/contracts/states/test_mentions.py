"""Records that a request or an answer in plain JSON only mentions."""

from __future__ import annotations

from contracts.states import ResourceState, State, states
from tests.contracts.blueprints import contract

INVITATIONS = """\
    FORMAT: 1A

    # API

    ## User [/v1/users/{id}]

    + Parameters
        + id: `7` (string, required)

    ### Get User [GET]

    + Response 200 (application/vnd.api+json)
        + Attributes
            + data (required)
                + type: user (string, required, fixed)
                + id: `7` (string, required)
                + attributes (required)
                    + `is-admin`: false (boolean, required)
                    + email: `first@example.com` (string)

    ## Role [/v1/roles/{id}]

    + Parameters
        + id: `3` (string, required)

    ### Get Role [GET]

    + Response 200 (application/vnd.api+json)

            {"data": {"type": "role", "id": "3", "attributes": {"name": "owner"}}}

    ## Role Invite [/v1/role-invites/{id}]

    + Parameters
        + id: `1` (string, required)

    ### Get Role Invite [GET]

    + Response 200 (application/vnd.api+json)

            {"data": {"type": "role-invite", "id": "1",
             "attributes": {"hash": "1498", "role-name": "organizer", "email": "a@example.com"},
             "relationships": {"role": {"data": {"type": "role", "id": "3"}}}}}

    ## Accept [/v1/role_invites/accept]

    ### Accept Role Invite [POST]

    + Request (application/json)
        + Headers

                Authorization: JWT <access_token>

        + Body

                {"data": {"token": "ABCDef"}}

    + Response 200 (application/json)

            {"email": "b@example.com"}

    ## Refuse [/v1/role_invites/refuse]

    ### Refuse Role Invite [POST]

    + Request (application/json)

            {"token": "unknown"}

    + Response 422 (application/json)

            {"error": "no such invitation"}
    """
ORDERS = """\
    FORMAT: 1A

    # API

    ## Ticket [/v1/tickets/{id}]

    + Parameters
        + id: `1` (string, required)

    ### Get Ticket [GET]

    + Response 200 (application/vnd.api+json)

            {"data": {"type": "ticket", "id": "1", "attributes":
             {"name": "VIP", "price": 100, "code": "T1"}}}

    ## Tax [/v1/taxes/{id}]

    + Parameters
        + id: `4` (string, required)

    ### Get Tax [GET]

    + Response 200 (application/vnd.api+json)

            {"data": {"type": "tax", "id": "4", "attributes": {"name": "VAT", "rate": 9.5}}}

    ## Amount [/v1/orders/amount]

    ### Calculate Amount [POST]

    + Request (application/json)

            {"tickets": [{"id": 1, "quantity": 2}, {"id": 2, "quantity": 4}]}

    + Response 200 (application/json)

            {"total": 600, "tax": {"name": "GST", "included": true}, "note": {"name": "Hi"}}
    """


def of(text: str, ending: str) -> State:
    found = [state for name, state in states(contract(text)).items() if ending in name]
    assert len(found) == 1
    return found[0]


def resource(state: State, kind: str, id: str) -> ResourceState:
    return next(r for r in state.resources if (r.type, r.id) == (kind, id))


def test_a_record_is_found_by_the_token_that_a_body_sends() -> None:
    found = resource(of(INVITATIONS, "Accept Role Invite"), "role-invite", "1")
    assert found.attributes["hash"] == "ABCDef"
    assert found.attributes["email"] == "b@example.com"


def test_what_a_record_copies_of_another_the_other_has() -> None:
    found = resource(of(INVITATIONS, "Accept Role Invite"), "role", "3")
    assert found.attributes["name"] == "organizer"


def test_a_token_that_is_refused_is_nobodys() -> None:
    assert of(INVITATIONS, "Refuse Role Invite") == State()


def test_who_asks_has_the_address_that_the_answer_shows() -> None:
    state = of(INVITATIONS, "Accept Role Invite")
    assert state.token is not None
    caller = resource(state, "user", state.token.user)
    assert caller.attributes["email"] == "b@example.com"


def test_a_record_that_is_only_mentioned_is_like_a_documented_one() -> None:
    found = resource(of(ORDERS, "Calculate Amount"), "ticket", "2")
    assert found.attributes == {"name": "VIP", "price": 100}


def test_an_object_with_the_name_of_a_type_is_shown_where_there_is_one() -> None:
    state = of(ORDERS, "Calculate Amount")
    assert resource(state, "tax", "4").attributes == {"name": "GST", "rate": 9.5}
    assert {r.type for r in state.resources} == {"ticket", "tax"}


def test_a_word_behind_a_collection_shows_records_of_it() -> None:
    text = """\
        FORMAT: 1A

        # API

        ## Books [/books]

        ### List Books [GET]

        + Response 200 (application/json)

                [{"id": 1, "title": "A"}]

        ## Recent Books [/books/recent]

        ### List Recent Books [GET]

        + Response 200 (application/json)

                [{"id": 2, "title": "B"}]
        """
    found = of(text, "List Recent Books")
    assert [(r.type, r.id) for r in found.resources] == [("book", "2")]


def test_a_documented_record_that_is_mentioned_has_its_own_values() -> None:
    text = (
        ORDERS
        + """
    ## Tickets [/v1/tickets]

    ### List Tickets [GET]

    + Response 200 (application/vnd.api+json)

            {"data": [{"type": "ticket", "id": "2", "attributes": {"name": "Day", "price": 20}}]}
    """
    )
    found = resource(of(text, "Calculate Amount"), "ticket", "2")
    assert found.attributes == {"name": "Day", "price": 20}


def test_a_record_that_is_mentioned_is_linked_to_nothing_that_only_a_link_shows() -> None:
    text = """\
        FORMAT: 1A

        # API

        ## Event [/events/{id}]

        + Parameters
            + id: `1` (string, required)

        ### Get Event [GET]

        + Response 200 (application/vnd.api+json)

                {"data": {"type": "event", "id": "1", "attributes": {"name": "A"}}}

        ## Session [/sessions/{id}]

        + Parameters
            + id: `1` (string, required)

        ### Get Session [GET]

        + Response 200 (application/vnd.api+json)

                {"data": {"type": "session", "id": "1", "attributes": {"title": "B"},
                 "relationships": {"event": {"links": {"related": "/sessions/1/event"}}}}}

        ## Reminder [/reminder]

        ### Remind [POST]

        + Request (application/json)

                {"session": 1}

        + Response 200 (application/json)

                {"sent": true}
        """
    assert [(r.type, r.id) for r in of(text, "Remind").resources] == [("session", "1")]
