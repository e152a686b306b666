"""Tokens of the clinic: a signed id."""

from django.core.signing import BadSignature, Signer
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from tests.adopters.clinic.models import Staff


def make_token(user):
    return Signer().sign(str(user))


class SignedToken(BaseAuthentication):
    def authenticate(self, request):
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Token":
            return None
        try:
            return Staff.objects.get(pk=Signer().unsign(token)), token
        except (BadSignature, Staff.DoesNotExist):
            raise AuthenticationFailed("Sign in again.") from None

    def authenticate_header(self, request):
        return "Token"
