"""The addresses of the interface, each answered as ``answers`` says."""

from django.urls import URLPattern

from budgets.api.answers import answered
from budgets.api.interface import api

app_name = "api-v1"
_patterns, _app, _namespace = api.urls
urlpatterns = [
    pattern
    for pattern in _patterns
    # Ninja's own front page, which says where its documentation is: we serve none of it.
    if isinstance(pattern, URLPattern) and pattern.name != "api-root"
]
for _pattern in urlpatterns:
    _pattern.callback = answered(_pattern.callback)
