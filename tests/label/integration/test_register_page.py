from __future__ import annotations
import pytest
from tests.factories.label import *
from label.enums import EventKind as K

pytestmark = pytest.mark.django_db


def test_smoke(world, client_of, queries):
    add_event(world.porto, K.OPENED, "2006")
    add_event(world.genova, K.OPENED, "2002-01")
    add_event(world.genova, K.SUSPENDED, "2016-05")
    c = client_of()
    path = register_page().url_path.replace("/hub/", "/", 1)
    print(path)
    c.get(path)
    with queries() as seen:
        r = c.get(path + "?date=2016-05-01")
    print(r.content.decode())
    for q in seen:
        print(q[:300])
    with queries() as seen:
        r = c.get("/fr/label/")
    for q in seen:
        print("IDX", q[:1000])
    print(r.content.decode())
    r = c.get(path + "?date=2016-15-01&status=x")
    print(r.content.decode()[:500])
    assert len(seen) == 0
