"""second factors, half-open sign-ins, sample people, closed accounts"""

import sqlalchemy as sa
from alembic import op

KEEP = {'sqlite_autoincrement': True}  # a table that SQLite copies would forget that its ids are never used again
revision = '0008'
down_revision = '0007'

BEFORE = sa.Enum('active', 'suspended', name='personstate', native_enum=False, create_constraint=True, length=40)
AFTER = sa.Enum('active', 'suspended', 'closed', name='personstate', native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    with op.batch_alter_table('people', schema=None, table_kwargs=KEEP) as batch_op:
        batch_op.add_column(sa.Column('is_sample', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('people', schema=None, table_kwargs=KEEP) as batch_op:
        batch_op.alter_column('is_sample', existing_type=sa.Boolean(), server_default=None)
    _states(BEFORE, AFTER)
    # Whoever is in a database that holds the sample belongs to it: it is loaded into an empty one alone, and its
    # addresses are invented. People who registered since have addresses of their own.
    op.execute(
        "UPDATE people SET is_sample = true WHERE EXISTS (SELECT 1 FROM audit_entries WHERE subject = 'sample') "
        "AND (email LIKE '%@example.org' OR email LIKE '%@sample.example.org')"
    )
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.add_column(sa.Column('second_factor_at', sa.BigInteger(), nullable=True))
    op.create_table(
        'half_sign_ins',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('token_sha256', sa.String(length=64), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('expires_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_half_sign_ins_person_id_people')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_half_sign_ins')),
        sa.UniqueConstraint('token_sha256', name=op.f('uq_half_sign_ins_token_sha256')),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table('half_sign_ins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_half_sign_ins_person_id'), ['person_id'], unique=False)
    op.create_table(
        'second_factors',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('sealed_secret', sa.Text(), nullable=False),
        sa.Column('confirmed_at', sa.BigInteger(), nullable=True),
        sa.Column('last_step', sa.BigInteger(), nullable=False),
        sa.Column('wrong_codes', sa.BigInteger(), nullable=False),
        sa.Column('closed_until', sa.BigInteger(), nullable=True),
        sa.Column('recovery_salt', sa.LargeBinary(), nullable=False),
        sa.Column('created_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_second_factors_person_id_people')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_second_factors')),
        sa.UniqueConstraint('person_id', name=op.f('uq_second_factors_person_id')),
        sqlite_autoincrement=True,
    )
    op.create_table(
        'recovery_codes',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('code_hash', sa.String(length=64), nullable=False),
        sa.Column('used_at', sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_recovery_codes_person_id_people')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_codes')),
        sa.UniqueConstraint('person_id', 'code_hash', name=op.f('uq_recovery_codes_person_id_code_hash')),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table('recovery_codes')
    op.drop_table('second_factors')
    op.drop_table('half_sign_ins')
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.drop_column('second_factor_at')
    op.execute("UPDATE people SET state = 'suspended' WHERE state = 'closed'")
    _states(AFTER, BEFORE)
    with op.batch_alter_table('people', schema=None, table_kwargs=KEEP) as batch_op:
        batch_op.drop_column('is_sample')


def _states(before: sa.Enum, after: sa.Enum) -> None:
    with op.batch_alter_table('people', schema=None, table_kwargs=KEEP) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_people_personstate'), type_='check')
        batch_op.create_check_constraint(
            batch_op.f('ck_people_personstate'), sa.column('state').in_(after.enums)
        )
