"""Users, sessions and tokens; and that nobody gets in with what the database or an export holds."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from earwitness.errors import UsageError
from earwitness.storage import accounts, credentials
from earwitness.storage.account_tables import ACCOUNT_TABLES
from earwitness.storage.credentials import is_password, stored_hash, stored_password
from earwitness.storage.engine import Database
from earwitness.storage.export import export_tables

PASSWORD = "seven green kettles"
NOW = 1_795_000_000_000


def test_a_name_is_known_in_any_case_and_taken_once(database: Database) -> None:
    with database.write() as connection:
        result = accounts.add_user(connection, "Ada", PASSWORD, "admin", now_ms=NOW)
        assert accounts.find_user(connection, "aDA ") == result
        for name in ("ADA", "a b", "", "x" * 65, "<b>"):
            with pytest.raises(UsageError):
                accounts.add_user(connection, name, PASSWORD, "reader", now_ms=NOW)
        for password in ("short", "aaaaaaaaaaaaaaaa", "x" * 1000):
            with pytest.raises(UsageError):
                accounts.add_user(connection, "ben", password, "reader", now_ms=NOW)
        assert accounts.count_users(connection) == 1


def test_passwords_are_checked_and_stored_as_salted_hashes() -> None:
    retained = stored_password(PASSWORD)
    assert retained.startswith("$argon2id$")
    assert retained != stored_password(PASSWORD)
    assert is_password(retained, PASSWORD)
    assert is_password(stored_password("Ze\u0301bre ze\u0301bre zebre"), "Zébre zébre zebre")
    for wrong in ("", PASSWORD + " ", retained, PASSWORD * 100):
        assert not is_password(retained, wrong)
    assert not is_password(None, PASSWORD)
    assert not is_password("no hash at all", PASSWORD)


def test_a_missing_user_costs_the_same_work_as_a_wrong_password(monkeypatch) -> None:
    """Both verify one Argon2 hash with the same parameters, so that the time of an answer does not say which names exist."""
    verified: list[str] = []
    real = credentials.PasswordHasher.verify

    def verify(hasher, stored: str, password: str) -> bool:
        verified.append("$".join(stored.split("$")[:4]))
        return real(hasher, stored, password)

    monkeypatch.setattr(credentials.PasswordHasher, "verify", verify)
    assert not is_password(stored_password(PASSWORD), "wrong")
    assert not is_password(None, "wrong")
    assert len(verified) == 2
    assert verified[0] == verified[1]


def test_sessions_end_by_age_by_rest_and_by_word(database: Database) -> None:
    with database.write() as connection:
        user = accounts.add_user(connection, "ada", PASSWORD, "editor", now_ms=NOW)
        secret = accounts.begin_session(connection, user, agent="Fox\n1", now_ms=NOW)
        signed_in = accounts.session_of(connection, secret, now_ms=NOW + 1)
        assert signed_in is not None
        assert (signed_in.user, signed_in.session.agent) == (user, "Fox 1")
        assert accounts.session_of(connection, secret, now_ms=NOW + accounts.IDLE_MS) is None
        for day in range(1, 30):
            at = NOW + day * accounts.DAY_MS
            assert accounts.is_touch_due(accounts.session_of(connection, secret, now_ms=at), now_ms=at)
            accounts.touch(connection, signed_in, now_ms=at)
        assert accounts.session_of(connection, secret, now_ms=NOW + accounts.SESSION_MS) is None
        other = accounts.begin_session(connection, user, now_ms=NOW)
        accounts.put_password(connection, user, "nine red kettles", now_ms=NOW, keep_session=stored_hash(other))
        assert accounts.session_of(connection, secret, now_ms=NOW) is None
        assert accounts.session_of(connection, other, now_ms=NOW) is not None
        assert accounts.end_sessions(connection, user.id) == 1
        assert accounts.session_of(connection, other, now_ms=NOW) is None


def test_tokens_have_scopes_ends_and_owners(database: Database) -> None:
    with database.write() as connection:
        ada = accounts.add_user(connection, "ada", PASSWORD, "editor", now_ms=NOW)
        ben = accounts.add_user(connection, "ben", PASSWORD, "reader", now_ms=NOW)
        secret, token = accounts.add_token(connection, ada, accounts.Grant(" nightly  export ", "write", days=1), now_ms=NOW)
        assert secret.startswith("ewt_")
        assert len(secret) == 4 + 43  # 256 bits
        assert accounts.token_of(connection, secret, now_ms=NOW) == accounts.SignedIn(ada, token=token)
        assert token.label == "nightly export"
        assert accounts.token_of(connection, secret, now_ms=NOW + accounts.DAY_MS) is None
        with pytest.raises(UsageError, match="may only read"):
            accounts.add_token(connection, ben, accounts.Grant("x", "write"), now_ms=NOW)
        for label, days in (("", None), ("x" * 101, None), ("x", 0), ("a\x1b[31m", None)):
            with pytest.raises(UsageError):
                accounts.add_token(connection, ada, accounts.Grant(label, days=days), now_ms=NOW)
        feed, _ = accounts.add_token(connection, ben, accounts.Grant("reader", "feed", "all"), now_ms=NOW)
        assert feed.startswith("ewf_")
        assert not accounts.revoke_token(connection, token.id, ben.id)
        assert accounts.revoke_token(connection, token.id, ada.id)
        assert accounts.token_of(connection, secret, now_ms=NOW) is None
        accounts.remove_user(connection, ben)
        assert accounts.token_of(connection, feed, now_ms=NOW) is None
        assert accounts.list_tokens(connection) == ()


def test_no_export_holds_who_may_sign_in(database: Database, tmp_path: Path) -> None:
    with database.write() as connection:
        user = accounts.add_user(connection, "canary-user", PASSWORD, "admin", now_ms=NOW)
        session = accounts.begin_session(connection, user, agent="canary-agent", now_ms=NOW)
        token, _ = accounts.add_token(connection, user, accounts.Grant("canary-label"), now_ms=NOW)
        retained = [str(value) for table in ACCOUNT_TABLES for row in connection.execute(sa.select(table)) for value in row if value]
    assert any(value.startswith("$argon2id$") for value in retained)
    with database.read() as connection:
        export_tables(connection, tmp_path)
        for table in ACCOUNT_TABLES:
            with pytest.raises(UsageError, match="there is no table"):
                export_tables(connection, tmp_path, only=[table.name])
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file() and file.suffix in (".json", ".jsonl"))
    for canary in (PASSWORD, session, token, *(value for value in retained if len(value) > 8)):
        assert canary.encode() not in written
    assert b"canary" not in written


def test_a_removed_user_leaves_no_bytes(tmp_path: Path) -> None:
    from earwitness.storage.engine import open_database  # noqa: PLC0415

    opened = open_database(f"sqlite:///{tmp_path / 'earwitness.db'}")
    with opened.write() as connection:
        user = accounts.add_user(connection, "canary-user", PASSWORD, "admin", now_ms=NOW)
    with opened.write() as connection:
        accounts.remove_user(connection, user)
    opened.close()
    with sqlite3.connect(tmp_path / "earwitness.db") as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"canary-user" not in (tmp_path / "earwitness.db").read_bytes()
