"""sign-ins say when and with what they were last used; changes of email address"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'


def upgrade() -> None:
    kept = {'sqlite_autoincrement': True}
    # Whoever is signed in when this runs signs in once more: nobody knows when they were last here.
    op.execute('DELETE FROM sign_ins')
    with op.batch_alter_table('sign_ins', schema=None, table_kwargs=kept) as batch_op:
        batch_op.add_column(sa.Column('last_seen_at', sa.BigInteger(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('browser', sa.Text(), nullable=False, server_default=''))
    with op.batch_alter_table('sign_ins', schema=None, table_kwargs=kept) as batch_op:
        batch_op.alter_column('last_seen_at', existing_type=sa.BigInteger(), server_default=None)
        batch_op.alter_column('browser', existing_type=sa.Text(), server_default=None)
    op.create_table(
        'email_changes',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('new_email', sa.String(length=254), nullable=False),
        sa.Column('old_token_sha256', sa.String(length=64), nullable=False),
        sa.Column('new_token_sha256', sa.String(length=64), nullable=False),
        sa.Column('old_confirmed_at', sa.BigInteger(), nullable=True),
        sa.Column('new_confirmed_at', sa.BigInteger(), nullable=True),
        sa.Column('expires_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_email_changes_person_id_people')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_email_changes')),
        sa.UniqueConstraint('new_token_sha256', name=op.f('uq_email_changes_new_token_sha256')),
        sa.UniqueConstraint('old_token_sha256', name=op.f('uq_email_changes_old_token_sha256')),
        sa.UniqueConstraint('person_id', name=op.f('uq_email_changes_person_id')),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table('email_changes')
    with op.batch_alter_table('sign_ins', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('browser')
        batch_op.drop_column('last_seen_at')
