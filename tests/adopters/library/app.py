"""A lending library as a team might have written it some years ago, on Flask-SQLAlchemy 2."""

import datetime
import enum
import os

from flask import Flask, abort, g, jsonify, request, url_for
from flask_sqlalchemy import SQLAlchemy
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import validates
from werkzeug.security import check_password_hash, generate_password_hash

db = SQLAlchemy()

book_tags = db.Table(
    "book_tags",
    db.Column("book_id", db.Integer, db.ForeignKey("books.id"), primary_key=True),
    db.Column("tag_id", db.Integer, db.ForeignKey("tags.id"), primary_key=True),
)


class Genre(enum.Enum):
    fiction = "Fiction"
    science = "Science"
    poetry = "Poetry"


class Member(db.Model):
    __tablename__ = "members"
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(40), unique=True, nullable=False)
    email = db.Column(db.String(120), unique=True, nullable=False)
    _password = db.Column("password", db.String(200), nullable=False)
    is_librarian = db.Column(db.Boolean, nullable=False, default=False)
    is_admin = db.Column(db.Boolean, nullable=False, default=False)

    def __init__(self, username, email, password):
        self.username, self.email, self.password = username, email, password

    @property
    def password(self):
        raise AttributeError("passwords cannot be read")

    @password.setter
    def password(self, text):
        self._password = generate_password_hash(text, "pbkdf2:sha256:1000")

    @validates("email")
    def is_address(self, _key, value):
        assert "@" in value, "no address"
        return value


class Author(db.Model):
    __tablename__ = "authors"
    id = db.Column(db.Integer, primary_key=True)
    full_name = db.Column(db.String(80), nullable=False)
    born_on = db.Column(db.Date)
    books = db.relationship("Book", backref="author", lazy="dynamic")


class Book(db.Model):
    __tablename__ = "books"
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(200), nullable=False)
    isbn = db.Column(db.String(13), unique=True, nullable=False)
    genre = db.Column(db.Enum(Genre), nullable=False)
    price = db.Column(db.Numeric(8, 2))
    added_at = db.Column(db.DateTime, nullable=False, default=datetime.datetime.utcnow)
    author_id = db.Column(db.Integer, db.ForeignKey("authors.id"), nullable=False)
    tags = db.relationship("Tag", secondary=book_tags, backref="books")
    loans = db.relationship("Loan", backref="book", cascade="all, delete-orphan")
    reviews = db.relationship("Review", backref="book", cascade="all, delete-orphan")


class Tag(db.Model):
    __tablename__ = "tags"
    id = db.Column(db.Integer, primary_key=True)
    label = db.Column(db.String(30), unique=True, nullable=False)


class Loan(db.Model):
    __tablename__ = "loans"
    __table_args__ = (db.UniqueConstraint("book_id", "started_on"),)
    id = db.Column(db.Integer, primary_key=True)
    book_id = db.Column(db.Integer, db.ForeignKey("books.id"), nullable=False)
    member_id = db.Column(db.Integer, db.ForeignKey("members.id"), nullable=False)
    started_on = db.Column(db.Date, nullable=False)
    returned_on = db.Column(db.Date)
    member = db.relationship("Member", backref="loans")


class Review(db.Model):
    __tablename__ = "reviews"
    __table_args__ = (db.CheckConstraint("stars >= 1"), db.CheckConstraint("stars <= 5"))
    id = db.Column(db.Integer, primary_key=True)
    book_id = db.Column(db.Integer, db.ForeignKey("books.id"), nullable=False)
    member_id = db.Column(db.Integer, db.ForeignKey("members.id"), nullable=False)
    stars = db.Column(db.Integer, nullable=False)
    text = db.Column(db.Text, nullable=False)
    member = db.relationship("Member")


def shown_book(book):
    return {
        "id": book.id,
        "title": book.title,
        "isbn": book.isbn,
        "genre": book.genre.value,
        "price": None if book.price is None else float(book.price),
        "added_at": book.added_at.isoformat() + "Z",
        "author": {"id": book.author_id, "full_name": book.author.full_name},
        "tags": sorted(tag.label for tag in book.tags),
        "url": url_for("get_book", id=book.id),
    }


def shown_author(author):
    return {
        "id": author.id,
        "full_name": author.full_name,
        "born_on": author.born_on and author.born_on.isoformat(),
        "book_count": author.books.count(),
    }


def shown_member(member):
    return {"id": member.id, "username": member.username, "email": member.email}


def shown_loan(loan):
    return {
        "id": loan.id,
        "book_id": loan.book_id,
        "member_id": loan.member_id,
        "started_on": loan.started_on.isoformat(),
        "returned_on": loan.returned_on and loan.returned_on.isoformat(),
    }


def shown_review(review):
    return {
        "id": review.id,
        "stars": review.stars,
        "text": review.text,
        "by": review.member.username,
    }


def signer():
    return URLSafeSerializer("not secret")


def make_token(member_id):
    return signer().dumps(int(member_id))


def signed_in(*, librarian=False):
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        member = Member.query.get(signer().loads(token)) if scheme == "Bearer" else None
    except BadSignature:
        member = None
    if member is None:
        abort(401, "sign in first")
    if librarian and not (member.is_librarian or member.is_admin):
        abort(403, "only librarians may do this")
    g.member = member
    return member


def sent(*required):
    data = request.get_json(silent=True)
    if not isinstance(data, dict):
        abort(400, "send a JSON object")
    missing = [name for name in required if name not in data]
    if missing:
        abort(400, "missing: " + ", ".join(missing))
    return data


def date_of(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d").date()


def find(model, id):
    found = model.query.get(id)
    if found is None:
        abort(404, f"no such {model.__name__.lower()}")
    return found


def save(*rows):
    db.session.add_all(rows)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "that exists already")


def routes(app):
    @app.route("/api/v2/login", methods=["POST"])
    def login():
        data = sent("username", "password")
        member = Member.query.filter_by(username=data["username"]).first()
        if member is None or not check_password_hash(member._password, data["password"]):
            abort(401, "wrong username or password")
        return jsonify(token=make_token(member.id), member=shown_member(member))

    @app.route("/api/v2/members/<username>")
    def get_member(username):
        signed_in()
        member = Member.query.filter_by(username=username).first()
        if member is None:
            abort(404, "no such member")
        return jsonify(shown_member(member))

    @app.route("/api/v2/books")
    def list_books():
        query = Book.query
        if "author_id" in request.args:
            query = query.filter_by(author_id=request.args["author_id"])
        books = query.order_by(Book.title).all()
        return jsonify(books=[shown_book(book) for book in books], total=len(books))

    @app.route("/api/v2/books", methods=["POST"])
    def create_book():
        signed_in(librarian=True)
        data = sent("title", "isbn", "genre", "author_id")
        author = find(Author, data["author_id"])
        tags = Tag.query.filter(Tag.label.in_(data.get("tags", []))).all()
        book = Book(title=data["title"], isbn=data["isbn"], author_id=author.id, tags=tags)
        book.genre = Genre(data["genre"])
        book.price = data.get("price")
        save(book)
        return jsonify(shown_book(book)), 201, {"Location": url_for("get_book", id=book.id)}

    @app.route("/api/v2/books/<int:id>")
    def get_book(id):
        return jsonify(shown_book(find(Book, id)))

    @app.route("/api/v2/books/<int:id>", methods=["PUT"])
    def change_book(id):
        signed_in(librarian=True)
        book, data = find(Book, id), sent("title")
        book.title = data["title"]
        book.price = data.get("price", book.price)
        save(book)
        return jsonify(shown_book(book))

    @app.route("/api/v2/books/<int:id>", methods=["DELETE"])
    def delete_book(id):
        signed_in(librarian=True)
        db.session.delete(find(Book, id))
        save()
        return "", 204

    @app.route("/api/v2/books/<int:id>/reviews")
    def list_reviews(id):
        return jsonify([shown_review(review) for review in find(Book, id).reviews])

    @app.route("/api/v2/books/<int:id>/reviews", methods=["POST"])
    def create_review(id):
        book, data = find(Book, id), sent("stars", "text")
        review = Review(book=book, member=signed_in(), stars=data["stars"], text=data["text"])
        if not 1 <= data["stars"] <= 5:
            abort(422, "stars are 1 to 5")
        save(review)
        return jsonify(shown_review(review)), 201

    @app.route("/api/v2/authors")
    def list_authors():
        authors = Author.query.order_by(Author.id).all()
        return jsonify([shown_author(author) for author in authors])

    @app.route("/api/v2/authors/<int:id>")
    def get_author(id):
        return jsonify(shown_author(find(Author, id)))

    @app.route("/api/v2/authors/<int:id>/books")
    def list_books_of_author(id):
        books = find(Author, id).books.order_by(Book.id)
        return jsonify(books=[shown_book(book) for book in books], total=books.count())

    @app.route("/api/v2/tags")
    def list_tags():
        return jsonify([{"id": t.id, "label": t.label} for t in Tag.query.order_by(Tag.label)])

    @app.route("/api/v2/tags", methods=["POST"])
    def create_tag():
        signed_in(librarian=True)
        tag = Tag(label=sent("label")["label"])
        save(tag)
        return jsonify(id=tag.id, label=tag.label), 201

    @app.route("/api/v2/tags/<int:id>", methods=["PATCH"])
    def rename_tag(id):
        signed_in(librarian=True)
        tag = find(Tag, id)
        tag.label = sent("label")["label"]
        save(tag)
        return jsonify(id=tag.id, label=tag.label)

    @app.route("/api/v2/loans", methods=["POST"])
    def lend():
        signed_in(librarian=True)
        data = sent("book_id", "member_id", "started_on")
        book, member = find(Book, data["book_id"]), find(Member, data["member_id"])
        loan = Loan(book=book, member=member, started_on=date_of(data["started_on"]))
        save(loan)
        return jsonify(shown_loan(loan)), 201

    @app.route("/api/v2/loans")
    def list_loans():
        signed_in(librarian=True)
        loans = Loan.query.filter_by(member_id=request.args["member_id"]).order_by(Loan.id)
        return jsonify(loans=[shown_loan(loan) for loan in loans])

    @app.route("/api/v2/loans/<int:id>/return", methods=["POST"])
    def take_back(id):
        signed_in(librarian=True)
        loan = find(Loan, id)
        loan.returned_on = date_of(sent("returned_on")["returned_on"])
        save(loan)
        return jsonify(shown_loan(loan))


def create_app():
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["LIBRARY_DATABASE"]
    app.config["SQLALCHEMY_TRACK_MODIFICATIONS"] = False
    db.init_app(app)
    routes(app)
    for status in (400, 401, 403, 404, 409, 422):
        app.register_error_handler(
            status, lambda error: (jsonify(error=error.description), error.code)
        )
    with app.app_context():
        db.create_all()
    return app
