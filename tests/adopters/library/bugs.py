"""Ten bugs, each in one operation of the library, as a team might make them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, jsonify

from tests.adopters.library import app as library

Answer = Callable[..., Any]


def _instead(app: Flask, operation: str, change: Callable[[Any], Any]) -> None:
    """``operation`` answers a changed document, with the status and headers as they were."""
    view = app.view_functions[operation]

    def changed(**arguments: Any) -> Any:
        response = app.make_response(view(**arguments))
        document = change(response.get_json(silent=True))
        response.set_data(jsonify(document).get_data())
        return response

    app.view_functions[operation] = changed


def price_is_a_text(app: Flask) -> None:
    _instead(app, "get_book", lambda book: {**book, "price": str(book["price"])})


def unknown_is_null(app: Flask) -> None:
    def get_book(id: int) -> Any:
        book = library.Book.query.get(id)
        return jsonify(book and library.shown_book(book))

    app.view_functions["get_book"] = get_book


def no_location(app: Flask) -> None:
    view = app.view_functions["create_book"]

    def create_book() -> Any:
        return view()[:2]

    app.view_functions["create_book"] = create_book


def reviews_are_lost(app: Flask) -> None:
    _instead(app, "list_reviews", lambda _: [])


def change_is_thrown_away(app: Flask) -> None:
    def change_book(id: int) -> Any:
        library.signed_in(librarian=True)
        library.sent("title")
        return jsonify(library.shown_book(library.find(library.Book, id)))

    app.view_functions["change_book"] = change_book


def removal_says_so(app: Flask) -> None:
    view = app.view_functions["delete_book"]

    def delete_book(id: int) -> Any:
        view(id=id)
        return jsonify(message="removed")

    app.view_functions["delete_book"] = delete_book


def any_password_will_do(app: Flask) -> None:
    def login() -> Any:
        name = library.sent("username", "password")["username"]
        member = library.Member.query.filter_by(username=name).first()
        return jsonify(token=library.make_token(member.id), member=library.shown_member(member))

    app.view_functions["login"] = login


def nobody_need_sign_in(app: Flask) -> None:
    def get_member(username: str) -> Any:
        member = library.Member.query.filter_by(username=username).first()
        return jsonify(library.shown_member(member))

    app.view_functions["get_member"] = get_member


def a_member_is_lost(app: Flask) -> None:
    _instead(app, "get_author", lambda a: {n: v for n, v in a.items() if n != "full_name"})


def a_return_is_not_noted(app: Flask) -> None:
    def take_back(id: int) -> Any:
        library.signed_in(librarian=True)
        return jsonify({**library.shown_loan(library.find(library.Loan, id)), "returned_on": None})

    app.view_functions["take_back"] = take_back


#: Each bug with what must be red, once, and why: the transaction, the rule and the place.
BUGS: dict[Callable[[Flask], None], tuple[str, str]] = {
    price_is_a_text: ("Books > Book > See a book > Example 1", "schema /price"),
    unknown_is_null: ("Books > Book > See a book > Example 2", "status status"),
    no_location: ("Books > New book > Add a book > Example 1", "location header:Location"),
    reviews_are_lost: ("Books > Reviews > List reviews", "non-empty "),
    change_is_thrown_away: ("Books > Book > Change a book", "echo /title"),
    removal_says_so: ("Books > Book > Remove a book", "status status"),
    any_password_will_do: ("Signing in > Login > Sign in > Example 2", "status status"),
    nobody_need_sign_in: ("Signing in > Member > See a member > Example 2", "status status"),
    a_member_is_lost: ("Authors > Author > See an author", "schema /full_name"),
    a_return_is_not_noted: (
        "Loans > Return > Take a book back",
        "non-empty /returned_on, echo /returned_on",
    ),
}
