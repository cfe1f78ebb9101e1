"""The statements of delivery."""

from __future__ import annotations

from intranet.school.access import HATS_OF_P, PARENT_OF

RECLAIM = """update letter set state = 'waiting', claimed_at = null
    where state = 'sending' and claimed_at < $1"""
CLAIM = """with due as (select id from letter where state = 'waiting' and send_after <= $1
        order by send_after, id limit $3 for update skip locked),
    mine as (update letter l set state = 'sending', attempts = l.attempts + 1, claimed_at = $2
        from due where l.id = due.id
        returning l.id, l.person, l.attempts, l.claimed_at, l.send_after)
    select m.id, m.person, m.attempts, m.claimed_at, p.email as address,
        coalesce(b.address = p.email, false) as is_bounced
    from mine m join person p on p.id = m.person left join bounced_address b on b.person = m.person
    order by m.send_after, m.id"""
# Asked again at sending: the hat is still the person's, the child still this parent's, nothing withdrawn.
PIECES = f"""select r.letter, r.id as receipt, n.kind, cardinality(r.children) > 0 as has_children,
        array(select c.name from person c where c.id = any(r.children) and c.id in (
                select g.child from guardianship g
                where g.guardian = r.person and g.is_mailed and {PARENT_OF})
            order by c.name, c.id)::text[] as names
    from receipt r join notice n on n.id = r.notice join person p on p.id = r.person
    where r.letter = any($1::bigint[]) and not exists (select 1 from announcement a
        where n.kind = 'notices.announcement' and a.id = (n.words->>'announcement')::int
            and a.withdrawn_at is not null) and (r.hat = any({HATS_OF_P}) or (r.hat = 'staff' and exists (
        select 1 from staff_post sp where sp.person = r.person
            and sp.since <= $2 and (sp.until is null or sp.until >= $2))))
    order by r.letter, r.id"""
OUTCOME = """update letter set state = $3, address = $4, error = $5, sent_at = $6,
        send_after = coalesce($7, send_after), claimed_at = null
    where id = $1 and state = 'sending' and claimed_at = $2"""
BOUNCE = """insert into bounced_address (person, address, reason, bounced_at) values ($1, $2, $3, $4)
    on conflict (person) do update set address = excluded.address, reason = excluded.reason,
        bounced_at = excluded.bounced_at"""
# Microseconds keep two evenings' digests of one person apart (letter_one_digest).
GIVE_BACK = """update letter set state = 'waiting', attempts = attempts - 1, claimed_at = null, error = $4,
        send_after = $3::timestamptz + (id % 1000000) * interval '1 microsecond'
    where id = any($1::bigint[]) and state = 'sending' and claimed_at = $2"""
