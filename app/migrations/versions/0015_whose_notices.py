"""whose imported notices are: the importer, suggested changes, claims by buyers; official links made from numbers"""

import re

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'

STATES = ('draft', 'published', 'closed', 'awarded', 'withdrawn')
RELEASE_STATES = ('imported', 'updated', 'unchanged', 'quarantined')
GUID = r'[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
MONTH_NUMBER = r'(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[0-9]{4,8}'
PAGES = (
    ('ocds-h6vhtk', r'[0-9]{6}-[0-9]{4}', 'https://www.find-tender.service.gov.uk/Notice/'),
    ('ocds-b5fd17', GUID, 'https://www.contractsfinder.service.gov.uk/notice/'),
    ('ocds-r6ebe6', MONTH_NUMBER, 'https://www.publiccontractsscotland.gov.uk/search/show/search_view.aspx?ID='),
    ('ocds-kuma6s', MONTH_NUMBER, 'https://www.sell2wales.gov.wales/search/show/search_view.aspx?ID='),
)


def official_page(ocid, number):
    """As the product's own rule read when this was written."""
    for prefix, form, address in PAGES:
        if (ocid or '').lower().startswith(prefix) and re.fullmatch(form, number or ''):
            return address + number
    return None


def state_of(values, name):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    with op.batch_alter_table('tenders', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('importer_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('importer_person_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('imported_at', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('notice_state', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('claimed_at', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('corrected_at', sa.BigInteger(), nullable=True))
        batch_op.create_check_constraint(
            'noticestate', sa.or_(sa.column('notice_state').is_(None), sa.column('notice_state').in_(STATES))
        )
        batch_op.create_foreign_key(
            'fk_tenders_importer_id_organisations', 'organisations', ['importer_id'], ['id']
        )
        batch_op.create_foreign_key(
            'fk_tenders_importer_person_id_people', 'people', ['importer_person_id'], ['id']
        )
        batch_op.create_index('ix_tenders_importer_id', ['importer_id'], unique=False)
    with op.batch_alter_table('notice_releases', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('organisation_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('person_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            'fk_notice_releases_organisation_id_organisations', 'organisations', ['organisation_id'], ['id']
        )
        batch_op.create_foreign_key('fk_notice_releases_person_id_people', 'people', ['person_id'], ['id'])
        batch_op.drop_constraint('uq_notice_releases_ocid_release_id_sha256', type_='unique')
        batch_op.create_unique_constraint(
            'uq_notice_releases_tender_id_release_id_sha256', ['tender_id', 'release_id', 'sha256']
        )
        batch_op.create_index('ix_notice_releases_ocid_release_id', ['ocid', 'release_id'], unique=False)
        batch_op.create_index('ix_notice_releases_organisation_id', ['organisation_id'], unique=False)
        batch_op.drop_constraint(batch_op.f('ck_notice_releases_releasestate'), type_='check')
        batch_op.create_check_constraint(
            'releasestate', sa.column('state').in_([*RELEASE_STATES, 'suggested', 'declined'])
        )
    _fill()
    op.create_table('suggested_changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tender_id', sa.Integer(), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('state', state_of(('waiting', 'taken', 'declined'), 'suggestionstate'), nullable=False),
    sa.Column('notice', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.Column('decided_at', sa.BigInteger(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['decided_by_id'], ['people.id'], name=op.f('fk_suggested_changes_decided_by_id_people')),
    sa.ForeignKeyConstraint(['release_id'], ['notice_releases.id'], name=op.f('fk_suggested_changes_release_id_notice_releases')),
    sa.ForeignKeyConstraint(['tender_id'], ['tenders.id'], name=op.f('fk_suggested_changes_tender_id_tenders')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggested_changes')),
    sa.UniqueConstraint('release_id', name=op.f('uq_suggested_changes_release_id')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_suggested_changes_tender_id', 'suggested_changes', ['tender_id'], unique=False)
    op.create_table('notice_claims',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tender_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('state', state_of(('asked', 'granted', 'refused'), 'claimstate'), nullable=False),
    sa.Column('matched', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.Column('decided_at', sa.BigInteger(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['decided_by_id'], ['people.id'], name=op.f('fk_notice_claims_decided_by_id_people')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_notice_claims_organisation_id_organisations')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_notice_claims_person_id_people')),
    sa.ForeignKeyConstraint(['tender_id'], ['tenders.id'], name=op.f('fk_notice_claims_tender_id_tenders')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_claims')),
    sa.UniqueConstraint('tender_id', 'organisation_id', name=op.f('uq_notice_claims_tender_id_organisation_id')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_notice_claims_organisation_id', 'notice_claims', ['organisation_id'], unique=False)


def _fill() -> None:
    """The record says who imported what; links that files gave go, links made from numbers take their place."""
    connection = op.get_bind()
    who = {
        subject: (organisation_id, person_id, at)
        for subject, organisation_id, person_id, at in connection.execute(
            sa.text(
                "SELECT subject, organisation_id, person_id, at FROM audit_entries "
                "WHERE verb = 'tender.imported' ORDER BY id"
            )
        )
    }
    rows = connection.execute(
        sa.text("SELECT id, ocid, notice_number, created_at FROM tenders WHERE source = 'imported' ORDER BY id")
    ).all()
    for tender_id, ocid, number, created_at in rows:
        organisation_id, person_id, at = who.get(f'tenders:{tender_id}', (None, None, created_at))
        connection.execute(
            sa.text(
                'UPDATE tenders SET importer_id = :organisation, importer_person_id = :person, imported_at = :at, '
                'notice_state = state, notice_url = :page WHERE id = :id'
            ),
            {
                'organisation': organisation_id, 'person': person_id, 'at': at, 'page': official_page(ocid, number),
                'id': tender_id,
            },
        )
        connection.execute(
            sa.text(
                'UPDATE notice_releases SET organisation_id = :organisation, person_id = :person WHERE tender_id = :id'
            ),
            {'organisation': organisation_id, 'person': person_id, 'id': tender_id},
        )
    for copy_id, ocid, number in connection.execute(
        sa.text(
            "SELECT copy.id, original.ocid, original.notice_number FROM tenders AS copy "
            "JOIN tenders AS original ON original.id = copy.practice_of_id WHERE original.source = 'imported'"
        )
    ).all():
        connection.execute(
            sa.text('UPDATE tenders SET notice_url = :page WHERE id = :id'),
            {'page': official_page(ocid, number), 'id': copy_id},
        )


def downgrade() -> None:
    op.drop_table('notice_claims')
    op.drop_table('suggested_changes')
    connection = op.get_bind()
    connection.execute(sa.text("DELETE FROM notice_releases WHERE state IN ('suggested', 'declined')"))
    connection.execute(
        sa.text(
            'DELETE FROM notice_releases WHERE id NOT IN '
            '(SELECT min(id) FROM notice_releases GROUP BY ocid, release_id, sha256)'
        )
    )
    with op.batch_alter_table('notice_releases', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_notice_releases_releasestate'), type_='check')
        batch_op.create_check_constraint('releasestate', sa.column('state').in_(RELEASE_STATES))
        batch_op.drop_index('ix_notice_releases_organisation_id')
        batch_op.drop_index('ix_notice_releases_ocid_release_id')
        batch_op.drop_constraint('uq_notice_releases_tender_id_release_id_sha256', type_='unique')
        batch_op.create_unique_constraint(
            'uq_notice_releases_ocid_release_id_sha256', ['ocid', 'release_id', 'sha256']
        )
        batch_op.drop_constraint('fk_notice_releases_person_id_people', type_='foreignkey')
        batch_op.drop_constraint('fk_notice_releases_organisation_id_organisations', type_='foreignkey')
        batch_op.drop_column('person_id')
        batch_op.drop_column('organisation_id')
    with op.batch_alter_table('tenders', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_index('ix_tenders_importer_id')
        batch_op.drop_constraint('fk_tenders_importer_person_id_people', type_='foreignkey')
        batch_op.drop_constraint('fk_tenders_importer_id_organisations', type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('ck_tenders_noticestate'), type_='check')
        for name in (
            'corrected_at', 'claimed_at', 'notice_state', 'imported_at', 'importer_person_id', 'importer_id'
        ):
            batch_op.drop_column(name)
