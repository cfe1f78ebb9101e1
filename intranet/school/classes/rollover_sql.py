"""The statements below the carrying of a year into the next: each for all the pupils at once."""

from __future__ import annotations

NEXT_YEAR = """select id, title, begins, teaching_until, ends, week_parity_anchor from academic_year
    where begins > $1 order by begins limit 1"""
# Orders about these pupils, one by one, wait until the whole is done.
LOCK_PUPILS = """select count(*) from (select 1 from person where id in (
        select m.student from group_membership m join study_group g on g.id = m.study_group
        where m.is_roster and g.year = $1) order by id for no key update) locked"""
CLASSES = """select c.id, c.grade_level, c.letter, c.building, c.shift, c.week_days,
        coalesce(f.fate, '') as chosen
    from school_class c left join class_fate f on f.school_class = c.id where c.year = $1
    order by c.grade_level, c.letter"""
# $1 the year, $2 its last day, $3 the next year (0: none). Whoever leaves on or before the last day is not
# among them; `enrolled` is false for one who is in a class without an order.
PUPILS = """with roster as materialized (
        select m.student, g.school_class from group_membership m join study_group g on g.id = m.study_group
        where m.is_roster and g.year = $1 and m.since <= $2 and (m.until is null or m.until >= $2)),
    stay as materialized (select student, until from enrolment
        where since <= $2 and (until is null or until >= $2)),
    ahead as materialized (
        select distinct on (m.student) m.student, c.grade_level || c.letter as title from group_membership m
        join study_group g on g.id = m.study_group join school_class c on c.id = g.school_class
        where m.is_roster and g.year = $3 order by m.student, m.since),
    ordered as materialized (select distinct student from movement where undone_at is null and since > $2)
    select p.id as student, p.surname, p.name, r.school_class, coalesce(f.fate, '') as chosen,
        coalesce(a.title, '') as ahead, s.student is not null as is_enrolled,
        o.student is not null as is_ordered
    from (select student, school_class from roster union all
          select student, null from stay where student not in (select student from roster)) r
    join person p on p.id = r.student left join stay s on s.student = r.student
    left join ahead a on a.student = r.student left join ordered o on o.student = r.student
    left join pupil_fate f on f.student = r.student and f.school_class = r.school_class
    where s.until is distinct from $2 order by p.sort_key, p.id"""
THERE = "select id, grade_level, letter from school_class where year = $1"

ADD_ROLLOVER = """insert into rollover
        (year, "into", order_number, order_date, moved, finished, made_by, made_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8) returning id"""
MADE = "update rollover set made = $2 where id = $1"
# Building, shift and week of the class it continues; a class of repeaters takes those of the last year's.
ADD_CLASS = """insert into school_class (year, grade_level, letter, building, shift, week_days, successor_of)
    values ($1, $2, $3, $4, $5, $6, $7) returning id"""
FOUND = """with g as (insert into study_group (year, school_class, is_roster)
        select year, id, true from school_class where id = any($1::int[]))
    insert into class_scheme (school_class, scheme)
    select c.id, t.id from school_class c join term_scheme t on t.year = c.year
        and t.kind = case when c.grade_level >= $2 then 'half_year' else 'quarter' end
    where c.id = any($1::int[])"""

# $1 pupils, $2 their classes, $3 the next ones (null: leaves), $4 the last day, $5 the year, $6 the next
# year's first day, $7..$11 the order, $12 why. Of whoever leaves every group ends, of the others the
# year's.
MOVE_OUT = """with w as (select * from unnest($1::int[], $2::int[], $3::int[], $12::text[])
        as w(student, from_class, to_class, reason)),
    ended as (select m.id, m.study_group, m.is_roster, m.since, m.until, m.student
        from group_membership m join study_group g on g.id = m.study_group join w on w.student = m.student
        where (m.until is null or m.until > $4) and (g.year = $5 or w.to_class is null)),
    gone as (delete from group_membership where id in (select id from ended where since > $4)),
    cut as (update group_membership set until = $4 where id in (select id from ended where since <= $4)),
    stood as (select student, jsonb_agg(to_jsonb(e) - 'student' order by e.id) as before
        from ended e group by student)
    insert into movement (student, kind, order_number, order_date, since, from_class, to_class, reason,
        before, made_by, made_at, rollover)
    select w.student, case when w.to_class is null then 'leave' else 'move' end, $7, $8,
        case when w.to_class is null then $4::date else $6::date end, w.from_class, w.to_class, w.reason,
        coalesce(s.before, '[]'::jsonb), $9, $10, $11
    from w left join stood s on s.student = w.student"""
MOVE_IN = """insert into group_membership (study_group, is_roster, student, since)
    select g.id, true, v.student, v.since from movement v
    join study_group g on g.school_class = v.to_class and g.is_roster
    where v.rollover = $1 and v.kind = 'move'"""
END_STAYS = """update enrolment e set until = v.since from movement v
    where v.rollover = $1 and v.kind = 'leave' and e.student = v.student and e.until is null"""
LEAD_ON = """insert into class_teacher (school_class, teacher, since)
    select w.to_class, t.teacher, $3 from unnest($1::int[], $2::int[]) as w(from_class, to_class)
    join class_teacher t on t.school_class = w.from_class and t.since <= $4
        and (t.until is null or t.until >= $4)
    where not exists (select 1 from class_teacher x where x.school_class = w.to_class) returning id"""
END_LEADS = """update class_teacher set until = $2 where school_class = any($1::int[])
    and since <= $2 and (until is null or until > $2) returning id"""

LAST = """select id, year, "into", moved, finished, made, made_at from rollover
    where year = $1 and undone_at is null order by id desc limit 1 for update"""
OF_IT = "v.rollover = $1 and v.undone_at is null"
LOCK_MOVED = f"""select count(*) from (select 1 from person where id in (
        select v.student from movement v where {OF_IT}) order by id for no key update) locked"""
# What stands in the way of taking it all back: $2 the classes it made, $3 the next year.
HANGS = f"""with mine as (select v.student, v.id, v.since from movement v where {OF_IT}),
    theirs as (select id from study_group where school_class = any($2::int[]))
    select (select count(distinct o.student) from movement o join mine on mine.student = o.student
            where o.undone_at is null and o.id <> mine.id and o.since >= mine.since) as orders,
        (select count(distinct m.student) from group_membership m where m.study_group in (table theirs)
            and m.student not in (select student from mine)) as pupils,
        (select count(*) from study_group where school_class = any($2::int[]) and not is_roster)
        + (select count(*) from group_membership m join study_group g on g.id = m.study_group
            where g.year = $3 and not m.is_roster and m.student in (select student from mine)) as groups,
        (select count(*) from journal where study_group in (table theirs)) as journals,
        (select count(*) from movement o where (o.from_class = any($2::int[]) or o.to_class = any($2::int[]))
            and o.rollover is distinct from $1
            and (o.undone_at is not null or o.student not in (select student from mine))) as named,
        (select count(*) from calendar_exception where school_class = any($2::int[])) as days"""
FORGET = f"""delete from group_membership m using movement v, study_group g
    where {OF_IT} and v.kind = 'move' and m.student = v.student and m.since >= v.since
      and g.id = m.study_group and g.school_class = v.to_class"""
RESTORE = f"""with b as (select v.student, b.* from movement v
        cross join jsonb_to_recordset(v.before)
            as b(id int, study_group int, is_roster bool, since date, until date) where {OF_IT}),
    back as (update group_membership m set until = b.until from b where m.id = b.id returning m.id)
    insert into group_membership (study_group, is_roster, student, since, until)
    select b.study_group, b.is_roster, b.student, b.since, b.until from b
    where b.id not in (select id from back)"""
REOPEN = f"""update enrolment e set until = null from movement v
    where {OF_IT} and v.kind = 'leave' and e.student = v.student and e.until = v.since"""
STOP_LEADING = "delete from class_teacher where id = any($1::int[])"
LEAD_AGAIN = "update class_teacher set until = null where id = any($1::int[])"
# The classes go, so an undone order names only the class it was from, and says the other in words.
UNSAY = """update movement v set undone_at = coalesce(v.undone_at, $2), to_class = null,
        reason = trim(both ': ' from v.reason || ': ' || c.grade_level || c.letter)
    from school_class c where v.rollover = $1 and c.id = v.to_class"""
UNDO_LEAVES = "update movement set undone_at = $2 where rollover = $1 and undone_at is null"
REMOVE = (
    "delete from class_teacher where school_class = any($1::int[])",
    "delete from study_group where school_class = any($1::int[])",
    "delete from school_class where id = any($1::int[])",
)
OF_PUPIL = """select v.id, v.from_class from movement v join rollover r on r.id = v.rollover
    where r.year = $1 and v.student = $2 and v.kind = 'move' and v.undone_at is null"""
UNDONE = "update rollover set undone_at = $2 where id = $1"

SET_CLASS = """insert into class_fate (school_class, fate) values ($1, $2)
    on conflict (school_class) do update set fate = excluded.fate"""
CLEAR_PUPILS = "delete from pupil_fate where school_class = $1 and student = any($2::int[])"
SET_PUPILS = """insert into pupil_fate (school_class, student, fate)
    select $1, * from unnest($2::int[], $3::text[])"""
