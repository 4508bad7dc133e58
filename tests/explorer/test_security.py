import pytest

from tests.explorer.conftest import PORT

ADDRESSES = ["/", "/static/page.js", "/api/state"]
ASKED = {"page": "p", "metric": "live_mw", "first": {"scenario": "small-world"}}


@pytest.mark.parametrize("address", [*ADDRESSES, "/?token=", "/?token=wrong", "/api/state?token=wrong"])
def test_without_the_token_nothing_is_answered(stranger, address):
    answer = stranger.get(address)
    assert answer.status_code == 403
    assert "Open the address" in answer.text


def test_the_token_opens_the_start_address_alone(stranger, guard):
    assert stranger.get(f"/api/state?token={guard.token}").status_code == 403
    assert stranger.post(f"/?token={guard.token}").status_code == 403


def test_the_start_address_gives_a_cookie_that_no_script_and_no_other_page_has(stranger, guard):
    answer = stranger.get(guard.start)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert guard.token not in cookie
    assert [stranger.get(address).status_code for address in ADDRESSES] == [200, 200, 200]


def test_each_server_has_a_token_of_its_own(session, desk):
    from sim.explorer.security import Guard

    one, other = (Guard(lambda *_: None, PORT).token for _ in range(2))
    assert one != other
    assert len(one) > 40


@pytest.mark.parametrize("host", ["evil.example", f"localhost:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", ""])
def test_another_host_is_refused_even_with_the_cookie(client, host):
    assert client.get("/", headers={"host": host}).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", f"https://127.0.0.1:{PORT}", "http://127.0.0.1:1"])
def test_another_origin_is_refused_even_with_the_cookie(client, origin):
    assert client.post("/api/picture", json=ASKED, headers={"origin": origin}).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_page_asks_for_is_refused(client, site):
    assert client.get("/", headers={"sec-fetch-site": site}).status_code == 403


def test_this_page_s_own_origin_is_let_in(client):
    own = {"origin": f"http://127.0.0.1:{PORT}", "sec-fetch-site": "same-origin"}
    assert client.post("/api/picture", json=ASKED, headers=own).status_code == 200


@pytest.mark.parametrize("address", [*ADDRESSES, "/static/none.js", "/none"])
def test_every_answer_has_a_policy_without_eval_and_inline(client, address):
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy and "script-src 'self';" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


def test_the_page_has_no_script_or_style_within_and_names_no_other_host(client):
    import re

    page = client.get("/").text
    assert re.findall(r"<script(?![^>]*\bsrc=\"/static/)", page) == []
    assert "<style" not in page and " style=" not in page and "://" not in page
    assert re.findall(r"\son\w+=", page) == []
    own = ["page.js", "asking.js", "levers.js", "charts.js", "strict.js", "page.css"]
    assert [name for name in own if "://" in client.get(f"/static/{name}").text] == []


PATHS = ["%2e%2e", "..%2fpage.html", "..%2f..%2fapp.py",
         "%2e%2e/app.py", "/etc/passwd", "..\\app.py", "page.js%00", "page.html",
         "page.js/../../app.py"]  # fmt: skip


@pytest.mark.parametrize("name", PATHS)
def test_no_address_leads_to_another_file(client, name):
    assert client.get(f"/static/{name}").status_code in (403, 404)


NAMES = ["../small-world", "../../etc/passwd", "/etc/passwd", "a/b", "a.b", "A", "-a", "a" * 61, "con fig", "ä", "."]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_a_path_is_neither_saved_nor_opened(client, folder, name):
    said = {"page": "p", "name": name, "scenario": "small-world", "typed": {"operator.reserve": "9"}}
    assert client.post("/api/save", json=said).json()["error"]
    assert client.post("/api/open", json=said).json()["error"]
    assert not (folder / "explored").exists() or not any((folder / "explored").iterdir())


@pytest.mark.parametrize("run", ["..", ".", "/etc", "../runs", "a/../../.."])
def test_a_run_is_opened_by_its_listed_name_alone(client, run):
    answer = client.post("/api/picture", json=ASKED | {"first": {"run": run}})
    assert "there is no stored run" in answer.json()["error"]


BODIES = [b"", b"[]", b"{", b"[" * 60_000, b'{"page": 1}', b'{"page": "p", "metric": "live_mw"}',
          b'{"page": "p", "metric": "live_mw", "first": {"scenario": "a", "run": "b"}}']  # fmt: skip


@pytest.mark.parametrize("body", BODIES)
def test_what_no_page_asks_is_refused_in_words(client, body):
    answer = client.post("/api/picture", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_keys_that_no_lever_has_are_refused_in_words(client):
    side = b'{"scenario": "small-world", "typed": {"\\ud800": "1"}}'
    body = b'{"page": "p", "metric": "live_mw", "first": ' + side + b"}"
    answer = client.post("/api/picture", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["error"]) == (400, "`typed` has a key that is no lever's")


def test_more_fields_than_an_address_has_are_no_token(stranger):
    answer = stranger.get("/?" + "&".join(f"a={n}" for n in range(12)))
    assert answer.status_code == 403
    assert "content-security-policy" in answer.headers


def test_a_request_is_json_and_not_too_long(client):
    assert client.post("/api/picture", content=b"{}", headers={"content-type": "text/plain"}).status_code == 400
    long = b'{"page": "' + b"p" * 70_000 + b'"}'
    assert "longer" in client.post("/api/picture", content=long,
                                   headers={"content-type": "application/json"}).json()["error"]  # fmt: skip
