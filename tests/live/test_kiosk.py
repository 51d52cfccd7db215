"""A device becomes a screen, shows its programme, does what it is told, and is shut out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed

from tests.support.closes import is_told_to_reload, read_all_until_close, read_until_close
from tests.support.device import SETTLE_BEATS, Device, DeviceWall, add_page, pair_device
from tests.support.person import Person, people
from tests.support.stage import Stage, open_socket, receive, receive_until
from ticker.live import close_codes

DEMOTE = """
from django.contrib.auth.models import User
User.objects.filter(username=%r).update(is_staff=False)
"""
"""By no save, of which anybody could be told."""


@pytest.fixture(scope="module")
def staff(stage_of_session: Stage) -> Person:
    return people(stage_of_session.server, "eve", is_staff=True)[0]


@pytest.fixture
def device(stage: Stage) -> Device:
    return Device(stage.server)


@pytest.fixture
def screen(staff: Person, device: Device, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a screen with a programme of one page, the funds."""
    address = pair_device(staff, device, request.node.name[-50:], "etfs")
    yield address
    staff.post(f"{address}delete/")


def test_a_device_that_waits_turns_into_its_programme(
    staff: Person, device: Device, stage: Stage
) -> None:
    code = device.code()
    assert re.fullmatch("[CFHJKMNPRTVWX3479]{3} [CFHJKMNPRTVWX3479]{3}", code)
    assert device.code() == code
    asked = f"/kiosk/claimed/?code={code.replace(' ', '')}"
    assert device.get(asked).status == 204
    typed = code.replace(" ", "-").lower()
    answer = staff.post("/screens/pair/", code=typed, name="Turning")
    assert answer.status == 302
    assert device.get(asked).headers["HX-Refresh"] == "true"
    assert "no programme yet" in device.get().text
    staff.post(f"{answer.headers['Location']}delete/")


def test_a_code_is_good_once(staff: Person, device: Device, stage: Stage) -> None:
    code = device.code()
    address = staff.post("/screens/pair/", code=code, name="First").headers["Location"]
    again = staff.post("/screens/pair/", code=code, name="Second")
    assert again.status == 200
    assert "No screen shows this code" in again.text
    staff.post(f"{address}delete/")


def test_the_wall_is_what_its_socket_says(screen: str, device: Device, stage: Stage) -> None:
    symbol = "ARCX:SPY"
    with device.wall() as wall:
        wall.receive()
        stage.puppeteer.say(stage.puppeteer.trade(symbol, "432.10"))
        wall.wait_until_shown(lambda said: "432.10" in said)
        assert wall.page.cell(symbol, "last") == "432.10"
        fresh = DeviceWall(type(wall.page)(device.get().text), wall.socket)
        wall.wait_until_shown(lambda said: said == fresh.stage)


def test_each_command_is_on_the_wall_within_two_heartbeats(
    staff: Person, screen: str, device: Device
) -> None:
    name = re.search("<h1>([^<]+)</h1>", staff.get(screen).text)
    assert name
    with device.wall() as wall:
        wall.wait_until_shown(lambda said: "ETFs" in said)
        remote = f"{screen}remote/"
        staff.post(remote, do="identify")
        wall.wait_until_shown(lambda said: name[1] in said)
        staff.post(remote, do="blank")
        wall.wait_until_shown(lambda said: "blank" in said and "ETFs" not in said)
        staff.post(remote, do="show")
        wall.wait_until_shown(lambda said: "ETFs" in said)
        staff.post(f"{screen}banner/", banner="Fire drill <b>at noon</b>")
        wall.wait_until_shown(lambda said: "Fire drill <b>at noon</b>" in said and "ETFs" in said)
        staff.post(remote, do="take-down")
        wall.wait_until_shown(lambda said: "Fire drill" not in said)


def test_another_programme_is_on_the_wall_at_once(
    staff: Person, screen: str, device: Device
) -> None:
    other = staff.post("/screens/programmes/", name="Another").headers["Location"]
    add_page(staff, other, "crypto", layout="tiles")
    number = other.rstrip("/").rpartition("/")[2]
    with device.wall() as wall:
        wall.wait_until_shown(lambda said: "ETFs" in said)
        assert staff.post(screen, name="Assigned", programme=number, part="1").status == 302
        wall.wait_until_shown(lambda said: "Crypto" in said and "ETFs" not in said)
        staff.post(f"{other}delete/")
        wall.wait_until_shown(lambda said: "unassigned" in said)


def test_a_wall_turns_from_page_to_page(staff: Person, device: Device, stage: Stage) -> None:
    address = pair_device(staff, device, "Rotating", "etfs", "losers", "crypto", dwell=5)
    with device.wall() as wall:
        for title in ("ETFs", "Crypto", "ETFs"):
            wall.wait_until_shown(lambda said, title=title: title in said, beats=12)  # type: ignore[misc]
            assert "Losers" not in wall.stage  # nothing is down, so that page is skipped
    staff.post(f"{address}delete/")


def test_a_halt_comes_before_the_rotation(staff: Person, device: Device, stage: Stage) -> None:
    address = pair_device(staff, device, "Halting", "etfs", "crypto")
    make = stage.puppeteer
    with device.wall() as wall:
        wall.receive()
        is_first = "ETFs" in wall.stage
        symbol, title = ("KRAKEN:BTC-USD", "Crypto") if is_first else ("ARCX:SPY", "ETFs")
        make.say(make.event("tradingstatus", symbol, status="HALTED", reason="T1"))
        ticker = symbol.partition(":")[2]
        wall.wait_until_shown(lambda said: title in said and said.endswith(f"HALTED {ticker}"))
        staff.post(f"{address}remote/", do="identify")
        wall.wait_until_shown(
            lambda said: title in said and said.endswith(f"HALTED {ticker} Halting")
        )
    make.say(make.event("tradingstatus", symbol, status="TRADING"))
    staff.post(f"{address}delete/")


@pytest.mark.parametrize("verb", ["reload", "revoke", "delete"])
def test_a_wall_that_must_load_itself_is_told_so_and_closed(
    staff: Person, device: Device, stage: Stage, verb: str
) -> None:
    address = pair_device(staff, device, f"To {verb}", "etfs")
    with device.wall() as wall:
        wall.receive()
        path = f"{address}delete/" if verb == "delete" else f"{address}remote/"
        (messages,) = read_all_until_close(
            [wall.socket], SETTLE_BEATS, lambda: staff.post(path, do=verb)
        )
    assert wall.socket.close_code == close_codes.REVOKED
    assert is_told_to_reload(messages)
    is_screen = verb == "reload"
    assert ("ETFs" in device.get().text) is is_screen
    assert ('class="code"' in device.get().text) is not is_screen
    if is_screen:
        with device.wall() as wall:
            wall.wait_until_shown(lambda said: "ETFs" in said)
        staff.post(f"{address}delete/")


def test_a_wall_that_missed_its_reload_is_told_when_it_comes_back(
    staff: Person, screen: str, device: Device
) -> None:
    with device.wall() as wall:
        wall.receive()
        path = wall.page.socket
    staff.post(f"{screen}remote/", do="reload")
    with open_socket(device.server, path, cookie=device.cookie_header(path)) as socket:
        read_until_close(socket, SETTLE_BEATS)
        assert socket.close_code == close_codes.REVOKED


def test_a_revoked_token_becomes_no_screen_again(
    staff: Person, screen: str, device: Device
) -> None:
    revoked = device.token
    staff.post(f"{screen}remote/", do="revoke")
    code = device.code()
    assert device.token != revoked
    staff.post("/screens/pair/", code=code, screen=screen.rstrip("/").rpartition("/")[2])
    assert "ETFs" in device.get().text
    device.cookies = {name: (revoked, at) for name, (_, at) in device.cookies.items()}
    assert 'class="code"' in device.get().text


def test_a_stranger_gets_nothing_from_the_socket(stage: Stage) -> None:
    with stage.open("/ws/ticker/kiosk/") as socket:
        with pytest.raises(ConnectionClosed):
            socket.recv()
        assert socket.close_code == close_codes.NOT_FOUND


def test_the_cookies_are_for_the_kiosk_alone(screen: str, device: Device) -> None:
    assert {at for _, at in device.cookies.values()} == {"/kiosk/", "/ws/ticker/kiosk/"}
    fresh = Device(device.server)
    lines = fresh.get().headers.get_all("Set-Cookie") or []
    assert len(lines) == 2
    for line in lines:
        assert "HttpOnly" in line
    sites = [re.findall("SameSite=([A-Za-z]+)", line)[0] for line in lines]
    assert dict(zip(["kiosk", "kiosk_socket"], sites, strict=True)) == {
        "kiosk": "Lax",
        "kiosk_socket": "Strict",
    }
    everywhere = "; ".join(f"{name}={value}" for name, (value, _) in device.cookies.items())
    for path in ("/", "/boards/all/", "/screens/", "/watchlists/", screen):
        with_it = device.server.get(path, Cookie=everywhere)
        without = device.server.get(path)
        assert with_it.status == without.status
        assert with_it.headers["Location"] == without.headers["Location"]
    for path in ("/ws/ticker/screens/", "/ws/ticker/watchlists/1/"):
        with open_socket(device.server, path, cookie=everywhere) as socket:
            with pytest.raises(ConnectionClosed):
                socket.recv()
            assert socket.close_code == close_codes.NOT_FOUND


def test_the_token_is_in_no_page_address_or_log(
    staff: Person, screen: str, device: Device, stage: Stage
) -> None:
    pages = [device.get(), device.get("/kiosk/reload/"), device.get("/kiosk/keep/")]
    pages += [staff.get("/screens/"), staff.get(screen)]
    with device.wall() as wall:
        messages = [wall.receive() for _ in range(3)]
    assert len(device.token) == 43
    for said in [each.text for each in pages] + messages + [stage.server.log]:
        assert device.token not in said


class TestFleet:
    def state(self, staff: Person, screen: str) -> str:
        found = re.search(r'data-state="([^"]+)"', staff.get(screen).text)
        assert found
        return found[1]

    def follow(self, staff: Person, screen: str, state: str, beats: int) -> None:
        """Until its live page says so, within so many heartbeats."""
        with staff.open(f"/ws/ticker{screen}") as socket:
            messages = receive_until(socket, lambda said: f'data-state="{state}"' in said)
        assert sum('id="pulse"' in each for each in messages) <= beats

    def test_what_a_screen_does_is_seen_live(
        self, staff: Person, screen: str, device: Device
    ) -> None:
        assert self.state(staff, screen) == "OFFLINE"
        with staff.open("/ws/ticker/screens/") as socket, device.wall() as wall:
            while "ETFs" not in (said := receive(socket)) or 'data-state="PAINTING"' not in said:
                wall.receive()
            assert self.state(staff, screen) == "PAINTING"
        self.follow(staff, screen, "OFFLINE", beats=5)

    def test_a_screen_that_stops_painting_is_shown_as_such_while_its_socket_is_open(
        self, staff: Person, screen: str, device: Device
    ) -> None:
        with device.wall() as wall:
            wall.wait_until_shown(lambda said: "ETFs" in said)
            for _ in range(4):
                wall.receive()
            # From here on it answers nothing, though its socket takes all that comes.
            self.follow(staff, screen, "NOT PAINTING", beats=9)
            wall.socket.ping()

    def test_it_is_not_for_others(self, stage: Stage, screen: str) -> None:
        bob = people(stage.server, "bob")[0]
        for path in ("/ws/ticker/screens/", f"/ws/ticker{screen}"):
            with bob.open(path) as socket:
                with pytest.raises(ConnectionClosed):
                    socket.recv()
                assert socket.close_code == close_codes.NOT_FOUND

    def test_who_is_of_the_staff_no_longer_is_cut_off(self, stage: Stage, screen: str) -> None:
        (carol,) = people(stage.server, "carol", is_staff=True)
        with (
            carol.open("/ws/ticker/screens/") as fleet,
            carol.open(f"/ws/ticker{screen}") as one,
        ):
            sockets = [fleet, one]
            for each in sockets:
                receive_until(each, lambda said: 'id="pulse"' in said)
            read_all_until_close(sockets, 5, lambda: stage.server.run(DEMOTE % "carol"))
        assert [each.close_code for each in sockets] == [close_codes.NOT_FOUND] * 2
        assert carol.get("/screens/").status == 404

    def test_a_screen_that_is_deleted_is_no_page_any_more(
        self, staff: Person, device: Device, stage: Stage
    ) -> None:
        address = pair_device(staff, device, "Short-lived")
        with staff.open(f"/ws/ticker{address}") as socket:
            receive(socket)
            staff.post(f"{address}delete/")
            with pytest.raises(ConnectionClosed):
                receive_until(socket, lambda said: False)
        assert staff.get(address).status == 404
