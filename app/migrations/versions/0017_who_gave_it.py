"""which adviser body gave a verification or a vouch"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'

GIVEN = (
    ('enterprises', 'verified_by_body_id', 'verified_by_id', ('enterprise.verified',)),
    ('credentials', 'verified_by_body_id', 'verified_by_id', ('credential.verified',)),
    ('trust_pairs', 'vouched_by_body_id', 'vouched_by_id', ('trust.vouched',)),
)


def upgrade() -> None:
    for table, body, person, verbs in GIVEN:
        with op.batch_alter_table(table, schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
            batch_op.add_column(sa.Column(body, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(batch_op.f(f'fk_{table}_{body}_organisations'), 'organisations', [body], ['id'])
        _fill(table, body, person, verbs)


def _fill(table: str, body: str, person: str, verbs: tuple[str, ...]) -> None:
    """From the record, else from the only adviser body of the person who gave it; where neither says, it stays empty,
    and only an operator can withdraw it."""
    connection = op.get_bind()
    rows = connection.execute(sa.text(f'SELECT id, {person} FROM {table} WHERE {person} IS NOT NULL')).all()
    for row_id, person_id in rows:
        recorded = connection.execute(
            sa.text(
                'SELECT organisation_id FROM audit_entries WHERE subject = :subject AND verb = :verb '
                'AND person_id = :person ORDER BY id DESC LIMIT 1'
            ),
            {'subject': f'{table}:{row_id}', 'verb': verbs[0], 'person': person_id},
        ).scalar()
        bodies = connection.execute(
            sa.text(
                "SELECT o.id FROM organisations o JOIN memberships m ON m.organisation_id = o.id "
                "WHERE o.kind = 'adviser_body' AND m.person_id = :person"
            ),
            {'person': person_id},
        ).scalars().all()
        giver = recorded or (bodies[0] if len(bodies) == 1 else None)
        if giver is not None:
            connection.execute(
                sa.text(f'UPDATE {table} SET {body} = :giver WHERE id = :id'), {'giver': giver, 'id': row_id}
            )


def downgrade() -> None:
    for table, body, _person, _verbs in reversed(GIVEN):
        with op.batch_alter_table(table, schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
            batch_op.drop_constraint(batch_op.f(f'fk_{table}_{body}_organisations'), type_='foreignkey')
            batch_op.drop_column(body)
