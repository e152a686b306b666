"""All that the clinic adds to be judged: whose token it is. Nothing speaks of a type."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.adopters.clinic.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from contract_state import DjangoState, mount  # noqa: E402
from django.core.management import call_command  # noqa: E402

from tests.adopters.clinic.tokens import make_token  # noqa: E402

call_command("migrate", run_syncdb=True, verbosity=0)


class State(DjangoState):
    def token(self, user, kind):
        return make_token(user)


application = mount(application, State())

if __name__ == "__main__":
    import sys
    from wsgiref.simple_server import make_server

    make_server("127.0.0.1", int(sys.argv[1]), application).serve_forever()
