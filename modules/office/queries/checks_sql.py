"""The statements of the data checks: each gives id, title and note of what is amiss, by name.

All of them stand below FRAME and use its parts; $1 is the viewer's person, $2 the day, $3 the year. Lessons
are looked at for the days ahead only: what was is history.
"""

from __future__ import annotations

from intranet.school.access import PARENT_OF
from modules.office.queries.scope import M_NOW, NOW

AHEAD = 14  # days of lessons that are looked at
COMING = 30  # days before a pupil's 18th birthday

FRAME = f"""with klass as (select id, grade_level, letter, grade_level || letter as title,
        lpad(grade_level::text, 2, '0') || letter as place
        from school_class where year = $3 and $1::int is not null),
    member as (select m.student, m.study_group, sg.school_class, sg.is_roster, sg.name
        from group_membership m join study_group sg on sg.id = m.study_group where sg.year = $3 and {M_NOW}),
    roster as (select m.student, k.id as school_class, k.title from member m
        join klass k on k.id = m.school_class where m.is_roster),
    enrolled as (select distinct student from enrolment where {NOW}),
    family as (select distinct g.guardian, g.child from guardianship g where {PARENT_OF}),
    teaching as (select a.journal, a.teacher from assignment a join journal j on j.id = a.journal
        join study_group sg on sg.id = j.study_group
        where sg.year = $3 and a.since <= $2 and (a.until is null or a.until >= $2)),
    leader_of as (select t.school_class, t.teacher from class_teacher t join klass k on k.id = t.school_class
        where {NOW}),
    register as (select j.id, coalesce(k.id, 0) as school_class,
            concat_ws(' ', k.grade_level || k.letter, nullif(sg.name, ''), lower(s.name))
            as title,
            lpad(coalesce(k.grade_level, 12)::text, 2, '0') || coalesce(k.letter, '') || s.name as place
        from journal j join study_group sg on sg.id = j.study_group join subject s on s.id = j.subject
        left join school_class k on k.id = sg.school_class where sg.year = $3),
    coming as (select l.id, l.journal, l.study_group, l.on_date, l.number, l.teacher, l.planned_teacher,
            b.starts, b.ends
        from lesson l left join bell b on b.schedule = l.bell_schedule and b.number = l.number
        where l.on_date between $2 and $2::date + {AHEAD} and l.status <> 'cancelled'),
    version as (select id from timetable_version where year = $3 and (until is null or until >= $2)
        order by since limit 1)"""

PUPIL = "p.surname || ' ' || p.name as title, coalesce(r.title, '') as note, p.sort_key as place"
UNPLACED = f"""select p.id, {PUPIL} from enrolled e join person p on p.id = e.student
    left join roster r on r.student = e.student where r.student is null"""
UNGUARDED = f"""select p.id, {PUPIL} from enrolled e join person p on p.id = e.student
    left join roster r on r.student = e.student
    where (p.born is null or p.born + interval '18 years' > $2)
        and not exists (select 1 from family f where f.child = e.student)"""
# Pairs of groups first (few), then the pupils who are in both.
OVERLAPS = f"""select distinct on (p.id) p.id, p.surname || ' ' || p.name as title,
        concat_ws(' ', r.title, concat_ws(' / ', nullif(a.name, ''), nullif(b.name, ''))) as note,
        p.sort_key as place
    from (select q.one, q.other from (select distinct x.study_group as one, y.study_group as other,
                not x.is_roster and not y.is_roster as are_parts
            from member x join member y on y.student = x.student and y.study_group > x.study_group) q
        where (q.are_parts and exists (select 1 from journal i join journal j on j.subject = i.subject
                where i.study_group = q.one and j.study_group = q.other))
            or exists (select 1 from lesson c join lesson d on d.study_group = q.other
                    and d.on_date = c.on_date and d.status <> 'cancelled'
                left join bell cb on cb.schedule = c.bell_schedule and cb.number = c.number
                left join bell db on db.schedule = d.bell_schedule and db.number = d.number
                where c.study_group = q.one and c.on_date between $2 and $2::date + {AHEAD}
                    and c.status <> 'cancelled'
                    and case when cb.starts is null or db.starts is null then c.number = d.number
                        else cb.starts < db.ends and db.starts < cb.ends end)) pair
    join member a on a.study_group = pair.one join member b on b.study_group = pair.other
        and b.student = a.student
    join person p on p.id = a.student left join roster r on r.student = a.student"""
ADULTS_SOON = f"""select distinct p.id, p.surname || ' ' || p.name as title,
        to_char(p.born + interval '18 years', 'DD.MM.YYYY') as note, p.sort_key as place
    from family f join person p on p.id = f.child join guardianship g on g.child = f.child
        and g.guardian = f.guardian
    where p.born + interval '18 years' between $2 and $2::date + {COMING} and g.adult_consent_since is null"""
UNADDRESSED = """select p.id, p.surname || ' ' || p.name as title,
        (select string_agg(c.surname || ' ' || c.name,
            ', ' order by c.sort_key) from family f join person c on c.id = f.child where f.guardian = p.id)
        as note, p.sort_key as place
    from person p where p.email = '' and p.id in (select guardian from family)"""
DOUBLES = """select min(p.id) as id, min(p.surname || ' ' || p.name) as title,
        coalesce(to_char(p.born, 'DD.MM.YYYY'), min(p.phone)) || ' × ' || count(*) as note,
        min(p.sort_key) as place
    from person p where p.born is not null or p.phone <> ''
    group by p.name_key, p.born, case when p.born is null then p.phone end having count(*) > 1"""
UNENTERED = """select p.id, p.surname || ' ' || p.name as title, coalesce((select string_agg(k.title, ', ')
            from leader_of l join klass k on k.id = l.school_class where l.teacher = p.id), '') as note,
        p.sort_key as place
    from person p where p.id in (select teacher from teaching union select teacher from leader_of)
        and not exists (select 1 from account a join local_credential c on c.account = a.id
            where a.person = p.id and (not c.is_first_entry or c.expires_on >= $2))"""
KLASS = "select k.id, k.title, '' as note, k.place from klass k where not exists "
LEADERLESS = f"{KLASS} (select 1 from leader_of l where l.school_class = k.id)"
UNSCHEDULED = f"""{KLASS} (select 1 from timetable_slot s join journal j on j.id = s.journal
    join study_group g on g.id = j.study_group
    where s.version = (select id from version) and g.school_class = k.id)"""
TERMLESS = f"""{KLASS} (select 1 from class_scheme c join term t on t.scheme = c.scheme
    where c.school_class = k.id and c.subject is null)"""
UNTAUGHT = """select j.school_class as id, j.title, '' as note, j.place from register j
    where not exists (select 1 from assignment a where a.journal = j.id
        and (a.until is null or a.until >= $2))"""
ASTRAY = """select min(p.id) as id, j.title,
        string_agg(distinct p.surname || ' ' || left(p.name, 1) || '.', ', ') as note,
        min(j.place) as place
    from coming c join register j on j.id = c.journal join person p on p.id = c.planned_teacher
    where c.teacher = c.planned_teacher and not exists (select 1 from assignment a where a.journal = c.journal
        and a.teacher = c.teacher and a.since <= c.on_date and (a.until is null or a.until >= c.on_date))
    group by j.id, j.title"""
BELLLESS = """select coalesce(k.id, 0) as id, coalesce(k.title, '') as title,
        string_agg(distinct c.number::text, ', ') as note, coalesce(min(k.place), '') as place
    from coming c join study_group g on g.id = c.study_group left join klass k on k.id = g.school_class
    where c.starts is null group by 1, 2"""

CHECKS: dict[str, str] = {
    "unplaced": UNPLACED,
    "unguarded": UNGUARDED,
    "overlaps": OVERLAPS,
    "adults_soon": ADULTS_SOON,
    "unaddressed": UNADDRESSED,
    "doubles": DOUBLES,
    "leaderless": LEADERLESS,
    "unscheduled": UNSCHEDULED,
    "termless": TERMLESS,
    "untaught": UNTAUGHT,
    "astray": ASTRAY,
    "bellless": BELLLESS,
    "unentered": UNENTERED,
}
