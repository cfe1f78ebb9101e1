"""The one statement of each page of the floor: the rows, joined plainly, with no question who asks."""

SHORT = """(p.surname || coalesce(' ' || nullif(left(p.name, 1), '') || '.', '')
    || coalesce(' ' || nullif(left(p.patronymic, 1), '') || '.', ''))"""
CHILD = "c.surname, c.name as first_name, c.patronymic, sc.id as class_id, sc.grade_level, sc.letter"
CLASS_OF = """join person c on c.id = $1
    join group_membership ro on ro.student = $1 and ro.is_roster and ro.until is null
    join study_group rg on rg.id = ro.study_group join school_class sc on sc.id = rg.school_class"""
MARK = """json_build_object('value', m.value, 'weight_tenths', m.weight_tenths, 'work', m.work_type_name,
    'comment', m.comment, 'set_at', m.set_at)"""

WEEK = f"""select l.id as lesson_id, l.on_date, l.number, b.starts, b.ends, su.name as subject,
        r.number as room, {SHORT} as teacher, l.status, null as change, null as planned_teacher,
        h.text as homework, coalesce(h.is_none, false) as homework_none, nullif(lr.topic, '') as topic,
        at.code as absence, at.minutes, coalesce(given.marks, '[]'::json) as marks,
        nullif(at.comment, '') as comment, {CHILD}
    from group_membership gm join lesson l on l.study_group = gm.study_group and l.on_date between $2 and $3
    join journal j on j.id = l.journal join subject su on su.id = j.subject join person p on p.id = l.teacher
    {CLASS_OF} left join room r on r.id = l.room
    left join bell b on b.schedule = l.bell_schedule and b.number = l.number
    left join homework h on h.due_lesson = l.id left join lesson_record lr on lr.lesson = l.id
    left join attendance at on at.lesson = l.id and at.student = $1
    left join lateral (select json_agg({MARK} order by w.ordinal, m.ordinal) as marks from work w
        join mark m on m.work = w.id and m.student = $1 and m.value is not null where w.lesson = l.id
        ) given on true
    where gm.student = $1 and gm.until is null order by l.on_date, l.number"""

MARKS = f"""select su.id as subject_id, su.name as subject, coalesce(json_agg(
            json_build_array(l.on_date, {MARK}) order by l.on_date, l.number, w.ordinal, m.ordinal)
            filter (where m.value is not null), '[]'::json) as marks,
        (select json_agg(json_build_object('id', o.id, 'scheme', o.scheme, 'kind', 'quarter', 'ordinal',
            o.ordinal, 'begins', o.begins, 'ends', o.ends) order by o.ordinal)
         from term t join term o on o.scheme = t.scheme where t.id = $2) as terms, {CHILD}
    from group_membership gm join term t on t.id = $2
    join lesson l on l.study_group = gm.study_group and l.on_date between t.begins and t.ends
    join journal j on j.id = l.journal join subject su on su.id = j.subject {CLASS_OF}
    left join work w on w.lesson = l.id
    left join mark m on m.work = w.id and m.student = $1 and m.value is not null
    where gm.student = $1 and gm.until is null
    group by su.id, su.name, c.id, sc.id order by su.name"""

GRID = """with les as (select l.* from lesson l join term t on t.id = $2 where l.journal = $1
        and l.on_date between t.begins and t.ends and l.status <> 'cancelled'),
    marks as (select w.lesson, m.student, string_agg(m.value, ' ' order by w.ordinal, m.ordinal) as marks,
            min(m.points) as lowest, sum(m.points * m.weight_tenths) as total, sum(m.weight_tenths) as weight,
            bool_or(m.comment <> '') as noted
        from les join work w on w.lesson = les.id join mark m on m.work = w.id and m.value is not null
        group by w.lesson, m.student),
    cells as (select lesson, student, m.marks, m.lowest, coalesce(m.total, 0) as total,
            coalesce(m.weight, 0) as weight, a.code, a.minutes, coalesce(m.noted, false) as noted,
            (select max(v.id) from revision v where v.lesson = coalesce(m.lesson, a.lesson)
                and v.student = coalesce(m.student, a.student)) as version
        from marks m full join (select a.* from les join attendance a on a.lesson = les.id) a
            using (lesson, student))
    select coalesce((select json_agg(cells) from cells), '[]'::json) as cells,
        (select json_agg(json_build_object('id', l.id, 'on_date', l.on_date, 'number', l.number,
            'status', l.status, 'starts', null, 'may_write', true, 'works',
            coalesce((select json_agg(json_build_array(t.code, w.weight_tenths)) from work w
             join work_type t on t.id = w.type where w.lesson = l.id), '[]'::json))
            order by l.on_date, l.number)
         from les l) as lessons,
        (select json_agg(json_build_object('student', p.id, 'name', p.surname || ' ' || p.name, 'sex', p.sex,
            'stays', json_build_array(json_build_array(gm.since, gm.until)), 'total', 0, 'weight', 0,
            'term_mark', null, 'brought', '[]'::json, 'is_counted', true, 'departure', null)
            order by p.sort_key)
         from group_membership gm join person p on p.id = gm.student where gm.study_group = j.study_group
        ) as pupils,
        (select json_agg(json_build_object('id', o.id, 'scheme', o.scheme, 'kind', 'quarter', 'ordinal',
            o.ordinal, 'begins', o.begins, 'ends', o.ends) order by o.ordinal)
         from term t join term o on o.scheme = t.scheme where t.id = $2) as terms,
        json_build_object('id', j.id, 'subject', su.name, 'group_name', g.name, 'grade_level', 8,
            'may_write', true, 'keeps_reasons', true, 'teachers', null, 'terms', '[]'::json) as card
    from journal j join subject su on su.id = j.subject join study_group g on g.id = j.study_group
    where j.id = $1"""

LESSON = f"""select json_build_object('id', l.id, 'journal', l.journal, 'subject', su.name,
            'group_name', g.name, 'on_date', l.on_date, 'number', l.number, 'starts', null, 'ends', null,
            'room', null, 'status', l.status, 'change', null, 'teacher', {SHORT}, 'planned_teacher', {SHORT},
            'topic', coalesce(lr.topic, ''), 'taken_at', lr.attendance_taken_at,
            'homework', coalesce(h.text, ''), 'no_homework', coalesce(h.is_none, false), 'minutes', h.minutes,
            'next_on', l.on_date, 'due_here', null, 'previous', l.id, 'next', l.id, 'needs', '[]'::json,
            'may_write', true) as card,
        json_build_object('id', l.id, 'journal', l.journal, 'on_date', l.on_date, 'number', l.number,
            'status', l.status, 'starts', null, 'grade_level', 8, 'keeps_reasons', true, 'plain', null,
            'works', coalesce((select json_agg(json_build_object('id', w.id, 'ordinal', w.ordinal,
                'name', t.name, 'weight_tenths', w.weight_tenths, 'counts', t.counts) order by w.ordinal)
                from work w join work_type t on t.id = w.type where w.lesson = l.id), '[]'::json),
            'cells', (select json_agg(json_build_object('student', gm.student, 'version', 1, 'code', a.code,
                'minutes', a.minutes, 'comment', coalesce(a.comment, ''),
                'marks', coalesce((select json_agg(json_build_object('work', m.work, 'ordinal', m.ordinal,
                    'value', m.value, 'comment', m.comment, 'weight_tenths', m.weight_tenths))
                    from work w join mark m on m.work = w.id and m.student = gm.student
                    where w.lesson = l.id), '[]'::json)))
                from group_membership gm left join attendance a on a.lesson = l.id and a.student = gm.student
                where gm.study_group = l.study_group)) as cells,
        (select json_agg(json_build_object('student', q.id, 'name', q.surname || ' ' || q.name,
            'missed', '[]'::json) order by q.sort_key)
         from group_membership gm join person q on q.id = gm.student where gm.study_group = l.study_group
        ) as pupils,
        (select json_agg(json_build_object('id', id, 'code', code, 'name', name, 'weight_tenths',
            weight_tenths) order by ordinal) from work_type) as types
    from lesson l join journal j on j.id = l.journal join subject su on su.id = j.subject
    join study_group g on g.id = l.study_group join person p on p.id = l.teacher
    left join lesson_record lr on lr.lesson = l.id left join homework h on h.lesson = l.id
    where l.id = $1"""
