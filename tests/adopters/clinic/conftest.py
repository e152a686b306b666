"""The clinic in this process: Django is set up once, on a database of the tests."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The WSGI application, with all tables."""
    with pytest.MonkeyPatch.context() as patch:  # Django reads them once
        patch.setenv("CLINIC_DATABASE", str(tmp_path_factory.mktemp("clinic") / "test.sqlite"))
        patch.setenv("DJANGO_SETTINGS_MODULE", "tests.adopters.clinic.settings")
        from django.core.management import call_command
        from django.core.wsgi import get_wsgi_application

        application = get_wsgi_application()
        call_command("migrate", run_syncdb=True, verbosity=0)
    return application
