"""files of notices that are read in the background"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    op.create_table(
        'notice_files',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('document_id', sa.Integer(), nullable=False),
        sa.Column(
            'state',
            sa.Enum('waiting', 'read', 'failed', name='filestate', native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('results', sa.JSON(), nullable=False),
        sa.Column('received_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_notice_files_document_id_documents')),
        sa.ForeignKeyConstraint(
            ['organisation_id'], ['organisations.id'], name=op.f('fk_notice_files_organisation_id_organisations')
        ),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_notice_files_person_id_people')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_files')),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table('notice_files', schema=None) as batch_op:
        batch_op.create_index('ix_notice_files_organisation_id_state', ['organisation_id', 'state'], unique=False)


def downgrade() -> None:
    op.drop_table('notice_files')
