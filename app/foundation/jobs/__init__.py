"""The leased job table: the record of every job, whatever carries it.

Why our own: of the engines tried, all but one lost or doubled work when killed mid-task on the databases we
support. Here a job is claimed by a conditional update, kept by a lease that a heartbeat extends, and its
result is applied in the same transaction that marks it done, fenced by the attempt number: an attempt that
lost its lease changes nothing.
"""
