"""who is trusted: an organisation's standing, the evidence it asks with, and the terms it accepted"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'

KINDS = ('enterprise', 'contracting_authority', 'adviser_body')
STANDINGS = ('requested', 'more_needed', 'approved', 'refused', 'suspended')


FILLERS = {'the', 'of', 'and', 'ltd', 'limited', 'cic', 'llp', 'plc', 'cio'}


def name_key(name):
    """As the product's own rule read when this was written."""
    plain = ''.join(mark for mark in unicodedata.normalize('NFKD', name.casefold()) if not unicodedata.combining(mark))
    words = re.findall(r'[^\W_]+', plain.replace('&', ' and '))
    return ' '.join([word for word in words if word not in FILLERS] or words)[:120]


def upgrade() -> None:
    with op.batch_alter_table('organisations', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('name_key', sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column('standing', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('standing_reason', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('standing_at', sa.BigInteger(), nullable=True))
    _fill()
    with op.batch_alter_table('organisations', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_organisations_organisationkind'), type_='check')
        batch_op.create_check_constraint('organisationkind', sa.column('kind').in_([*KINDS, 'operator']))
        batch_op.alter_column('name_key', existing_type=sa.String(length=120), nullable=False)
        batch_op.alter_column('standing', existing_type=sa.String(length=40), nullable=False)
        batch_op.alter_column('standing_at', existing_type=sa.BigInteger(), nullable=False)
        batch_op.create_check_constraint('standing', sa.column('standing').in_(STANDINGS))
        batch_op.create_index('ix_organisations_name_key', ['name_key'], unique=False)
        batch_op.create_index('ix_organisations_standing', ['standing'], unique=False)
    one_name = sa.text("kind = 'contracting_authority' AND standing <> 'refused'")
    op.create_index(
        'uq_organisations_authority', 'organisations', ['name_key'],
        unique=True, sqlite_where=one_name, postgresql_where=one_name,
    )
    op.create_table('admission_requests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('identifier_scheme', sa.String(length=20), nullable=False),
    sa.Column('identifier', sa.String(length=60), nullable=False),
    sa.Column('website', sa.String(length=300), nullable=False),
    sa.Column('senior_name', sa.Text(), nullable=False),
    sa.Column('senior_position', sa.Text(), nullable=False),
    sa.Column('senior_email', sa.String(length=254), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('email_domain', sa.String(length=254), nullable=True),
    sa.Column('sent_by_id', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_admission_requests_organisation_id_organisations')),
    sa.ForeignKeyConstraint(['sent_by_id'], ['people.id'], name=op.f('fk_admission_requests_sent_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_admission_requests')),
    sa.UniqueConstraint('organisation_id', name=op.f('uq_admission_requests_organisation_id')),
    sqlite_autoincrement=True
    )
    op.create_table('terms_acceptances',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('text_sha256', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('accepted_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_terms_acceptances_organisation_id_organisations')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_terms_acceptances_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_terms_acceptances')),
    sa.UniqueConstraint('organisation_id', 'version', name=op.f('uq_terms_acceptances_organisation_id_version')),
    sqlite_autoincrement=True
    )


def _fill() -> None:
    """Give every organisation its key and a standing. Nobody keeps a trust that nobody gave.

    Enterprises are approved. Adviser bodies and authorities wait for an operator, but for those of the invented
    sample. Of two authorities of one name the later one is refused.
    """
    connection = op.get_bind()
    is_sample = connection.execute(sa.text("SELECT 1 FROM audit_entries WHERE subject = 'sample'")).first() is not None
    taken = set()
    rows = connection.execute(sa.text('SELECT id, kind, name, created_at FROM organisations ORDER BY id')).all()
    for organisation_id, its_kind, name, created_at in rows:
        key = name_key(name)
        standing = 'approved' if its_kind == 'enterprise' or is_sample else 'requested'
        if its_kind == 'contracting_authority':
            standing = 'refused' if key in taken else standing
            taken.add(key)
        connection.execute(
            sa.text(
                'UPDATE organisations SET name_key = :key, standing = :standing, standing_at = :at WHERE id = :id'
            ),
            {'key': key, 'standing': standing, 'at': created_at, 'id': organisation_id},
        )


def downgrade() -> None:
    op.drop_table('terms_acceptances')
    op.drop_table('admission_requests')
    op.drop_index('uq_organisations_authority', 'organisations')
    with op.batch_alter_table('organisations', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_index('ix_organisations_standing')
        batch_op.drop_index('ix_organisations_name_key')
        batch_op.drop_constraint(batch_op.f('ck_organisations_standing'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_organisations_organisationkind'), type_='check')
        batch_op.create_check_constraint('organisationkind', sa.column('kind').in_(KINDS))
        batch_op.drop_column('standing_at')
        batch_op.drop_column('standing_reason')
        batch_op.drop_column('standing')
        batch_op.drop_column('name_key')
