"""All that the library adds to be judged: whose token it is. Nothing speaks of a type."""

from contract_state import SqlAlchemyState, mount

from tests.adopters.library.app import create_app, db, make_token


class State(SqlAlchemyState):
    def token(self, user, kind):
        return make_token(user)


app = create_app()
app.wsgi_app = mount(app.wsgi_app, State(app, db))
