from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support import recording
from tests.support.redis_server import RedisServer
from tests.support.server import Server, prepare
from tests.support.stage import Stage, open_socket, receive_until

# Here, since a property takes the profile that there is when its module is imported: how long an
# example took says how busy the machine was.
settings.register_profile("untimed", deadline=None, database=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first: begun last, it would keep one worker while others idle."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """To be copied: database and static files. To make one takes seconds."""
    return prepare(tmp_path_factory.mktemp("installation"))


@pytest.fixture(scope="session")
def var_dir(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installation that most tests share."""
    return shutil.copytree(installation, tmp_path_factory.mktemp("var") / "var")


@pytest.fixture
def own_dir(installation: Path, tmp_path: Path) -> Path:
    """An installation that nobody else has used."""
    return shutil.copytree(installation, tmp_path / "own")


@pytest.fixture(scope="session")
def stage_of_session(var_dir: Path) -> Iterator[Stage]:
    stage = Stage(var_dir)
    yield stage
    stage.close()


@pytest.fixture
def stage(stage_of_session: Stage) -> Stage:
    """A server whose feed is the test's, at the beginning of a day."""
    stage_of_session.begin()
    return stage_of_session


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    yield server
    server.kill()


@pytest.fixture(scope="session")
def simulated(var_dir: Path) -> Iterator[Server]:
    """A server with the feed that is the default."""
    server = Server(var_dir, "simulated://?seed=7&rate=50")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def played(var_dir: Path) -> Iterator[Server]:
    """A server that has played the recording to its end."""
    recording.require_recording()
    server = Server(var_dir, recording.recording_feed(recording.FILE, 5000))
    with open_socket(server, "/ws/ticker/boards/all/") as socket:
        receive_until(socket, lambda message: 'data-word="ENDED"' in message)
    yield server
    server.stop()
