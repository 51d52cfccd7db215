from django.http import HttpRequest, HttpResponse


def read(request: HttpRequest, number: int) -> HttpResponse:
    raise NotImplementedError


def write(request: HttpRequest, number: int, key: str) -> HttpResponse:
    raise NotImplementedError
