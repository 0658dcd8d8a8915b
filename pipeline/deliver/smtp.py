"""Hand drafts to a mail server, over a protected way, saying of each what the server answered."""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import DeliveryError
from pipeline.mailing import Security

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.deliver.drafts import Draft
    from pipeline.mailing import Server

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
LONGEST_ANSWER = 200
DONE, FORWARDED = 250, 251
TAKEN = {DONE, FORWARDED}
CLOSING = 421  # said by a server that takes no more on this connection
# A program that saved a draft may have ended its lines otherwise than mail must.
LINE_END, HEAD_END = re.compile(rb"\r\n|\n|\r"), re.compile(rb"\r\n\r\n|\Z")
# What the program that opens a draft needs, or has put in: no part of a mail that we send.
NOT_OURS = re.compile(rb"^(?:X-Unsent|From|Bcc):.*\n(?:[ \t].*\n)*", re.IGNORECASE | re.MULTILINE)
NO_MAILBOX = 553, "ASCII"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the server said of one mail."""

    accepted: tuple[str, ...]  # the addresses that it took the mail for
    refused: Mapping[str, str]  # its answer, by the address refused
    answer: str
    content: bytes  # as it was sent


class Connection:
    """A server that is ready to take mails."""

    def __init__(self, server: Server, password: str | None) -> None:
        """Connect and sign in."""
        self._server = server
        self._password = password
        self._has_taken = False  # a mail on this connection
        self._client = _signed_in(server, password)

    def send(self, draft: Draft, to: Iterable[str]) -> Outcome:
        """Hand one mail over.

        A mail is sent once the server has said so: where its answer is lost, the mail keeps its
        Message-ID and is handed over again the next time, as mail servers themselves do.
        Raises: DeliveryError where the connection breaks or the server takes no mail at all.
        """
        sender = self._server.sender
        lying = LINE_END.sub(b"\r\n", draft.content)
        end = HEAD_END.search(lying).end()  # type: ignore[union-attr] # \Z is found
        head = NOT_OURS.sub(b"", lying[:end])
        content = f"From: {sender}\r\n".encode("ascii") + head + lying[end:]
        wanted = tuple(to)
        refusal: smtplib.SMTPResponseException | None = None
        try:
            try:
                return self._handed_over(sender, wanted, content)
            except smtplib.SMTPResponseException as error:
                refusal = error
                if error.smtp_code == CLOSING and self._has_taken:
                    # Many servers take so many mails a connection, and no more.
                    self.part()
                    self._client, self._has_taken = _signed_in(self._server, self._password), False
                    return self.send(draft, wanted)
                self._client.rset()
        except (OSError, smtplib.SMTPException) as error:
            # What the server said last tells more than that it has gone since.
            raise _broken(self._server, refusal or error) from error
        refused = dict.fromkeys(wanted, _shown(refusal.smtp_code, refusal.smtp_error))
        return Outcome(accepted=(), refused=refused, answer="", content=content)

    def part(self) -> None:
        """Take leave where the server still listens."""
        try:
            self._client.quit()
        except (OSError, smtplib.SMTPException):
            self._client.close()

    def _handed_over(self, sender: str, wanted: tuple[str, ...], content: bytes) -> Outcome:
        client = self._client
        options = [f"size={len(content)}"] if client.has_extn("size") else []
        code, said = client.mail(sender, options)
        if code != DONE:
            raise smtplib.SMTPResponseException(code, said)
        answers = {
            address: client.rcpt(address) if address.isascii() else NO_MAILBOX for address in wanted
        }
        for answer in answers.values():
            if answer[0] == CLOSING:
                raise smtplib.SMTPResponseException(*answer)
        accepted = tuple(address for address, (code, _) in answers.items() if code in TAKEN)
        refused = {
            address: _shown(*answer)
            for address, answer in answers.items()
            if address not in accepted
        }
        if not accepted:
            client.rset()
            return Outcome(accepted=(), refused=refused, answer="", content=content)
        code, said = client.data(content)
        if code != DONE:
            raise smtplib.SMTPResponseException(code, said)
        self._has_taken = True
        return Outcome(
            accepted=accepted, refused=refused, answer=_shown(code, said), content=content
        )


@contextmanager
def connected(server: Server, password: str | None) -> Iterator[Connection]:
    """Connect and sign in, the server's certificate checked.

    Raises: DeliveryError with what stands against it; the password is never part of it.
    """
    if server.security is Security.NONE and server.host not in LOOPBACK:
        raise DeliveryError("smtp-unprotected", {"host": server.host})
    connection = Connection(server, password)
    try:
        yield connection
    finally:
        connection.part()


def _signed_in(server: Server, password: str | None) -> smtplib.SMTP:
    """Open a connection on which nothing is under way."""
    try:
        client = _client(server)
    except (OSError, smtplib.SMTPException) as error:
        raise _broken(server, error, "smtp-unreached") from error
    try:
        client.ehlo_or_helo_if_needed()
        if server.user:
            client.login(server.user, password or "")
    except smtplib.SMTPAuthenticationError as error:
        client.close()
        answer = _shown(error.smtp_code, error.smtp_error)
        raise DeliveryError("smtp-sign-in", {"user": server.user, "answer": answer}) from error
    except UnicodeEncodeError:
        client.close()
        # Its own message would show the password.
        details = {"user": server.user, "answer": "ASCII"}
        raise DeliveryError("smtp-sign-in", details) from None
    except (OSError, smtplib.SMTPException) as error:
        client.close()
        raise _broken(server, error) from error
    return client


def _client(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security is Security.TLS:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=server.seconds, context=context)
    client = smtplib.SMTP(server.host, server.port, timeout=server.seconds)
    try:
        if server.security is Security.STARTTLS:
            client.starttls(context=context)
    except BaseException:
        client.close()
        raise
    return client


def _broken(server: Server, error: Exception, key: str = "smtp-broken") -> DeliveryError:
    problem: object = error
    if isinstance(error, smtplib.SMTPResponseException):
        problem = _shown(error.smtp_code, error.smtp_error).rstrip(".")
    elif isinstance(error, smtplib.SMTPException):
        problem = _on_one_line(str(error)).rstrip(".")
    # A port is a name made of figures: it is not grouped as a number is.
    details = {"host": server.host, "port": str(server.port), "problem": problem}
    return DeliveryError(key, details)


def _shown(code: int, said: bytes | str) -> str:
    """Write an answer of the server as a console and a log take it."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return _on_one_line(f"{code} {text}")


def _on_one_line(text: str) -> str:
    """Write a stranger's text on one line, without signs that steer a console."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(printable.split())[:LONGEST_ANSWER]
