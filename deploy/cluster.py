"""Everything that running past one process takes, on this machine: Redis, a publisher, two web
processes and nginx in front of them. Started by bin/cluster."""

from __future__ import annotations

import asyncio
import shutil
import socket
import sys
from pathlib import Path

from deploy.programs import Program, ProgramError, run
from stock_ticker import settings

FOLDER = settings.VAR_DIR.resolve() / "cluster"
REDIS, WEB_1, WEB_2 = range(settings.PORT + 1, settings.PORT + 4)
TEMPLATE = Path(__file__).with_name("nginx.conf")


class ClusterError(Exception):
    """One line that says why it cannot start."""


def main() -> None:
    try:
        redis, nginx = _find_executable("redis-server"), _find_executable("nginx")
        _check_ports()
        _write_nginx_conf()
        redis_url = f"redis://127.0.0.1:{REDIS}"
        asyncio.run(run(_start_groups(redis, nginx), {"REDIS_URL": redis_url}, _print_address))
    except (ClusterError, ProgramError, OSError) as error:
        sys.exit(f"bin/cluster: {error}")


def _find_executable(name: str) -> str:
    # Debian keeps servers where only root's PATH leads.
    found = shutil.which(name) or shutil.which(name, path="/usr/local/sbin:/usr/sbin")
    if found is None:
        raise ClusterError(
            f"needs {name} (Debian, Ubuntu: apt-get install nginx-light redis-server; "
            "macOS: brew install nginx redis)"
        )
    return found


def _check_ports() -> None:
    if settings.PORT > 65535 - 3:
        raise ClusterError(f"PORT={settings.PORT} leaves no room for the three ports after it")
    inner = [("127.0.0.1", port) for port in (REDIS, WEB_1, WEB_2)]
    for host, port in [(settings.HOST, settings.PORT), *inner]:
        try:
            socket.create_server((host, port)).close()
        except OSError as error:
            raise ClusterError(
                f"cannot listen on {host} port {port}: {error.strerror}; PORT names the first of "
                f"four in a row, now {settings.PORT}"
            ) from None


def _write_nginx_conf() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
    places = {"HOST": host, "PORT": settings.PORT, "WEB_1": WEB_1, "WEB_2": WEB_2}
    text = TEMPLATE.read_text()
    for name, value in places.items():
        text = text.replace(f"@{name}@", str(value))
    (FOLDER / "nginx.conf").write_text(text)


def _start_groups(redis: str, nginx: str) -> list[list[Program]]:
    """The parts in the order of their start: those of a stage need the stage before."""
    storage = ["--save", "", "--appendonly", "no", "--dir", str(FOLDER)]
    quiet = ["--logfile", str(FOLDER / "redis.log")]
    listening = ["--bind", "127.0.0.1", "--port", str(REDIS)]
    front = [nginx, "-e", "stderr", "-p", f"{FOLDER}/", "-c", "nginx.conf"]
    return [
        [Program("Redis", [redis, *listening, *storage, *quiet], port=REDIS)],
        [
            Program("the publisher", [sys.executable, "manage.py", "runfeed"]),
            Program("web process 1", _web_command(WEB_1), port=WEB_1),
            Program("web process 2", _web_command(WEB_2), port=WEB_2),
        ],
        [Program("nginx", front, settings.HOST, settings.PORT)],
    ]


def _web_command(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "uvicorn", "stock_ticker.asgi:application"),
        *("--host", "127.0.0.1", "--port", str(port)),
        # Compressing a frame for each socket costs ten times what sending it does.
        *("--ws", "ticker.uvicorn_sockets:Sockets", "--ws-per-message-deflate", "false"),
        # Of a proxy's headers only those of one on this machine count.
        *("--proxy-headers", "--forwarded-allow-ips", "127.0.0.1"),
        *("--lifespan", "on", "--timeout-graceful-shutdown", "3", "--log-level", "warning"),
    ]


def _print_address() -> None:
    sys.stdout.write(
        f"Serving {settings.FEED} on http://{settings.HOST}:{settings.PORT} by two processes "
        "behind nginx (Ctrl-C ends it)\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
