"""A relay in front of a server that counts what passes: bytes as they are on the wire.

A browser tells of a message how long it is when unpacked. What a network carries is less, where the
server compresses, and more, for what else is asked for; so the bytes are counted on the way.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

CHUNK = 1 << 16


@dataclass
class Wire:
    """Where the relay listens, and how many bytes came from the server by now."""

    port: int = 0
    received: int = 0


@contextmanager
def relayed(port: int) -> Iterator[Wire]:
    """Pass everything between a new port and ``port`` of this machine, and count."""
    wire = Wire()
    loop = asyncio.new_event_loop()
    is_open = threading.Event()

    async def listen() -> None:
        server = await asyncio.start_server(
            lambda reader, writer: _pass_on(reader, writer, port, wire), "127.0.0.1", 0
        )
        wire.port = server.sockets[0].getsockname()[1]
        is_open.set()
        async with server:
            await server.serve_forever()

    def work() -> None:
        asyncio.set_event_loop(loop)
        task = loop.create_task(listen())
        loop.run_forever()
        for pending in asyncio.all_tasks(loop):
            pending.cancel()
        loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
        loop.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    is_open.wait()
    try:
        yield wire
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)


async def _pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, wire: Wire
) -> None:
    with suppress(ConnectionError, asyncio.CancelledError):
        from_server, to_server = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(
            _copy(reader, to_server), _copy(from_server, writer, wire), return_exceptions=True
        )


async def _copy(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wire: Wire | None = None
) -> None:
    try:
        while data := await reader.read(CHUNK):
            if wire:
                wire.received += len(data)
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
