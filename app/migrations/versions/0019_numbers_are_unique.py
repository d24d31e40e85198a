"""a company or charity number belongs to one enterprise"""

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'

NUMBERS = ('company_number', 'charity_number')


def upgrade() -> None:
    for number in NUMBERS:
        _clear_later_ones(number)
        given = sa.text(f'{number} IS NOT NULL')
        op.create_index(
            f'uq_enterprises_{number}', 'enterprises', [number],
            unique=True, sqlite_where=given, postgresql_where=given,
        )


def _clear_later_ones(number: str) -> None:
    """Of several enterprises with one number the first keeps it. The others lose it, and their verification with it."""
    connection = op.get_bind()
    connection.execute(sa.text(f"UPDATE enterprises SET {number} = NULL WHERE {number} = ''"))
    later = connection.execute(
        sa.text(
            f'SELECT e.id, e.verified_on FROM enterprises e WHERE e.{number} IS NOT NULL AND EXISTS '
            f'(SELECT 1 FROM enterprises first WHERE first.{number} = e.{number} AND first.id < e.id) ORDER BY e.id'
        )
    ).all()
    for enterprise_id, verified_on in later:
        connection.execute(
            sa.text(
                f'UPDATE enterprises SET {number} = NULL, verified_on = NULL, verified_by_id = NULL, '
                'verified_by_body_id = NULL, verified_by_scheme = NULL WHERE id = :id'
            ),
            {'id': enterprise_id},
        )
        changed = [number, *(['verified_on'] if verified_on is not None else [])]
        _note(connection, f'enterprises:{enterprise_id}', changed)


def _note(connection: sa.Connection, subject: str, changed: list[str]) -> None:
    """An entry in the record, chained as the product itself chains them."""
    head = connection.execute(sa.text('SELECT length, hash FROM audit_head WHERE id = 1')).first()
    length, previous = head or (0, '0' * 64)
    at = datetime.now(UTC)
    details = _canonical({'changed': sorted(changed), 'why': 'Another enterprise had this number first.'})
    parts = [
        length + 1, at.isoformat(timespec='microseconds'), None, None, 'Bidbridge', 'enterprise.changed', subject,
        details, previous,
    ]
    digest = hashlib.sha256(_canonical(parts).encode()).hexdigest()
    connection.execute(
        sa.text(
            'INSERT INTO audit_entries (id, at, actor_name, verb, subject, details, previous_hash, hash) '
            "VALUES (:id, :at, 'Bidbridge', 'enterprise.changed', :subject, :details, :previous, :hash)"
        ),
        {
            'id': length + 1, 'at': int(at.timestamp()) * 1_000_000 + at.microsecond, 'subject': subject,
            'details': details, 'previous': previous, 'hash': digest,
        },
    )
    if head is None:
        connection.execute(sa.text("INSERT INTO audit_head (id, length, hash) VALUES (1, 1, :hash)"), {'hash': digest})
    else:
        connection.execute(
            sa.text('UPDATE audit_head SET length = :length, hash = :hash WHERE id = 1'),
            {'length': length + 1, 'hash': digest},
        )


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(',', ':'), allow_nan=False)


def downgrade() -> None:
    for number in reversed(NUMBERS):
        op.drop_index(f'uq_enterprises_{number}', 'enterprises')
