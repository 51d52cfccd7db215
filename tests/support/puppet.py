"""A feed that has no will of its own: prints what comes from the socket whose port it is given.

The test at the other end is tests.support.puppeteer.
"""

import socket
import sys


def main() -> None:
    with socket.create_connection(("localhost", int(sys.argv[1]))) as strings:
        while said := strings.recv(1 << 16):
            sys.stdout.buffer.write(said)
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    try:
        main()
    except ConnectionResetError:
        sys.exit("the strings were cut")
